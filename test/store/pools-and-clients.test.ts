import assert from "node:assert/strict";
import { test } from "node:test";
import { clientId, userPoolId } from "../../src/base/ids.ts";
import {
  findClient,
  findClientWithPool,
  insertClient,
  listClients,
  removeClient,
  updateClient,
} from "../../src/store/app-clients.ts";
import { findRefreshToken, insertGrant } from "../../src/store/grants.ts";
import { findPool, insertPool, listPools, removePool, updatePool } from "../../src/store/pools.ts";
import { forEachDatabase } from "../support/databases.ts";
import {
  aClient,
  aGrant,
  aPool,
  aRefreshToken,
  CLIENT,
  emptiedDatabase,
  OTHER_POOL,
  POOL,
  sealed,
  T0,
} from "./fixtures.ts";

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a pool's id is given once", async () => {
    const db = await empty();
    assert.equal(await db.write((tx) => insertPool(tx, aPool())), true);
    assert.equal(await db.write((tx) => insertPool(tx, aPool(POOL, { name: "second" }))), false);
    assert.deepEqual(await db.read((tx) => findPool(tx, POOL)), aPool());
    assert.equal(await db.read((tx) => findPool(tx, OTHER_POOL)), undefined);
  });

  test("a pool is written over the version that was read", async () => {
    const db = await empty();
    await db.write((tx) => insertPool(tx, aPool()));
    const changed = aPool(POOL, { name: "new", updatedAt: T0 + 5 });
    assert.equal(await db.write((tx) => updatePool(tx, changed)), true);
    assert.equal(await db.write((tx) => updatePool(tx, changed)), false);
    assert.deepEqual(await db.read((tx) => findPool(tx, POOL)), { ...changed, version: 2 });
  });

  test("a region's pools are listed page by page, oldest first, those of one moment by their id's bytes", async () => {
    const db = await empty();
    const ids = ["us-east-1_b", "us-east-1_B", "us-east-1_a", "us-east-1_0", "us-east-1_Z"].map(userPoolId);
    await db.write(async (tx) => {
      for (const [at, id] of ids.entries())
        await insertPool(tx, aPool(id, { createdAt: T0 + (at === 2 ? -1 : 0) }));
      await insertPool(tx, aPool(userPoolId("eu-west-1_c"), { region: "eu-west-1" }));
    });
    const seen: string[] = [];
    for (let page = await db.read((tx) => listPools(tx, "us-east-1", undefined, 2)); page.length > 0; ) {
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      page = await db.read((tx) => listPools(tx, "us-east-1", last, 2));
    }
    assert.deepEqual(seen, ["us-east-1_a", "us-east-1_0", "us-east-1_B", "us-east-1_Z", "us-east-1_b"]);
  });

  test("a client's id is given once, whatever the pool", async () => {
    const db = await empty();
    await db.write((tx) => insertPool(tx, aPool()));
    assert.equal(await db.write((tx) => insertClient(tx, aClient())), true);
    assert.equal(await db.write((tx) => insertClient(tx, aClient())), false);
    assert.equal(await db.write((tx) => insertClient(tx, aClient(CLIENT, { poolId: OTHER_POOL }))), false);
  });

  test("a client is found with its pool and its secrets, and only in its pool", async () => {
    const db = await empty();
    await db.write((tx) => insertPool(tx, aPool()));
    await db.write((tx) => insertClient(tx, aClient()));
    assert.deepEqual(await db.read((tx) => findClient(tx, POOL, CLIENT)), aClient());
    assert.equal(await db.read((tx) => findClient(tx, OTHER_POOL, CLIENT)), undefined);
    assert.deepEqual(await db.read((tx) => findClientWithPool(tx, CLIENT)), {
      pool: aPool(),
      client: aClient(),
    });
    assert.equal(await db.read((tx) => findClientWithPool(tx, clientId("nobody"))), undefined);
  });

  test("a client is written over the version that was read", async () => {
    const db = await empty();
    await db.write((tx) => insertClient(tx, aClient()));
    const secrets = [...aClient().secrets, { id: "secret-2", sealed: sealed("another"), createdAt: T0 + 1 }];
    assert.equal(await db.write((tx) => updateClient(tx, aClient(CLIENT, { secrets }))), true);
    assert.equal(await db.write((tx) => updateClient(tx, aClient())), false);
    assert.deepEqual(
      await db.read((tx) => findClient(tx, POOL, CLIENT)),
      aClient(CLIENT, { secrets, version: 2 }),
    );
  });

  test("a pool's clients are listed page by page, oldest first", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      for (const id of ["c", "b"]) await insertClient(tx, aClient(clientId(id)));
      await insertClient(tx, aClient(clientId("a"), { createdAt: T0 + 1 }));
      await insertClient(tx, aClient(clientId("other"), { poolId: OTHER_POOL }));
    });
    const first = await db.read((tx) => listClients(tx, POOL, undefined, 2));
    assert.deepEqual(
      first.map(({ id }) => id),
      ["b", "c"],
    );
    const second = await db.read((tx) => listClients(tx, POOL, first.at(-1), 2));
    assert.deepEqual(
      second.map(({ id }) => id),
      ["a"],
    );
  });

  test("what a removed client was granted counts no more", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertClient(tx, aClient());
      await insertGrant(tx, aGrant("g"), aRefreshToken("h", "g"));
    });
    assert.equal((await db.read((tx) => findRefreshToken(tx, POOL, "h")))?.grant.id, "g");
    assert.equal(await db.write((tx) => removeClient(tx, aClient(), T0)), true);
    assert.equal(await db.write((tx) => removeClient(tx, aClient(), T0)), false);
    assert.equal(await db.read((tx) => findRefreshToken(tx, POOL, "h")), undefined);
  });

  test("a removed pool takes its clients out of sight", async () => {
    const db = await empty();
    await db.write((tx) => insertPool(tx, aPool()));
    await db.write((tx) => insertClient(tx, aClient()));
    assert.equal(await db.write((tx) => removePool(tx, aPool(), T0)), true);
    assert.equal(await db.write((tx) => removePool(tx, aPool(), T0)), false);
    assert.equal(await db.read((tx) => findPool(tx, POOL)), undefined);
    assert.equal(await db.read((tx) => findClientWithPool(tx, CLIENT)), undefined);
  });
});
