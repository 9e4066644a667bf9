import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { type App, beforehand, newApp, openWorld, PASSWORD, type World } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { functionArn } from "../support/functions.ts";
import { golden } from "../support/golden.ts";
import { serveLambda } from "../support/lambda-invoke-server.ts";
import { FUNCTIONS, keepRecords, type TriggerRecord } from "./records.ts";
import { INVITATION_KEY, STORIES, type Story } from "./sources.ts";

process.env["INVITATION_KEY"] = INVITATION_KEY;
const recordsOf = keepRecords();

const newAppOf = (world: World, { lambda, pool, client }: Story): Promise<App> =>
  newApp(world, {
    pool: {
      AutoVerifiedAttributes: ["email"],
      Schema: [{ Name: "tenant", AttributeDataType: "String", Mutable: true }],
      LambdaConfig: lambda,
      ...pool,
    },
    ...(client && { client }),
  });

const sourceOf = ({ golden }: Story): string => golden.replace(/\..*$/, "");

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The record with names in the place of what differs from run to run. */
function named(record: TriggerRecord, { poolId, clientId }: App): unknown {
  const names = new Map([
    [poolId, "<pool>"],
    [clientId, "<client>"],
  ]);
  const nameOf = (text: string): string => {
    if (UUID.test(text) && !names.has(text)) names.set(text, names.size === 2 ? "<sub>" : "<another uuid>");
    return names.get(text) ?? text.replace(/^aws-sdk-js-3\.\d+\.\d+$/, "aws-sdk-js-<version>");
  };
  return JSON.parse(JSON.stringify(record), (_, value) =>
    typeof value === "string" ? nameOf(value) : value,
  );
}

test("there is a story for each golden file", () => {
  const files = readdirSync(new URL("../golden/triggers", import.meta.url));
  assert.deepEqual(files.toSorted(), STORIES.map(({ golden }) => `${golden}.json`).toSorted());
});

test("the name that PreSignUp sees is the user's from then on, also where it is an id", async () => {
  const world = await openWorld(":memory:", "--functions", FUNCTIONS);
  const app = await newApp(world, {
    pool: { UsernameAttributes: ["email"], LambdaConfig: { PreSignUp: functionArn("unchanged") } },
  });
  const { UserSub } = await app.api.signUp({
    ClientId: app.clientId,
    Username: "jane@example.com",
    Password: PASSWORD,
  });
  assert.deepEqual(
    recordsOf(app.poolId).map(({ event }) => event.userName),
    [UserSub],
  );
});

function tellStories(open: () => Promise<World>): void {
  const world = beforehand(open);
  for (const story of STORIES) {
    test(`get the event of ${story.golden}, and give the answer, as they should`, async () => {
      const app = await newAppOf(world(), story);
      await story.cause(app);
      const records = recordsOf(app.poolId);
      assert.deepEqual(
        records.map(({ event }) => event.triggerSource),
        [...(story.before ?? []), sourceOf(story)],
      );
      const last = records.at(-1);
      assert.deepEqual(last && named(last, app), golden(`triggers/${story.golden}`));
    });
  }
}

await forEachDatabase((_, make) => {
  describe("functions as local modules", () =>
    tellStories(async () => openWorld(await make(), "--functions", FUNCTIONS)));
});

describe("the same files behind Lambda's Invoke API", () => {
  const lambda = beforehand(() => serveLambda({ directory: FUNCTIONS }));
  tellStories(() => openWorld(":memory:", "--lambda-endpoint", lambda().url));

  test("were all called there", () => {
    const events = STORIES.flatMap(({ before = [] }) => [...before, "its own"]);
    assert.equal(lambda().called.length, events.length);
  });
});
