import { rawSql } from "./raw-sql.ts";

/** Rows that must not be there without others, by what is wrong with them. */
const HALVES = {
  "a user without a name": `
    select username as what from users u
    where not exists (select 1 from user_names n where n.pool_id = u.pool_id and n.sub = u.sub)`,
  "a name without a user": `
    select name_key as what from user_names n
    where not exists (select 1 from users u where u.pool_id = n.pool_id and u.sub = n.sub)`,
  "a code without a message": `
    select destination as what from codes c
    where consumed_at is null and not exists (
      select 1 from messages m
      where m.pool_id = c.pool_id and m.sub = c.sub and m.kind = 'forgotPassword' and m.content is not null)`,
  "a reset without a code": `
    select username as what from users u
    where status = 'RESET_REQUIRED' and not exists (
      select 1 from codes c where c.pool_id = u.pool_id and c.sub = u.sub and c.consumed_at is null)`,
  "a client without a pool": `
    select id as what from app_clients c where not exists (select 1 from pools p where p.id = c.pool_id)`,
};

/** What stands in a database though transactions make it all or nothing. */
export async function halfWritten(database: string): Promise<string[]> {
  const found: string[] = [];
  for (const [wrong, query] of Object.entries(HALVES)) {
    for (const { what } of await rawSql(database, query)) found.push(`${wrong}: ${what}`);
  }
  return found;
}
