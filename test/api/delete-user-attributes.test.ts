import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  newApp,
  onEachDatabase,
  resetPassword,
  signIn,
  tokensOf,
} from "../support/arrange.ts";
import {
  attributesOf,
  JANE,
  requestCode,
  type SignedIn,
  signedIn,
  signsIn,
  verify,
} from "../support/attributes.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const nobody = refusal("UserNotFoundException", "User does not exist.");
const EXPIRED = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");

/** The user's own way to delete attributes, and the administrator's. */
const WAYS = {
  DeleteUserAttributes: ({ api }: App, { access }: SignedIn, ...UserAttributeNames: string[]) =>
    api.deleteUserAttributes({ AccessToken: access, UserAttributeNames }),
  AdminDeleteUserAttributes: (
    { api, poolId }: App,
    { username }: SignedIn,
    ...UserAttributeNames: string[]
  ) => api.adminDeleteUserAttributes({ UserPoolId: poolId, Username: username, UserAttributeNames }),
};
const WAYS_OF = Object.entries(WAYS) as [keyof typeof WAYS, (typeof WAYS)["DeleteUserAttributes"]][];

await onEachDatabase((world) => {
  const app = beforehand(() =>
    newApp(world(), {
      pool: {
        Schema: [
          { Name: "given_name", Required: true },
          { Name: "team", AttributeDataType: "String", Mutable: true },
          { Name: "born", AttributeDataType: "String", Mutable: false },
          { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
        ],
      },
      client: {
        WriteAttributes: ["given_name", "nickname", "email", "phone_number", "custom:team", "custom:born"],
      },
    }),
  );

  for (const [operation, remove] of WAYS_OF) {
    describe(operation, () => {
      test("removes what is named, and does not mind what is not there", async () => {
        const user = await signedIn(app(), { ...JANE, nickname: "jj", "custom:team": "blue" });
        const { $metadata, ...answer } = await remove(app(), user, "nickname", "custom:team", "phone_number");
        assert.deepEqual(answer, {});
        const { sub, ...rest } = await attributesOf(app(), user.username);
        assert.deepEqual(rest, JANE);
      });

      test("removes a contact with its verification and every code that went there", async () => {
        const user = await signedIn(app());
        await requestCode(app(), user.access);
        const code = await codeFor(app(), user.username);
        await forgot(app(), user.username);
        const reset = await codeFor(app(), user.username);
        await remove(app(), user, "email");
        assert.deepEqual(Object.keys(await attributesOf(app(), user.username)), ["sub"]);
        await assert.rejects(verify(app(), user.access, code), EXPIRED);
        await assert.rejects(confirmReset(app(), user.username, reset), EXPIRED);
        await assert.rejects(requestCode(app(), user.access), { name: "InvalidParameterException" });
      });

      test("drops what waited to be verified", async () => {
        const careful = await newApp(world(), {
          pool: {
            AutoVerifiedAttributes: ["email"],
            UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
          },
        });
        const user = await signedIn(careful);
        const UserAttributes = [{ Name: "email", Value: "new@example.com" }];
        await careful.api.updateUserAttributes({ AccessToken: user.access, UserAttributes });
        await remove(careful, user, "email");
        await assert.rejects(verify(careful, user.access, await codeFor(careful, user.username)), EXPIRED);
        assert.deepEqual(Object.keys(await attributesOf(careful, user.username)), ["sub"]);
      });

      test("frees aliases", async () => {
        const aliased = await newApp(world(), {
          pool: { AliasAttributes: ["email", "preferred_username"] },
        });
        const user = await signedIn(aliased, { ...JANE, preferred_username: "jj" });
        for (const [attribute, name] of [
          ["email", JANE.email],
          ["preferred_username", "jj"],
        ] as const) {
          await signsIn(aliased, name);
          await remove(aliased, user, attribute);
          await assert.rejects(signIn(aliased, name), nobody);
        }
        await addUser(aliased, { attributes: { ...JANE, preferred_username: "jj" } });
      });

      test("ends a login, and leaves the sub", async () => {
        const logins = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
        const username = await addUser(logins, { username: "ann@example.com", attributes: {} });
        const { access } = await tokensOf(logins, "ann@example.com");
        await remove(logins, { username, access }, "email");
        await assert.rejects(signIn(logins, "ann@example.com"), nobody);
        await signsIn(logins, username);
        await addUser(logins, { username: "ann@example.com", attributes: {} });
      });

      test("refuses what can't be removed, and then removes nothing", async () => {
        const user = await signedIn(app(), {
          ...JANE,
          given_name: "Jane",
          nickname: "jj",
          "custom:born": "1",
        });
        const before = await attributesOf(app(), user.username);
        const refused: [string, string][] = [
          ["sub", "Cannot modify the non-mutable attribute sub"],
          ["identities", "Cannot modify the non-mutable attribute identities"],
          [
            "custom:foo",
            "Invalid user attributes: user.custom:foo: Attribute does not exist in the schema.\n",
          ],
          ["username", "Invalid user attributes: user.username: Attribute does not exist in the schema.\n"],
          ["given_name", "Invalid user attributes: given_name: Required attribute cannot be deleted."],
          ["custom:born", "Invalid user attributes: user.custom:born: Attribute cannot be updated.\n"],
        ];
        for (const [name, message] of refused) {
          await assert.rejects(remove(app(), user, "nickname", name), invalid(message));
        }
        assert.deepEqual(await attributesOf(app(), user.username), before);
      });

      test("finds nobody who was deleted", async () => {
        const user = await signedIn(app());
        await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: user.username });
        await assert.rejects(remove(app(), user, "nickname"), nobody);
      });
    });
  }

  test("users can't remove what their client may not write, nor what tells of verification", async () => {
    const user = await signedIn(app(), { ...JANE, website: "w", "dev:custom:note": "n" });
    for (const name of ["website", "dev:custom:note"]) {
      await assert.rejects(
        WAYS.DeleteUserAttributes(app(), user, name),
        refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
      );
    }
    await assert.rejects(
      WAYS.DeleteUserAttributes(app(), user, "email_verified"),
      invalid("Cannot modify the non-mutable attribute email_verified"),
    );
    await WAYS.AdminDeleteUserAttributes(app(), user, "website", "dev:custom:note", "email_verified");
    const { sub, ...rest } = await attributesOf(app(), user.username);
    assert.deepEqual(rest, { email: JANE.email });
  });

  test("a user whose password was reset can't remove any; an administrator can", async () => {
    const user = await signedIn(app(), { ...JANE, nickname: "jj" });
    await resetPassword(app(), user.username);
    await assert.rejects(
      WAYS.DeleteUserAttributes(app(), user, "nickname"),
      refusal("PasswordResetRequiredException", "Password reset required for the user"),
    );
    await WAYS.AdminDeleteUserAttributes(app(), user, "nickname");
  });

  test("an access token is looked at first", async () => {
    await assert.rejects(
      WAYS.DeleteUserAttributes(app(), { username: "", access: "nonsense" }, "sub"),
      refusal("NotAuthorizedException", "Invalid Access Token"),
    );
  });
});
