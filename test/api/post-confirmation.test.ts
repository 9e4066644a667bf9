import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConfirmForgotPasswordRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  resetPassword,
  signIn,
  statusOf,
  there,
} from "../support/arrange.ts";
import { functionArn, type TriggerEvent, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirm, confirmAsAdmin, EMAIL, newSignUpApp, signUp, userNamed } from "../support/sign-up.ts";
import { keepRecords } from "../triggers/records.ts";

const CONFIRMED = "PostConfirmation_ConfirmSignUp";
const RESET = "PostConfirmation_ConfirmForgotPassword";
const METADATA = { campaign: "spring" };
const DOES_AS_TOLD = functionArn("does-as-told");

const throwing = (source: string) => ({ ClientMetadata: { [source]: "throw no room" } });
const failed = refusal("UserLambdaValidationException", "PostConfirmation failed with error no room.");

await onEachDatabase(
  (world) => {
    const records = beforehand(async () => keepRecords());
    const app = beforehand(() =>
      newSignUpApp(world(), { pool: { LambdaConfig: { PostConfirmation: DOES_AS_TOLD } } }),
    );
    const eventsOf = (username: string, at: App = app()): TriggerEvent[] =>
      records()(at.poolId)
        .map(({ event }) => event)
        .filter(({ userName }) => userName === username);
    const newcomer = async () => {
      const { username } = await signUp(app());
      return { username, code: await codeFor(app(), username) };
    };

    const confirmReset = (username: string, code: string, more: Partial<ConfirmForgotPasswordRequest> = {}) =>
      app().api.confirmForgotPassword({
        ClientId: app().clientId,
        Username: username,
        ConfirmationCode: code,
        Password: NEW_PASSWORD,
        ...more,
      });

    describe("the function", () => {
      test("is told of who confirmed the sign-up", async () => {
        const { username, code } = await newcomer();
        await confirm(app(), username, code, { ClientMetadata: METADATA });
        const [event, ...others] = eventsOf(username);
        assert.deepEqual(others, []);
        const { callerContext, ...rest } = there(event);
        assert.equal(callerContext["clientId"], app().clientId);
        const { attributes } = await userNamed(app(), username);
        assert.deepEqual(rest, {
          version: "1",
          triggerSource: CONFIRMED,
          region: "us-east-1",
          userPoolId: app().poolId,
          userName: username,
          request: {
            userAttributes: {
              sub: attributes["sub"],
              "cognito:user_status": "CONFIRMED",
              email: EMAIL,
              email_verified: "true",
            },
            clientMetadata: METADATA,
          },
          response: {},
        });
      });

      test("is told nothing that nobody sent along", async () => {
        const { username, code } = await newcomer();
        await confirm(app(), username, code);
        assert.deepEqual(Object.keys(there(eventsOf(username)[0]).request), ["userAttributes"]);
      });

      test("is told of whom an administrator confirmed, without a client", async () => {
        const { username } = await newcomer();
        await confirmAsAdmin(app(), username, METADATA);
        const [event, ...others] = eventsOf(username);
        assert.deepEqual(others, []);
        assert.equal(event?.triggerSource, CONFIRMED);
        assert.equal(event.callerContext["clientId"], null);
        assert.deepEqual(event.request["clientMetadata"], METADATA);
      });

      test("is told of whom PreSignUp confirmed, after it", async () => {
        const quick = await newSignUpApp(world(), {
          pool: { LambdaConfig: { PreSignUp: DOES_AS_TOLD, PostConfirmation: DOES_AS_TOLD } },
        });
        const ClientMetadata = { PreSignUp_SignUp: '{"autoConfirmUser":true}' };
        const { username } = await signUp(quick, { ClientMetadata });
        const events = eventsOf(username, quick);
        assert.deepEqual(
          events.map(({ triggerSource }) => triggerSource),
          ["PreSignUp_SignUp", CONFIRMED],
        );
        const { callerContext, request } = there(events[1]);
        assert.equal(callerContext["clientId"], quick.clientId);
        assert.deepEqual(request["clientMetadata"], ClientMetadata);
      });

      test("is told of who replaced a forgotten password", async () => {
        const username = await addUser(app());
        await resetPassword(app(), username);
        await confirmReset(username, await codeFor(app(), username), { ClientMetadata: METADATA });
        const [event, ...others] = eventsOf(username);
        assert.deepEqual(others, []);
        assert.equal(event?.triggerSource, RESET);
        assert.equal(event.callerContext["clientId"], app().clientId);
        assert.deepEqual(event.request["clientMetadata"], METADATA);
        const attributes = event.request["userAttributes"] as Record<string, string>;
        assert.equal(attributes["cognito:user_status"], "CONFIRMED");
      });

      test("is not told of whom an administrator created, nor of who was refused", async () => {
        const invited = await addUser(app());
        assert.deepEqual(eventsOf(invited), []);
        const { username, code } = await newcomer();
        await assert.rejects(confirm(app(), username, "no-code"), { name: "CodeMismatchException" });
        await confirm(app(), username, code);
        await assert.rejects(confirm(app(), username, code), { name: "NotAuthorizedException" });
        await assert.rejects(confirmAsAdmin(app(), username), { name: "NotAuthorizedException" });
        assert.equal(eventsOf(username).length, 1);
      });

      test("may ask about the user, who is confirmed by then", async () => {
        const curious = await newApp(world(), {
          pool: { LambdaConfig: { PostConfirmation: functionArn("sets-temporary-password") } },
        });
        const { username } = await signUp(curious);
        await confirmAsAdmin(curious, username);
        assert.equal(await statusOf(curious, username), "FORCE_CHANGE_PASSWORD");
      });
    });

    describe("where it fails", () => {
      test("ConfirmSignUp fails, and the user is confirmed", async () => {
        const { username, code } = await newcomer();
        await assert.rejects(confirm(app(), username, code, throwing(CONFIRMED)), failed);
        const { status, attributes } = await userNamed(app(), username);
        assert.deepEqual([status, attributes["email_verified"]], ["CONFIRMED", "true"]);
      });

      test("AdminConfirmSignUp fails, and the user is confirmed", async () => {
        const { username } = await newcomer();
        await assert.rejects(confirmAsAdmin(app(), username, throwing(CONFIRMED).ClientMetadata), failed);
        assert.equal(await statusOf(app(), username), "CONFIRMED");
      });

      test("SignUp fails, and the user is there and confirmed", async () => {
        const quick = await newSignUpApp(world(), {
          pool: { LambdaConfig: { PreSignUp: DOES_AS_TOLD, PostConfirmation: DOES_AS_TOLD } },
        });
        const ClientMetadata = {
          PreSignUp_SignUp: '{"autoConfirmUser":true}',
          [CONFIRMED]: "throw no room",
        };
        await assert.rejects(signUp(quick, { username: "jane", ClientMetadata }), failed);
        assert.ok((await signIn(quick, "jane")).AuthenticationResult);
      });

      test("ConfirmForgotPassword fails, and the new password is set", async () => {
        const username = await addUser(app());
        await resetPassword(app(), username);
        const code = await codeFor(app(), username);
        await assert.rejects(confirmReset(username, code, throwing(RESET)), failed);
        assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
      });

      test("by an answer that is no event, the same holds", async () => {
        const broken = await newSignUpApp(world(), {
          pool: { LambdaConfig: { PostConfirmation: functionArn("half-an-event") } },
        });
        const { username } = await signUp(broken);
        await assert.rejects(
          confirm(broken, username, await codeFor(broken, username)),
          refusal("InvalidLambdaResponseException", "Unrecognizable lambda output"),
        );
        assert.equal(await statusOf(broken, username), "CONFIRMED");
      });
    });
  },
  ...withFunctions,
);
