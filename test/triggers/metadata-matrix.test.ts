import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import { operationModel, operationNames } from "../../src/model/operations.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import { type App, beforehand, newApp, onEachDatabase, type World } from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { golden } from "../support/golden.ts";
import type { Cell, Seen } from "./cell.ts";
import { AUTO_CONFIRMED, CELLS } from "./cells.ts";
import { ALL_TRIGGERS, FUNCTIONS, keepRecords } from "./records.ts";

const METADATA = { campaign: "spring", "": "", "{####}": "Zoë 🔑" };
const VALIDATION = { captcha: "03AGdBq2" };

const recordsOf = keepRecords();

const newTriggeredApp = (world: World, triggers: LambdaConfigType) =>
  newApp(world, { pool: { AutoVerifiedAttributes: ["email"], LambdaConfig: triggers } });

/** The members of an event's request that tell what came with the API's request; a key that is missing is no member. */
function expectedMembers(source: string, seen: Seen, sent: boolean): object {
  const metadata = sent && seen === "clientMetadata" ? { clientMetadata: METADATA } : {};
  if (source.startsWith("PreSignUp")) return { validationData: sent ? VALIDATION : null, ...metadata };
  if (source.startsWith("PreAuthentication") || source.startsWith("UserMigration")) {
    return { validationData: sent && seen === "validationData" ? METADATA : null, ...metadata };
  }
  return metadata;
}

const membersIn = (request: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    ["validationData", "clientMetadata"]
      .filter((member) => member in request)
      .map((member) => [member, request[member]]),
  );

/** Calls an operation with or without metadata, and tells what each function saw. */
async function seen(app: App, { call }: Cell, sent: boolean) {
  const make = await call(app);
  const before = recordsOf(app.poolId).length;
  await (sent ? make(METADATA, VALIDATION) : make(undefined, undefined));
  return recordsOf(app.poolId)
    .slice(before)
    .map(({ event }) => [event.triggerSource, membersIn(event.request)]);
}

function testCell(app: () => App, cell: Cell): void {
  for (const sent of [true, false]) {
    test(`${cell.operation} ${sent ? "with" : "without"} ClientMetadata`, async () => {
      const expected = cell.events.map(([source, where]) => [source, expectedMembers(source, where, sent)]);
      assert.deepEqual(await seen(app(), cell, sent), expected);
    });
  }
}

test("every operation that takes ClientMetadata has a row", () => {
  const missing = new Set(golden<OperationName[]>("not-yet"));
  const takers = operationNames.filter(
    (name) => !missing.has(name) && operationModel(name).input.memberNames.has("ClientMetadata"),
  );
  const rows = new Set(CELLS.map(({ operation }) => operation.split(" ")[0] ?? ""));
  assert.deepEqual([...rows].toSorted(), takers.toSorted());
});

await onEachDatabase(
  (world) => {
    describe("what functions see of a request's ClientMetadata and ValidationData", () => {
      const app = beforehand(() => newTriggeredApp(world(), ALL_TRIGGERS));
      for (const cell of CELLS) testCell(app, cell);

      const confirming = beforehand(() =>
        newTriggeredApp(world(), { ...ALL_TRIGGERS, PreSignUp: functionArn("auto-confirms") }),
      );
      testCell(confirming, AUTO_CONFIRMED);
    });
  },
  ...["--functions", FUNCTIONS],
);
