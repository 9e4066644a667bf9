import { type RawBuilder, sql } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { ErasureKind, Tables } from "./tables.ts";

/** Something whose own row is gone already and whose other rows are still to be erased. */
export interface Erasure {
  readonly poolId: UserPoolId;
  readonly kind: ErasureKind;
  /** The id of the pool, client, group or import job, or the user's sub. */
  readonly targetId: string;
  readonly requestedAt: number;
}

export type PoolTable = Exclude<
  { [T in keyof Tables]: "pool_id" extends keyof Tables[T] ? T : never }[keyof Tables],
  "erasures"
>;

/** Every table whose rows belong to a pool, with the rest of its primary key. */
export const poolTables = {
  refresh_tokens: ["hash"],
  user_sessions: ["id"],
  grants: ["id"],
  auth_sessions: ["id"],
  codes: ["sub", "purpose"],
  attempts: ["subject", "kind"],
  messages: ["id"],
  user_names: ["name_key", "kind"],
  user_search: ["attribute", "value", "sub"],
  password_histories: ["sub"],
  auth_events: ["id"],
  risk_configurations: ["client_id"],
  linked_identities: ["provider", "attribute", "value_key"],
  group_members: ["sub", "group_id"],
  groups: ["id"],
  users: ["sub"],
  brandings: ["id"],
  branding_assets: ["client_id", "category", "color_mode", "resource_id"],
  ui_customizations: ["client_id"],
  terms: ["id"],
  app_clients: ["id"],
  identity_providers: ["name"],
  provider_identifiers: ["identifier"],
  domains: ["kind"],
  resource_servers: ["identifier"],
  user_pool_replicas: ["region"],
  import_jobs: ["id"],
  import_chunks: ["job_id", "file_id", "first_byte"],
  import_logs: ["job_id", "first_line"],
  active_imports: ["job_id"],
  signing_keys: ["use"],
} satisfies { [T in PoolTable]: readonly Exclude<keyof Tables[T], "pool_id">[] };

type Scope = readonly { readonly table: PoolTable; readonly where: RawBuilder<unknown> }[];

const everything = (Object.keys(poolTables) as PoolTable[]).map((table) => ({ table, where: sql`1 = 1` }));

const ofGrants = (poolId: UserPoolId, column: "sub" | "client_id", id: string): RawBuilder<unknown> =>
  sql`grant_id in (select id from grants where pool_id = ${poolId} and ${sql.ref(column)} = ${id})`;

/** What belongs to a target, in an order in which nothing is deleted before what is found through it. */
const scopes: { readonly [Kind in ErasureKind]: (erasure: Erasure) => Scope } = {
  pool: () => everything,
  // A client's unfinished sign-ins are left to expire: nothing leads to them without the client.
  client: ({ poolId, targetId }) => [
    { table: "brandings", where: sql`client_id = ${targetId}` },
    { table: "branding_assets", where: sql`client_id = ${targetId}` },
    { table: "ui_customizations", where: sql`client_id = ${targetId}` },
    { table: "terms", where: sql`client_id = ${targetId}` },
    { table: "refresh_tokens", where: ofGrants(poolId, "client_id", targetId) },
    { table: "user_sessions", where: sql`client_id = ${targetId}` },
    { table: "grants", where: sql`client_id = ${targetId}` },
    { table: "risk_configurations", where: sql`client_id = ${targetId}` },
  ],
  // The file of a job that has ended.
  importJob: ({ targetId }) => [{ table: "import_chunks", where: sql`job_id = ${targetId}` }],
  group: ({ targetId }) => [{ table: "group_members", where: sql`group_id = ${targetId}` }],
  user: ({ poolId, targetId }) => [
    // First, so that these few are gone at once: what was linked can be linked to another user.
    { table: "linked_identities", where: sql`sub = ${targetId}` },
    { table: "refresh_tokens", where: ofGrants(poolId, "sub", targetId) },
    { table: "user_sessions", where: sql`sub = ${targetId}` },
    { table: "grants", where: sql`sub = ${targetId}` },
    { table: "auth_sessions", where: sql`sub = ${targetId}` },
    { table: "codes", where: sql`sub = ${targetId}` },
    { table: "attempts", where: sql`subject = ${targetId}` },
    { table: "messages", where: sql`sub = ${targetId}` },
    { table: "user_names", where: sql`sub = ${targetId}` },
    { table: "user_search", where: sql`sub = ${targetId}` },
    { table: "password_histories", where: sql`sub = ${targetId}` },
    { table: "group_members", where: sql`sub = ${targetId}` },
    { table: "auth_events", where: sql`sub = ${targetId}` },
  ],
};

