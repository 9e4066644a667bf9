import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AdminCreateUserRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  beforehand,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  signIn,
  TEMPORARY,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const EMAIL = { Name: "email", Value: "jane@example.com" };
const PHONE = { Name: "phone_number", Value: "+15550100" };

const invite = ({ api, poolId }: App, Username: string, request: Partial<AdminCreateUserRequest>) =>
  api.adminCreateUser({ UserPoolId: poolId, Username, TemporaryPassword: TEMPORARY, ...request });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  test("goes by mail where that is asked for", async () => {
    await invite(app(), "jane", { UserAttributes: [EMAIL, PHONE], DesiredDeliveryMediums: ["EMAIL"] });
    const [message, ...others] = await messagesTo(app(), "jane");
    assert.deepEqual(others, []);
    assert.equal(message?.medium, "EMAIL");
    assert.equal(message?.to, "jane@example.com");
    assert.equal(message?.kind, "invitation");
    assert.equal(message?.subject, "Your temporary password");
    assert.equal(message?.body, `Your username is jane and temporary password is ${TEMPORARY}. `);
    assert.equal(message?.code, TEMPORARY);
  });

  test("goes by SMS where nothing is asked for, or SMS", async () => {
    for (const [username, mediums] of [["kai", undefined] as const, ["lee", ["SMS" as const]] as const]) {
      await invite(app(), username, {
        UserAttributes: [EMAIL, PHONE],
        DesiredDeliveryMediums: mediums && [...mediums],
      });
      const messages = await messagesTo(app(), username);
      assert.deepEqual(
        messages.map(({ medium, to, body }) => ({ medium, to, body })),
        [
          {
            medium: "SMS",
            to: "+15550100",
            body: `Your username is ${username} and temporary password is ${TEMPORARY}. `,
          },
        ],
      );
    }
  });

  test("goes both ways where both are asked for", async () => {
    await invite(app(), "mo", { UserAttributes: [EMAIL, PHONE], DesiredDeliveryMediums: ["EMAIL", "SMS"] });
    const mediums = (await messagesTo(app(), "mo")).map(({ medium }) => medium);
    assert.deepEqual(mediums.sort(), ["EMAIL", "SMS"]);
  });

  test("does not go at all where it is suppressed, or where nobody could be reached unasked", async () => {
    await invite(app(), "ned", {
      UserAttributes: [EMAIL],
      DesiredDeliveryMediums: ["EMAIL"],
      MessageAction: "SUPPRESS",
    });
    await invite(app(), "ora", { UserAttributes: [EMAIL] });
    assert.deepEqual(await messagesTo(app(), "ned"), []);
    assert.deepEqual(await messagesTo(app(), "ora"), []);
  });

  test("needs the address it is asked to go to", async () => {
    await assert.rejects(
      invite(app(), "pam", { UserAttributes: [PHONE], DesiredDeliveryMediums: ["EMAIL"] }),
      refusal(
        "InvalidParameterException",
        "The email attribute is required to deliver the invitation by EMAIL.",
      ),
    );
    await assert.rejects(
      invite(app(), "pam", { UserAttributes: [EMAIL], DesiredDeliveryMediums: ["SMS"] }),
      refusal(
        "InvalidParameterException",
        "The phone_number attribute is required to deliver the invitation by SMS.",
      ),
    );
  });

  test("tells the address to sign in with where the username is a mere id", async () => {
    const byMail = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
    const { User } = await invite(byMail, "quin@example.com", { DesiredDeliveryMediums: ["EMAIL"] });
    const { body } = await lastMessageTo(byMail, User?.Username ?? "");
    assert.equal(body, `Your username is quin@example.com and temporary password is ${TEMPORARY}. `);
  });

  describe("with a template of the pool's own", () => {
    const own = beforehand(() =>
      newApp(world(), {
        pool: {
          AdminCreateUserConfig: {
            InviteMessageTemplate: {
              EmailSubject: "Welcome, {username}",
              EmailMessage: "<b>{username}</b>: {####}",
              SMSMessage: "{username} {####}",
            },
          },
        },
      }),
    );

    test("says what the pool wants said", async () => {
      await invite(own(), "rob", {
        UserAttributes: [EMAIL, PHONE],
        DesiredDeliveryMediums: ["EMAIL", "SMS"],
      });
      const said = (await messagesTo(own(), "rob")).map(({ subject, body }) => ({ subject, body }));
      assert.deepEqual(
        new Set(said),
        new Set([
          { subject: "Welcome, rob", body: `<b>rob</b>: ${TEMPORARY}` },
          { subject: null, body: `rob ${TEMPORARY}` },
        ]),
      );
    });

    test("goes nowhere where that leaves out the username or the password", async () => {
      const silent = await newApp(world(), {
        pool: {
          AdminCreateUserConfig: {
            InviteMessageTemplate: { EmailMessage: "Welcome, {username}", SMSMessage: "Password: {####}" },
          },
        },
      });
      await invite(silent, "sue", {
        UserAttributes: [EMAIL, PHONE],
        DesiredDeliveryMediums: ["EMAIL", "SMS"],
      });
      assert.deepEqual(await messagesTo(silent, "sue"), []);
      assert.equal((await signIn(silent, "sue", TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
    });

    test("what a username or a password holds does not become markup, nor another placeholder", async () => {
      const username = "<i>{####}</i>";
      await invite(own(), username, {
        TemporaryPassword: "P4ss<w>&{username}",
        UserAttributes: [EMAIL],
        DesiredDeliveryMediums: ["EMAIL"],
      });
      const { body } = await lastMessageTo(own(), username);
      assert.equal(body, "<b>&lt;i&gt;{####}&lt;/i&gt;</b>: P4ss&lt;w&gt;&amp;{username}");
    });
  });
});
