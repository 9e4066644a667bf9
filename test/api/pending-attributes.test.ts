/** New contacts in a pool that has them verified before they count. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import {
  attributesOf,
  contactOf,
  requestCode,
  signedIn,
  signsIn,
  update,
  verify,
} from "../support/attributes.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const EXPIRED = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");

const SMS = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
const TO_NEW = { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "n***@e***" };

await onEachDatabase((world) => {
  describe("where a new contact must be verified first", () => {
    const pool = {
      AutoVerifiedAttributes: ["email" as const, "phone_number" as const],
      UserAttributeUpdateSettings: {
        AttributesRequireVerificationBeforeUpdate: ["email" as const, "phone_number" as const],
      },
      ...SMS,
    };
    const careful = beforehand(() => newApp(world(), { pool: { ...pool, AliasAttributes: ["email"] } }));
    let people = 0;
    const someone = async () => {
      const email = `old-${++people}@example.com`;
      return { email, ...(await signedIn(careful(), { email, email_verified: "true" })) };
    };

    test("the old address stays, verified and a login, until the code comes back", async () => {
      const { email, username, access } = await someone();
      const { CodeDeliveryDetailsList } = await update(careful(), access, {
        email: "new@example.com",
        nickname: "nn",
      });
      assert.deepEqual(CodeDeliveryDetailsList, [TO_NEW]);
      assert.deepEqual(await contactOf(careful(), username), [email, "true"]);
      assert.equal((await attributesOf(careful(), username))["nickname"], "nn");
      await signsIn(careful(), email);
      const { to, kind, code } = await lastMessageTo(careful(), username);
      assert.deepEqual([to, kind], ["new@example.com", "updateUserAttribute"]);

      await verify(careful(), access, there(code));
      assert.deepEqual(await contactOf(careful(), username), ["new@example.com", "true"]);
      await signsIn(careful(), "new@example.com");
      await assert.rejects(signIn(careful(), email), nobody);
    });

    test("an address where there was none is none until then", async () => {
      const { username, access } = await signedIn(careful(), {});
      await update(careful(), access, { email: "first@example.com" });
      assert.deepEqual(await contactOf(careful(), username), [undefined, undefined]);
      await requestCode(careful(), access);
      assert.equal((await lastMessageTo(careful(), username)).to, "first@example.com");
      await verify(careful(), access, await codeFor(careful(), username));
      assert.deepEqual(await contactOf(careful(), username), ["first@example.com", "true"]);
    });

    test("another code goes to the address that waits, and to the old one once none does", async () => {
      const { email, username, access } = await someone();
      await update(careful(), access, { email: "waiting@example.com" });
      await requestCode(careful(), access);
      const { to, kind } = await lastMessageTo(careful(), username);
      assert.deepEqual([to, kind], ["waiting@example.com", "verifyUserAttribute"]);
      world().pass(86_400);
      const { access: fresh } = await tokensOf(careful(), username);
      await requestCode(careful(), fresh);
      assert.equal((await lastMessageTo(careful(), username)).to, email);
      await verify(careful(), fresh, await codeFor(careful(), username));
      assert.deepEqual(await contactOf(careful(), username), [email, "true"]);
    });

    test("of two new addresses the later one waits", async () => {
      const { username, access } = await someone();
      await update(careful(), access, { email: "one@example.com" });
      const one = await codeFor(careful(), username);
      await update(careful(), access, { email: "two@example.com" });
      const two = await codeFor(careful(), username);
      if (one !== two)
        await assert.rejects(verify(careful(), access, one), { name: "CodeMismatchException" });
      await verify(careful(), access, two);
      assert.deepEqual(await contactOf(careful(), username), ["two@example.com", "true"]);
    });

    test("to give the old address again, or none, is to think better of it", async () => {
      const again = await someone();
      await update(careful(), again.access, { email: "whim@example.com" });
      const { CodeDeliveryDetailsList } = await update(careful(), again.access, { email: again.email });
      assert.deepEqual(CodeDeliveryDetailsList, []);
      await assert.rejects(
        verify(careful(), again.access, await codeFor(careful(), again.username)),
        EXPIRED,
      );
      assert.deepEqual(await contactOf(careful(), again.username), [again.email, "true"]);

      const none = await someone();
      await update(careful(), none.access, { email: "whim@example.com" });
      await update(careful(), none.access, { email: "" });
      await assert.rejects(verify(careful(), none.access, await codeFor(careful(), none.username)), EXPIRED);
      assert.deepEqual(await contactOf(careful(), none.username), [undefined, undefined]);
    });

    test("a reset goes to the old address, and its code ends when the new one is verified", async () => {
      const { email, username, access } = await someone();
      await update(careful(), access, { email: "safe@example.com" });
      const code = await codeFor(careful(), username);
      await forgot(careful(), username);
      const reset = await lastMessageTo(careful(), username);
      assert.equal(reset.to, email);
      await verify(careful(), access, code);
      await assert.rejects(confirmReset(careful(), username, there(reset.code)), EXPIRED);
    });

    test("another's alias can't be verified", async () => {
      const owner = await someone();
      const { email, username, access } = await someone();
      await update(careful(), access, { email: owner.email });
      await assert.rejects(
        verify(careful(), access, await codeFor(careful(), username)),
        refusal("AliasExistsException", "An account with the email already exists."),
      );
      assert.deepEqual(await contactOf(careful(), username), [email, "true"]);
    });

    test("another's login is refused at once; one that is taken meanwhile, when it is to be verified", async () => {
      const logins = await newApp(world(), { pool: { ...pool, UsernameAttributes: ["email"] } });
      await addUser(logins, { username: "hal@example.com", attributes: {} });
      const username = await addUser(logins, { username: "ida@example.com", attributes: {} });
      const { access } = await tokensOf(logins, "ida@example.com");
      const taken = refusal("AliasExistsException", "An account with the given email already exists.");
      await assert.rejects(update(logins, access, { email: "hal@example.com" }), taken);
      assert.deepEqual(await messagesTo(logins, username), []);

      await update(logins, access, { email: "isa@example.com" });
      await signsIn(logins, "ida@example.com");
      await assert.rejects(signIn(logins, "isa@example.com"), nobody);
      await addUser(logins, { username: "isa@example.com", attributes: {} });
      await assert.rejects(verify(logins, access, await codeFor(logins, username)), taken);
      await signsIn(logins, "ida@example.com");
    });
  });
});
