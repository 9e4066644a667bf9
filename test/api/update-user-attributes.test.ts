import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  beforehand,
  byName,
  codeFor,
  confirmReset,
  forgot,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  resetPassword,
  there,
  tokensOf,
} from "../support/arrange.ts";
import {
  attributesOf,
  contactOf,
  JANE,
  requestCode,
  signedIn,
  update,
  verify,
} from "../support/attributes.ts";
import { claimsOf } from "../support/claims.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const nobody = refusal("UserNotFoundException", "User does not exist.");
const EXPIRED = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");

const SMS = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
const TO_NEW = { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "n***@e***" };

await onEachDatabase(
  (world) => {
    const app = beforehand(() =>
      newApp(world(), {
        pool: {
          AutoVerifiedAttributes: ["email", "phone_number"],
          ...SMS,
          Schema: [
            { Name: "given_name", Required: true },
            { Name: "nickname", StringAttributeConstraints: { MinLength: "3", MaxLength: "5" } },
            { Name: "zoneinfo", Mutable: false },
            { Name: "born", AttributeDataType: "String", Mutable: false },
            { Name: "rank", AttributeDataType: "Number", Mutable: true },
            { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
          ],
        },
        client: {
          WriteAttributes: [
            ...["given_name", "nickname", "zoneinfo", "picture", "email", "phone_number", "custom:born"],
            ...["custom:rank"],
          ],
        },
      }),
    );

    describe("UpdateUserAttributes", () => {
      test("changes what is given, and nothing else", async () => {
        const { username, access } = await signedIn(app(), { ...JANE, given_name: "Jane" });
        const before = await attributesOf(app(), username);
        const answer = await update(app(), access, { given_name: "Joan", "custom:rank": "7" });
        assert.deepEqual(answer.CodeDeliveryDetailsList, []);
        const after = { ...before, given_name: "Joan", "custom:rank": "7" };
        assert.deepEqual(await attributesOf(app(), username), after);
        assert.deepEqual(await messagesTo(app(), username), []);
      });

      test("is seen at once by GetUser, and by the next ID token", async () => {
        const plain = await newApp(world());
        const { username, access } = await signedIn(plain);
        await update(plain, access, { nickname: "jj" });
        const { UserAttributes } = await plain.api.getUser({ AccessToken: access });
        assert.equal(byName(UserAttributes)["nickname"], "jj");
        const { id } = await tokensOf(plain, username);
        assert.equal(claimsOf(id)["nickname"], "jj");
      });

      test("tells when the user was last modified", async () => {
        const { username, access } = await signedIn(app());
        const user = { UserPoolId: app().poolId, Username: username };
        const { UserLastModifiedDate: before } = await app().api.adminGetUser(user);
        world().pass(60);
        await update(app(), access, { picture: "p" });
        const { UserLastModifiedDate: after } = await app().api.adminGetUser(user);
        assert.ok(there(after).getTime() - there(before).getTime() >= 60_000);
      });

      test("deletes what is given an empty value, a contact with what tells whether it is verified", async () => {
        const { username, access } = await signedIn(app(), { ...JANE, nickname: "jane" });
        await requestCode(app(), access);
        const code = await codeFor(app(), username);
        await update(app(), access, { nickname: "", email: "", picture: "" });
        assert.deepEqual(Object.keys(await attributesOf(app(), username)), ["sub"]);
        await assert.rejects(verify(app(), access, code), EXPIRED);
      });

      test("takes the last of the values that one name is given", async () => {
        const { username, access } = await signedIn(app());
        await app().api.updateUserAttributes({
          AccessToken: access,
          UserAttributes: [
            { Name: "nickname", Value: "one" },
            { Name: "nickname", Value: "two" },
          ],
        });
        assert.equal((await attributesOf(app(), username))["nickname"], "two");
      });

      test("keeps characters of every kind", async () => {
        const plain = await newApp(world(), { pool: { AliasAttributes: ["preferred_username"] } });
        const { username, access } = await signedIn(plain, {});
        const odd = "nul \u0000, half a pair \ud83d, 🦉, \u202e and '; drop table users; --";
        await update(plain, access, { preferred_username: odd, nickname: odd, profile: odd });
        const { preferred_username, nickname, profile } = await attributesOf(plain, username);
        assert.deepEqual([preferred_username, nickname, profile], [odd, odd, odd]);
      });

      test("checks the access token before the attributes", async () => {
        const attributes = [{ Name: "sub", Value: "me" }];
        await assert.rejects(
          app().api.updateUserAttributes({ AccessToken: "nonsense", UserAttributes: attributes }),
          refusal("NotAuthorizedException", "Invalid Access Token"),
        );
      });
    });

    describe("UpdateUserAttributes refuses", () => {
      const user = beforehand(() => signedIn(app(), { ...JANE, given_name: "Jane", "custom:born": "1" }));
      const refuses = async (
        attributes: Readonly<Record<string, string>>,
        why: ReturnType<typeof refusal>,
      ) => {
        const before = await attributesOf(app(), user().username);
        await assert.rejects(update(app(), user().access, attributes), why);
        assert.deepEqual(await attributesOf(app(), user().username), before);
      };
      const nonMutable = (name: string) => invalid(`Cannot modify the non-mutable attribute ${name}`);

      test("what the service keeps itself, whatever the value", async () => {
        for (const name of ["sub", "identities", "email_verified", "phone_number_verified"]) {
          for (const value of ["true", ""])
            await refuses({ nickname: "jane", [name]: value }, nonMutable(name));
          const UserAttributes = [{ Name: name, Value: undefined }];
          await assert.rejects(
            app().api.updateUserAttributes({ AccessToken: user().access, UserAttributes }),
            nonMutable(name),
          );
        }
      });

      test("an attribute without a value, before it asks whether it may change", async () => {
        for (const Name of ["picture", "custom:born"]) {
          await assert.rejects(
            app().api.updateUserAttributes({ AccessToken: user().access, UserAttributes: [{ Name }] }),
            invalid(`Attribute value for ${Name} must not be null`),
          );
        }
      });

      test("what the schema does not declare, and a username is nothing it does", async () => {
        for (const name of ["custom:team", "nick", "username", "__proto__", "constructor", "dev:custom:x"]) {
          const attributes = Object.fromEntries([[name, "x"]]);
          await refuses(attributes, invalid(`user.${name}: Attribute does not exist in the schema.\n`));
        }
        await refuses({ nick: "" }, invalid("user.nick: Attribute does not exist in the schema.\n"));
      });

      test("what the client may not write", async () => {
        for (const name of ["website", "dev:custom:note"]) {
          await refuses(
            { nickname: "jane", [name]: "x" },
            refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
          );
        }
      });

      test("what never changes: given before or not, another value, the same or none", async () => {
        for (const value of ["2", "1", ""]) {
          const why = "user.custom:born: Attribute cannot be updated.\n";
          await refuses({ "custom:born": value }, invalid(why));
        }
        await refuses({ zoneinfo: "UTC" }, invalid("user.zoneinfo: Attribute cannot be updated.\n"));
      });

      test("values outside their declaration, all of them at once", async () => {
        await refuses(
          { nickname: "jj" },
          invalid("user.nickname: String must be no shorter than 3 characters\n"),
        );
        await refuses(
          { nickname: "janeys", "custom:rank": "first" },
          invalid(
            "user.nickname: String must be no longer than 5 characters\nuser.custom:rank: Invalid number value\n",
          ),
        );
      });

      test("contacts that can be none", async () => {
        await refuses({ email: "jane" }, invalid("Invalid email address format."));
        await refuses({ phone_number: "555" }, invalid("Invalid phone number format."));
      });

      test("to delete what everybody must have", async () => {
        await refuses(
          { given_name: "" },
          invalid("Invalid user attributes: given_name: Required attribute cannot be deleted."),
        );
      });

      test("a user who was disabled, reset or deleted since", async () => {
        const disabled = await signedIn(app());
        await app().api.adminDisableUser({ UserPoolId: app().poolId, Username: disabled.username });
        await assert.rejects(
          update(app(), disabled.access, { picture: "p" }),
          refusal("NotAuthorizedException", "User is disabled."),
        );
        const gone = await signedIn(app());
        await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: gone.username });
        await assert.rejects(update(app(), gone.access, { picture: "p" }), nobody);
        const reset = await signedIn(app());
        await resetPassword(app(), reset.username);
        await assert.rejects(
          update(app(), reset.access, { picture: "p" }),
          refusal("PasswordResetRequiredException", "Password reset required for the user"),
        );
      });
    });

    describe("a new e-mail address", () => {
      test("takes the old one's place at once, unverified, and is sent a code", async () => {
        const { username, access } = await signedIn(app());
        const answer = await update(app(), access, { email: "new@example.com" });
        assert.deepEqual(answer.CodeDeliveryDetailsList, [TO_NEW]);
        assert.deepEqual(await contactOf(app(), username), ["new@example.com", "false"]);
        const { to, kind, subject, body, code } = await lastMessageTo(app(), username);
        assert.deepEqual(
          [to, kind, subject],
          ["new@example.com", "updateUserAttribute", "Your verification code"],
        );
        assert.equal(body, `Your confirmation code is ${code}`);
        await verify(app(), access, there(code));
        assert.deepEqual(await contactOf(app(), username), ["new@example.com", "true"]);
      });

      test("is sent a code beside a new phone number, each its own", async () => {
        const { username, access } = await signedIn(app());
        const contacts = { phone_number: "+15550123", email: "new@example.com" };
        const { CodeDeliveryDetailsList: sent } = await update(app(), access, contacts);
        assert.deepEqual(sent, [
          TO_NEW,
          { AttributeName: "phone_number", DeliveryMedium: "SMS", Destination: "+****0123" },
        ]);
        const messages = await messagesTo(app(), username);
        assert.equal(messages.length, 2);
        for (const { medium, code } of messages) {
          await verify(app(), access, there(code), medium === "SMS" ? "phone_number" : "email");
        }
        const { email_verified, phone_number_verified } = await attributesOf(app(), username);
        assert.deepEqual([email_verified, phone_number_verified], ["true", "true"]);
      });

      test("is sent none where the pool does not verify by itself", async () => {
        const plain = await newApp(world());
        const { username, access } = await signedIn(plain);
        const { CodeDeliveryDetailsList } = await update(plain, access, { email: "new@example.com" });
        assert.deepEqual(CodeDeliveryDetailsList, []);
        assert.deepEqual(await contactOf(plain, username), ["new@example.com", "false"]);
        assert.deepEqual(await messagesTo(plain, username), []);
      });

      test("that is the old one changes nothing, and a code that is on its way counts on", async () => {
        const { username, access } = await signedIn(app());
        await requestCode(app(), access);
        const code = await codeFor(app(), username);
        const { CodeDeliveryDetailsList } = await update(app(), access, { email: JANE.email });
        assert.deepEqual(CodeDeliveryDetailsList, []);
        assert.deepEqual(await contactOf(app(), username), [JANE.email, "true"]);
        assert.equal((await messagesTo(app(), username)).length, 1);
        await verify(app(), access, code);
      });

      test("ends the codes that went to the old one, a reset's among them", async () => {
        const { username, access } = await signedIn(app());
        await requestCode(app(), access);
        const toOld = await codeFor(app(), username);
        await forgot(app(), username);
        const reset = await codeFor(app(), username);
        await update(app(), access, { email: "new@example.com" });
        const toNew = await codeFor(app(), username);
        await assert.rejects(confirmReset(app(), username, reset), EXPIRED);
        if (toOld !== toNew)
          await assert.rejects(verify(app(), access, toOld), { name: "CodeMismatchException" });
        await verify(app(), access, toNew);
      });

      test("leaves alone a reset by phone", async () => {
        const phone = { phone_number: "+15550124", phone_number_verified: "true" };
        const { username, access } = await signedIn(app(), phone);
        await forgot(app(), username);
        const reset = await codeFor(app(), username);
        await update(app(), access, { email: "new@example.com" });
        await confirmReset(app(), username, reset);
      });
    });

    describe("CustomMessage, when a contact changes", () => {
      const custom = (name: string) =>
        newApp(world(), {
          pool: {
            AutoVerifiedAttributes: ["email"],
            LambdaConfig: { CustomMessage: functionArn(name) },
          },
        });

      test("sees the new address, the client and the request's metadata", async () => {
        const echo = await custom("echo");
        const { username, access } = await signedIn(echo);
        await update(echo, access, { email: "new@example.com" }, { reason: "moved" });
        const { triggerSource, callerContext, request } = eventIn(await lastMessageTo(echo, username));
        assert.equal(triggerSource, "CustomMessage_UpdateUserAttribute");
        assert.equal(callerContext["clientId"], echo.clientId);
        assert.deepEqual(request["clientMetadata"], { reason: "moved" });
        const { email, email_verified } = request["userAttributes"] as Record<string, string>;
        assert.deepEqual([email, email_verified], ["new@example.com", "false"]);
      });

      test("that fails stops the code, not the change", async () => {
        const refusing = await custom("refuses");
        const { username, access } = await signedIn(refusing);
        await assert.rejects(
          update(refusing, access, { email: "new@example.com" }),
          refusal("UserLambdaValidationException", "CustomMessage failed with error no mail on Sundays."),
        );
        assert.deepEqual(await contactOf(refusing, username), ["new@example.com", "false"]);
        assert.deepEqual(await messagesTo(refusing, username), []);
      });

      test("is not called for anything else", async () => {
        const refusing = await custom("refuses");
        const { access } = await signedIn(refusing);
        await update(refusing, access, { nickname: "jj", phone_number: "+15550125", email: JANE.email });
      });
    });
  },
  ...withFunctions,
);
