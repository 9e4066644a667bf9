/** How shapes.gen.ts writes the model down: names instead of links, and nothing that is not so. */
import type { AuthKind, ErrorName } from "./types.gen.ts";

export interface RawMember {
  readonly name: string;
  readonly shape: string;
  readonly required?: boolean;
  readonly sensitive?: boolean;
  readonly absentValue?: number;
}

interface Limits {
  readonly sensitive?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export type RawShape =
  | (Limits & { readonly type: "structure"; readonly members: readonly RawMember[] })
  | (Limits & { readonly type: "list"; readonly member: string })
  | (Limits & { readonly type: "map"; readonly key: string; readonly value: string })
  | (Limits & {
      readonly type: "string";
      readonly pattern?: string;
      readonly regexp?: string;
      readonly values?: readonly string[];
    })
  | (Limits & { readonly type: "integer" | "long" | "boolean" | "timestamp" | "blob" | "document" });

export interface RawOperation {
  readonly auth: AuthKind;
  readonly input: string;
  readonly output?: string;
  readonly errors: readonly ErrorName[];
}
