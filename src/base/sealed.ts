import type { Brand } from "./brand.ts";

/** Encrypted and authenticated under a master key that is not in the database; names that key's id. */
export type Sealed = Brand<string, "Sealed">;

/** A keyed hash that names its key's id. */
export type Mac = Brand<string, "Mac">;
