import assert from "node:assert/strict";
import { test } from "node:test";
import { sub } from "../../src/base/ids.ts";
import { dropName, listNames, ownerOfName, replaceNames, type UserName } from "../../src/store/user-names.ts";
import {
  countUsers,
  findUserByName,
  findUserBySub,
  insertUser,
  removeUser,
  updateUser,
} from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aUser, emptiedDatabase, OTHER_POOL, OTHER_SUB, POOL, SUB, T0 } from "./fixtures.ts";

const names: readonly UserName[] = [
  { kind: "username", key: "ada" },
  { kind: "email", key: "ada@example.com" },
];

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a user is found by each name, and by the sub", async () => {
    const db = await empty();
    assert.deepEqual(await db.write((tx) => insertUser(tx, aUser(), names)), { ok: true });
    for (const [key, asSub] of [
      ["ada", "ada"],
      ["ada@example.com", "-"],
      [SUB, SUB],
    ] as const) {
      assert.deepEqual(await db.read((tx) => findUserByName(tx, POOL, key, asSub)), aUser());
    }
    assert.deepEqual(await db.read((tx) => findUserBySub(tx, POOL, SUB)), aUser());
    assert.equal(await db.read((tx) => findUserByName(tx, POOL, "Ada", "Ada")), undefined);
    assert.equal(await db.read((tx) => findUserByName(tx, OTHER_POOL, "ada", SUB)), undefined);
  });

  test("a username goes before an alias that reads the same", async () => {
    const db = await empty();
    const other = aUser(OTHER_SUB, { username: "other" });
    await db.write(async (tx) => {
      await insertUser(tx, other, [
        { kind: "preferred_username", key: "ada" },
        { kind: "email", key: "ada" },
      ]);
      await insertUser(tx, aUser(), names);
    });
    assert.equal((await db.read((tx) => findUserByName(tx, POOL, "ada", "-")))?.sub, SUB);
    await db.write((tx) => dropName(tx, POOL, "username", SUB));
    assert.equal((await db.read((tx) => findUserByName(tx, POOL, "ada", "-")))?.sub, OTHER_SUB);
  });

  test("a user without password, disabled, with odd letters, comes back as it went in", async () => {
    const db = await empty();
    const user = aUser(SUB, {
      username: "Ünï\u{1f511}",
      enabled: false,
      password: null,
      passwordSetAt: null,
      signedOutAt: T0 + 1,
      attributes: { "custom:note": "a\u0000b\"'\\ \u{1f511}", name: "" },
    });
    await db.write((tx) => insertUser(tx, user, []));
    assert.deepEqual(await db.read((tx) => findUserBySub(tx, POOL, SUB)), user);
  });

  test("a name that is taken is told by its kind", async () => {
    const db = await empty();
    await db.write((tx) => insertUser(tx, aUser(), names));
    const other = aUser(OTHER_SUB);
    const tried = [
      { kind: "username", key: "bob" },
      { kind: "email", key: "ada@example.com" },
    ] as const;
    const writing = db.write(async (tx) => {
      const result = await insertUser(tx, other, tried);
      throw new Error(result.ok ? "inserted" : `taken: ${result.taken}`);
    });
    await assert.rejects(writing, /taken: email/);
    assert.equal(await db.read((tx) => ownerOfName(tx, POOL, "username", "bob")), undefined);
    assert.deepEqual(await db.write((tx) => insertUser(tx, { ...other, poolId: OTHER_POOL }, tried)), {
      ok: true,
    });
  });

  test("of many who sign up with one name at once a single one gets it", async () => {
    const db = await empty();
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        db.write((tx) => insertUser(tx, aUser(sub(`sub-${at}`)), names)).then(({ ok }) => ok),
      ),
    );
    assert.equal(results.filter(Boolean).length, 1);
  });

  test("names are dropped and exchanged", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      const mail = [{ kind: "email", key: "a@example.com" }] as const;
      assert.equal(await replaceNames(tx, POOL, OTHER_SUB, mail), undefined);
      assert.equal(await replaceNames(tx, POOL, OTHER_SUB, mail), undefined, "it is the user's own");
      assert.equal(await ownerOfName(tx, POOL, "email", "a@example.com"), OTHER_SUB);
      await dropName(tx, POOL, "email", SUB);
      assert.equal(
        await ownerOfName(tx, POOL, "email", "a@example.com"),
        OTHER_SUB,
        "only one's own is dropped",
      );

      assert.equal(await replaceNames(tx, POOL, SUB, names), undefined);
      assert.equal(await replaceNames(tx, POOL, SUB, [{ kind: "username", key: "countess" }]), undefined);
      assert.deepEqual(await listNames(tx, POOL, SUB), [{ kind: "username", key: "countess" }]);
      assert.equal(await replaceNames(tx, POOL, SUB, mail), "email");
    });
  });

  test("a user is written over the version that was read", async () => {
    const db = await empty();
    await db.write((tx) => insertUser(tx, aUser(), names));
    const changed = aUser(SUB, { status: "RESET_REQUIRED", password: null, updatedAt: T0 + 9 });
    assert.equal(await db.write((tx) => updateUser(tx, changed)), true);
    assert.equal(await db.write((tx) => updateUser(tx, aUser())), false);
    assert.deepEqual(await db.read((tx) => findUserBySub(tx, POOL, SUB)), { ...changed, version: 2 });
  });

  test("a removed user is gone, and the names are free", async () => {
    const db = await empty();
    await db.write((tx) => insertUser(tx, aUser(), names));
    assert.equal(await db.write((tx) => removeUser(tx, aUser(), T0)), true);
    assert.equal(await db.write((tx) => removeUser(tx, aUser(), T0)), false);
    assert.equal(await db.read((tx) => findUserByName(tx, POOL, "ada", SUB)), undefined);
    assert.deepEqual(await db.write((tx) => insertUser(tx, aUser(OTHER_SUB), names)), { ok: true });
  });

  test("users are counted no further than asked", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      for (let at = 0; at < 5; at++) await insertUser(tx, aUser(sub(`sub-${at}`)), []);
      await insertUser(tx, aUser(SUB, { poolId: OTHER_POOL }), []);
    });
    assert.equal(await db.read((tx) => countUsers(tx, POOL, 10)), 5);
    assert.equal(await db.read((tx) => countUsers(tx, POOL, 3)), 3);
  });
});
