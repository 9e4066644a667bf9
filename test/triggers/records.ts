import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import { functionArn, type TriggerEvent } from "../support/functions.ts";

/** The functions of these tests, which all write down what they are called with. */
export const FUNCTIONS = fileURLToPath(new URL("./functions", import.meta.url));

/** One call of a function. */
export interface TriggerRecord {
  readonly event: TriggerEvent;
  readonly answer: unknown;
}

/** Lets the functions of this process, and of those it starts, write down their calls; gives those of a pool, in order. */
export function keepRecords(): (poolId: string) => TriggerRecord[] {
  const folder = mkdtempSync(join(tmpdir(), "poolkeeper-records-"));
  process.env["TRIGGER_RECORDS"] = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return (poolId) => {
    const file = join(folder, poolId);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TriggerRecord);
  };
}

/** Every trigger that the API alone can cause, on a function that changes nothing. */
export const ALL_TRIGGERS: LambdaConfigType = Object.fromEntries(
  [
    ...["PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication"],
    ...["PreTokenGeneration", "UserMigration", "CustomMessage"],
  ].map((trigger) => [trigger, functionArn("unchanged")]),
);
