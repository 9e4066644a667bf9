import { sha256, toHex, utf8 } from "../base/bytes.ts";
import { type ClientId, clientId, type UserPoolId, userPoolId } from "../base/ids.ts";

/** Ids of what the seed gives none: made of the name, so that the next start finds what this one made. */

const LOWER = "0123456789abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

export const poolIdFor = (region: string, poolName: string): UserPoolId =>
  userPoolId(`${region}_${digest(["pool", region, poolName], 9, ALPHANUMERIC)}`);

export const clientIdFor = (poolId: UserPoolId, clientName: string): ClientId =>
  clientId(digest(["client", poolId, clientName], 26, LOWER));

function digest(parts: readonly string[], length: number, alphabet: string): string {
  let rest = BigInt(`0x${toHex(sha256(utf8(JSON.stringify(parts))))}`);
  let text = "";
  for (const base = BigInt(alphabet.length); text.length < length; rest /= base) {
    text += alphabet[Number(rest % base)];
  }
  return text;
}
