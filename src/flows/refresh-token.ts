import { sha256, toBase64Url, toHex, utf8 } from "../base/bytes.ts";
import { sub as asSub, type Sub, type UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { Context } from "./context.ts";

/** What refresh tokens look like: a compact JWE (RFC 7516) that only the service opens. */
const HEADER = toBase64Url(utf8('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}'));

type Tools = Pick<Context, "vault" | "random">;

const context = (poolId: UserPoolId): string => `refresh-token:${poolId}`;

/** A new refresh token. It counts by its hash's row; that it names its user serves to tell a deleted one. */
export function newRefreshToken({ vault, random }: Tools, poolId: UserPoolId, sub: Sub): string {
  const sealed = vault.seal(context(poolId), utf8(sub));
  const parts = [random.bytes(64), random.bytes(12), utf8(sealed), random.bytes(16)].map(toBase64Url);
  return [HEADER, ...parts].join(".");
}

/** What a refresh token is stored and found as. */
export const refreshTokenHash = (token: string): string => toHex(sha256(utf8(token)));

/** The user a token of this pool was made for; null for a made-up one. */
export function userOfRefreshToken(
  { vault }: Pick<Tools, "vault">,
  poolId: UserPoolId,
  token: string,
): Sub | null {
  const [, , , sealed = ""] = token.split(".");
  try {
    const opened = vault.open(context(poolId), Buffer.from(sealed, "base64url").toString("utf8") as Sealed);
    return asSub(Buffer.from(opened).toString("utf8"));
  } catch {
    return null;
  }
}
