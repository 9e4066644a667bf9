import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  lastMessageTo,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  otherCode,
  outcomes,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limit = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");

const HOUR = 3600;

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const resetUser = async () => {
    const username = await addUser(app());
    await resetPassword(app(), username);
    return { username, code: await codeFor(app(), username) };
  };

  test("a code counts for an hour", async () => {
    const inTime = await resetUser();
    world().pass(HOUR - 60);
    await confirmReset(app(), inTime.username, inTime.code);

    const late = await resetUser();
    world().pass(HOUR);
    await assert.rejects(confirmReset(app(), late.username, late.code), expired);
    assert.equal(await statusOf(app(), late.username), "RESET_REQUIRED");
  });

  test("a code counts once", async () => {
    const { username, code } = await resetUser();
    await confirmReset(app(), username, code);
    await assert.rejects(confirmReset(app(), username, code, PASSWORD), expired);
    assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
  });

  test("a code ends the one before it", async () => {
    const { username, code } = await resetUser();
    await resetPassword(app(), username);
    const second = await codeFor(app(), username);
    if (code !== second) await assert.rejects(confirmReset(app(), username, code), mismatch);
    await confirmReset(app(), username, second);
  });

  test("a code of ForgotPassword is ended by a reset, and one of a reset by ForgotPassword", async () => {
    const username = await addUser(app());
    const { api, clientId: ClientId } = app();
    await api.forgotPassword({ ClientId, Username: username });
    const asked = await codeFor(app(), username);
    await resetPassword(app(), username);
    const sent = await codeFor(app(), username);
    if (asked !== sent) await assert.rejects(confirmReset(app(), username, asked), mismatch);
    await api.forgotPassword({ ClientId, Username: username });
    const askedAgain = await codeFor(app(), username);
    if (sent !== askedAgain) await assert.rejects(confirmReset(app(), username, sent), mismatch);
    await confirmReset(app(), username, askedAgain);
    assert.equal(await statusOf(app(), username), "CONFIRMED");
  });

  test("a password that an administrator sets ends the code", async () => {
    const { username, code } = await resetUser();
    await app().api.adminSetUserPassword({
      UserPoolId: app().poolId,
      Username: username,
      Password: PASSWORD,
      Permanent: true,
    });
    await assert.rejects(confirmReset(app(), username, code), expired);
    assert.ok((await signIn(app(), username)).AuthenticationResult);
  });

  test("a code is its user's alone", async () => {
    const [jane, joe] = [await resetUser(), await resetUser()];
    if (jane.code !== joe.code) await assert.rejects(confirmReset(app(), joe.username, jane.code), mismatch);
    await confirmReset(app(), joe.username, joe.code);
  });

  test("five wrong codes end the right one, until another one is sent", async () => {
    const { username, code } = await resetUser();
    for (let tries = 1; tries <= 5; tries++) {
      await assert.rejects(confirmReset(app(), username, otherCode(code)), mismatch);
    }
    for (const given of [code, otherCode(code)])
      await assert.rejects(confirmReset(app(), username, given), limit);
    await resetPassword(app(), username);
    await confirmReset(app(), username, await codeFor(app(), username));
  });

  test("wrong codes side by side get no more tries than one after another", async () => {
    const { username, code } = await resetUser();
    const wrong = Array.from({ length: 20 }, () => confirmReset(app(), username, otherCode(code)));
    const { refusals } = await outcomes(wrong);
    assert.equal(refusals.filter((text) => text.startsWith("CodeMismatchException")).length, 5);
    assert.equal(refusals.filter((text) => text.startsWith("LimitExceededException")).length, 15);
    await assert.rejects(confirmReset(app(), username, code), limit);
  });

  test("a weak password does not use the code up", async () => {
    const { username, code } = await resetUser();
    await assert.rejects(
      confirmReset(app(), username, code, "Passw0rd"),
      refusal(
        "InvalidPasswordException",
        "Password does not conform to policy: Password must have symbol characters",
      ),
    );
    await confirmReset(app(), username, code);
  });

  test("a code works through any client of the pool, and through no other", async () => {
    const { username, code } = await resetUser();
    const elsewhere = await newApp(world());
    await addUser(elsewhere, { username });
    await assert.rejects(confirmReset(elsewhere, username, code), expired);
    await confirmReset({ ...app(), clientId: await newClient(app()) }, username, code);
  });

  test("the password may be the one it was before", async () => {
    const { username, code } = await resetUser();
    await confirmReset(app(), username, code, PASSWORD);
    assert.ok((await signIn(app(), username, PASSWORD)).AuthenticationResult);
  });

  describe("where the code goes", () => {
    const EMAIL = { email: "jane@example.com", email_verified: "true" };
    const PHONE = { phone_number: "+15550100", phone_number_verified: "true" };
    const UNVERIFIED_EMAIL = { email: "jane@example.com", email_verified: "false" };
    const UNVERIFIED_PHONE = { phone_number: "+15550100" };
    const mechanisms = (...names: ("verified_email" | "verified_phone_number")[]) => ({
      // The priority counts, not the place in the list.
      RecoveryMechanisms: names.map((Name, at) => ({ Name, Priority: at + 1 })).reverse(),
    });

    const ORDERS = [
      { story: "by default mail first", setting: undefined, order: ["EMAIL", "SMS"] },
      {
        story: "mail first",
        setting: mechanisms("verified_email", "verified_phone_number"),
        order: ["EMAIL", "SMS"],
      },
      {
        story: "SMS first",
        setting: mechanisms("verified_phone_number", "verified_email"),
        order: ["SMS", "EMAIL"],
      },
      { story: "mail only", setting: mechanisms("verified_email"), order: ["EMAIL"] },
      { story: "SMS only", setting: mechanisms("verified_phone_number"), order: ["SMS"] },
      { story: "no mechanism chosen, as in old pools", setting: {}, order: ["SMS", "EMAIL"] },
    ] as const;
    const USERS = [
      { attributes: { ...EMAIL, ...PHONE }, reachable: ["EMAIL", "SMS"] },
      { attributes: { ...EMAIL, ...UNVERIFIED_PHONE }, reachable: ["EMAIL"] },
      { attributes: { ...UNVERIFIED_EMAIL, ...PHONE }, reachable: ["SMS"] },
      { attributes: EMAIL, reachable: ["EMAIL"] },
      { attributes: PHONE, reachable: ["SMS"] },
    ] as const;
    const DETAILS = {
      EMAIL: { to: "jane@example.com", Destination: "j***@e***", AttributeName: "email" },
      SMS: { to: "+15550100", Destination: "+****0100", AttributeName: "phone_number" },
    } as const;

    for (const { story, setting, order } of ORDERS) {
      test(story, async () => {
        const pool = setting === undefined ? {} : { AccountRecoverySetting: setting };
        const there = await newApp(world(), { pool });
        for (const { attributes, reachable } of USERS) {
          const username = await addUser(there, { attributes });
          const medium = order.find((one) => reachable.some((other) => other === one));
          if (medium === undefined) {
            await assert.rejects(resetPassword(there, username), { name: "InvalidParameterException" });
            continue;
          }
          await resetPassword(there, username);
          const message = await lastMessageTo(there, username);
          const { to, ...details } = DETAILS[medium];
          assert.deepEqual([message.medium, message.to], [medium, to]);

          const { CodeDeliveryDetails } = await there.api.forgotPassword({
            ClientId: there.clientId,
            Username: username,
          });
          assert.deepEqual(CodeDeliveryDetails, { ...details, DeliveryMedium: medium });
        }
      });
    }
  });
});
