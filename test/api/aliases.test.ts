import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  newApp,
  onEachDatabase,
  outcomes,
  signIn,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const invalid = (message: string) => refusal("InvalidParameterException", message);

const verified = (email: string) => ({ email, email_verified: "true" });
const signsIn = async (app: App, name: string) => {
  assert.ok((await signIn(app, name)).AuthenticationResult, `${name} signs in`);
};
const usernameOf = async ({ api, poolId }: App, name: string) =>
  (await api.adminGetUser({ UserPoolId: poolId, Username: name })).Username;
const attributesOf = async ({ api, poolId }: App, name: string) =>
  byName((await api.adminGetUser({ UserPoolId: poolId, Username: name })).UserAttributes);

await onEachDatabase((world) => {
  describe("a pool with aliases", () => {
    const app = beforehand(() =>
      newApp(world(), { pool: { AliasAttributes: ["email", "phone_number", "preferred_username"] } }),
    );
    const takeByForce = (Username: string, attributes: Readonly<Record<string, string>>) =>
      app().api.adminCreateUser({
        UserPoolId: app().poolId,
        Username,
        MessageAction: "SUPPRESS",
        ForceAliasCreation: true,
        UserAttributes: attributeList(attributes),
      });

    test("does not take for a username what reads like an alias", async () => {
      await assert.rejects(
        addUser(app(), { username: "jane@example.com" }),
        invalid("Username cannot be of email format, since user pool is configured for email alias."),
      );
      await assert.rejects(
        addUser(app(), { username: "+15550100" }),
        invalid(
          "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
      );
    });

    test("finds a user by a verified address, by the preferred username, and by the username still", async () => {
      const attributes = { ...verified("gina@example.com"), preferred_username: "gg" };
      await addUser(app(), { username: "gina", attributes });
      for (const name of ["gina@example.com", "gg", "gina"]) {
        assert.equal(await usernameOf(app(), name), "gina");
        await signsIn(app(), name);
      }
    });

    test("does not find a user by an address that is not verified", async () => {
      const attributes = {
        email: "hana@example.com",
        phone_number: "+15550101",
        phone_number_verified: "false",
      };
      await addUser(app(), { username: "hana", attributes });
      for (const name of ["hana@example.com", "+15550101"]) {
        await assert.rejects(signIn(app(), name), nobody);
      }
    });

    test("gives a verified address to one user, an unverified one to any number", async () => {
      await addUser(app(), { username: "ivy", attributes: verified("ivy@example.com") });
      await assert.rejects(
        addUser(app(), { username: "ian", attributes: verified("ivy@example.com") }),
        refusal("AliasExistsException", "An account with the email already exists."),
      );
      await addUser(app(), { username: "ian", attributes: { email: "ivy@example.com" } });
      assert.equal(await usernameOf(app(), "ivy@example.com"), "ivy");
    });

    test("refuses a phone number and a preferred username that another user has", async () => {
      const attributes = {
        phone_number: "+15550102",
        phone_number_verified: "true",
        preferred_username: "kk",
      };
      await addUser(app(), { username: "kim", attributes });
      await assert.rejects(
        addUser(app(), { attributes: { phone_number: "+15550102", phone_number_verified: "true" } }),
        refusal("AliasExistsException", "An account with the phone_number already exists."),
      );
      await assert.rejects(
        addUser(app(), { attributes: { preferred_username: "kk" } }),
        refusal("AliasExistsException", "An account with the preferred_username already exists."),
      );
    });

    test("gives nobody a username that another user is found by", async () => {
      await addUser(app(), { username: "kay", attributes: { preferred_username: "kk-alias" } });
      await assert.rejects(
        addUser(app(), { username: "kk-alias" }),
        refusal("UsernameExistsException", "User account already exists"),
      );
    });

    test("finds a user by the username before it finds another by an alias", async () => {
      await addUser(app(), { username: "first" });
      await addUser(app(), { username: "second", attributes: { preferred_username: "first" } });
      assert.equal(await usernameOf(app(), "first"), "first");
    });

    test("frees the aliases of a user who is deleted", async () => {
      await addUser(app(), { username: "leo", attributes: verified("leo@example.com") });
      await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: "leo" });
      await addUser(app(), { username: "lew", attributes: verified("leo@example.com") });
      assert.equal(await usernameOf(app(), "leo@example.com"), "lew");
    });

    test("ForceAliasCreation moves an alias, and un-verifies it where it was", async () => {
      await addUser(app(), { username: "lea", attributes: verified("lea@example.com") });
      await takeByForce("liam", verified("lea@example.com"));
      assert.equal(await usernameOf(app(), "lea@example.com"), "liam");
      const { email, email_verified } = await attributesOf(app(), "lea");
      assert.deepEqual([email, email_verified], ["lea@example.com", "false"]);
      await signsIn(app(), "lea");
    });

    test("ForceAliasCreation leaves alone an alias that the new user did not verify", async () => {
      await addUser(app(), { username: "mia", attributes: verified("mia@example.com") });
      await takeByForce("max", { email: "mia@example.com" });
      assert.equal(await usernameOf(app(), "mia@example.com"), "mia");
    });

    test("ForceAliasCreation takes neither a username nor a preferred one, and leaves all as it was", async () => {
      const attributes = { ...verified("ned@example.com"), preferred_username: "nn" };
      await addUser(app(), { username: "ned", attributes });
      await assert.rejects(
        takeByForce("ned", verified("ned@example.com")),
        refusal("UsernameExistsException", "User account already exists"),
      );
      await assert.rejects(
        takeByForce("nat", attributes),
        refusal("AliasExistsException", "An account with the preferred_username already exists."),
      );
      assert.equal(await usernameOf(app(), "ned@example.com"), "ned");
      assert.equal((await attributesOf(app(), "ned"))["email_verified"], "true");
    });

    test("gives an alias to one of many who race for it", async () => {
      const create = () => addUser(app(), { attributes: verified("race@example.com"), password: null });
      const { kept, refusals } = await outcomes(Array.from({ length: 6 }, create));
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["AliasExistsException: An account with the email already exists."]),
      );
    });

    test("finds a user by an alias however it is written, where it ignores case", async () => {
      const folding = await newApp(world(), {
        pool: {
          AliasAttributes: ["email", "preferred_username"],
          UsernameConfiguration: { CaseSensitive: false },
        },
      });
      const attributes = { ...verified("Olga@example.com"), preferred_username: "OO" };
      await addUser(folding, { username: "olga", attributes });
      for (const name of ["oLGA@EXAMPLE.com", "oo", "OLGA"]) await signsIn(folding, name);
      await assert.rejects(
        addUser(folding, { attributes: verified("olga@example.com") }),
        refusal("AliasExistsException", "An account with the email already exists."),
      );
    });
  });
});
