import { sub as asSub } from "../base/ids.ts";
import { CODE_RULES, MAX_CODE_TRIES } from "../domain/codes.ts";
import type { LimitedCall } from "../domain/limits.ts";
import { type MessageKind, templateOf } from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import type { ContactAttribute, Destination } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import type { CodeDeliveryDetailsType } from "../model/types.gen.ts";
import { clearAttempts, findAttempts, recordAttempt } from "../store/attempts.ts";
import { dropCode } from "../store/codes.ts";
import { finishMessage } from "../store/messages.ts";
import { type Subject, subjectOf } from "./attempt.ts";
import { type CodeVerdict, newCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { countCall } from "./limits.ts";
import { issueCode } from "./send-code.ts";
import { standInDestination } from "./stand-in.ts";

/** Where PreventUserExistenceErrors hides that there is nobody to have a code: asking for one and trying one. */

/** What codes are for that are had by a name alone. */
export type NamedPurpose = "recovery" | "signUp";

interface CodeRound {
  readonly asking: LimitedCall;
  readonly kind: MessageKind;
  /** Under which the tries at nobody's code are counted. */
  readonly trying: string;
  /** Where each call that tries a code is counted, whoever it is for. */
  readonly limit?: LimitedCall;
}

const ROUNDS: Readonly<Record<NamedPurpose, CodeRound>> = {
  recovery: { asking: "ForgotPassword", kind: "forgotPassword", trying: "confirm-forgot-password" },
  signUp: {
    asking: "ResendConfirmationCode",
    kind: "resendCode",
    trying: "confirm-sign-up",
    limit: "ConfirmSignUp",
  },
};

/** Counts a request for a code by a name that may or may not be somebody's; bounded within an hour. */
export async function countCodeRequest(
  { db, clock }: Pick<Context, "db" | "clock">,
  subject: Subject,
  purpose: NamedPurpose,
): Promise<void> {
  const { asking, trying } = ROUNDS[purpose];
  await db.write(async (tx) => {
    // Refused in here, so that a request that makes no code leaves the tries at the last one as they are.
    await countCall(tx, subject, asking, clock.now());
    await clearAttempts(tx, subject.pool.id, subjectOf(subject), trying);
  });
}

/**
 * Tells of a code that nobody gets. Code and message are made, stored and removed in one transaction, so that the
 * answer takes as long as one to somebody.
 */
export async function pretendCode(
  ctx: Context,
  pool: Pool,
  name: string,
  purpose: NamedPurpose,
  contact: ContactAttribute,
): Promise<CodeDeliveryDetailsType> {
  const { kind } = ROUNDS[purpose];
  const { attribute, medium, masked } = standInDestination(ctx.vault, pool, name, contact);
  const user = nobody(ctx, pool, name);
  const code = newCode(ctx, purpose);
  const to: Destination = { attribute, medium, address: masked };
  const template = templateOf(pool, kind);
  await ctx.db.write(async (tx) => {
    const id = await issueCode(tx, ctx, { purpose, kind }, { pool, user, to, template, code });
    await finishMessage(tx, { poolId: pool.id, id });
    await dropCode(tx, pool.id, user.sub, purpose);
  });
  ctx.outbox.ring();
  return { Destination: masked, DeliveryMedium: medium, AttributeName: attribute };
}

function nobody({ random, clock }: Pick<Context, "random" | "clock">, pool: Pool, username: string): User {
  const now = clock.now();
  return {
    poolId: pool.id,
    sub: asSub(random.uuid()),
    username,
    status: "CONFIRMED",
    enabled: true,
    attributes: {},
    password: null,
    passwordSetAt: null,
    signedOutAt: null,
    mfaOptions: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

/** How a code of nobody's is judged: as that of a user who asked for one as often. */
export async function standInVerdict(
  { db, clock }: Pick<Context, "db" | "clock">,
  subject: Subject,
  purpose: NamedPurpose,
): Promise<Exclude<CodeVerdict, "right">> {
  const { asking, trying, limit } = ROUNDS[purpose];
  const { validMs } = CODE_RULES[purpose];
  const now = clock.now();
  const poolId = subject.pool.id;
  const asked = await db.read((tx) => findAttempts(tx, poolId, subjectOf(subject), asking));
  const { count } = await db.write(async (tx) => {
    if (limit !== undefined) await countCall(tx, subject, limit, now);
    return recordAttempt(tx, {
      poolId,
      subject: subjectOf(subject),
      kind: trying,
      now,
      windowMs: validMs,
    });
  });
  if (!asked || asked.lastAt <= now - validMs) return "none";
  return count > MAX_CODE_TRIES ? "exhausted" : "wrong";
}