/** Deletes up to `limit` rows of a pool in one table and says how many there were. */
async function deleteSome(
  tx: WriteTx,
  table: PoolTable,
  poolId: UserPoolId,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<number> {
  const key = sql.join(poolTables[table].map((column) => sql.ref(column)));
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)}
    where pool_id = ${poolId} and (${key}) in (
      select ${key} from ${sql.table(table)} where pool_id = ${poolId} and ${where} limit ${limit}
    )`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Deletes up to `limit` rows of the target; false once none is left. */
async function deleteRows(tx: WriteTx, erasure: Erasure, limit: number): Promise<boolean> {
  let left = limit;
  for (const { table, where } of scopes[erasure.kind](erasure)) {
    left -= await deleteSome(tx, table, erasure.poolId, where, left);
    if (left <= 0) return true;
  }
  return false;
}

export async function requestErasure(tx: WriteTx, erasure: Erasure): Promise<void> {
  await tx
    .insertInto("erasures")
    .values({
      pool_id: erasure.poolId,
      kind: erasure.kind,
      target_id: erasure.targetId,
      requested_at: erasure.requestedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Few enough that their deletion may hold up the request that asks for it. */
const ERASED_AT_ONCE = 200;

/** Deletes the target's rows now where they are few, and later where they are many. */
export async function erase(tx: WriteTx, erasure: Erasure): Promise<void> {
  if (await deleteRows(tx, erasure, ERASED_AT_ONCE)) await requestErasure(tx, erasure);
}

/**
 * The oldest erasure requested by `requestedBy`. On PostgreSQL a transaction that began before a removal may still
 * add rows after it, so leave such a transaction its time.
 */
export async function nextErasure(tx: ReadTx, requestedBy: number): Promise<Erasure | undefined> {
  const row = await tx
    .selectFrom("erasures")
    .selectAll()
    .where("requested_at", "<=", requestedBy)
    .orderBy("requested_at")
    .limit(1)
    .executeTakeFirst();
  return (
    row && { poolId: row.pool_id, kind: row.kind, targetId: row.target_id, requestedAt: row.requested_at }
  );
}

/** Deletes up to `limit` rows; false, and the erasure is done, once none is left. */
export async function eraseSome(tx: WriteTx, erasure: Erasure, limit: number): Promise<boolean> {
  if (await deleteRows(tx, erasure, limit)) return true;
  await tx
    .deleteFrom("erasures")
    .where("pool_id", "=", erasure.poolId)
    .where("kind", "=", erasure.kind)
    .where("target_id", "=", erasure.targetId)
    .execute();
  return false;
}

/** Whether rows of an earlier bearer of this id may be left, so that the id can't be given again yet. */
export async function isBeingErased(
  tx: ReadTx,
  { poolId, kind, targetId }: Pick<Erasure, "poolId" | "kind" | "targetId">,
): Promise<boolean> {
  const row = await tx
    .selectFrom("erasures")
    .select("requested_at")
    .where("pool_id", "=", poolId)
    .where("kind", "=", kind)
    .where("target_id", "=", targetId)
    .executeTakeFirst();
  return row !== undefined;
}
