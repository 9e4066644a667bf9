import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Sub } from "../../src/base/ids.ts";
import type { User } from "../../src/domain/user.ts";
import { parseUserFilter } from "../../src/domain/user-filter.ts";
import { queryFor, type UserQuery } from "../../src/domain/user-query.ts";
import type { Db } from "../../src/store/db.ts";
import { type ListPlace, listUsers } from "../../src/store/list-users.ts";
import { insertUser, removeUser, updateUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aUser, emptiedDatabase, nthSub, OTHER_POOL, OTHER_SUB, POOL, SUB, T0 } from "./fixtures.ts";
import { queryPlans } from "./query-plans.ts";

function queryOf(filter: string): UserQuery {
  const query = queryFor(parseUserFilter(filter));
  assert.ok(query);
  return query;
}

/** Sorts as databases do, which for text outside the basic plane is not how JavaScript does. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const insertAll = (db: Db, users: readonly User[]): Promise<void> =>
  db.write(async (tx) => {
    for (const user of users) await insertUser(tx, user, []);
  });

/** The subs that are found, page by page. */
async function pagesOf(
  db: Db,
  filter: string,
  limit: number,
  between?: (listed: Sub) => Promise<void>,
): Promise<Sub[][]> {
  const pages: Sub[][] = [];
  for (let after: ListPlace | undefined; ; ) {
    const { users, end } = await db.read((tx) => listUsers(tx, POOL, queryOf(filter), after, limit));
    pages.push(users.map((user) => user.sub));
    if (!end) return pages;
    after = end;
    for (const { sub } of users.slice(-1)) await between?.(sub);
  }
}

const allOf = async (db: Db, filter: string, limit = 60): Promise<Sub[]> =>
  (await pagesOf(db, filter, limit)).flat();

/** Names that begin with each other, or stand where encodings disagree about the order. */
const NAMES = [
  "a",
  "A",
  "aa",
  "ab",
  "a\0b",
  "a\ud7ff",
  "a\ud7ffz",
  "a\ue000",
  "a\uffff",
  "a\ud83d",
  "a\u{10000}",
  "a\u{1f511}",
  "a\u{10ffff}",
  "a\u{10ffff}\u{10ffff}x",
  "b",
  "\u{10ffff}",
  "\u{10ffff}\u{10ffff}",
  "ΟΔΟΣ",
  "οδος",
  "ΟΔΟΣΑ",
  "İstanbul",
  "ﬀ",
  "100%",
  "100_",
  "back\\slash",
  'say "hello"',
  "x".repeat(250),
  "x".repeat(300),
  `${"x".repeat(2047)}y`,
  "\u{1f511}".repeat(2048),
];

const folded = (text: string): string =>
  text.toLowerCase().replaceAll("ς", "σ").toWellFormed().replaceAll("\0", "\ufffd");

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

