import type { Selectable } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Medium, MessageStatus, Tables } from "./tables.ts";

/** A message on its way out. */
export interface Message {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly sub: Sub | null;
  readonly username: string;
  readonly medium: Medium;
  readonly kind: string;
  readonly destination: string;
  /** Null once it can't be sent any more. */
  readonly content: Sealed | null;
  readonly status: MessageStatus;
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly nextTryAt: number;
  readonly tries: number;
}

/** Names one message. */
export type MessageKey = Pick<Message, "poolId" | "id">;

const toMessage = (row: Selectable<Tables["messages"]>): Message => ({
  poolId: row.pool_id,
  id: row.id,
  sub: row.sub,
  username: row.username,
  medium: row.medium,
  kind: row.kind,
  destination: row.destination,
  content: row.content,
  status: row.status,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  nextTryAt: row.next_try_at,
  tries: row.tries,
});

export async function insertMessage(tx: WriteTx, message: Message): Promise<void> {
  await tx
    .insertInto("messages")
    .values({
      pool_id: message.poolId,
      id: message.id,
      sub: message.sub,
      username: message.username,
      medium: message.medium,
      kind: message.kind,
      destination: message.destination,
      content: message.content,
      status: message.status,
      created_at: message.createdAt,
      sent_at: message.sentAt,
      next_try_at: message.nextTryAt,
      tries: message.tries,
    })
    .execute();
}

/** Takes up to `limit` messages that are due, the longest due first, and keeps them from others for `leaseMs`. */
export async function leaseMessages(
  tx: WriteTx,
  now: number,
  leaseMs: number,
  limit: number,
): Promise<Message[]> {
  const rows = await tx
    .updateTable("messages")
    .set((eb) => ({ next_try_at: now + leaseMs, tries: eb("tries", "+", 1) }))
    .where((eb) =>
      eb(
        eb.refTuple("pool_id", "id"),
        "in",
        eb
          .selectFrom("messages")
          .select(["pool_id", "id"])
          .where("status", "=", "pending")
          .where("next_try_at", "<=", now)
          .orderBy("next_try_at")
          .limit(limit)
          .$asTuple("pool_id", "id"),
      ),
    )
    // Said again, so that of two who found the same message only the first gets it.
    .where("status", "=", "pending")
    .where("next_try_at", "<=", now)
    .returningAll()
    .execute();
  return rows.map(toMessage).sort((a, b) => a.createdAt - b.createdAt);
}

/** Handed over: nothing of it is kept. */
export async function finishMessage(tx: WriteTx, { poolId, id }: MessageKey): Promise<void> {
  await tx.deleteFrom("messages").where("pool_id", "=", poolId).where("id", "=", id).execute();
}

/** Its medium has no carrier: it stays to be read here. */
export async function keepMessage(tx: WriteTx, { poolId, id }: MessageKey, now: number): Promise<void> {
  await tx
    .updateTable("messages")
    .set({ status: "kept", sent_at: now, next_try_at: now })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .execute();
}

export async function postponeMessage(
  tx: WriteTx,
  { poolId, id }: MessageKey,
  nextTryAt: number,
): Promise<void> {
  await tx
    .updateTable("messages")
    .set({ next_try_at: nextTryAt })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .execute();
}

/** Refused for good: its content is erased. */
export async function failMessage(tx: WriteTx, { poolId, id }: MessageKey): Promise<void> {
  await tx
    .updateTable("messages")
    .set({ status: "failed", content: null })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .execute();
}

export interface KeptFilter {
  readonly pool?: UserPoolId | undefined;
  readonly to?: string | undefined;
  readonly kind?: string | undefined;
  readonly limit: number;
}

/** Kept messages, newest first. */
export async function listKept(tx: ReadTx, { pool, to, kind, limit }: KeptFilter): Promise<Message[]> {
  let query = tx.selectFrom("messages").selectAll().where("status", "=", "kept");
  if (pool !== undefined) query = query.where("pool_id", "=", pool);
  if (to !== undefined) query = query.where("destination", "=", to);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  const rows = await query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(toMessage);
}

export async function emptyKept(tx: WriteTx): Promise<void> {
  await tx.deleteFrom("messages").where("status", "=", "kept").execute();
}

const PRUNED_AT_ONCE = 1000;

/** Deletes the oldest kept messages beyond the newest `atMost`. */
export async function pruneKept(tx: WriteTx, atMost: number): Promise<void> {
  await tx
    .deleteFrom("messages")
    .where((eb) =>
      eb(
        eb.refTuple("pool_id", "id"),
        "in",
        eb
          .selectFrom("messages")
          .select(["pool_id", "id"])
          .where("status", "=", "kept")
          // Of a kept message the time at which it was kept; an index has them in this order.
          .orderBy("next_try_at", "desc")
          .limit(PRUNED_AT_ONCE)
          .offset(atMost)
          .$asTuple("pool_id", "id"),
      ),
    )
    .execute();
}

export async function countPending(tx: ReadTx): Promise<number> {
  const { count } = await tx
    .selectFrom("messages")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("status", "=", "pending")
    .executeTakeFirstOrThrow();
  return count;
}
