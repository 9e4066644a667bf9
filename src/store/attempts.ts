import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Tables } from "./tables.ts";

export interface Attempts {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

const attemptColumns = ["count", "first_at", "last_at"] as const;

const toAttempts = (row: Pick<Tables["attempts"], (typeof attemptColumns)[number]>): Attempts => ({
  count: row.count,
  firstAt: row.first_at,
  lastAt: row.last_at,
});

/** What `subject` (a sub, or a name nobody has) tried of a `kind` so far. */
export async function findAttempts(
  tx: ReadTx,
  poolId: UserPoolId,
  subject: string,
  kind: string,
): Promise<Attempts | undefined> {
  const row = await tx
    .selectFrom("attempts")
    .select(attemptColumns)
    .where("pool_id", "=", poolId)
    .where("subject", "=", subject)
    .where("kind", "=", kind)
    .executeTakeFirst();
  return row && toAttempts(row);
}

/** The same for who is about to count one more: until this transaction ends nobody else does. */
export async function holdAttempts(
  tx: WriteTx,
  attempt: {
    readonly poolId: UserPoolId;
    readonly subject: string;
    readonly kind: string;
    readonly now: number;
  },
): Promise<Attempts> {
  const { poolId, subject, kind, now } = attempt;
  const row = await tx
    .insertInto("attempts")
    .values({ pool_id: poolId, subject, kind, count: 0, first_at: now, last_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(["pool_id", "subject", "kind"])
        .doUpdateSet((eb) => ({ count: eb.ref("attempts.count") })),
    )
    .returning(attemptColumns)
    .executeTakeFirstOrThrow();
  return toAttempts(row);
}

/**
 * Counts one more. Counting starts anew once the first one counted, or with `windowSince: "last"` the latest, is
 * `windowMs` old.
 */
export async function recordAttempt(
  tx: WriteTx,
  attempt: {
    readonly poolId: UserPoolId;
    readonly subject: string;
    readonly kind: string;
    readonly now: number;
    readonly windowMs: number;
    readonly windowSince?: "first" | "last";
  },
): Promise<Attempts> {
  const { poolId, subject, kind, now, windowMs, windowSince = "first" } = attempt;
  const row = await tx
    .insertInto("attempts")
    .values({ pool_id: poolId, subject, kind, count: 1, first_at: now, last_at: now })
    .onConflict((conflict) =>
      conflict.columns(["pool_id", "subject", "kind"]).doUpdateSet((eb) => {
        const over = eb(`attempts.${windowSince}_at`, "<=", now - windowMs);
        return {
          count: eb
            .case()
            .when(over)
            .then(1)
            .else(eb("attempts.count", "+", 1))
            .end(),
          first_at: eb.case().when(over).then(now).else(eb.ref("attempts.first_at")).end(),
          last_at: now,
        };
      }),
    )
    .returning(attemptColumns)
    .executeTakeFirstOrThrow();
  return toAttempts(row);
}

export async function clearAttempts(
  tx: WriteTx,
  poolId: UserPoolId,
  subject: string,
  kind: string,
): Promise<void> {
  await tx
    .deleteFrom("attempts")
    .where("pool_id", "=", poolId)
    .where("subject", "=", subject)
    .where("kind", "=", kind)
    .execute();
}
