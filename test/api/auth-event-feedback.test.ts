/** Sign-ins that look like somebody else's: what follows, who is told, and what they say to it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AccountTakeoverEventActionType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { eventsOf, type Place, setRisks, signInFrom, watchedApp } from "../support/threats.ts";

const BLOCKED = refusal("NotAuthorizedException", "Unable to login because of security reasons.");
const INVALID_TOKEN = refusal("NotAuthorizedException", "Invalid Feedback Token.");

const HOME: Place = {};
const ABROAD: Place = { ip: "198.51.100.9" };
const STRANGER: Place = { ip: "198.51.100.9", userAgent: "curl/8.5.0" };

interface Answer {
  readonly low?: AccountTakeoverEventActionType;
  readonly medium?: AccountTakeoverEventActionType;
  readonly high?: AccountTakeoverEventActionType;
  readonly notify?: boolean;
}

const TEMPLATE =
  "{username}|{ip-address}|{city}|{country}|{login-time}|{device-name}|{event-id}|{feedback-token}|{other}";

const NOTIFY = {
  From: "security@example.com",
  ReplyTo: "help@example.com",
  SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
  NoActionEmail: { Subject: "Hello {username}", TextBody: TEMPLATE },
};

/** Answers the levels that are named. */
const answering = ({ low, medium, high, notify = false }: Answer, NotifyConfiguration = NOTIFY) => {
  const action = (EventAction: AccountTakeoverEventActionType | undefined) =>
    EventAction && { Notify: notify, EventAction };
  return {
    AccountTakeoverRiskConfiguration: {
      NotifyConfiguration,
      Actions: { LowAction: action(low), MediumAction: action(medium), HighAction: action(high) },
    },
  };
};

/** A user who is known to sign in at home. */
async function known(app: App, attributes?: Record<string, string>): Promise<string> {
  const username = await addUser(app, attributes && { attributes });
  await signInFrom(app, username, HOME);
  return username;
}

const riskOfLast = async (app: App, username: string) => (await eventsOf(app, username))[0]?.EventRisk;

const linksIn = (body: string): string[] =>
  [...body.matchAll(/href="([^"]+)"/g)].map(([, url]) => there(url));

const feedbackOf = async (app: App, username: string) => {
  const [event] = await eventsOf(app, username);
  const { FeedbackValue, Provider } = event?.EventFeedback ?? {};
  return { FeedbackValue, Provider };
};

