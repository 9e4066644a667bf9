/** What threat protection keeps of what users do. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  adminSignIn,
  codeFor,
  confirmReset,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  otherCode,
  PASSWORD,
  signIn,
  TEMPORARY,
  there,
  tokensIn,
} from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { refusal } from "../support/server.ts";
import { eventsOf, signInFrom, srpSignIn, watchedApp } from "../support/threats.ts";

const WRONG = refusal("NotAuthorizedException", "Incorrect username or password.");
const NO_RISK = { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false };

/** What happened, oldest first. */
async function storyOf(app: App, username: string): Promise<string[]> {
  const events = await eventsOf(app, username);
  return events.map(({ EventType, EventResponse }) => `${EventType} ${EventResponse}`).reverse();
}

await onEachDatabase((world) => {
  describe("the history of a user", () => {
    test("tells of a sign-in all that is known, under the id that its tokens bear", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app, { password: NEW_PASSWORD });
      const before = Date.now();
      const { access } = tokensIn(await signIn(app, username, NEW_PASSWORD));
      const [event, ...others] = await eventsOf(app, username);
      assert.deepEqual(others, []);
      const { EventId, CreationDate, EventContextData, ...rest } = there(event);
      assert.equal(EventId, claimsOf(access)["event_id"]);
      assert.ok(there(CreationDate).getTime() >= before - 1000);
      assert.equal(EventContextData?.IpAddress, "127.0.0.1");
      assert.match(there(EventContextData?.DeviceName), /^aws-sdk-js/);
      assert.deepEqual(rest, {
        EventType: "SignIn",
        EventResponse: "Pass",
        EventRisk: NO_RISK,
        ChallengeResponses: [{ ChallengeName: "Password", ChallengeResponse: "Success" }],
      });
    });

    test("tells of a wrong password", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await assert.rejects(signIn(app, username, NEW_PASSWORD), WRONG);
      const [event] = await eventsOf(app, username);
      assert.equal(event?.EventResponse, "Fail");
      assert.deepEqual(event?.ChallengeResponses, [
        { ChallengeName: "Password", ChallengeResponse: "Failure" },
      ]);
    });

    test("tells nothing more of who is locked out, so that nobody can fill it", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      for (let tries = 0; tries < 8; tries++) {
        await assert.rejects(signIn(app, username, NEW_PASSWORD), { name: "NotAuthorizedException" });
      }
      assert.equal((await eventsOf(app, username)).length, 5);
    });

    test("tells of a sign-in by SRP, right and wrong", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await assert.rejects(srpSignIn(app, username, NEW_PASSWORD), WRONG);
      await srpSignIn(app, username, PASSWORD);
      assert.deepEqual(await storyOf(app, username), ["SignIn Fail", "SignIn Pass"]);
    });

    test("tells that a sign-in is in progress, and in the same event that it came to its end", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      const [begun] = await eventsOf(app, username);
      assert.equal(begun?.EventResponse, "InProgress");
      const answer = (NEW: string) =>
        app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: NEW },
        });
      await assert.rejects(answer("weak"), { name: "InvalidPasswordException" });
      assert.deepEqual(await storyOf(app, username), ["SignIn InProgress"], "it can be tried again");

      const { id } = tokensIn(await answer(NEW_PASSWORD));
      const [ended, ...others] = await eventsOf(app, username);
      assert.deepEqual(others, []);
      assert.deepEqual(ended, { ...begun, EventResponse: "Pass" });
      assert.equal(ended?.EventId, claimsOf(id)["event_id"]);
    });

    test("tells of a sign-up, its codes, and of forgotten and changed passwords", async () => {
      const app = await watchedApp(world(), "AUDIT", { pool: { AutoVerifiedAttributes: ["email"] } });
      const { api, clientId: ClientId } = app;
      const Username = "grace";
      await api.signUp({
        ClientId,
        Username,
        Password: PASSWORD,
        UserAttributes: [{ Name: "email", Value: "grace@example.com" }],
      });
      assert.deepEqual(await storyOf(app, Username), ["SignUp InProgress"]);
      await api.resendConfirmationCode({ ClientId, Username });
      await api.confirmSignUp({ ClientId, Username, ConfirmationCode: await codeFor(app, Username) });
      await api.forgotPassword({ ClientId, Username });
      const code = await codeFor(app, Username);
      await assert.rejects(confirmReset(app, Username, otherCode(code)), { name: "CodeMismatchException" });
      await confirmReset(app, Username, code);
      const { access } = tokensIn(await adminSignIn(app, Username, NEW_PASSWORD));
      const change = (PreviousPassword: string) =>
        api.changePassword({ AccessToken: access, PreviousPassword, ProposedPassword: "An0ther-one!" });
      await assert.rejects(change("Wr0ng-one!"), WRONG);
      await change(NEW_PASSWORD);
      assert.deepEqual(await storyOf(app, Username), [
        "SignUp Pass",
        "ResendCode Pass",
        "ForgotPassword InProgress",
        "ForgotPassword Fail",
        "ForgotPassword Pass",
        "SignIn Pass",
        "PasswordChange Fail",
        "PasswordChange Pass",
      ]);
      const [, , , , , , , signedUp] = await eventsOf(app, Username);
      assert.deepEqual(signedUp?.EventRisk, { RiskDecision: "NoRisk", CompromisedCredentialsDetected: true });
    });

    test("tells what a back end says of the user's device", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await signInFrom(app, username, { ip: "198.51.100.7" });
      const [event] = await eventsOf(app, username);
      assert.deepEqual(event?.EventContextData, {
        IpAddress: "198.51.100.7",
        DeviceName: "Firefox 127, Linux",
      });
    });

    test("tells what an app says: the device's fingerprint, and from an app with a secret the address", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      const contextData = {
        UserAgent:
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
        DeviceId: "abcdefghij:1700000000000",
        ClientTimezone: "+02:00",
      };
      const payload = JSON.stringify({ contextData, username, userPoolId: app.poolId, timestamp: "1" });
      const EncodedData = Buffer.from(
        JSON.stringify({ payload, signature: "s", version: "JS20171115" }),
      ).toString("base64");
      const UserContextData = { IpAddress: "198.51.100.7", EncodedData };
      const AuthParameters = { USERNAME: username, PASSWORD };
      const AuthFlow = "USER_PASSWORD_AUTH";
      await app.api.initiateAuth({ ClientId: app.clientId, AuthFlow, AuthParameters, UserContextData });

      const trusted = await newClient(app, {
        GenerateSecret: true,
        EnablePropagateAdditionalUserContextData: true,
      });
      const { UserPoolClient } = await app.api.describeUserPoolClient({
        UserPoolId: app.poolId,
        ClientId: trusted,
      });
      const SECRET_HASH = createHmac("sha256", there(UserPoolClient?.ClientSecret))
        .update(username + trusted)
        .digest("base64");
      await app.api.initiateAuth({
        ClientId: trusted,
        AuthFlow,
        AuthParameters: { ...AuthParameters, SECRET_HASH },
        UserContextData,
      });

      const device = { DeviceName: "Chrome 126, Windows 10", Timezone: "+02:00" };
      assert.deepEqual(
        (await eventsOf(app, username)).map(({ EventContextData }) => EventContextData),
        [
          { IpAddress: "198.51.100.7", ...device },
          { IpAddress: "127.0.0.1", ...device },
        ],
      );
    });

    test("takes an address that is none for none", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await signInFrom(app, username, { ip: "example.com" });
      const [event] = await eventsOf(app, username);
      assert.equal(event?.EventContextData?.IpAddress, "127.0.0.1");
    });

    test("takes an app's nonsense for nothing", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      for (const EncodedData of ["%%%", "e30=", Buffer.from('{"payload":"[]"}').toString("base64")]) {
        await app.api.initiateAuth({
          ClientId: app.clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: username, PASSWORD },
          UserContextData: { EncodedData },
        });
      }
      assert.equal((await eventsOf(app, username)).length, 3);
    });

    test("comes in pages, newest first, none of them twice", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      for (let at = 0; at < 7; at++) {
        await signIn(app, username);
        world().pass(1);
      }
      const all = await eventsOf(app, username);
      const seen = [];
      let NextToken: string | undefined;
      do {
        const page = await app.api.adminListUserAuthEvents({
          UserPoolId: app.poolId,
          Username: username,
          MaxResults: 3,
          NextToken,
        });
        seen.push(...(page.AuthEvents ?? []));
        NextToken = page.NextToken;
      } while (NextToken);
      assert.deepEqual(seen, all);
      assert.equal(seen.length, 7);
      const times = seen.map(({ CreationDate }) => there(CreationDate).getTime());
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
    });

    test("gives page tokens that count for its own user only", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const [one, other] = [await addUser(app), await addUser(app)];
      for (let at = 0; at < 2; at++) await signIn(app, one);
      const pool = { UserPoolId: app.poolId };
      const { NextToken } = await app.api.adminListUserAuthEvents({ ...pool, Username: one, MaxResults: 1 });
      assert.ok(NextToken);
      await assert.rejects(
        app.api.adminListUserAuthEvents({ ...pool, Username: other, NextToken }),
        refusal("InvalidParameterException", "Invalid pagination token given."),
      );
    });

    test("goes with the user", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await signIn(app, username);
      const user = { UserPoolId: app.poolId, Username: username };
      await app.api.adminDeleteUser(user);
      await assert.rejects(
        app.api.adminListUserAuthEvents(user),
        refusal("UserNotFoundException", "User does not exist."),
      );
      await addUser(app, { username });
      assert.deepEqual(await eventsOf(app, username), []);
    });

    test("is kept of nobody, and that without a word", async () => {
      const app = await watchedApp(world(), "AUDIT", { client: { PreventUserExistenceErrors: "ENABLED" } });
      await newClient(app);
      await assert.rejects(signIn(app, "nobody"), WRONG);
      await addUser(app, { username: "nobody" });
      assert.deepEqual(await eventsOf(app, "nobody"), []);
    });
  });

  test("a pool without threat protection keeps no history, and says so", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    await signIn(app, username);
    await assert.rejects(
      eventsOf(app, username),
      refusal("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled for this user pool."),
    );
  });
});
