import { hours } from "../base/clock.ts";
import { sub as asSub } from "../base/ids.ts";
import { concealsUsers } from "../domain/client-settings.ts";
import { CODE_RULES, MAX_CODE_TRIES } from "../domain/codes.ts";
import { faults } from "../domain/fault.ts";
import { templateOf } from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import { type Destination, isLeftToAdministrators, recoveryRoute } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import type { CodeDeliveryDetailsType, UserStatusType } from "../model/types.gen.ts";
import { clearAttempts, findAttempts, recordAttempt } from "../store/attempts.ts";
import { dropCode } from "../store/codes.ts";
import type { WriteTx } from "../store/db.ts";
import { finishMessage } from "../store/messages.ts";
import { type Subject, subjectOf } from "./attempt.ts";
import { type CodeVerdict, newCode, storeCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { postMessage } from "./deliver.ts";
import { countCall } from "./limits.ts";
import type { PoolAndClient } from "./pools.ts";
import { sendCode } from "./send-code.ts";
import { standInDestination } from "./stand-in.ts";

/** Who asks for the reset: the user, through an app client, or an administrator. */
export type ResetBy = "user" | "administrator";

const RESETTABLE: Readonly<Record<ResetBy, readonly UserStatusType[]>> = {
  administrator: ["CONFIRMED", "RESET_REQUIRED"],
  user: ["CONFIRMED", "RESET_REQUIRED", "UNCONFIRMED"],
};

/** Whether there is a verified contact that a reset code could go to. */
const hasRecoveryContact = (pool: Pool, user: User): boolean =>
  recoveryRoute(pool, user).kind !== "noContact";

/** Where the user's reset code goes; refuses users who can't have one. */
export function requireRecoveryDestination(pool: Pool, user: User, by: ResetBy): Destination {
  if (!user.enabled) throw faults.userDisabled();
  if (!RESETTABLE[by].includes(user.status)) throw faults.passwordNotResettable();
  const route = recoveryRoute(pool, user);
  if (route.kind === "administrator") throw faults.contactAdministrator();
  if (route.kind === "noContact") throw faults.noRecoveryContact();
  return route.to;
}

export interface ResetRequest {
  readonly pool: Pool;
  readonly user: User;
  readonly by: ResetBy;
  /** Absent where an administrator resets. */
  readonly clientId?: string;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Sends a reset code; `also` and the answer are as `sendCode` has them. */
export const sendResetCode = (
  ctx: Context,
  { by, ...request }: ResetRequest,
  also?: (tx: WriteTx, user: User) => Promise<void>,
): Promise<Destination | null> =>
  sendCode(
    ctx,
    {
      ...request,
      purpose: "recovery",
      kind: "forgotPassword",
      destinationOf: (pool, user) => requireRecoveryDestination(pool, user, by),
    },
    also,
  );

/**
 * Tells of a code that nobody gets, where the client hides that there is nobody; refuses where nobody at all gets
 * one. Code and message are made, stored and removed in one transaction, so that the answer takes as long as one to
 * somebody.
 */
export async function pretendResetCode(
  ctx: Context,
  pool: Pool,
  name: string,
): Promise<CodeDeliveryDetailsType> {
  if (isLeftToAdministrators(pool)) throw faults.contactAdministrator();
  const { attribute, medium, masked } = standInDestination(ctx.vault, pool, name);
  const user = nobody(ctx, pool, name);
  const code = newCode(ctx, "recovery");
  const to: Destination = { attribute, medium, address: masked };
  const template = templateOf(pool, "forgotPassword");
  await ctx.db.write(async (tx) => {
    await storeCode(tx, ctx, user, "recovery", code, to);
    const id = await postMessage(tx, ctx, { pool, user, kind: "forgotPassword", to, template, code });
    await finishMessage(tx, { poolId: pool.id, id });
    await dropCode(tx, pool.id, user.sub, "recovery");
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

const CODES_TRIED = "confirm-forgot-password";

/** Counts a ForgotPassword of a name that may or may not be somebody's; bounded within an hour. */
export async function countCodeRequest(
  { db, clock }: Pick<Context, "db" | "clock">,
  subject: Subject,
): Promise<void> {
  await db.write(async (tx) => {
    // Refused in here, so that a request that makes no code leaves the tries at the last one as they are.
    await countCall(tx, subject, "ForgotPassword", clock.now());
    await clearAttempts(tx, subject.pool.id, subjectOf(subject), CODES_TRIED);
  });
}

/** How a code is judged where the pool hides that there is nobody to have one: as a user's who asked as often. */
export async function standInVerdict(
  { db, clock }: Pick<Context, "db" | "clock">,
  subject: Subject,
): Promise<Exclude<CodeVerdict, "right">> {
  const now = clock.now();
  const asked = await db.read((tx) =>
    findAttempts(tx, subject.pool.id, subjectOf(subject), "ForgotPassword"),
  );
  const { count } = await db.write((tx) =>
    recordAttempt(tx, {
      poolId: subject.pool.id,
      subject: subjectOf(subject),
      kind: CODES_TRIED,
      now,
      windowMs: hours(1),
    }),
  );
  if (!asked || asked.lastAt <= now - CODE_RULES.recovery.validMs) return "none";
  return count > MAX_CODE_TRIES ? "exhausted" : "wrong";
}

/** Whether a client that conceals users must not learn that this one can't have a code. */
export const isConcealed = ({ pool, client }: PoolAndClient, user: User | undefined): boolean =>
  concealsUsers(client) && (!user?.enabled || !hasRecoveryContact(pool, user));