await forEachDatabase((database, make) => {
  const empty = emptiedDatabase(make);

  test("every name is found by itself and by all it begins with, in the order of bytes", async () => {
    const db = await empty();
    const users = NAMES.map((name, index) => aUser(nthSub(index), { attributes: { name } }));
    await insertAll(db, users);
    const sorted = users.toSorted(
      (a, b) =>
        byBytes(folded(a.attributes["name"] ?? ""), folded(b.attributes["name"] ?? "")) ||
        byBytes(a.sub, b.sub),
    );
    const found = (holds: (name: string) => boolean): Sub[] =>
      sorted.filter((user) => holds(folded(user.attributes["name"] ?? ""))).map((user) => user.sub);

    const shown = NAMES.filter((name) => name.length <= 250);
    const beginnings = new Set(
      shown.flatMap((name) => [...name].slice(0, 4).map((_, end) => name.slice(0, end))),
    );
    for (const value of [...shown, "", "x", "nobody", "\u{1f511}".repeat(240)]) {
      assert.deepEqual(
        await allOf(db, `name = ${quoted(value)}`),
        found((name) => name === folded(value)),
        `= ${value}`,
      );
      beginnings.add(value);
    }
    for (const value of beginnings) {
      assert.deepEqual(
        await allOf(db, `name ^= ${quoted(value)}`, 7),
        found((name) => name.startsWith(folded(value))),
        `^= ${value}`,
      );
    }
  });

  test("usernames and no others keep their case", async () => {
    const db = await empty();
    await insertAll(db, [aUser(), aUser(OTHER_SUB, { username: "ada" })]);
    assert.deepEqual(await allOf(db, 'username = "Ada"'), [SUB]);
    assert.deepEqual(await allOf(db, 'username ^= "ad"'), [OTHER_SUB]);
    assert.deepEqual(await allOf(db, 'email = "ADA@example.COM"'), [SUB, OTHER_SUB]);
  });

  test("all are listed by age, those of an age by their sub, and each pool's own alone", async () => {
    const db = await empty();
    const ages = [5, 3, 3, 3, 9, 0];
    await insertAll(db, [
      ...ages.map((age, index) => aUser(nthSub(9 - index), { createdAt: T0 + age })),
      aUser(nthSub(1), { poolId: OTHER_POOL }),
    ]);
    const expected = [4, 6, 7, 8, 9, 5].map(nthSub);
    for (const limit of [1, 2, 3, 5, 6, 60]) {
      const pages = await pagesOf(db, "", limit);
      assert.deepEqual(pages.flat(), expected);
      assert.equal(pages.length, Math.ceil(expected.length / limit));
    }
  });

  test("a status is found alone, several that begin alike in their order", async () => {
    const db = await empty();
    const statuses = ["CONFIRMED", "UNCONFIRMED", "COMPROMISED", "CONFIRMED", "RESET_REQUIRED"] as const;
    await insertAll(
      db,
      statuses.map((status, index) => aUser(nthSub(index), { status, createdAt: T0 - index })),
    );
    assert.deepEqual(await pagesOf(db, 'cognito:user_status = "Confirmed"', 1), [[nthSub(3)], [nthSub(0)]]);
    assert.deepEqual(await allOf(db, 'cognito:user_status ^= "co"', 1), [2, 3, 0].map(nthSub));
    assert.deepEqual(await allOf(db, 'cognito:user_status ^= ""', 2), [2, 3, 0, 4, 1].map(nthSub));
    assert.deepEqual(await allOf(db, 'cognito:user_status = "CONFIRME"'), []);
  });

  test("the enabled and the disabled are found apart or one after the other", async () => {
    const db = await empty();
    await insertAll(
      db,
      [true, false, true].map((enabled, index) => aUser(nthSub(index), { enabled })),
    );
    assert.deepEqual(await allOf(db, 'status = "Enabled"', 1), [0, 2].map(nthSub));
    assert.deepEqual(await allOf(db, 'status = "Disabled"', 1), [nthSub(1)]);
    assert.deepEqual(await allOf(db, 'status ^= ""', 1), [1, 0, 2].map(nthSub));
  });

  test("a sub is found whole or by its beginning", async () => {
    const db = await empty();
    await insertAll(
      db,
      [10, 11, 20].map((n) => aUser(nthSub(n))),
    );
    assert.deepEqual(await allOf(db, `sub = "${nthSub(11)}"`), [nthSub(11)]);
    assert.deepEqual(await allOf(db, 'sub ^= "0000001"', 1), [10, 11].map(nthSub));
    assert.deepEqual(await allOf(db, `sub ^= "${nthSub(20)}"`), [nthSub(20)]);
    assert.deepEqual(await allOf(db, 'sub ^= ""', 2), [10, 11, 20].map(nthSub));
    assert.deepEqual(await allOf(db, 'sub = "00000010"'), []);
  });

  test("an item has all that lists tell of a user", async () => {
    const db = await empty();
    const user = aUser(SUB, {
      enabled: false,
      mfaOptions: [{ DeliveryMedium: "SMS", AttributeName: "phone_number" }],
      updatedAt: T0 + 1,
    });
    await insertAll(db, [user]);
    for (const filter of ["", 'email ^= "a"']) {
      const { users } = await db.read((tx) => listUsers(tx, POOL, queryOf(filter), undefined, 60));
      const { sub, username, status, enabled, attributes, mfaOptions, createdAt, updatedAt } = user;
      assert.deepEqual(users, [
        { sub, username, status, enabled, attributes, mfaOptions, createdAt, updatedAt },
      ]);
    }
  });

  test("who was there from the start is listed once, whoever comes and goes meanwhile", async () => {
    const named = (n: number): User => aUser(nthSub(n), { attributes: { name: `n${n}` }, createdAt: T0 + n });
    const start = [20, 30, 40, 50, 60];
    for (const filter of ["", 'name ^= "n"', 'cognito:user_status = "CONFIRMED"', 'sub ^= ""']) {
      const db = await empty();
      await insertAll(db, start.map(named));
      const newcomers = [35, 15, 25, 65, 31, 19].map(named);
      const pages = await pagesOf(db, filter, 1, async (listed) => {
        await db.write((tx) => removeUser(tx, { poolId: POOL, sub: listed }, T0));
        await insertAll(db, newcomers.splice(0, 2));
      });
      const listed = pages.flat();
      assert.equal(new Set(listed).size, listed.length, `twice by ${filter}`);
      assert.deepEqual(
        start.map(nthSub).filter((one) => !listed.includes(one)),
        [],
        `missing by ${filter}`,
      );
    }
  });

  test("a change is found at once, and what was before no more", async () => {
    const db = await empty();
    await insertAll(db, [aUser()]);
    await db.write((tx) =>
      updateUser(tx, {
        ...aUser(),
        attributes: { email: "lovelace@example.com" },
        status: "RESET_REQUIRED",
        enabled: false,
      }),
    );
    const found = async (filter: string): Promise<number> => (await allOf(db, filter)).length;
    for (const filter of ['email ^= "ada"', 'cognito:user_status = "CONFIRMED"', 'status = "Enabled"']) {
      assert.equal(await found(filter), 0, filter);
    }
    for (const filter of ['email ^= "love"', 'cognito:user_status ^= "RESET"', 'status = "Disabled"', ""]) {
      assert.equal(await found(filter), 1, filter);
    }
    await db.write((tx) => removeUser(tx, aUser(), T0));
    for (const filter of ['email ^= "love"', 'username = "Ada"', ""])
      assert.equal(await found(filter), 0, filter);
  });

  if (database !== "SQLite") return;

  describe("an index alone answers, in its order,", () => {
    const searched =
      "SEARCH user_search USING COVERING INDEX sqlite_autoindex_user_search_1 (pool_id=? AND attribute=? AND (value,sub)>(?,?)";
    const owner = "SEARCH users USING INDEX sqlite_autoindex_users_1 (pool_id=? AND sub=?)";
    const plans: [filter: string, place: ListPlace, plan: string[]][] = [
      ["", [T0, SUB], ["SEARCH users USING INDEX users_by_age (pool_id=? AND (created_at,sub)>(?,?))"]],
      ['email = "ada@example.com"', ["ada@example.com", SUB], [`${searched} AND value<?)`, owner]],
      ['email ^= "ada"', ["ada@example.com", SUB], [`${searched} AND value<?)`, owner]],
      ['email ^= ""', ["ada@example.com", SUB], [`${searched})`, owner]],
      [
        'cognito:user_status = "CONFIRMED"',
        ["CONFIRMED", T0, SUB],
        [
          "SEARCH users USING INDEX users_by_status (pool_id=? AND (status,created_at,sub)>(?,?,?) AND status<?)",
        ],
      ],
      [
        'status = "Enabled"',
        [1, T0, SUB],
        [
          "SEARCH users USING INDEX users_by_enabled (pool_id=? AND (enabled,created_at,sub)>(?,?,?) AND enabled<?)",
        ],
      ],
      [
        `sub = "${SUB}"`,
        [SUB],
        ["SEARCH users USING INDEX sqlite_autoindex_users_1 (pool_id=? AND sub>? AND sub<?)"],
      ],
    ];
    for (const [filter, place, plan] of plans) {
      test(filter === "" ? "for all" : `for ${filter}`, async () => {
        const plans = await queryPlans(await make(), async (tx) => {
          await listUsers(tx, POOL, queryOf(filter), undefined, 60);
          await listUsers(tx, POOL, queryOf(filter), place, 60);
        });
        assert.deepEqual(plans, [plan, plan]);
      });
    }
  });
});
