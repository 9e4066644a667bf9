import type { Selectable } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { AuthEvent, EventFeedback } from "../domain/risk/auth-event.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { behind } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toEvent = (row: Selectable<Tables["auth_events"]>): AuthEvent => ({
  poolId: row.pool_id,
  id: row.id,
  sub: row.sub,
  type: row.type,
  response: row.response,
  ...fromJson(row.details),
  feedback: row.feedback ? fromJson(row.feedback) : null,
  createdAt: row.created_at,
});

export async function insertAuthEvent(tx: WriteTx, event: AuthEvent): Promise<void> {
  const { risk, challenges, context, feedback } = event;
  await tx
    .insertInto("auth_events")
    .values({
      pool_id: event.poolId,
      id: event.id,
      sub: event.sub,
      type: event.type,
      response: event.response,
      details: toJson({ risk, challenges, context }),
      feedback: feedback && toJson(feedback),
      created_at: event.createdAt,
    })
    .execute();
}

/** Names one event. */
export type AuthEventKey = Pick<AuthEvent, "poolId" | "id">;

/** What was in progress came to its good end; undefined where it was not in progress. */
export async function passAuthEvent(
  tx: WriteTx,
  { poolId, id }: AuthEventKey,
): Promise<AuthEvent | undefined> {
  const row = await tx
    .updateTable("auth_events")
    .set({ response: "Pass" })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("response", "=", "InProgress")
    .returningAll()
    .executeTakeFirst();
  return row && toEvent(row);
}

/** Who was signing up is confirmed. */
export async function passSignUp(
  tx: WriteTx,
  { poolId, sub }: Pick<AuthEvent, "poolId" | "sub">,
): Promise<void> {
  await tx
    .updateTable("auth_events")
    .set({ response: "Pass" })
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("type", "=", "SignUp")
    .where("response", "=", "InProgress")
    .execute();
}

/** Sets what somebody says of an event over what was said before; false where the user has no such event. */
export async function setFeedback(
  tx: WriteTx,
  { poolId, id, sub }: AuthEventKey & Pick<AuthEvent, "sub">,
  feedback: EventFeedback,
): Promise<boolean> {
  const result = await tx
    .updateTable("auth_events")
    .set({ feedback: toJson(feedback) })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("sub", "=", sub)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function dropAuthEvent(tx: WriteTx, { poolId, id }: AuthEventKey): Promise<void> {
  await tx.deleteFrom("auth_events").where("pool_id", "=", poolId).where("id", "=", id).execute();
}

/** Where an event stands among its user's. */
export type AuthEventPlace = Pick<AuthEvent, "createdAt" | "id">;

/** A user's events, newest first, from behind the place `after`. */
export async function listAuthEvents(
  tx: ReadTx,
  poolId: UserPoolId,
  sub: Sub,
  after: AuthEventPlace | undefined,
  limit: number,
): Promise<AuthEvent[]> {
  const rows = await tx
    .selectFrom("auth_events")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where(behind(["created_at", "id"], after && [after.createdAt, after.id], "descending"))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}
