import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { days, hours } from "../../src/base/clock.ts";
import { clientId, sub, type UserPoolId } from "../../src/base/ids.ts";
import { activateImport } from "../../src/store/active-imports.ts";
import { insertClient, removeClient } from "../../src/store/app-clients.ts";
import { findAttempts, recordAttempt } from "../../src/store/attempts.ts";
import { insertAuthEvent } from "../../src/store/auth-events.ts";
import { findSession, insertSession } from "../../src/store/auth-sessions.ts";
import { findCode, putCode } from "../../src/store/codes.ts";
import type { Db, WriteTx } from "../../src/store/db.ts";
import { insertDomain } from "../../src/store/domains.ts";
import { eraseSome, isBeingErased, nextErasure, poolTables } from "../../src/store/erasures.ts";
import { deleteExpired } from "../../src/store/expired.ts";
import { findGrant, findRefreshToken, insertGrant, insertRefreshToken } from "../../src/store/grants.ts";
import { insertMembers } from "../../src/store/group-members.ts";
import { insertGroups } from "../../src/store/groups.ts";
import { insertProvider } from "../../src/store/identity-providers.ts";
import { insertChunks } from "../../src/store/import-chunks.ts";
import { insertImportJob } from "../../src/store/import-jobs.ts";
import { insertImportLog } from "../../src/store/import-logs.ts";
import { insertLinkedIdentity } from "../../src/store/linked-identities.ts";
import { failMessage, insertMessage } from "../../src/store/messages.ts";
import { putPasswordHistory } from "../../src/store/password-histories.ts";
import { insertPool, removePool } from "../../src/store/pools.ts";
import { putIdentifiers } from "../../src/store/provider-identifiers.ts";
import { insertReplica } from "../../src/store/replicas.ts";
import { insertResourceServer } from "../../src/store/resource-servers.ts";
import { putRiskConfiguration } from "../../src/store/risk-configurations.ts";
import { insertSigningKey } from "../../src/store/signing-keys.ts";
import { insertUserSession } from "../../src/store/user-sessions.ts";
import { insertUser, removeUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import {
  aClient,
  aCode,
  aDomain,
  aGrant,
  aGroup,
  aMessage,
  anAuthEvent,
  anImportJob,
  aPool,
  aProvider,
  aRefreshToken,
  aReplica,
  aSession,
  aUser,
  aUserSession,
  CLIENT,
  emptiedDatabase,
  OTHER_POOL,
  OTHER_SUB,
  POOL,
  SUB,
  sealed,
  T0,
} from "./fixtures.ts";
import { insertLooks } from "./looks.ts";

type PoolTable = keyof typeof poolTables;

/** How many rows a pool has in each table, tables without any left out. */
async function census(db: Db, poolId: UserPoolId): Promise<Partial<Record<PoolTable, number>>> {
  const counts: Partial<Record<PoolTable, number>> = {};
  for (const table of Object.keys(poolTables) as PoolTable[]) {
    const { rows } = await db.read((tx) =>
      sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where pool_id = ${poolId}`.execute(tx),
    );
    if (rows[0]?.n) counts[table] = rows[0].n;
  }
  return counts;
}

/** Fills every table of a pool. */
async function populate(db: Db, poolId: UserPoolId, users: number): Promise<void> {
  const client = clientId(`client of ${poolId}`);
  await db.write(async (tx) => {
    await insertPool(tx, aPool(poolId));
    await insertClient(tx, aClient(client, { poolId }));
    await insertLooks(tx, poolId, client);
    await insertReplica(tx, aReplica(poolId));
    await insertResourceServer(tx, { poolId, identifier: "photos", name: "Photos", scopes: [] });
    const key = { poolId, kid: "kid", publicKey: "MIIB", privateKey: sealed("private"), createdAt: T0 };
    await insertSigningKey(tx, { ...key, use: "id" });
    await insertImport(tx, poolId);
    await putRiskConfiguration(tx, { poolId, clientId: client, settings: {}, updatedAt: T0 });
    await insertProvider(tx, aProvider({ poolId }));
    await putIdentifiers(tx, aProvider({ poolId }));
    await insertDomain(tx, aDomain(`domain of ${poolId}`, { poolId }));
    for (let at = 0; at < users; at++) {
      const who = { poolId, sub: sub(`sub-${at}`) };
      await insertUser(tx, aUser(who.sub, who), [{ kind: "username", key: `user-${at}` }]);
      await putCode(tx, aCode(who));
      await putPasswordHistory(tx, poolId, who.sub, []);
      await insertAuthEvent(tx, anAuthEvent(`e-${at}`, who));
      const link = { provider: "Okta", attribute: "email", valueKey: `${at}@example.com` };
      await insertLinkedIdentity(tx, { ...who, ...link, createdAt: T0 });
      await insertGroups(tx, [aGroup(`id-${at}`, { poolId, name: `group-${at}` })]);
      await insertMembers(tx, [{ ...who, groupId: `id-${at}`, addedAt: T0 }]);
      await insertSession(tx, aSession(`s-${at}`, who));
      await insertGrant(tx, aGrant(`g-${at}`, { ...who, clientId: client }), {
        ...aRefreshToken(`h-${at}`, `g-${at}`),
        poolId,
      });
      await insertUserSession(tx, aUserSession(`u-${at}`, { ...who, clientId: client }));
      await insertMessage(tx, aMessage(`m-${at}`, who));
      await recordAttempt(tx, { poolId, subject: who.sub, kind: "password", now: T0, windowMs: 1 });
    }
  });
}

/** A job at work, in a region of its own. */
async function insertImport(tx: WriteTx, poolId: UserPoolId): Promise<void> {
  const jobId = "import-1";
  await insertImportJob(tx, anImportJob(jobId, { poolId }));
  await insertChunks(tx, { poolId, jobId, fileId: "f" }, [{ firstByte: 0, content: sealed("rows") }]);
  await insertImportLog(tx, { poolId, jobId, firstLine: 2, text: "done\n", expiresAt: T0 });
  await activateImport(tx, { poolId, jobId }, `region of ${poolId}`);
}

/** Erases in small steps and tells how many it took. */
async function eraseEverything(db: Db, limit: number): Promise<number> {
  let steps = 0;
  for (;;) {
    const erasure = await db.read((tx) => nextErasure(tx, T0 + 1));
    if (!erasure) return steps;
    await db.write((tx) => eraseSome(tx, erasure, limit));
    steps += 1;
  }
}

await forEachDatabase((name, make) => {
  const empty = emptiedDatabase(make);

  test("every table with a pool's rows is known to be erased with the pool", async () => {
    const db = await empty();
    const tables =
      name === "SQLite"
        ? sql<{ name: string }>`
            select t.name from sqlite_schema t, pragma_table_info(t.name) c
            where t.type = 'table' and c.name = 'pool_id'`
        : sql<{ name: string }>`
            select table_name as name from information_schema.columns
            where table_schema = 'public' and column_name = 'pool_id'`;
    const { rows } = await db.read((tx) => tables.execute(tx));
    const known = [...Object.keys(poolTables), "erasures"];
    assert.deepEqual(rows.map((row) => row.name).sort(), known.sort());
  });

  test("a removed pool is erased in batches, to the last row, and no other pool with it", async () => {
    const db = await empty();
    await populate(db, POOL, 20);
    await populate(db, OTHER_POOL, 3);
    const before = await census(db, OTHER_POOL);
    assert.equal(Object.keys(before).length, Object.keys(poolTables).length, "the test fills every table");

    await db.write((tx) => removePool(tx, aPool(), T0));
    const target = { poolId: POOL, kind: "pool", targetId: POOL } as const;
    assert.equal(await db.read((tx) => isBeingErased(tx, target)), true);
    assert.equal(await db.read((tx) => nextErasure(tx, T0 - 1)), undefined, "not before its time");

    const steps = await eraseEverything(db, 7);
    assert(steps > 20, `it took ${steps} steps`);
    assert.deepEqual(await census(db, POOL), {});
    assert.deepEqual(await census(db, OTHER_POOL), before);
    assert.equal(await db.read((tx) => isBeingErased(tx, target)), false);
  });

  test("what a removed user left is erased at once where it is little", async () => {
    const db = await empty();
    await populate(db, POOL, 2);
    await db.write((tx) => removeUser(tx, { poolId: POOL, sub: sub("sub-0") }, T0));
    const left = await census(db, POOL);
    for (const table of [
      "users",
      "user_names",
      "codes",
      "auth_sessions",
      "grants",
      "refresh_tokens",
    ] as const) {
      assert.equal(left[table], 1, table);
    }
    assert.equal(left.messages, 1);
    assert.equal(left.attempts, 1);
    assert.equal(await db.read((tx) => nextErasure(tx, T0)), undefined);
  });

  test("what a removed user left is erased by and by where it is much", async () => {
    const db = await empty();
    await populate(db, POOL, 1);
    await db.write(async (tx) => {
      await insertUser(tx, aUser(), []);
      for (let at = 0; at < 150; at++) {
        await insertGrant(tx, aGrant(`mine-${at}`), aRefreshToken(`mine-${at}`, `mine-${at}`));
      }
      await removeUser(tx, aUser(), T0);
    });
    assert.deepEqual(await db.read((tx) => nextErasure(tx, T0)), {
      poolId: POOL,
      kind: "user",
      targetId: SUB,
      requestedAt: T0,
    });
    await eraseEverything(db, 50);
    const left = await census(db, POOL);
    assert.deepEqual([left.grants, left.refresh_tokens, left.users], [1, 1, 1]);
  });

  test("the grants of a removed client are erased, and nobody else's", async () => {
    const db = await empty();
    await populate(db, POOL, 1);
    await db.write(async (tx) => {
      await insertClient(tx, aClient());
      await insertGrant(tx, aGrant("g", { sub: OTHER_SUB }), aRefreshToken("h", "g"));
      await insertLooks(tx, POOL, CLIENT);
      await removeClient(tx, aClient(), T0);
    });
    const left = await census(db, POOL);
    assert.deepEqual([left.app_clients, left.grants, left.refresh_tokens], [1, 1, 1]);
    const { brandings, branding_assets, ui_customizations, terms } = left;
    assert.deepEqual([brandings, branding_assets, ui_customizations, terms], [1, 1, 1, 1]);
    assert.equal(await db.read((tx) => findGrant(tx, POOL, "g")), undefined);
  });

  test("what time has made useless is deleted in batches, and what is alive stays", async () => {
    const db = await empty();
    const now = T0 + days(30);
    const long = { expiresAt: now + 1 };
    await db.write(async (tx) => {
      await insertClient(tx, aClient());
      for (let at = 0; at < 5; at++) await insertSession(tx, aSession(`old-${at}`));
      await insertSession(tx, aSession("late", { expiresAt: now - hours(1) + 1 }));
      await putCode(tx, aCode());
      await putCode(tx, aCode({ purpose: "fresh", ...long }));
      await recordAttempt(tx, { poolId: POOL, subject: "old", kind: "password", now: T0, windowMs: 1 });
      await recordAttempt(tx, { poolId: POOL, subject: "new", kind: "password", now, windowMs: 1 });
      await insertGrant(tx, aGrant("old"), aRefreshToken("old-1", "old"));
      await insertRefreshToken(tx, aRefreshToken("old-2", "old"));
      const askable = { expiresAt: now - days(1) + 1 };
      await insertGrant(tx, aGrant("askable", askable), {
        ...aRefreshToken("askable", "askable"),
        ...askable,
      });
      await insertGrant(tx, aGrant("new", long), { ...aRefreshToken("new", "new"), ...long });
      for (const id of ["failed", "waiting"]) await insertMessage(tx, aMessage(id));
      await failMessage(tx, aMessage("failed"));
    });
    let steps = 0;
    while (await db.write((tx) => deleteExpired(tx, now, 3))) steps += 1;
    assert.equal(steps, 3);
    assert.deepEqual(await census(db, POOL), {
      app_clients: 1,
      attempts: 1,
      auth_sessions: 1,
      codes: 1,
      grants: 2,
      messages: 1,
      refresh_tokens: 2,
    });
    await db.read(async (tx) => {
      assert.notEqual(await findSession(tx, POOL, "late"), undefined);
      assert.notEqual(await findCode(tx, POOL, SUB, "fresh"), undefined);
      assert.notEqual(await findAttempts(tx, POOL, "new", "password"), undefined);
      assert.equal((await findRefreshToken(tx, POOL, "askable"))?.grant.clientId, CLIENT);
      assert.notEqual(await findRefreshToken(tx, POOL, "new"), undefined);
    });
  });
});
