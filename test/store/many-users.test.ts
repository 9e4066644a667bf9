import assert from "node:assert/strict";
import { test } from "node:test";
import { sub } from "../../src/base/ids.ts";
import { findNames } from "../../src/store/user-names.ts";
import {
  countUsers,
  findSubs,
  findUserAfter,
  findUserByName,
  insertUser,
  insertUsers,
} from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aUser, emptiedDatabase, OTHER_POOL, POOL, SUB } from "./fixtures.ts";

const numbered = (at: number) => {
  const email = `user-${at}@example.com`;
  return {
    user: aUser(sub(`sub-${at}`), { username: `user-${at}`, attributes: { email } }),
    names: [{ kind: "username", key: `user-${at}` } as const, { kind: "email", key: email } as const],
  };
};
/** More than one statement holds, and no round number. */
const many = Array.from({ length: 603 }, (_, at) => numbered(at));

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("many users are stored at once, each found by each name and searched for", async () => {
    const db = await empty();
    assert.equal(await db.write((tx) => insertUsers(tx, POOL, many)), true);
    assert.equal(await db.read((tx) => countUsers(tx, POOL, 1000)), many.length);
    for (const { user, names } of [numbered(0), numbered(511), numbered(602)]) {
      for (const { key } of names) {
        assert.deepEqual(await db.read((tx) => findUserByName(tx, POOL, key, "-")), user);
      }
    }
    const searched = await db.read((tx) => tx.selectFrom("user_search").selectAll().execute());
    assert.equal(searched.length, 2 * many.length);
    assert.equal(await db.write((tx) => insertUsers(tx, POOL, [])), true);
  });

  test("many users are refused where one name is taken, or given twice", async () => {
    let db = await empty();
    await db.write((tx) => insertUser(tx, aUser(), [{ kind: "email", key: "user-600@example.com" }]));
    assert.equal(await db.write((tx) => insertUsers(tx, POOL, many)), false);
    assert.equal(await db.read((tx) => countUsers(tx, POOL, 1000)), 1);
    db = await empty();
    assert.equal(
      await db.write((tx) => insertUsers(tx, POOL, [numbered(1), numbered(2), numbered(1)])),
      false,
    );
  });

  test("users stand in a circle, by their subs", async () => {
    const db = await empty();
    const after = async (text: string) => (await db.read((tx) => findUserAfter(tx, POOL, text)))?.sub;
    assert.equal(await after("1"), undefined);
    await db.write((tx) => insertUsers(tx, POOL, [numbered(2), numbered(1), numbered(3)]));
    await db.write((tx) => insertUser(tx, aUser(sub("sub-0"), { poolId: OTHER_POOL }), []));
    const found = await Promise.all(["", "sub-1", "sub-15", "sub-3", "t"].map(after));
    assert.deepEqual(found, ["sub-1", "sub-2", "sub-2", "sub-1", "sub-1"]);
  });

  test("names and subs are looked up many at a time", async () => {
    const db = await empty();
    await db.write((tx) => insertUsers(tx, POOL, many));
    const keys = ["nobody", ...many.map(({ user }) => user.username), "user-3@example.com"];
    const found = await db.read((tx) => findNames(tx, POOL, keys));
    assert.equal(found.length, many.length + 1);
    assert.deepEqual(
      found.find(({ kind }) => kind === "email"),
      { kind: "email", key: "user-3@example.com", sub: "sub-3" },
    );
    assert.deepEqual(await db.read((tx) => findNames(tx, OTHER_POOL, keys)), []);
    const subs = await db.read((tx) => findSubs(tx, POOL, ["sub-7", SUB, "user-7"]));
    assert.deepEqual([...subs], ["sub-7"]);
  });
});
