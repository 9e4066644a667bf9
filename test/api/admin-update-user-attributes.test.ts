import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
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
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import {
  adminUpdate,
  attributesOf,
  contactOf,
  JANE,
  requestCode,
  signsIn,
  update,
  verify,
} from "../support/attributes.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const EXPIRED = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");

await onEachDatabase(
  (world) => {
    const app = beforehand(() =>
      newApp(world(), {
        pool: {
          AutoVerifiedAttributes: ["email"],
          Schema: [
            { Name: "given_name", Required: true },
            { Name: "zoneinfo", Mutable: false },
            { Name: "born", AttributeDataType: "String", Mutable: false },
            { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
            { Name: "member", AttributeDataType: "Boolean", Mutable: true },
          ],
        },
        client: { WriteAttributes: ["given_name"] },
      }),
    );

    describe("AdminUpdateUserAttributes", () => {
      test("changes what no client may write, what is for developers only among it", async () => {
        const username = await addUser(app());
        const { $metadata, ...answer } = await adminUpdate(app(), username, {
          nickname: "jj",
          "custom:member": "true",
          "dev:custom:note": "internal",
        });
        assert.deepEqual(answer, {});
        const { sub, ...rest } = await attributesOf(app(), username);
        assert.deepEqual(rest, {
          ...JANE,
          nickname: "jj",
          "custom:member": "true",
          "dev:custom:note": "internal",
        });
        await adminUpdate(app(), username, { "dev:custom:note": "" });
        assert.ok(!("dev:custom:note" in (await attributesOf(app(), username))));
      });

      test("finds the user by the sub too", async () => {
        const username = await addUser(app());
        await adminUpdate(app(), there((await attributesOf(app(), username))["sub"]), { nickname: "jj" });
        assert.equal((await attributesOf(app(), username))["nickname"], "jj");
      });

      test("changes users in whatever state they are", async () => {
        const waiting = await addUser(app(), { password: null });
        await adminUpdate(app(), waiting, { nickname: "ww" });
        const reset = await addUser(app());
        await resetPassword(app(), reset);
        await adminUpdate(app(), reset, { nickname: "rr" });
        const { UserAttributes, UserStatus } = await app().api.adminGetUser({
          UserPoolId: app().poolId,
          Username: reset,
        });
        assert.deepEqual([byName(UserAttributes)["nickname"], UserStatus], ["rr", "RESET_REQUIRED"]);
      });

      test("finds nobody in another pool, and no pool in another region", async () => {
        const elsewhere = await newApp(world());
        const username = await addUser(app());
        await assert.rejects(
          adminUpdate({ ...app(), poolId: elsewhere.poolId }, username, { nickname: "jj" }),
          refusal("UserNotFoundException", "User does not exist."),
        );
        await assert.rejects(
          adminUpdate({ ...app(), api: world().apiIn("eu-west-1") }, username, { nickname: "jj" }),
          refusal("ResourceNotFoundException", `User pool ${app().poolId} does not exist.`),
        );
      });

      test("refuses what users are refused, but for permissions", async () => {
        const username = await addUser(app(), { attributes: { ...JANE, given_name: "Jane" } });
        const before = await attributesOf(app(), username);
        const refused: [Readonly<Record<string, string>>, string][] = [
          [{ sub: "me" }, "Cannot modify the non-mutable attribute sub"],
          [{ identities: "[]" }, "Cannot modify the non-mutable attribute identities"],
          [{ "custom:team": "a" }, "user.custom:team: Attribute does not exist in the schema.\n"],
          [{ username: "joan" }, "user.username: Attribute does not exist in the schema.\n"],
          [{ "custom:born": "1" }, "user.custom:born: Attribute cannot be updated.\n"],
          [{ zoneinfo: "" }, "user.zoneinfo: Attribute cannot be updated.\n"],
          [{ "custom:member": "maybe" }, "user.custom:member: Invalid boolean value\n"],
          [{ email_verified: "maybe" }, "user.email_verified: Invalid boolean value\n"],
          [{ given_name: "" }, "Invalid user attributes: given_name: Required attribute cannot be deleted."],
          [{ email: "jane" }, "Invalid email address format."],
          [{ phone_number: "jane" }, "Invalid phone number format."],
        ];
        for (const [attributes, message] of refused) {
          await assert.rejects(
            adminUpdate(app(), username, { nickname: "jj", ...attributes }),
            invalid(message),
          );
        }
        await assert.rejects(
          app().api.adminUpdateUserAttributes({
            UserPoolId: app().poolId,
            Username: username,
            UserAttributes: [{ Name: "custom:born" }],
          }),
          invalid("Attribute value for custom:born must not be null"),
        );
        assert.deepEqual(await attributesOf(app(), username), before);
      });
    });

    describe("a contact that an administrator changes", () => {
      test("is unverified and sent a code, which the user answers", async () => {
        const username = await addUser(app());
        await adminUpdate(app(), username, { email: "new@example.com" });
        assert.deepEqual(await contactOf(app(), username), ["new@example.com", "false"]);
        const { to, kind, code } = await lastMessageTo(app(), username);
        assert.deepEqual([to, kind], ["new@example.com", "updateUserAttribute"]);
        await verify(app(), (await tokensOf(app(), username)).access, there(code));
        assert.deepEqual(await contactOf(app(), username), ["new@example.com", "true"]);
      });

      test("is sent none where the pool does not verify it by itself", async () => {
        const username = await addUser(app());
        await adminUpdate(app(), username, { phone_number: "+15550199" });
        assert.equal((await attributesOf(app(), username))["phone_number_verified"], "false");
        assert.deepEqual(await messagesTo(app(), username), []);
      });

      test("is sent none where the administrator tells whether it is verified", async () => {
        for (const email_verified of ["true", "false"]) {
          const username = await addUser(app());
          await adminUpdate(app(), username, { email_verified, email: "new@example.com" });
          assert.deepEqual(await contactOf(app(), username), ["new@example.com", email_verified]);
          assert.deepEqual(await messagesTo(app(), username), []);
        }
      });

      test("to what it was is no change", async () => {
        const username = await addUser(app());
        await adminUpdate(app(), username, { email: JANE.email });
        assert.deepEqual(await contactOf(app(), username), [JANE.email, "true"]);
        assert.deepEqual(await messagesTo(app(), username), []);
      });

      test("ends what was sent to the old one", async () => {
        const username = await addUser(app());
        const { access } = await tokensOf(app(), username);
        await requestCode(app(), access);
        const code = await codeFor(app(), username);
        await forgot(app(), username);
        const reset = await codeFor(app(), username);
        await adminUpdate(app(), username, { email: "new@example.com", email_verified: "true" });
        await assert.rejects(verify(app(), access, code), EXPIRED);
        await assert.rejects(confirmReset(app(), username, reset), EXPIRED);
      });

      test("can be verified and unverified as it is, if it is there", async () => {
        const username = await addUser(app());
        await adminUpdate(app(), username, { email_verified: "false" });
        assert.deepEqual(await contactOf(app(), username), [JANE.email, "false"]);
        await adminUpdate(app(), username, { email_verified: "true" });
        assert.deepEqual(await contactOf(app(), username), [JANE.email, "true"]);
        await assert.rejects(
          adminUpdate(app(), username, { phone_number_verified: "true" }),
          invalid("Phone Number is required to verify/un-verify a phone number"),
        );
        for (const email_verified of ["true", "false"]) {
          await assert.rejects(
            adminUpdate(app(), username, { email: "", email_verified }),
            invalid("Email is required to verify/un-verify an email"),
          );
        }
        await adminUpdate(app(), username, { email: "" });
        assert.deepEqual(await contactOf(app(), username), [undefined, undefined]);
        await assert.rejects(
          adminUpdate(app(), username, { email_verified: "true" }),
          invalid("Email is required to verify/un-verify an email"),
        );
      });

      test("asks CustomMessage, which is told of no client", async () => {
        const echo = await newApp(world(), {
          pool: {
            AutoVerifiedAttributes: ["email"],
            LambdaConfig: { CustomMessage: functionArn("echo") },
          },
        });
        const username = await addUser(echo);
        await adminUpdate(echo, username, { email: "new@example.com" }, { reason: "moved" });
        const { triggerSource, callerContext, request } = eventIn(await lastMessageTo(echo, username));
        assert.equal(triggerSource, "CustomMessage_UpdateUserAttribute");
        assert.equal(callerContext["clientId"], "CLIENT_ID_NOT_APPLICABLE");
        assert.deepEqual(request["clientMetadata"], { reason: "moved" });
      });
    });

    describe("an alias that an administrator gives", () => {
      const aliased = beforehand(() =>
        newApp(world(), { pool: { AliasAttributes: ["email", "preferred_username"] } }),
      );
      const taken = (name: string) =>
        refusal("AliasExistsException", `An account with the ${name} already exists.`);

      test("is one with its verification, and nobody else's", async () => {
        const username = await addUser(aliased(), { attributes: {} });
        const his = { email: "al@example.com", email_verified: "true" };
        await adminUpdate(aliased(), username, his);
        await signsIn(aliased(), his.email);
        const other = await addUser(aliased(), { attributes: { email: his.email } });
        await assert.rejects(adminUpdate(aliased(), other, { email_verified: "true" }), taken("email"));
        await adminUpdate(aliased(), username, { email_verified: "false" });
        await assert.rejects(signIn(aliased(), his.email), { name: "UserNotFoundException" });
        await adminUpdate(aliased(), other, { email_verified: "true" });
        await signsIn(aliased(), his.email);
      });

      test("finds the user whose attributes change", async () => {
        const username = await addUser(aliased(), { attributes: { preferred_username: "pp" } });
        await adminUpdate(aliased(), "pp", { preferred_username: "qq" });
        assert.equal((await attributesOf(aliased(), username))["preferred_username"], "qq");
        const other = await addUser(aliased(), { attributes: {} });
        await assert.rejects(
          adminUpdate(aliased(), other, { preferred_username: "qq" }),
          taken("preferred_username"),
        );
      });

      test("is a login where users sign in by it, verified or not", async () => {
        const logins = await newApp(world(), { pool: { UsernameAttributes: ["email", "phone_number"] } });
        await addUser(logins, { username: "ann@example.com", attributes: {} });
        await addUser(logins, { username: "+15550111", attributes: {} });
        await adminUpdate(logins, "ann@example.com", {
          phone_number: "+15550112",
          email: "anna@example.com",
        });
        for (const name of ["anna@example.com", "+15550112"]) await signsIn(logins, name);
        await assert.rejects(signIn(logins, "ann@example.com"), { name: "UserNotFoundException" });
        await assert.rejects(
          adminUpdate(logins, "anna@example.com", { phone_number: "+15550111" }),
          refusal("AliasExistsException", "An account with the given phone_number already exists."),
        );
      });
    });

    describe("where a new contact must be verified first, an administrator", () => {
      const careful = beforehand(() =>
        newApp(world(), {
          pool: {
            AutoVerifiedAttributes: ["email"],
            UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
          },
        }),
      );

      test("makes it wait as a user would", async () => {
        for (const told of [{}, { email_verified: "false" }]) {
          const username = await addUser(careful());
          await adminUpdate(careful(), username, { email: "new@example.com", ...told });
          assert.deepEqual(await contactOf(careful(), username), [JANE.email, "true"]);
          const { to, code } = await lastMessageTo(careful(), username);
          assert.equal(to, "new@example.com");
          await verify(careful(), (await tokensOf(careful(), username)).access, there(code));
          assert.deepEqual(await contactOf(careful(), username), ["new@example.com", "true"]);
        }
      });

      test("spares it by telling that it is verified, which ends another one's waiting", async () => {
        const username = await addUser(careful());
        const { access } = await tokensOf(careful(), username);
        await update(careful(), access, { email: "waits@example.com" });
        const code = await codeFor(careful(), username);
        await adminUpdate(careful(), username, { email: "new@example.com", email_verified: "true" });
        assert.deepEqual(await contactOf(careful(), username), ["new@example.com", "true"]);
        assert.equal((await messagesTo(careful(), username)).length, 1);
        await assert.rejects(verify(careful(), access, code), EXPIRED);
      });

      test("takes a flag as Python writes it", async () => {
        const username = await addUser(careful(), {
          attributes: { email: "a@example.com", email_verified: "True" },
        });
        assert.deepEqual(await contactOf(careful(), username), ["a@example.com", "true"]);
        await adminUpdate(careful(), username, { email_verified: "False" });
        assert.deepEqual(await contactOf(careful(), username), ["a@example.com", "false"]);
      });

      test("verifies by the flag alone what the user has, not what waits", async () => {
        const username = await addUser(careful(), { attributes: { email: "old@example.com" } });
        const { access } = await tokensOf(careful(), username);
        await update(careful(), access, { email: "waits@example.com" });
        await adminUpdate(careful(), username, { email_verified: "true" });
        assert.deepEqual(await contactOf(careful(), username), ["old@example.com", "true"]);
        await verify(careful(), access, await codeFor(careful(), username));
        assert.deepEqual(await contactOf(careful(), username), ["waits@example.com", "true"]);
      });
    });
  },
  ...withFunctions,
);
