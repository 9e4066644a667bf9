import assert from "node:assert/strict";
import { test } from "node:test";
import { insertClient, removeClient } from "../../src/store/app-clients.ts";
import { deleteExpired } from "../../src/store/expired.ts";
import { insertGrant, revokeGrants } from "../../src/store/grants.ts";
import {
  findSessionOfGrant,
  insertUserSession,
  keepUserSessions,
  listUserSessions,
  noteActivity,
  type SessionOwner,
} from "../../src/store/user-sessions.ts";
import { insertUser, removeUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import {
  aClient,
  aGrant,
  aRefreshToken,
  aUser,
  aUserSession,
  emptiedDatabase,
  OTHER_SUB,
  POOL,
  SUB,
  T0,
} from "./fixtures.ts";

const OWNER: SessionOwner = { poolId: POOL, sub: SUB, endedUpTo: T0 - 1, now: T0 };

await forEachDatabase((_, make) => {
  const empty = emptiedDatabase(make);

  /** A database with sessions of one user, the first the last used, each with a grant of its own. */
  async function withSessions(count: number) {
    const db = await empty();
    await db.write(async (tx) => {
      await insertClient(tx, aClient());
      await insertUser(tx, aUser(), []);
      for (let at = 0; at < count; at++) {
        const grantId = `g-${at}`;
        await insertGrant(tx, aGrant(grantId), aRefreshToken(`h-${at}`, grantId));
        await insertUserSession(tx, aUserSession(`s-${at}`, { grantId, lastActiveAt: T0 - at }));
      }
    });
    const ids = (owner = OWNER) =>
      db.read((tx) => listUserSessions(tx, owner, undefined, 10)).then((all) => all.map(({ id }) => id));
    return { db, ids };
  }

  test("a user's sessions are listed by use, from behind any of them", async () => {
    const { db, ids } = await withSessions(4);
    assert.deepEqual(await ids(), ["s-0", "s-1", "s-2", "s-3"]);
    const after = { lastActiveAt: T0 - 1, id: "s-1" };
    const rest = await db.read((tx) => listUserSessions(tx, OWNER, after, 1));
    assert.deepEqual(rest, [aUserSession("s-2", { grantId: "g-2", lastActiveAt: T0 - 2 })]);
    assert.deepEqual(await ids({ ...OWNER, sub: OTHER_SUB }), []);
  });

  test("a session ends with its grant, its time, its client, or what ends all of its user", async () => {
    const { db, ids } = await withSessions(3);
    await db.write((tx) => revokeGrants(tx, POOL, ["g-0", "unknown"], T0));
    await db.write((tx) => revokeGrants(tx, POOL, [], T0));
    assert.deepEqual(await ids(), ["s-1", "s-2"]);
    assert.deepEqual(await ids({ ...OWNER, endedUpTo: T0 }), []);
    assert.deepEqual(await ids({ ...OWNER, now: T0 + 1000 }), []);
    await db.write((tx) => removeClient(tx, aClient(), T0));
    await db.write((tx) => insertClient(tx, aClient()));
    assert.deepEqual(await ids(), []);
  });

  test("an activity is noted, and never set back", async () => {
    const { db } = await withSessions(1);
    const seen = { deviceType: "Firefox 126 / Linux", ip: "198.51.100.17" };
    const note = (now: number) => db.write((tx) => noteActivity(tx, { poolId: POOL, id: "s-0" }, seen, now));
    await note(T0 - 1);
    const found = () => db.read((tx) => findSessionOfGrant(tx, POOL, "g-0"));
    assert.deepEqual(await found(), aUserSession("s-0", { grantId: "g-0" }));
    await note(T0 + 5);
    assert.deepEqual(await found(), aUserSession("s-0", { grantId: "g-0", ...seen, lastActiveAt: T0 + 5 }));
  });

  test("all sessions of a user go but those that are kept, and nobody else's", async () => {
    const { db, ids } = await withSessions(3);
    await db.write((tx) => insertUserSession(tx, aUserSession("theirs", { sub: OTHER_SUB, grantId: "g-0" })));
    const keep = (kept: string[]) => db.write((tx) => keepUserSessions(tx, OWNER, kept));
    await keep(["s-1", "s-2"]);
    assert.deepEqual(await ids(), ["s-1", "s-2"]);
    await keep([]);
    assert.deepEqual(await ids(), []);
    assert.deepEqual(await ids({ ...OWNER, sub: OTHER_SUB }), ["theirs"]);
  });

  test("a session leaves no row once it is too old, or its user is gone", async () => {
    const { db } = await withSessions(2);
    const rows = () => db.read((tx) => tx.selectFrom("user_sessions").select("id").execute());
    await db.write((tx) => deleteExpired(tx, T0 + 999, 10));
    assert.equal((await rows()).length, 2);
    await db.write((tx) => deleteExpired(tx, T0 + 1000, 10));
    assert.equal((await rows()).length, 0);
    await db.write((tx) => insertUserSession(tx, aUserSession("s", {})));
    await db.write((tx) => removeUser(tx, aUser(), T0));
    assert.equal((await rows()).length, 0);
  });
});