await onEachDatabase((world) => {
  describe("a sign-in from elsewhere", () => {
    test("is of low risk with something known, and of medium with nothing; watching does no more", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await known(app);
      await setRisks(app, answering({ low: "BLOCK", medium: "BLOCK", high: "BLOCK", notify: true }));
      const detected = { RiskDecision: "AccountTakeover", CompromisedCredentialsDetected: true };
      await signInFrom(app, username, STRANGER);
      assert.deepEqual(await riskOfLast(app, username), { ...detected, RiskLevel: "Medium" });
      const other = await known(app);
      await signInFrom(app, other, ABROAD);
      assert.deepEqual(await riskOfLast(app, other), { ...detected, RiskLevel: "Low" });
      await signInFrom(app, other, ABROAD);
      assert.equal((await riskOfLast(app, other))?.RiskDecision, "NoRisk", "it is known by now");
      assert.deepEqual(await messagesTo(app, username), []);
    });

    test("is blocked where that is the answer to its risk, and is not known by that", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ medium: "BLOCK" }));
      for (let tries = 0; tries < 2; tries++) {
        await assert.rejects(signInFrom(app, username, STRANGER), BLOCKED);
        assert.deepEqual(await riskOfLast(app, username), {
          RiskDecision: "Block",
          RiskLevel: "Medium",
          CompromisedCredentialsDetected: true,
        });
      }
      await signInFrom(app, username, ABROAD);
    });

    test("is of high risk after many wrong passwords", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ high: "BLOCK" }));
      for (let tries = 0; tries < 5; tries++) {
        await assert.rejects(signInFrom(app, username, STRANGER, "Wr0ng-one!"), {
          name: "NotAuthorizedException",
        });
      }
      world().pass(2);
      await assert.rejects(signInFrom(app, username, ABROAD), BLOCKED);
      assert.equal((await riskOfLast(app, username))?.RiskLevel, "High");
      await signInFrom(app, username, HOME);
    });

    test("passes or is blocked where MFA would answer it and the pool has none", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ low: "MFA_IF_CONFIGURED", medium: "MFA_REQUIRED" }));
      await assert.rejects(signInFrom(app, username, STRANGER), BLOCKED);
      await signInFrom(app, username, ABROAD);
    });
  });

  describe("a notification", () => {
    test("tells the user by the template, from its sender, and of nothing else", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ medium: "NO_ACTION", notify: true }));
      await signInFrom(app, username, STRANGER);
      const { subject, body, to, kind } = await lastMessageTo(app, username);
      assert.equal(to, "jane@example.com");
      assert.equal(kind, "accountTakeOverNotification");
      assert.equal(subject, `Hello ${username}`);
      const [name, ip, city, country, time, device, eventId, token, other] = body.split("|");
      const [event] = await eventsOf(app, username);
      assert.deepEqual(
        [name, ip, city, country, device, eventId, other],
        [username, STRANGER.ip, "unknown", "unknown", "curl 8.5.0, Other", event?.EventId, "{other}"],
      );
      assert.match(there(time), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
      assert.match(there(token), /^[A-Za-z0-9-_=.]+$/);
    });

    test("has a text of its own where the template is missing, and marks nothing up", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ medium: "BLOCK", notify: true }));
      const userAgent = '<b>"&</b>/1';
      await assert.rejects(signInFrom(app, username, { ip: "198.51.100.9", userAgent }), BLOCKED);
      const { subject, body } = await lastMessageTo(app, username);
      assert.equal(subject, "A sign-in to your account was stopped");
      assert.ok(body.includes("&lt;b&gt;&quot;&amp;&lt;"), body);
      assert.ok(!body.includes("<b>"));
    });

    test("goes to nobody whose address is not verified", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app, { email: "jane@example.com", email_verified: "false" });
      await setRisks(app, answering({ medium: "NO_ACTION", notify: true }));
      await signInFrom(app, username, STRANGER);
      assert.deepEqual(await messagesTo(app, username), []);
    });
  });

  describe("the links of a notification", () => {
    async function notified() {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      await setRisks(app, answering({ medium: "BLOCK", notify: true }));
      await assert.rejects(signInFrom(app, username, STRANGER), BLOCKED);
      const [valid = "", invalid = ""] = linksIn((await lastMessageTo(app, username)).body);
      return { app, username, valid, invalid };
    }

    test("say whose sign-in it was, by a click, as often as one likes", async () => {
      const { app, username, valid, invalid } = await notified();
      assert.match(valid, /\/_poolkeeper\/feedback\/[\w-]+$/);
      assert.equal((await fetch(valid, { method: "HEAD" })).status, 200);
      assert.equal((await eventsOf(app, username))[0]?.EventFeedback, undefined);

      const page = await fetch(invalid);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /Thank you for telling us/);
      assert.deepEqual(await feedbackOf(app, username), { FeedbackValue: "Invalid", Provider: "User" });
      await fetch(valid);
      assert.deepEqual(await feedbackOf(app, username), { FeedbackValue: "Valid", Provider: "User" });
    });

    test("teach: what the user owns up to is let in, what the user disowns is of high risk", async () => {
      const { app, username, valid, invalid } = await notified();
      await fetch(valid);
      await signInFrom(app, username, STRANGER);
      await fetch(invalid);
      await setRisks(app, answering({ high: "BLOCK" }));
      await assert.rejects(signInFrom(app, username, STRANGER), BLOCKED);
      assert.equal((await riskOfLast(app, username))?.RiskLevel, "High");
    });

    test("count for a month, and are good for nothing once somebody changed them", async () => {
      const { app, username, valid } = await notified();
      const at = valid.length - 9;
      const forged = `${valid.slice(0, at)}${valid[at] === "A" ? "B" : "A"}${valid.slice(at + 1)}`;
      for (const url of [forged, `${world().url}/_poolkeeper/feedback/x`]) {
        const page = await fetch(url);
        assert.equal(page.status, 400);
        assert.match(await page.text(), /can’t be used/);
      }
      world().pass(31 * 24 * 60 * 60);
      assert.equal((await fetch(valid)).status, 400);
      assert.equal((await eventsOf(app, username))[0]?.EventFeedback, undefined);
    });
  });

  describe("UpdateAuthEventFeedback", () => {
    test("takes the token of the notification, for its own event and user", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await known(app);
      const other = await known(app);
      await setRisks(app, answering({ medium: "NO_ACTION", notify: true }));
      await signInFrom(app, username, STRANGER);
      const [event, first] = await eventsOf(app, username);
      const FeedbackToken = there((await lastMessageTo(app, username)).body.split("|")[7]);
      const say = (more: object) =>
        app.api.updateAuthEventFeedback({
          UserPoolId: app.poolId,
          Username: username,
          EventId: event?.EventId,
          FeedbackToken,
          FeedbackValue: "Invalid",
          ...more,
        });
      await assert.rejects(say({ FeedbackToken: "forged" }), INVALID_TOKEN);
      await assert.rejects(say({ EventId: first?.EventId }), INVALID_TOKEN);
      await assert.rejects(say({ Username: other }), INVALID_TOKEN);
      await assert.rejects(say({ Username: "nobody" }), INVALID_TOKEN);
      const foreign = await watchedApp(world(), "AUDIT");
      await assert.rejects(say({ UserPoolId: foreign.poolId }), INVALID_TOKEN);

      await say({});
      assert.deepEqual(await feedbackOf(app, username), { FeedbackValue: "Invalid", Provider: "User" });
      world().pass(31 * 24 * 60 * 60);
      await assert.rejects(say({}), INVALID_TOKEN);
    });

    test("is refused in pools that do not exist, or have no threat protection", async () => {
      const app = await newApp(world());
      const say = (UserPoolId: string) =>
        app.api.updateAuthEventFeedback({
          UserPoolId,
          Username: "anybody",
          EventId: "event",
          FeedbackToken: "token",
          FeedbackValue: "Valid",
        });
      await assert.rejects(say(app.poolId), { name: "UserPoolAddOnNotEnabledException" });
      await assert.rejects(
        say("us-east-1_Nowhere99"),
        refusal("ResourceNotFoundException", "User pool us-east-1_Nowhere99 does not exist."),
      );
    });
  });

  describe("AdminUpdateAuthEventFeedback", () => {
    test("says whose an event was, in the name of an administrator", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await known(app);
      const [event] = await eventsOf(app, username);
      const say = (EventId: string | undefined, FeedbackValue: "Valid" | "Invalid") =>
        app.api.adminUpdateAuthEventFeedback({
          UserPoolId: app.poolId,
          Username: username,
          EventId,
          FeedbackValue,
        });
      await say(event?.EventId, "Valid");
      assert.deepEqual(await feedbackOf(app, username), { FeedbackValue: "Valid", Provider: "Admin" });
      const [told] = await eventsOf(app, username);
      assert.ok(told?.EventFeedback?.FeedbackDate instanceof Date);

      const stranger = await known(app);
      const [foreign] = await eventsOf(app, stranger);
      for (const id of ["unknown", there(foreign?.EventId)]) {
        await assert.rejects(
          say(id, "Invalid"),
          refusal("ResourceNotFoundException", `Authentication event ${id} does not exist.`),
        );
      }
    });

    test("is refused for nobody, and in pools without threat protection", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const plain = await newApp(world());
      const say = ({ poolId }: App, Username: string) =>
        app.api.adminUpdateAuthEventFeedback({
          UserPoolId: poolId,
          Username,
          EventId: "event",
          FeedbackValue: "Valid",
        });
      await assert.rejects(say(app, "nobody"), refusal("UserNotFoundException", "User does not exist."));
      await assert.rejects(say(plain, await addUser(plain)), { name: "UserPoolAddOnNotEnabledException" });
    });
  });
});
