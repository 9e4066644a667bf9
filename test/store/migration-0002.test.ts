import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { type Dialect, Kysely, type RawBuilder, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { Sub, UserPoolId } from "../../src/base/ids.ts";
import { parseUserFilter } from "../../src/domain/user-filter.ts";
import { queryFor } from "../../src/domain/user-query.ts";
import { type ListPlace, listUsers } from "../../src/store/list-users.ts";
import { foundation } from "../../src/store/migrations/0001-foundation.ts";
import { type ColumnTypes, postgresTypes, sqliteTypes } from "../../src/store/migrations/column-types.ts";
import { postgresDialect } from "../../src/store/postgres-driver.ts";
import { sqliteWriter } from "../../src/store/sqlite-driver.ts";
import { findUserBySub, removeUser, updateUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import { nthSub, OTHER_POOL, openForTests, POOL, T0 } from "./fixtures.ts";

/** More than the migration takes at once. */
const USERS = 1203;

interface Opened {
  readonly dialect: Dialect;
  readonly types: ColumnTypes;
}

const openers: Readonly<Record<"SQLite" | "PostgreSQL", (location: string) => Opened>> = {
  SQLite: (location) => ({ dialect: sqliteWriter(new DatabaseSync(location), () => {}), types: sqliteTypes }),
  PostgreSQL: (location) => ({
    dialect: postgresDialect(new pg.Pool({ connectionString: location, max: 2 })),
    types: postgresTypes,
  }),
};

/** A user as the first release kept one. */
interface OldUser {
  readonly pool: UserPoolId;
  readonly sub: Sub;
  readonly username: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Some are as long as can be. */
const nameOf = (n: number): string => "\u{1f511}".repeat(n % 100 === 0 ? 2048 : 3);

const oldUser = (n: number, pool: UserPoolId): OldUser => ({
  pool,
  sub: nthSub(n),
  username: `Person-${n}`,
  status: n % 3 === 0 ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED",
  attributes: n % 2 === 0 ? { email: `P${n}@Example.com`, given_name: "Ödön\0", name: nameOf(n) } : {},
});

/** Makes a database of the first release. */
async function firstRelease({ dialect, types }: Opened, users: readonly OldUser[]): Promise<void> {
  const db = new Kysely<unknown>({ dialect });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ "0001-foundation": foundation(types) }) },
    migrationTableName: "schema_migrations",
    migrationLockTableName: "schema_migrations_lock",
  });
  const { error } = await migrator.migrateToLatest();
  assert.equal(error, undefined);
  for (let from = 0; from < users.length; from += 500) {
    const rows = users.slice(from, from + 500).map((user, index) => rowOf(user, T0 + from + index));
    await sql`
      insert into users (pool_id, sub, username, status, enabled, attributes, created_at, updated_at, version)
      values ${sql.join(rows)}
    `.execute(db);
  }
  await db.destroy();
}

const rowOf = ({ pool, sub, username, status, attributes }: OldUser, at: number): RawBuilder<unknown> =>
  sql`(${sql.join([pool, sub, username, status, 1, JSON.stringify(attributes), at, at, 1])})`;

await forEachDatabase((name, make) => {
  test("users of the first release are listed and found, and follow their changes", async () => {
    const location = await make();
    const numbers = [...Array(USERS).keys()];
    await firstRelease(openers[name](location), [
      ...numbers.map((n) => oldUser(n, POOL)),
      oldUser(0, OTHER_POOL),
    ]);
    const db = await openForTests(location);

    const find = async (filter: string, pool = POOL): Promise<string[]> => {
      const query = queryFor(parseUserFilter(filter));
      const found: string[] = [];
      for (let after: ListPlace | undefined; query; ) {
        const { users, end } = await db.read((tx) => listUsers(tx, pool, query, after, 60));
        found.push(...users.map(({ username }) => username));
        if (!end) break;
        after = end;
      }
      return found;
    };
    const named = (ns: readonly number[]): string[] => ns.map((n) => `Person-${n}`);
    const even = numbers.filter((n) => n % 2 === 0);
    const byName = (ns: readonly number[]): number[] =>
      ns.toSorted((a, b) => nameOf(a).length - nameOf(b).length || a - b);

    for (const n of [0, 2, 498, 500, 1000, USERS - 1]) {
      for (const filter of [
        `username = "Person-${n}"`,
        `sub = "${nthSub(n)}"`,
        `email = "p${n}@example.com"`,
      ]) {
        assert.deepEqual(await find(filter), named([n]), filter);
      }
    }
    assert.deepEqual(await find('given_name ^= "ödön"'), named(even));
    assert.deepEqual(await find('name ^= "\u{1f511}\u{1f511}"'), named(byName(even)));
    assert.deepEqual(await find('cognito:user_status ^= "force"'), named(numbers.filter((n) => n % 3 === 0)));
    assert.deepEqual(await find('status = "Enabled"'), named(numbers));
    assert.deepEqual(await find(""), named(numbers));
    assert.deepEqual(await find('email ^= ""', OTHER_POOL), named([0]));

    const user = await db.read((tx) => findUserBySub(tx, POOL, nthSub(2)));
    assert.ok(user);
    await db.write((tx) => updateUser(tx, { ...user, attributes: { email: "new@example.com" } }));
    await db.write((tx) => removeUser(tx, { poolId: POOL, sub: nthSub(4) }, T0));
    assert.deepEqual(await find('email = "new@example.com"'), named([2]));
    for (const n of [2, 4]) assert.deepEqual(await find(`email = "p${n}@example.com"`), []);
    assert.deepEqual(
      await find('name ^= "\u{1f511}"'),
      named(byName(even.filter((n) => n !== 2 && n !== 4))),
    );
  });
});
