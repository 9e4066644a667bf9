import { type RawBuilder, sql } from "kysely";
import { days, hours } from "../base/clock.ts";
import type { WriteTx } from "./db.ts";
import { poolTables } from "./erasures.ts";

/** A grant outlives its refresh tokens by the longest life of an access token: until then it may be asked for. */
const LONGEST_ACCESS_TOKEN = days(1);
/** So long a late answer is told that it is late. */
const ANSWERABLE = hours(1);
const IDLE_ATTEMPTS = days(1);
const FAILED_MESSAGES = days(7);
const AUTH_EVENTS = days(2 * 365);

type Expired = { readonly table: keyof typeof poolTables; readonly where: RawBuilder<unknown> };

const expiredAt = (now: number): readonly Expired[] => {
  const grantsBefore = now - LONGEST_ACCESS_TOKEN;
  return [
    { table: "auth_sessions", where: sql`expires_at <= ${now - ANSWERABLE}` },
    { table: "codes", where: sql`expires_at <= ${now - ANSWERABLE}` },
    { table: "attempts", where: sql`last_at <= ${now - IDLE_ATTEMPTS}` },
    { table: "messages", where: sql`status = 'failed' and next_try_at <= ${now - FAILED_MESSAGES}` },
    { table: "auth_events", where: sql`created_at <= ${now - AUTH_EVENTS}` },
    { table: "import_logs", where: sql`expires_at <= ${now}` },
    { table: "refresh_tokens", where: sql`expires_at <= ${grantsBefore}` },
    { table: "grants", where: sql`expires_at <= ${grantsBefore}` },
    { table: "user_sessions", where: sql`expires_at <= ${now}` },
  ];
};

/** Deletes up to `limit` rows that time has made useless; true where more may be left. */
export async function deleteExpired(tx: WriteTx, now: number, limit: number): Promise<boolean> {
  let left = limit;
  for (const { table, where } of expiredAt(now)) {
    const key = sql.join(["pool_id", ...poolTables[table]].map((column) => sql.ref(column)));
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)}
      where (${key}) in (select ${key} from ${sql.table(table)} where ${where} limit ${left})`.execute(tx);
    left -= Number(numAffectedRows ?? 0);
    if (left <= 0) return true;
  }
  return false;
}
