import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  otherCode,
  outcomes,
  PASSWORD,
  signIn,
  statusOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const HOUR = 3600;

const nobody = refusal("UserNotFoundException", "Username/client id combination not found.");
const limit = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const weak = refusal(
  "InvalidPasswordException",
  "Password does not conform to policy: Password not long enough",
);

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  describe("a user who forgot the password", () => {
    test("is told where the code went, and sets another password by it", async () => {
      const username = await addUser(app());
      const { CodeDeliveryDetails } = await forgot(app(), username);
      assert.deepEqual(CodeDeliveryDetails, {
        Destination: "j***@e***",
        DeliveryMedium: "EMAIL",
        AttributeName: "email",
      });
      const [message, ...others] = await messagesTo(app(), username);
      assert.deepEqual(others, []);
      assert.equal(message?.body, `Your password reset code is ${message?.code}`);
      await confirmReset(app(), username, message?.code ?? "");
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("may still remember it", async () => {
      const username = await addUser(app());
      await forgot(app(), username);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("may ask and confirm by an alias", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const username = await addUser(aliased);
      await forgot(aliased, "jane@example.com");
      await confirmReset(aliased, "jane@example.com", await codeFor(aliased, username));
      assert.ok((await signIn(aliased, username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("has nobody's guesses against them once the password is another one", async () => {
      const username = await addUser(app());
      for (let tries = 1; tries <= 5; tries++) await assert.rejects(signIn(app(), username, "wrong"));
      await forgot(app(), username);
      await confirmReset(app(), username, await codeFor(app(), username));
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("gets what the pool's own template says", async () => {
      const own = await newApp(world(), {
        pool: {
          VerificationMessageTemplate: {
            DefaultEmailOption: "CONFIRM_WITH_LINK",
            EmailMessage: "<p>{####}, {username}</p>",
            EmailSubject: "Hello",
            EmailMessageByLink: "Click {##here##}",
            SmsMessage: "Code {####}",
          },
        },
      });
      const username = await addUser(own);
      await forgot(own, username);
      const [mail] = await messagesTo(own, username);
      assert.deepEqual([mail?.subject, mail?.body], ["Hello", `<p>${mail?.code}, {username}</p>`]);

      const attributes = { phone_number: "+15550100", phone_number_verified: "true" };
      const phoned = await addUser(own, { attributes });
      const { CodeDeliveryDetails } = await forgot(own, phoned);
      assert.deepEqual(CodeDeliveryDetails, {
        Destination: "+****0100",
        DeliveryMedium: "SMS",
        AttributeName: "phone_number",
      });
      const [sms] = await messagesTo(own, phoned);
      assert.equal(sms?.body, `Code ${sms?.code}`);
    });
  });

  describe("a code is refused", () => {
    test("to who is not there", async () => {
      await assert.rejects(forgot(app(), "nobody"), nobody);
      await assert.rejects(confirmReset(app(), "nobody", "123456"), nobody);
      await assert.rejects(
        forgot({ ...app(), clientId: "noclient" }, "nobody"),
        refusal("ResourceNotFoundException", "User pool client noclient does not exist."),
      );
    });

    test("to who has a temporary password", async () => {
      const username = await addUser(app(), { password: null });
      const notNow = refusal("NotAuthorizedException", "User password cannot be reset in the current state.");
      await assert.rejects(forgot(app(), username), notNow);
      await assert.rejects(confirmReset(app(), username, "123456"), notNow);
    });

    test("to whom none could reach", async () => {
      const username = await addUser(app(), { attributes: { email: "jane@example.com" } });
      await assert.rejects(
        forgot(app(), username),
        refusal(
          "InvalidParameterException",
          "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
      );
    });

    test("where administrators alone recover users", async () => {
      const closed = await newApp(world(), {
        pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] } },
      });
      const username = await addUser(closed);
      await assert.rejects(
        forgot(closed, username),
        refusal("NotAuthorizedException", "Contact administrator to reset password."),
      );
    });

    test("to who asked for none, and by none that came too late", async () => {
      const username = await addUser(app());
      await assert.rejects(confirmReset(app(), username, "123456"), expired);
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      world().pass(HOUR);
      await assert.rejects(confirmReset(app(), username, code), expired);
    });

    test("the twenty-first time within an hour, while the twentieth still counts", async () => {
      const username = await addUser(app());
      for (let times = 1; times <= 20; times++) await forgot(app(), username);
      await assert.rejects(forgot(app(), username), limit);
      assert.equal((await messagesTo(app(), username)).length, 20);
      await confirmReset(app(), username, await codeFor(app(), username));
      await assert.rejects(forgot(app(), username), limit);
      world().pass(HOUR);
      await forgot(app(), username);
    });

    test("the twenty-first time within an hour to who is not there, too", async () => {
      for (let times = 1; times <= 20; times++) await assert.rejects(forgot(app(), "nobody-at-all"), nobody);
      await assert.rejects(forgot(app(), "nobody-at-all"), limit);
    });
  });

  describe("the new password", () => {
    test("has to keep the policy, and leaves the code good if it does not", async () => {
      const username = await addUser(app());
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      await assert.rejects(confirmReset(app(), username, code, "weak"), weak);
      await assert.rejects(confirmReset(app(), username, otherCode(code), "weak"), weak);
      await confirmReset(app(), username, code);
    });

    test("is not set by a wrong code", async () => {
      const username = await addUser(app());
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      await assert.rejects(confirmReset(app(), username, otherCode(code)), mismatch);
      assert.ok((await signIn(app(), username, PASSWORD)).AuthenticationResult);
      await confirmReset(app(), username, code);
    });

    test("of twenty who confirm at once is one of theirs", async () => {
      const username = await addUser(app());
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      const passwords = Array.from({ length: 20 }, (_, at) => `Passw0rd!-${at}`);
      const confirming = passwords.map((password) => confirmReset(app(), username, code, password));
      const settled = await Promise.allSettled(confirming);
      const { kept, refusals } = await outcomes(confirming);
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["ExpiredCodeException: Invalid code provided, please request a code again."]),
      );
      const winner = settled.findIndex(({ status }) => status === "fulfilled");
      assert.ok((await signIn(app(), username, passwords[winner])).AuthenticationResult);
    });
  });

  describe("a client with a secret", () => {
    test("has to prove it, to ask and to confirm", async () => {
      const username = await addUser(app());
      const ClientId = await newClient(app(), { GenerateSecret: true });
      const missing = refusal(
        "NotAuthorizedException",
        `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
      );
      const wrong = refusal("NotAuthorizedException", `Unable to verify secret hash for client ${ClientId}`);
      await assert.rejects(forgot({ ...app(), clientId: ClientId }, username), missing);
      await assert.rejects(confirmReset({ ...app(), clientId: ClientId }, username, "123456"), missing);
      const request = { ClientId, Username: username, SecretHash: "d3Jvbmc=" };
      await assert.rejects(app().api.forgotPassword(request), wrong);
      await assert.rejects(
        app().api.confirmForgotPassword({ ...request, ConfirmationCode: "123456", Password: PASSWORD }),
        wrong,
      );
      assert.deepEqual(await messagesTo(app(), username), []);
    });
  });
});
