import { fromBase64, toBase64 } from "../../base/bytes.ts";
import {
  G,
  isProofOf,
  isTimestamp,
  readPublicValue,
  scramblingParameter,
  serverPublicValue,
  sessionKey,
  sharedBase,
} from "../../domain/auth/srp.ts";
import { beginning, type Waiting } from "../../domain/auth/state.ts";
import { faults } from "../../domain/fault.ts";
import { countSessionTry } from "../../store/auth-sessions.ts";
import { admitRightPassword, requireNotLockedOut, type SignInAttempt, wrongPassword } from "../attempt.ts";
import { openSession } from "../auth-sessions.ts";
import type { Context } from "../context.ts";
import { srpIdentity, srpVerifier } from "../passwords.ts";
import { standInUserId } from "../stand-in.ts";
import type { AnswerInput, Challenge, Responses } from "./challenge.ts";

type Tools = Pick<Context, "db" | "clock" | "random" | "vault" | "power">;
type PasswordVerifierWait = Extract<Waiting, { challenge: "PASSWORD_VERIFIER" }>;

const hex = (value: bigint): string => value.toString(16);
const fromHexText = (text: string): bigint => BigInt(`0x${text}`);

/** Answers SRP_A with the challenge's parameters, whether or not there is such a user. */
export async function beginSrp(
  tools: Tools,
  attempt: SignInAttempt,
  publicA: string,
): Promise<Record<string, string>> {
  const { pool, user, username } = attempt;
  const A = readPublicValue(publicA);
  if (A === null) throw faults.srpPublicValueInvalid();
  const { salt, verifier } = srpVerifier(tools, pool, user, username);
  const userId = user?.username ?? standInUserId(tools.vault, pool, username);
  const b = fromHexText(Buffer.from(tools.random.bytes(32)).toString("hex"));
  const B = serverPublicValue(verifier, await tools.power.power(G, b));
  const secretBlock = toBase64(tools.random.bytes(64));
  await openSession(tools, attempt, secretBlock, {
    waiting: {
      challenge: "PASSWORD_VERIFIER",
      userId,
      salt,
      publicA: hex(A),
      privateB: hex(b),
      publicB: hex(B),
    },
    progress: beginning("USER_SRP_AUTH"),
  });
  return {
    SALT: salt,
    SECRET_BLOCK: secretBlock,
    SRP_B: hex(B),
    USERNAME: userId,
    USER_ID_FOR_SRP: userId,
  };
}

/** Whether PASSWORD_CLAIM_SIGNATURE proves the password that the user has now. */
async function provesPassword(
  tools: Pick<Tools, "vault" | "power">,
  { attempt: { pool, user, username }, responses }: AnswerInput,
  waiting: PasswordVerifierWait,
): Promise<boolean> {
  const { salt, verifier } = srpVerifier(tools, pool, user, username);
  const A = fromHexText(waiting.publicA);
  const u = scramblingParameter(A, fromHexText(waiting.publicB));
  const S = await tools.power.power(
    sharedBase(A, await tools.power.power(verifier, u)),
    fromHexText(waiting.privateB),
  );
  const timestamp = responses["TIMESTAMP"] ?? "";
  const proved = isProofOf(sessionKey(S, u), srpIdentity(pool, waiting.userId), {
    secretBlock: fromBase64(secretBlockOf(responses)),
    timestamp,
    signature: responses["PASSWORD_CLAIM_SIGNATURE"] ?? "",
  });
  return proved && salt === waiting.salt && isTimestamp(timestamp);
}

const secretBlockOf = (responses: Responses): string => responses["PASSWORD_CLAIM_SECRET_BLOCK"] ?? "";

export const passwordVerifier: Challenge = {
  required: ["PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"],
  tokenOf: (responses, session) => {
    if (session !== undefined) throw faults.sessionInvalid("the challenge came without a session");
    return secretBlockOf(responses);
  },
  async judge(ctx, input) {
    const { attempt, isNamed, session, waiting, progress } = input;
    const { user } = attempt;
    if (waiting.challenge !== "PASSWORD_VERIFIER")
      throw faults.sessionInvalid("a session of another challenge");
    await ctx.db.read((tx) => requireNotLockedOut(tx, attempt, ctx.clock.now()));
    // Another name counts as a wrong proof: that is all it could be where nobody has the name.
    const proved = (await provesPassword(ctx, input, waiting)) && isNamed;
    if (!proved || user?.password?.kind !== "srp") {
      await ctx.db.write((tx) => countSessionTry(tx, session.poolId, session.id));
      throw await wrongPassword(ctx, attempt);
    }
    return {
      progress: { ...progress, provedPassword: user.passwordSetAt },
      commit: async (tx) => {
        await admitRightPassword(tx, attempt, ctx.clock.now());
        return user;
      },
    };
  },
};
