import { sub as asSub } from "../base/ids.ts";
import type { Origin } from "../domain/caller.ts";
import { Fault, type FaultName, faults } from "../domain/fault.ts";
import { loggedAuthEvent } from "../domain/logged-auth-event.ts";
import type { Pool } from "../domain/pool.ts";
import type { AuthEvent } from "../domain/risk/auth-event.ts";
import { isCompromised } from "../domain/risk/compromised-passwords.ts";
import { securityMode } from "../domain/risk/configuration.ts";
import { eventContext } from "../domain/risk/reported.ts";
import type { User } from "../domain/user.ts";
import type { EventResponseType, EventType } from "../model/types.gen.ts";
import { dropAuthEvent, insertAuthEvent, passAuthEvent, passSignUp } from "../store/auth-events.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import type { Context } from "./context.ts";
import { exportLog } from "./export-log.ts";
import type { PoolAndClient } from "./pools.ts";

/** Who was seen, by which client and from where. */
export interface Seen extends PoolAndClient {
  /** Undefined where nobody has the name and the client conceals that. */
  readonly user: User | undefined;
  readonly origin: Origin;
}

export interface SeenEvent
  extends Seen,
    Pick<AuthEvent, "id" | "type" | "response" | "risk" | "challenges"> {}

type Tools = Pick<Context, "db" | "clock" | "random" | "logs" | "log">;

/**
 * Records what a user did; `also` runs in the same transaction. What is known of nobody is written and removed again,
 * so that it takes as long. Fails no request: what can't be recorded is told to the log.
 */
export async function recordEvent(
  ctx: Tools,
  { pool, client, user, origin, ...seen }: SeenEvent,
  also: (tx: WriteTx, event: AuthEvent) => Promise<void> = async () => {},
): Promise<void> {
  const { db, clock, random, log } = ctx;
  const event: AuthEvent = {
    ...seen,
    poolId: pool.id,
    sub: user?.sub ?? asSub(random.uuid()),
    context: eventContext(origin),
    feedback: null,
    createdAt: clock.now(),
  };
  await quietly(log, pool, async () => {
    const kept = await db.write(async (tx) => {
      const isThere = (await findUserBySub(tx, pool.id, event.sub)) !== undefined;
      await insertAuthEvent(tx, event);
      if (isThere) await also(tx, event);
      else await dropAuthEvent(tx, event);
      return isThere ? event : undefined;
    });
    exportEvent(ctx, { pool, client, user, origin }, kept);
  });
}

/** Tells the pool's own log of an event, where it has one. */
function exportEvent(ctx: Tools, { pool, client, user, origin }: Seen, event: AuthEvent | undefined): void {
  if (!event || !user) return;
  const { username } = user;
  const { requestId } = origin;
  exportLog(
    ctx,
    pool,
    "userAuthEvents",
    loggedAuthEvent(event, { username, clientId: client.id, requestId }),
  );
}

/** Records that what was in progress came to its good end. */
export const recordPass = (ctx: Tools, seen: Seen, id: string): Promise<void> =>
  quietly(ctx.log, seen.pool, async () => {
    const passed = await ctx.db.write((tx) => passAuthEvent(tx, { poolId: seen.pool.id, id }));
    exportEvent(ctx, seen, passed);
  });

/** Records that who was signing up is confirmed. */
export async function recordConfirmed(
  { db, log }: Pick<Tools, "db" | "log">,
  pool: Pool,
  user: User,
): Promise<void> {
  if (securityMode(pool) === "OFF") return;
  await quietly(log, pool, () => db.write((tx) => passSignUp(tx, user)));
}

async function quietly(log: Context["log"], { id }: Pool, record: () => Promise<void>): Promise<void> {
  try {
    await record();
  } catch (error) {
    log.error({ err: error, poolId: id }, "an event was not recorded");
  }
}

/** Failures that tell of a try, which is always one of few. Others anybody could have as often as they like. */
const TELLING: ReadonlySet<FaultName> = new Set([
  "CodeMismatchException",
  "InvalidPasswordException",
  "PasswordHistoryPolicyViolationException",
]);

const WRONG_PASSWORD = faults.wrongCredentials().message;

/** Whether a failure belongs into a user's history. */
export const isTelling = (error: unknown): error is Fault =>
  error instanceof Fault && (TELLING.has(error.name) || error.message === WRONG_PASSWORD);

export interface Watched extends Seen {
  readonly type: EventType;
  /** What it is where all goes well. */
  readonly passed?: EventResponseType;
  /** The new password, where there is one. */
  readonly password?: string | undefined;
}

/** Records in pools with threat protection that a user did something. */
export async function recordDone(ctx: Tools, done: Watched): Promise<void> {
  if (securityMode(done.pool) === "OFF") return;
  await recordEvent(ctx, seenEvent(ctx, done, done.passed ?? "Pass", false));
}

/** Does what a user asks for, and records how that ended in pools with threat protection. */
export async function watched<T>(ctx: Tools, watch: Watched, work: () => Promise<T>): Promise<T> {
  if (securityMode(watch.pool) === "OFF") return work();
  try {
    const done = await work();
    await recordDone(ctx, watch);
    return done;
  } catch (error) {
    if (isTelling(error)) {
      await recordEvent(ctx, seenEvent(ctx, watch, "Fail", error.name === "InvalidPasswordException"));
    }
    throw error;
  }
}

function seenEvent(
  { random }: Pick<Tools, "random">,
  { pool, client, user, origin, type, password }: Watched,
  response: EventResponseType,
  isBlocked: boolean,
): SeenEvent {
  const compromised = password !== undefined && isCompromised(password);
  return {
    pool,
    client,
    user,
    origin,
    id: random.uuid(),
    type,
    response,
    risk: {
      RiskDecision: compromised && isBlocked ? "Block" : "NoRisk",
      CompromisedCredentialsDetected: compromised,
    },
    challenges: [],
  };
}
