import type { Sub, UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { MFAOptionType, PasswordHashingAlgorithmType, UserStatusType } from "../model/types.gen.ts";

/** By attribute name, `sub` left out; values are strings whatever their declared type. */
export type UserAttributes = Readonly<Record<string, string>>;

/** How a user's password can be checked; never the password itself. */
export type StoredPassword =
  /** SRP-6a: `sealed` is the verifier v (base64 of its big-endian bytes), `salt` is hex. */
  | { readonly kind: "srp"; readonly salt: string; readonly sealed: Sealed }
  /** `sealed` is a PHC string. */
  | { readonly kind: "argon2id"; readonly sealed: Sealed }
  /** `sealed` is a hash of another system's making, kept until the user first signs in with the password. */
  | { readonly kind: "imported"; readonly algorithm: PasswordHashingAlgorithmType; readonly sealed: Sealed };

export interface User {
  readonly poolId: UserPoolId;
  readonly sub: Sub;
  readonly username: string;
  readonly status: UserStatusType;
  readonly enabled: boolean;
  readonly attributes: UserAttributes;
  readonly password: StoredPassword | null;
  /** When the password was set: a temporary one expires counting from here. */
  readonly passwordSetAt: number | null;
  /** Tokens of sign-ins before this moment no longer count; set by a global sign-out. */
  readonly signedOutAt: number | null;
  /** Legacy choices of SetUserSettings. */
  readonly mfaOptions: readonly MFAOptionType[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}
