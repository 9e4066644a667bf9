/** Passwords that everybody knows. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EventFilterType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  codeFor,
  confirmReset,
  NEW_PASSWORD,
  newClient,
  onEachDatabase,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { eventsOf, setRisks, srpSignIn, watchedApp } from "../support/threats.ts";

/** In every list of the most used ones. */
const COMPROMISED = PASSWORD;

const REFUSED = refusal("InvalidPasswordException", "Provided password cannot be used for security reasons.");
const RESET_REQUIRED = refusal("PasswordResetRequiredException", "Password reset required for the user");

const compromised = (EventAction: "BLOCK" | "NO_ACTION", ...EventFilter: EventFilterType[]) => ({
  CompromisedCredentialsRiskConfiguration: {
    ...(EventFilter.length > 0 && { EventFilter }),
    Actions: { EventAction },
  },
});

const signUp = ({ api, clientId }: App, Username: string) =>
  api.signUp({ ClientId: clientId, Username, Password: COMPROMISED });

await onEachDatabase((world) => {
  describe("a compromised password", () => {
    test("is refused at sign-up and at every change, where a filter does not say otherwise", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      await setRisks(app, compromised("BLOCK"));
      await assert.rejects(signUp(app, "grace"), REFUSED);

      const username = await addUser(app, { password: NEW_PASSWORD });
      const { access } = await tokensOf(app, username, NEW_PASSWORD);
      await assert.rejects(
        app.api.changePassword({
          AccessToken: access,
          PreviousPassword: NEW_PASSWORD,
          ProposedPassword: COMPROMISED,
        }),
        REFUSED,
      );
      const [event] = await eventsOf(app, username);
      assert.equal(event?.EventResponse, "Fail");
      assert.deepEqual(event?.EventRisk, { RiskDecision: "Block", CompromisedCredentialsDetected: true });

      await resetPassword(app, username);
      const code = await codeFor(app, username);
      await assert.rejects(confirmReset(app, username, code, COMPROMISED), REFUSED);
      await confirmReset(app, username, code, NEW_PASSWORD);

      const invited = await addUser(app, { password: null });
      const { Session } = await signIn(app, invited, TEMPORARY);
      const answer = (password: string) =>
        app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: invited, NEW_PASSWORD: password },
        });
      await assert.rejects(answer(COMPROMISED), REFUSED);
      await answer(NEW_PASSWORD);
    });

    test("ends a sign-in that sends it, and must be reset", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await addUser(app, { password: COMPROMISED });
      await setRisks(app, compromised("BLOCK", "SIGN_IN"));
      await srpSignIn(app, username, COMPROMISED);
      await assert.rejects(signIn(app, username, COMPROMISED), RESET_REQUIRED);
      assert.equal(await statusOf(app, username), "RESET_REQUIRED");
      const [event] = await eventsOf(app, username);
      assert.equal(event?.EventResponse, "Fail");
      assert.deepEqual(event?.EventRisk, { RiskDecision: "Block", CompromisedCredentialsDetected: true });

      await app.api.forgotPassword({ ClientId: app.clientId, Username: username });
      await confirmReset(app, username, await codeFor(app, username), NEW_PASSWORD);
      await signIn(app, username, NEW_PASSWORD);
    });

    test("is told of at every password then, also to who never had another one and whom the client conceals", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const discreet = { ...app, clientId: await newClient(app, { PreventUserExistenceErrors: "ENABLED" }) };
      await signUp(app, "ada");
      await app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username: "ada" });
      await setRisks(app, compromised("BLOCK", "SIGN_IN"));
      await assert.rejects(signIn(discreet, "ada", COMPROMISED), RESET_REQUIRED);
      await assert.rejects(signIn(discreet, "ada", "wrong"), RESET_REQUIRED);
    });

    test("passes where the filter leaves the event out, or the action is none", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      await setRisks(app, compromised("BLOCK", "PASSWORD_CHANGE"));
      await signUp(app, "grace");
      await setRisks(app, compromised("NO_ACTION"));
      await signUp(app, "ada");
      const [event] = await eventsOf(app, "ada");
      assert.deepEqual(event?.EventRisk, { RiskDecision: "NoRisk", CompromisedCredentialsDetected: true });
    });

    test("is no more than told of where threat protection only watches, or is not configured", async () => {
      const audited = await watchedApp(world(), "AUDIT");
      await setRisks(audited, compromised("BLOCK"));
      for (const app of [audited, await watchedApp(world(), "ENFORCED")]) {
        const username = await addUser(app, { password: COMPROMISED });
        await signIn(app, username, COMPROMISED);
        assert.equal(await statusOf(app, username), "CONFIRMED");
        const [event] = await eventsOf(app, username);
        assert.deepEqual(event?.EventRisk, { RiskDecision: "NoRisk", CompromisedCredentialsDetected: true });
      }
    });

    test("is an administrator's to set", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      await setRisks(app, compromised("BLOCK"));
      await addUser(app, { password: COMPROMISED });
    });
  });
});
