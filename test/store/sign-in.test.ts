import assert from "node:assert/strict";
import { test } from "node:test";
import { clientId } from "../../src/base/ids.ts";
import { insertClient, removeClient } from "../../src/store/app-clients.ts";
import { clearAttempts, findAttempts, recordAttempt } from "../../src/store/attempts.ts";
import {
  claimSession,
  countSessionTry,
  findSession,
  insertSession,
  newestOpenSession,
} from "../../src/store/auth-sessions.ts";
import { consumeCode, countCodeTry, dropCode, findCode, putCode } from "../../src/store/codes.ts";
import {
  findGrant,
  findRefreshToken,
  insertGrant,
  insertRefreshToken,
  retireRefreshToken,
  revokeGrant,
} from "../../src/store/grants.ts";
import { insertPool } from "../../src/store/pools.ts";
import { findTokenSubject, type GrantName } from "../../src/store/token-subject.ts";
import { insertUser, removeUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import {
  aClient,
  aCode,
  aGrant,
  aPool,
  aRefreshToken,
  aSession,
  aUser,
  CLIENT,
  emptiedDatabase,
  mac,
  OTHER_POOL,
  OTHER_SUB,
  POOL,
  SUB,
  T0,
} from "./fixtures.ts";

/** How many of `count` that race are told yes. */
const winners = async (count: number, race: () => Promise<boolean>): Promise<number> =>
  (await Promise.all(Array.from({ length: count }, race))).filter(Boolean).length;

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a code supersedes the one before it, and only that of its purpose", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await putCode(tx, aCode());
      await putCode(tx, aCode({ purpose: "sign-up" }));
      await countCodeTry(tx, POOL, SUB, "recovery");
      await putCode(tx, aCode({ mac: mac("mac-2"), createdAt: T0 + 1 }));
    });
    const found = await db.read((tx) => findCode(tx, POOL, SUB, "recovery"));
    assert.deepEqual(found, aCode({ mac: mac("mac-2"), createdAt: T0 + 1 }));
    assert.equal((await db.read((tx) => findCode(tx, POOL, SUB, "sign-up")))?.mac, "mac-1");
    await db.write((tx) => dropCode(tx, POOL, SUB, "recovery"));
    assert.equal(await db.read((tx) => findCode(tx, POOL, SUB, "recovery")), undefined);
  });

  test("of many who bring the right code one goes on", async () => {
    const db = await empty();
    await db.write((tx) => putCode(tx, aCode()));
    const consume = () => db.write((tx) => consumeCode(tx, POOL, SUB, "recovery", mac("mac-1"), T0 + 5));
    assert.equal(await winners(10, consume), 1);
    assert.equal((await db.read((tx) => findCode(tx, POOL, SUB, "recovery")))?.consumedAt, T0 + 5);
  });

  test("a wrong code, a late one and one for something else consume nothing", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await putCode(tx, aCode());
      assert.equal(await consumeCode(tx, POOL, SUB, "recovery", mac("mac-0"), T0), false);
      assert.equal(await consumeCode(tx, POOL, SUB, "recovery", mac("mac-1"), T0 + 1000), false);
      assert.equal(await consumeCode(tx, POOL, SUB, "sign-up", mac("mac-1"), T0), false);
      assert.equal(await consumeCode(tx, POOL, SUB, "recovery", mac("mac-1"), T0 + 999), true);
    });
  });

  test("wrong answers to a code are counted, each of them", async () => {
    const db = await empty();
    await db.write((tx) => putCode(tx, aCode()));
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => db.write((tx) => countCodeTry(tx, POOL, SUB, "recovery"))),
    );
    assert.deepEqual(
      counts.sort((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.equal(await db.write((tx) => countCodeTry(tx, POOL, SUB, "nothing")), 0);
  });

  test("attempts are counted together for a while, and then anew", async () => {
    const db = await empty();
    const attempt = { poolId: POOL, subject: SUB, kind: "password", windowMs: 1000 };
    const at = (now: number) => db.write((tx) => recordAttempt(tx, { ...attempt, now }));
    assert.deepEqual(await at(T0), { count: 1, firstAt: T0, lastAt: T0 });
    assert.deepEqual(await at(T0 + 999), { count: 2, firstAt: T0, lastAt: T0 + 999 });
    assert.deepEqual(await db.read((tx) => findAttempts(tx, POOL, SUB, "password")), {
      count: 2,
      firstAt: T0,
      lastAt: T0 + 999,
    });
    assert.deepEqual(await at(T0 + 1000), { count: 1, firstAt: T0 + 1000, lastAt: T0 + 1000 });
    assert.equal(await db.read((tx) => findAttempts(tx, POOL, SUB, "code")), undefined);
    await db.write((tx) => clearAttempts(tx, POOL, SUB, "password"));
    assert.equal(await db.read((tx) => findAttempts(tx, POOL, SUB, "password")), undefined);
  });

  test("attempts at once are counted, each of them", async () => {
    const db = await empty();
    const attempt = { poolId: POOL, subject: "nobody", kind: "password", windowMs: 1000, now: T0 };
    const counted = await Promise.all(
      Array.from({ length: 8 }, () => db.write((tx) => recordAttempt(tx, attempt))),
    );
    assert.deepEqual(
      counted.map(({ count }) => count).sort((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
  });

  test("of many right answers to a challenge one goes on, and none after its time", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertSession(tx, aSession("s"));
      await insertSession(tx, aSession("late"));
      assert.equal(await countSessionTry(tx, POOL, "s"), 1);
      assert.equal(await countSessionTry(tx, POOL, "s"), 2);
      assert.equal(await countSessionTry(tx, POOL, "missing"), 0);
    });
    assert.equal(await db.write((tx) => claimSession(tx, POOL, "late", T0 + 1000)), false);
    assert.equal(await winners(10, () => db.write((tx) => claimSession(tx, POOL, "s", T0 + 1))), 1);
    assert.deepEqual(
      await db.read((tx) => findSession(tx, POOL, "s")),
      aSession("s", { tries: 2, claimedAt: T0 + 1 }),
    );
    assert.equal(await db.read((tx) => findSession(tx, OTHER_POOL, "s")), undefined);
  });

  test("the newest open wait of a client, user and challenge is found without naming it", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertSession(tx, aSession("old"));
      await insertSession(tx, aSession("new", { createdAt: T0 + 1 }));
      await insertSession(tx, aSession("claimed", { createdAt: T0 + 2, claimedAt: T0 + 2 }));
      await insertSession(tx, aSession("expired", { createdAt: T0 + 3, expiresAt: T0 + 4 }));
      await insertSession(tx, aSession("another challenge", { createdAt: T0 + 5, challenge: "SMS_MFA" }));
      await insertSession(tx, aSession("another user", { createdAt: T0 + 5, sub: OTHER_SUB }));
      await insertSession(tx, aSession("nobody", { createdAt: T0 + 5, sub: null }));
    });
    const wanted = { poolId: POOL, clientId: CLIENT, sub: SUB, challenge: "PASSWORD_VERIFIER", now: T0 + 6 };
    assert.equal((await db.read((tx) => newestOpenSession(tx, wanted)))?.id, "new");
    assert.equal(
      await db.read((tx) => newestOpenSession(tx, { ...wanted, clientId: clientId("x") })),
      undefined,
    );
  });

  test("a refresh token is found with its grant, and put out of use once", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertClient(tx, aClient());
      await insertGrant(tx, aGrant("g"), aRefreshToken("h1", "g"));
    });
    assert.deepEqual(await db.read((tx) => findRefreshToken(tx, POOL, "h1")), {
      token: aRefreshToken("h1", "g"),
      grant: aGrant("g"),
    });
    assert.equal(await db.read((tx) => findRefreshToken(tx, POOL, "h2")), undefined);
    assert.equal(await winners(10, () => db.write((tx) => retireRefreshToken(tx, POOL, "h1", T0 + 1))), 1);
    await db.write((tx) => insertRefreshToken(tx, aRefreshToken("h2", "g")));
    assert.equal((await db.read((tx) => findRefreshToken(tx, POOL, "h1")))?.token.retiredAt, T0 + 1);
    assert.equal((await db.read((tx) => findRefreshToken(tx, POOL, "h2")))?.token.retiredAt, null);
  });

  test("a grant is revoked once, and no other with it", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      for (const id of ["a", "b"]) await insertGrant(tx, aGrant(id), aRefreshToken(`h-${id}`, id));
      assert.equal(await revokeGrant(tx, POOL, "a", T0 + 1), true);
      assert.equal(await revokeGrant(tx, POOL, "a", T0 + 2), false);
    });
    const revokedAt = async (id: string) => (await db.read((tx) => findGrant(tx, POOL, id)))?.revokedAt;
    assert.deepEqual([await revokedAt("a"), await revokedAt("b")], [T0 + 1, null]);
  });

  test("whom a token speaks of is told, while pool, client and user are there, with the state of its grant", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertPool(tx, aPool());
      await insertClient(tx, aClient());
      await insertUser(tx, aUser(), []);
      await insertGrant(tx, aGrant("g"), aRefreshToken("h", "g"));
      await insertGrant(tx, aGrant("theirs", { sub: OTHER_SUB }), aRefreshToken("h2", "theirs"));
    });
    const subjectBy = (grant: GrantName) => db.read((tx) => findTokenSubject(tx, POOL, CLIENT, SUB, grant));
    const subject = (id: string) => subjectBy({ id });
    assert.deepEqual(await subject("g"), {
      pool: aPool(),
      client: aClient(),
      user: aUser(),
      liveGrantId: "g",
    });
    assert.equal((await subjectBy({ eventId: "event-1" }))?.liveGrantId, "g");
    assert.equal((await subjectBy({ eventId: "event-2" }))?.liveGrantId, null);
    assert.equal((await subject("unknown"))?.liveGrantId, null);
    assert.equal((await subject("theirs"))?.liveGrantId, null);
    await db.write((tx) => revokeGrant(tx, POOL, "g", T0));
    assert.equal((await subject("g"))?.liveGrantId, null);

    await db.write((tx) => removeClient(tx, aClient(), T0));
    assert.equal(await subject("g"), undefined);
    await db.write((tx) => insertClient(tx, aClient()));
    await db.write((tx) => removeUser(tx, aUser(), T0));
    assert.equal(await subject("g"), undefined);
  });
});
