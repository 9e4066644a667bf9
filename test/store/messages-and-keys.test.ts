import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findAccessKey,
  insertAccessKey,
  listAccessKeys,
  revokeAccessKey,
} from "../../src/store/access-keys.ts";
import { holdsSealed, insertMasterKeyCheck, listMasterKeyChecks } from "../../src/store/master-keys.ts";
import {
  countPending,
  emptyKept,
  failMessage,
  finishMessage,
  insertMessage,
  keepMessage,
  leaseMessages,
  listKept,
  postponeMessage,
  pruneKept,
} from "../../src/store/messages.ts";
import { insertPool } from "../../src/store/pools.ts";
import { findSigningKeys, insertSigningKey } from "../../src/store/signing-keys.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aMessage, aPool, emptiedDatabase, OTHER_POOL, POOL, sealed, T0 } from "./fixtures.ts";

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a message that is due is leased to one sender, and again when the lease ran out", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      for (const id of ["a", "b", "c", "d"]) await insertMessage(tx, aMessage(id));
      await insertMessage(tx, aMessage("later", { nextTryAt: T0 + 50 }));
    });
    const lease = () => db.write((tx) => leaseMessages(tx, T0, 100, 3));
    const leased = (await Promise.all([lease(), lease(), lease()])).flat();
    assert.equal(new Set(leased.map(({ id }) => id)).size, leased.length, "nobody gets what another has");
    const rest = await lease();
    assert.deepEqual([...leased, ...rest].map(({ id }) => id).sort(), ["a", "b", "c", "d"]);
    assert.deepEqual(leased[0], aMessage(leased[0]?.id ?? "", { nextTryAt: T0 + 100, tries: 1 }));
    const again = await db.write((tx) => leaseMessages(tx, T0 + 100, 100, 10));
    assert.deepEqual(again.map(({ tries }) => tries).sort(), [1, 2, 2, 2, 2]);
  });

  test("a message ends sent, postponed, or refused, and its content ends with it", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      for (const id of ["sent", "slow", "bad"]) await insertMessage(tx, aMessage(id));
      await finishMessage(tx, aMessage("sent"));
      await postponeMessage(tx, aMessage("slow"), T0 + 5);
      await failMessage(tx, aMessage("bad"));
    });
    assert.equal(await db.read(countPending), 1);
    assert.deepEqual(await db.write((tx) => leaseMessages(tx, T0 + 4, 1, 10)), []);
    const [slow, ...others] = await db.write((tx) => leaseMessages(tx, T0 + 5, 1, 10));
    assert.equal(slow?.id, "slow");
    assert.deepEqual(others, []);
    assert.deepEqual(await db.read((tx) => listKept(tx, { limit: 10 })), []);
  });

  test("kept messages are listed newest first, filtered, pruned and emptied", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertMessage(tx, aMessage("pending"));
      for (const at of [1, 2, 3, 4]) {
        const more = at === 4 ? { poolId: OTHER_POOL, destination: "+15550100", kind: "Other" } : {};
        const message = aMessage(`m${at}`, { createdAt: T0 + at, ...more });
        await insertMessage(tx, message);
        await keepMessage(tx, message, T0 + 10);
      }
    });
    const kept = async (filter: object = {}) =>
      (await db.read((tx) => listKept(tx, { limit: 3, ...filter }))).map(({ id }) => id);
    assert.deepEqual(await kept(), ["m4", "m3", "m2"]);
    assert.deepEqual(await kept({ pool: POOL }), ["m3", "m2", "m1"]);
    assert.deepEqual(await kept({ to: "+15550100" }), ["m4"]);
    assert.deepEqual(await kept({ kind: "Other", pool: POOL }), []);
    const [newest] = await db.read((tx) => listKept(tx, { limit: 1, pool: POOL }));
    assert.equal(newest?.sentAt, T0 + 10);
    assert.equal(newest?.content, "content");
    await db.write((tx) => pruneKept(tx, 2));
    assert.deepEqual(await kept(), ["m4", "m3"]);
    await db.write(emptyKept);
    assert.deepEqual(await kept(), []);
    assert.equal(await db.read(countPending), 1);
  });

  test("a pool gets one signing key of each use", async () => {
    const db = await empty();
    const key = {
      poolId: POOL,
      kid: "kid-1",
      publicKey: "MIIB",
      privateKey: sealed("private"),
      createdAt: T0,
    };
    await db.write(async (tx) => {
      assert.equal(await insertSigningKey(tx, { ...key, use: "id" }), true);
      assert.equal(await insertSigningKey(tx, { ...key, use: "access", kid: "kid-2" }), true);
      assert.equal(await insertSigningKey(tx, { ...key, use: "id", kid: "kid-3" }), false);
    });
    assert.deepEqual(await db.read((tx) => findSigningKeys(tx, POOL)), [
      { ...key, use: "access", kid: "kid-2" },
      { ...key, use: "id" },
    ]);
  });

  test("access keys are kept, listed and revoked", async () => {
    const db = await empty();
    const key = { id: "PK1", sealedSecret: sealed("s"), allow: ["*"], createdAt: T0, revokedAt: null };
    await db.write(async (tx) => {
      assert.equal(await insertAccessKey(tx, key), true);
      assert.equal(await insertAccessKey(tx, key), false);
      await insertAccessKey(tx, { ...key, id: "PK0", createdAt: T0 + 1 });
      assert.equal(await revokeAccessKey(tx, "PK1", T0 + 2), true);
      assert.equal(await revokeAccessKey(tx, "PK1", T0 + 3), false);
    });
    assert.deepEqual(await db.read((tx) => findAccessKey(tx, "PK1")), { ...key, revokedAt: T0 + 2 });
    assert.equal(await db.read((tx) => findAccessKey(tx, "PK9")), undefined);
    assert.deepEqual(
      (await db.read(listAccessKeys)).map(({ id }) => id),
      ["PK1", "PK0"],
    );
  });

  test("master keys leave a check value, and whether anything is sealed is known", async () => {
    const db = await empty();
    const check = { keyId: "k1", checkValue: "abc", createdAt: T0 };
    assert.equal(await db.read(holdsSealed), false);
    assert.equal(await db.write((tx) => insertMasterKeyCheck(tx, check)), true);
    assert.equal(await db.write((tx) => insertMasterKeyCheck(tx, { ...check, checkValue: "x" })), false);
    assert.deepEqual(await db.read(listMasterKeyChecks), [check]);
    assert.equal(await db.read(holdsSealed), false);
    await db.write((tx) => insertPool(tx, aPool()));
    assert.equal(await db.read(holdsSealed), true);
  });

  test("an access key alone is something sealed", async () => {
    const db = await empty();
    const key = { id: "PK1", sealedSecret: sealed("s"), allow: [], createdAt: T0, revokedAt: null };
    await db.write((tx) => insertAccessKey(tx, key));
    assert.equal(await db.read(holdsSealed), true);
  });
});
