import type { Sub, UserPoolId } from "../base/ids.ts";
import { CODE_RULES, type CodePurpose, MAX_CODE_TRIES } from "../domain/codes.ts";
import { faults } from "../domain/fault.ts";
import type { Destination } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import { consumeCode, countCodeTry, findCode, putCode } from "../store/codes.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import type { Context } from "./context.ts";

const macContext = (poolId: UserPoolId, sub: Sub, purpose: CodePurpose): string =>
  `code:${poolId}:${sub}:${purpose}`;

export const newCode = ({ random }: Pick<Context, "random">, purpose: CodePurpose): string =>
  random.digits(CODE_RULES[purpose].digits);

/** Makes `code` the one that counts for this purpose; an earlier one no longer does. */
export async function storeCode(
  tx: WriteTx,
  { vault, clock }: Pick<Context, "vault" | "clock">,
  user: User,
  purpose: CodePurpose,
  code: string,
  to: Destination,
): Promise<void> {
  const now = clock.now();
  await putCode(tx, {
    poolId: user.poolId,
    sub: user.sub,
    purpose,
    mac: vault.mac(macContext(user.poolId, user.sub, purpose), code),
    attribute: to.attribute,
    medium: to.medium,
    destination: to.address,
    createdAt: now,
    expiresAt: now + CODE_RULES[purpose].validMs,
    tries: 0,
    consumedAt: null,
  });
}

export type CodeVerdict = "right" | "wrong" | "none" | "exhausted";

/** Judges a code once: the right one is used up by it, a wrong one counts a try. */
export async function judgeCode(
  tx: WriteTx,
  { vault, clock }: Pick<Context, "vault" | "clock">,
  user: User,
  purpose: CodePurpose,
  given: string,
): Promise<CodeVerdict> {
  const { poolId, sub } = user;
  const now = clock.now();
  const code = await findCode(tx, poolId, sub, purpose);
  if (!code || code.consumedAt !== null || code.expiresAt <= now) return "none";
  if (code.tries >= MAX_CODE_TRIES) return "exhausted";
  if (!vault.verifyMac(macContext(poolId, sub, purpose), given, code.mac)) {
    // Others may have been counted since the code was read: it is the count that tells.
    return (await countCodeTry(tx, poolId, sub, purpose)) > MAX_CODE_TRIES ? "exhausted" : "wrong";
  }
  if (!(await consumeCode(tx, poolId, sub, purpose, code.mac, now))) {
    throw new LostRace(`the code of user ${sub} was used, ended or replaced meanwhile`);
  }
  return "right";
}

/** Whether this is the code that was sent last for its purpose, no matter what became of it. */
export async function isLastCode(
  tx: ReadTx,
  { vault }: Pick<Context, "vault">,
  { poolId, sub }: User,
  purpose: CodePurpose,
  given: string,
): Promise<boolean> {
  const code = await findCode(tx, poolId, sub, purpose);
  return code !== undefined && vault.verifyMac(macContext(poolId, sub, purpose), given, code.mac);
}

const REFUSALS = {
  wrong: faults.codeMismatch,
  none: faults.codeExpired,
  exhausted: faults.attemptLimit,
} as const;

/** The refusal of a code that is not right. */
export const codeRefusal = (verdict: Exclude<CodeVerdict, "right">) => REFUSALS[verdict]();
