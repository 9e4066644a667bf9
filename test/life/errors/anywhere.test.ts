/** What the service says to whoever is refused, word for word: whatever is asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AppOptions, newApp, newPool } from "../../support/arrange.ts";
import { functionArn } from "../../support/functions.ts";
import { signUp } from "../../support/sign-up.ts";
import { denied, exception, invalid, NO_USER, type Row, refused, tellErrors } from "./rows.ts";

const withTrigger = (trigger: string, file: string): AppOptions => ({
  pool: { LambdaConfig: { [trigger]: functionArn(file) }, AutoVerifiedAttributes: ["email"] },
});
const withSecret: AppOptions = { client: { GenerateSecret: true } };

const EVERYWHERE: readonly Row[] = [
  {
    when: "there is no such pool",
    ...exception("ResourceNotFound", "User pool us-east-1_Nowhere00 does not exist."),
    provoke: ({ api }) => api.listUsers({ UserPoolId: "us-east-1_Nowhere00" }),
  },
  {
    when: "there is no such client",
    ...exception("ResourceNotFound", "User pool client nobodysclient does not exist."),
    provoke: (app) => signUp({ ...app, clientId: "nobodysclient" }),
  },
  {
    when: "a parameter is out of its range",
    ...invalid(
      "1 validation error detected: Value '100' at 'limit' failed to satisfy constraint: " +
        "Member must have value less than or equal to 60",
    ),
    provoke: ({ api, poolId }) => api.listUsers({ UserPoolId: poolId, Limit: 100 }),
  },
  {
    when: "an administrator names nobody",
    ...NO_USER,
    provoke: ({ api, poolId }) => api.adminEnableUser({ UserPoolId: poolId, Username: "nobody" }),
  },
  {
    when: "ListUsers is to filter by a custom attribute",
    ...invalid("Input fails to satisfy the constraints."),
    provoke: ({ api, poolId }) => api.listUsers({ UserPoolId: poolId, Filter: 'custom:team = "a"' }),
  },
  {
    when: "a function throws",
    ...exception("UserLambdaValidation", "PreSignUp failed with error not today."),
    app: withTrigger("PreSignUp", "refuses-to-answer"),
    provoke: (app) => signUp(app),
  },
  {
    when: "a function gives back half an event",
    ...exception("InvalidLambdaResponse", "Unrecognizable lambda output"),
    app: withTrigger("PreSignUp", "half-an-event"),
    provoke: (app) => signUp(app),
  },
  {
    when: "a function gives back no event",
    ...exception("InvalidLambdaResponse", "Invalid lambda function output : Invalid JSON"),
    app: withTrigger("PreSignUp", "says-text"),
    provoke: (app) => signUp(app),
  },
  {
    when: "there is no such function",
    ...exception("UnexpectedLambda", "PreSignUp invocation failed due to error ResourceNotFoundException."),
    app: withTrigger("PreSignUp", "nowhere"),
    provoke: (app) => signUp(app),
  },
  {
    when: "a function takes too long",
    ...exception(
      "UnexpectedLambda",
      "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
    ),
    app: withTrigger("PreSignUp", "sleeps"),
    provoke: (app) => signUp(app),
  },
];

await tellErrors("whatever is asked", EVERYWHERE, (world) => {
  test("NotAuthorizedException when a client's secret goes unused, or another is used", async () => {
    const app = await newApp(world(), withSecret);
    const { clientId } = app;
    await refused(
      signUp(app),
      denied(`Client ${clientId} is configured with secret but SECRET_HASH was not received`),
    );
    await refused(
      signUp(app, { attributes: {}, SecretHash: "AAAA" }),
      denied(`Unable to verify secret hash for client ${clientId}`),
    );
  });

  test("FeatureUnavailableInTierException when the tier lacks a feature", async () => {
    const pool = newPool(world(), {
      UserPoolTier: "LITE",
      LambdaConfig: {
        PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: functionArn("confirms-at-once") },
      },
    });
    await assert.rejects(pool, (error: Error) => {
      assert.equal(error.name, "FeatureUnavailableInTierException");
      assert.match(error.message, /Token Customization with Pre-Token Generation Lambda V2_0/);
      return true;
    });
  });
});
