/** What is not built yet is refused by its name, before anything changes, and never left out in silence. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest, LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const notYet = (what: string) =>
  refusal("NotImplementedException", `Poolkeeper does not support ${what} yet.`);

const ARN = functionArn("never-called");
const KEY = "arn:aws:kms:us-east-1:123456789012:key/9f1c7a52-3b6e-4d0a-8e57-1f2a3b4c5d6e";
const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
const ALLOW_ALL = [
  "ALLOW_USER_AUTH" as const,
  "ALLOW_CUSTOM_AUTH" as const,
  "ALLOW_USER_PASSWORD_AUTH" as const,
];

async function signInBySrp({ api, poolId, clientId }: App, username: string, password: string) {
  const srp = srpClient(poolId);
  const { ChallengeName, ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName,
    ChallengeResponses: srp.answer(ChallengeParameters, password),
  });
}

await onEachDatabase((world) => {
  const appWith = (pool: Partial<CreateUserPoolRequest>) => newApp(world(), { pool });
  const appWithTrigger = (LambdaConfig: LambdaConfigType) => appWith({ LambdaConfig });

  describe("a trigger", () => {
    for (const [sender, attributes] of [
      ["CustomEmailSender", { email: "jane@example.com", email_verified: "true" }],
      ["CustomSMSSender", { phone_number: "+15550100", phone_number_verified: "true" }],
    ] as const) {
      test(`${sender} keeps messages of its medium from going out another way`, async () => {
        const app = await appWithTrigger({
          [sender]: { LambdaVersion: "V1_0", LambdaArn: ARN },
          KMSKeyID: KEY,
        });
        const username = await addUser(app, { attributes });
        const what = `the ${sender} trigger`;
        await assert.rejects(resetPassword(app, username), notYet(what));
        await assert.rejects(
          app.api.forgotPassword({ ClientId: app.clientId, Username: username }),
          notYet(what),
        );
        const created = app.api.adminCreateUser({
          UserPoolId: app.poolId,
          Username: "invited",
          UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
          DesiredDeliveryMediums: ["email" in attributes ? "EMAIL" : "SMS"],
        });
        await assert.rejects(created, notYet(what));
        await assert.rejects(statusOf(app, "invited"), { name: "UserNotFoundException" });
        assert.ok((await signIn(app, username)).AuthenticationResult, "nothing was reset");
        assert.deepEqual(await messagesTo(app, username), []);
      });
    }

    test("a custom sender keeps those from signing up whom it would send the code", async () => {
      for (const more of [{}, { CustomMessage: ARN }]) {
        const app = await appWith({
          AutoVerifiedAttributes: ["email"],
          LambdaConfig: {
            CustomEmailSender: { LambdaVersion: "V1_0", LambdaArn: ARN },
            KMSKeyID: KEY,
            ...more,
          },
        });
        const signUp = app.api.signUp({
          ClientId: app.clientId,
          Username: "jane",
          Password: PASSWORD,
          UserAttributes: [{ Name: "email", Value: "jane@example.com" }],
        });
        await assert.rejects(signUp, notYet("the CustomEmailSender trigger"));
        await assert.rejects(statusOf(app, "jane"), { name: "UserNotFoundException" });
      }
    });

    test("a custom sender leaves the other medium alone", async () => {
      const app = await appWithTrigger({
        CustomSMSSender: { LambdaVersion: "V1_0", LambdaArn: ARN },
        KMSKeyID: KEY,
      });
      const username = await addUser(app);
      await resetPassword(app, username);
      assert.equal((await messagesTo(app, username)).length, 1);
    });
  });

  describe("a pool", () => {
    const pools = {
      "that require MFA": { MfaConfiguration: "ON", SmsConfiguration: SMS },
      "that remember devices": { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } },
    } as const;

    for (const [which, pool] of Object.entries(pools)) {
      test(`of those ${which} lets nobody in`, async () => {
        const app = await appWith(pool);
        const username = await addUser(app);
        await assert.rejects(signIn(app, username), notYet(`sign-in to user pools ${which}`));
        await assert.rejects(signInBySrp(app, username, PASSWORD), notYet(`sign-in to user pools ${which}`));
      });

      test(`of those ${which} asks nobody for a new password in vain`, async () => {
        const app = await appWith(pool);
        const username = await addUser(app, { password: null });
        await assert.rejects(signIn(app, username, TEMPORARY), notYet(`sign-in to user pools ${which}`));
        assert.equal(await statusOf(app, username), "FORCE_CHANGE_PASSWORD");
      });

      test(`of those ${which} still tells nothing to who does not know the password`, async () => {
        const app = await appWith(pool);
        const username = await addUser(app);
        await assert.rejects(
          signIn(app, username, NEW_PASSWORD),
          refusal("NotAuthorizedException", "Incorrect username or password."),
        );
      });
    }

    test("with optional MFA lets in its users, none of whom has any", async () => {
      const app = await appWith({ MfaConfiguration: "OPTIONAL", SmsConfiguration: SMS });
      const username = await addUser(app);
      assert.ok((await signIn(app, username)).AuthenticationResult);
    });
  });

  describe("a request", () => {
    test("to sign in by choice is refused", async () => {
      const app = await newApp(world(), { client: { ExplicitAuthFlows: ALLOW_ALL } });
      const username = await addUser(app);
      const byChoice = { AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: username } } as const;
      await assert.rejects(
        app.api.initiateAuth({ ClientId: app.clientId, ...byChoice }),
        notYet("the USER_AUTH flow"),
      );
      await assert.rejects(
        app.api.adminInitiateAuth({ UserPoolId: app.poolId, ClientId: app.clientId, ...byChoice }),
        notYet("the USER_AUTH flow"),
      );
    });

    test("to sign in by custom challenges is refused where the pool has what they take", async () => {
      const triggers = {
        DefineAuthChallenge: ARN,
        CreateAuthChallenge: ARN,
        VerifyAuthChallengeResponse: ARN,
      };
      for (const [LambdaConfig, refused] of [
        [triggers, notYet("the CUSTOM_AUTH flow")],
        [
          {},
          refusal(
            "InvalidParameterException",
            "Custom auth lambda trigger is not configured for the user pool.",
          ),
        ],
      ] as const) {
        const app = await newApp(world(), {
          pool: { LambdaConfig },
          client: { ExplicitAuthFlows: ALLOW_ALL },
        });
        const username = await addUser(app);
        await assert.rejects(
          app.api.initiateAuth({
            ClientId: app.clientId,
            AuthFlow: "CUSTOM_AUTH",
            AuthParameters: { USERNAME: username },
          }),
          refused,
        );
      }
    });

    test("to answer a challenge that nobody is asked is refused", async () => {
      const app = await newApp(world());
      const username = await addUser(app);
      for (const ChallengeName of ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "CUSTOM_CHALLENGE"] as const) {
        await assert.rejects(
          app.api.respondToAuthChallenge({
            ClientId: app.clientId,
            ChallengeName,
            Session: "a-session-that-is-long-enough",
            ChallengeResponses: { USERNAME: username, SMS_MFA_CODE: "123456" },
          }),
          notYet(`the ${ChallengeName} challenge`),
        );
      }
    });

    test("for an operation to come is refused by its name", async () => {
      const app = await newApp(world());
      await assert.rejects(
        app.api.adminListDevices({ UserPoolId: app.poolId, Username: "jane" }),
        notYet("the operation AdminListDevices"),
      );
    });
  });
});
