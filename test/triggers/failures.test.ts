import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { beforehand, newApp, onEachDatabase, openWorld, type World } from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { serveLambda } from "../support/lambda-invoke-server.ts";
import { refusal } from "../support/server.ts";
import { FUNCTIONS } from "./records.ts";
import { SIGN_UP, VICTIMS, type Victim } from "./victims.ts";

/** How a function fails. */
interface Failure {
  readonly name: string;
  readonly error: string;
  readonly message: (trigger: string) => string;
}

const unusable = {
  error: "InvalidLambdaResponseException",
  message: () => "Unrecognizable lambda output",
};
const notJson = {
  error: "InvalidLambdaResponseException",
  message: () => "Invalid lambda function output : Invalid JSON",
};

const DENIES: Failure = {
  name: "denies",
  error: "UserLambdaValidationException",
  message: (trigger) => `${trigger} failed with error closed on Sundays.`,
};

const USELESS: readonly Failure[] = [
  { name: "drops-caller-context", ...unusable },
  { name: "capitalises", ...unusable },
  { name: "answers-text", ...notJson },
  { name: "answers-nothing", ...notJson },
  {
    name: "is-missing",
    error: "UnexpectedLambdaException",
    message: (trigger) => `${trigger} invocation failed due to error ResourceNotFoundException.`,
  },
];

const MISTYPES: Failure = { name: "mistypes", ...unusable };

const HANGS: Failure = {
  name: "hangs",
  error: "UnexpectedLambdaException",
  message: (trigger) =>
    `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`,
};

function testFailure(world: () => World, victim: Victim, failure: Failure): void {
  const { operation, trigger, lambda, arrange, state, afterwards } = victim;
  test(`${operation}: a ${trigger} function that ${failure.name} fails it, and ${state}`, async () => {
    const app = await newApp(world(), {
      pool: { AutoVerifiedAttributes: ["email"], LambdaConfig: lambda(functionArn(failure.name)) },
    });
    const call = await arrange(app);
    await assert.rejects(call(), refusal(failure.error, failure.message(trigger)));
    await afterwards(app);
  });
}

await onEachDatabase(
  (world) => {
    describe("a trigger that fails", () => {
      for (const victim of VICTIMS) testFailure(world, victim, DENIES);
    });
  },
  ...["--functions", FUNCTIONS],
);

describe("a local function that fails in another way", () => {
  const world = beforehand(() => openWorld(":memory:", "--functions", FUNCTIONS));
  for (const victim of VICTIMS) {
    for (const failure of victim.heard ? [...USELESS, MISTYPES] : USELESS)
      testFailure(world, victim, failure);
  }

  // Each takes three invocations of a second.
  describe("by taking too long", { concurrency: true }, () => {
    for (const victim of VICTIMS.filter(({ operation }) => /^(?:SignUp|ConfirmSignUp)$/.test(operation))) {
      testFailure(world, victim, HANGS);
    }
  });
});

describe("a function that fails behind Lambda's Invoke API", () => {
  const world = beforehand(async () => {
    const { url } = await serveLambda({ directory: FUNCTIONS });
    return openWorld(":memory:", "--lambda-endpoint", url);
  });
  for (const victim of VICTIMS) testFailure(world, victim, DENIES);
  for (const failure of [...USELESS, MISTYPES]) testFailure(world, SIGN_UP, failure);
});
