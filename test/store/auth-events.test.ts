import assert from "node:assert/strict";
import { test } from "node:test";
import { days } from "../../src/base/clock.ts";
import { clientId } from "../../src/base/ids.ts";
import { insertAuthEvent, listAuthEvents, passAuthEvent, setFeedback } from "../../src/store/auth-events.ts";
import { deleteExpired } from "../../src/store/expired.ts";
import {
  dropRiskConfiguration,
  findRiskConfiguration,
  putRiskConfiguration,
} from "../../src/store/risk-configurations.ts";
import { forEachDatabase } from "../support/databases.ts";
import { anAuthEvent, CLIENT, emptiedDatabase, OTHER_POOL, OTHER_SUB, POOL, SUB, T0 } from "./fixtures.ts";

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a user's events are listed newest first, from behind a place, and nobody else's", async () => {
    const db = await empty();
    const events = [
      anAuthEvent("c", { createdAt: T0 + 2 }),
      anAuthEvent("b", { createdAt: T0 + 1 }),
      anAuthEvent("a", { createdAt: T0 + 1, feedback: { value: "Valid", provider: "User", at: T0 } }),
      anAuthEvent("d"),
    ];
    await db.write(async (tx) => {
      for (const event of events.toReversed()) await insertAuthEvent(tx, event);
      await insertAuthEvent(tx, anAuthEvent("x", { sub: OTHER_SUB }));
      await insertAuthEvent(tx, anAuthEvent("a", { poolId: OTHER_POOL }));
    });
    await db.read(async (tx) => {
      assert.deepEqual(await listAuthEvents(tx, POOL, SUB, undefined, 9), events);
      assert.deepEqual(await listAuthEvents(tx, POOL, SUB, events[1], 1), [events[2]]);
    });
  });

  test("an event passes once, and takes feedback from its own user only", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertAuthEvent(tx, anAuthEvent("begun", { response: "InProgress" }));
      await insertAuthEvent(tx, anAuthEvent("failed", { response: "Fail" }));
      for (const id of ["begun", "failed"]) await passAuthEvent(tx, { poolId: POOL, id });
    });
    const feedback = { value: "Invalid", provider: "User", at: T0 } as const;
    const say = (sub: typeof SUB) =>
      db.write((tx) => setFeedback(tx, { poolId: POOL, id: "begun", sub }, feedback));
    assert.equal(await say(OTHER_SUB), false);
    assert.equal(await say(SUB), true);
    const events = await db.read((tx) => listAuthEvents(tx, POOL, SUB, undefined, 9));
    assert.deepEqual(
      events.map(({ id, response, feedback: said }) => [id, response, said]),
      [
        ["failed", "Fail", null],
        ["begun", "Pass", feedback],
      ],
    );
  });

  test("events are kept for two years", async () => {
    const db = await empty();
    const now = T0 + days(2 * 365);
    await db.write(async (tx) => {
      await insertAuthEvent(tx, anAuthEvent("old"));
      await insertAuthEvent(tx, anAuthEvent("young", { createdAt: T0 + 1 }));
      await deleteExpired(tx, now, 100);
    });
    const left = await db.read((tx) => listAuthEvents(tx, POOL, SUB, undefined, 9));
    assert.deepEqual(
      left.map(({ id }) => id),
      ["young"],
    );
  });

  test("a client's risk configuration goes before its pool's", async () => {
    const db = await empty();
    const ofPool = { poolId: POOL, clientId: null, settings: {}, updatedAt: T0 };
    const ofClient = { ...ofPool, clientId: CLIENT, updatedAt: T0 + 1 };
    const find = (client: typeof CLIENT | null) => db.read((tx) => findRiskConfiguration(tx, POOL, client));
    assert.equal(await find(CLIENT), undefined);
    await db.write(async (tx) => {
      await putRiskConfiguration(tx, { ...ofPool, updatedAt: 1 });
      await putRiskConfiguration(tx, ofPool);
      await putRiskConfiguration(tx, ofClient);
    });
    assert.deepEqual(await find(CLIENT), ofClient);
    assert.deepEqual(await find(clientId("another")), ofPool);
    assert.deepEqual(await find(null), ofPool);
    await db.write((tx) => dropRiskConfiguration(tx, POOL, CLIENT));
    assert.deepEqual(await find(CLIENT), ofPool);
  });
});
