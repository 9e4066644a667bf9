import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  byName,
  newApp,
  onEachDatabase,
  outcomes,
  signIn,
  statusOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const invalid = (message: string) => refusal("InvalidParameterException", message);
const exists = (message: string) => refusal("UsernameExistsException", message);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const verified = (email: string) => ({ email, email_verified: "true" });
const signsIn = async (app: App, name: string) => {
  assert.ok((await signIn(app, name)).AuthenticationResult, `${name} signs in`);
};
const usernameOf = async ({ api, poolId }: App, name: string) =>
  (await api.adminGetUser({ UserPoolId: poolId, Username: name })).Username;
const attributesOf = async ({ api, poolId }: App, name: string) =>
  byName((await api.adminGetUser({ UserPoolId: poolId, Username: name })).UserAttributes);

await onEachDatabase((world) => {
  describe("a pool of plain usernames", () => {
    const app = beforehand(() => newApp(world()));

    test("takes any text, an address too, and finds users by it or by their sub", async () => {
      for (const username of ["plain", "jane@example.com", "+15550100", "Zoë-Ω"]) {
        assert.equal(await addUser(app(), { username }), username);
        const { sub } = await attributesOf(app(), username);
        assert.equal(await usernameOf(app(), sub ?? ""), username);
        await signsIn(app(), username);
        await signsIn(app(), sub ?? "");
      }
    });

    test("knows no aliases", async () => {
      await addUser(app(), { attributes: verified("alias@example.com") });
      await assert.rejects(usernameOf(app(), "alias@example.com"), nobody);
    });

    test("tells capitals from small letters unless it was told not to", async () => {
      await addUser(app(), { username: "Carol" });
      await assert.rejects(usernameOf(app(), "carol"), nobody);
      await addUser(app(), { username: "carol" });
    });

    test("gives a username once", async () => {
      await addUser(app(), { username: "dora" });
      await assert.rejects(addUser(app(), { username: "dora" }), exists("User account already exists"));
    });

    test("gives nobody another user's sub for a username", async () => {
      await addUser(app(), { username: "eve" });
      const { sub = "" } = await attributesOf(app(), "eve");
      await assert.rejects(addUser(app(), { username: sub }), exists("User account already exists"));
    });

    test("gives a username to one of two who race for it", async () => {
      const create = () => addUser(app(), { username: "raced", password: null });
      const { kept, refusals } = await outcomes(Array.from({ length: 8 }, create));
      assert.equal(kept, 1);
      assert.deepEqual(new Set(refusals), new Set(["UsernameExistsException: User account already exists"]));
    });

    test("lets two users have the same address", async () => {
      await addUser(app(), { username: "fay", attributes: verified("both@example.com") });
      await addUser(app(), { username: "fred", attributes: verified("both@example.com") });
    });
  });

  describe("a pool that ignores case", () => {
    const app = beforehand(() =>
      newApp(world(), { pool: { UsernameConfiguration: { CaseSensitive: false } } }),
    );

    test("finds a user however the name is written, and shows it as it was given", async () => {
      await addUser(app(), { username: "JaneDoe" });
      assert.equal(await usernameOf(app(), "janedoe"), "JaneDoe");
      await signsIn(app(), "JANEDOE");
      await assert.rejects(addUser(app(), { username: "janeDOE" }), exists("User account already exists"));
    });
  });

  describe("a pool with aliases", () => {
    const pool = { AliasAttributes: ["email", "phone_number", "preferred_username"] } as const;
    const app = beforehand(() => newApp(world(), { pool: { AliasAttributes: [...pool.AliasAttributes] } }));

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

    test("ForceAliasCreation moves an alias, and un-verifies it where it was", async () => {
      await addUser(app(), { username: "lea", attributes: verified("lea@example.com") });
      const take = {
        UserPoolId: app().poolId,
        Username: "liam",
        MessageAction: "SUPPRESS",
        ForceAliasCreation: true,
        UserAttributes: [
          { Name: "email", Value: "lea@example.com" },
          { Name: "email_verified", Value: "true" },
        ],
      } as const;
      await app().api.adminCreateUser({ ...take, UserAttributes: [...take.UserAttributes] });
      assert.equal(await usernameOf(app(), "lea@example.com"), "liam");
      const { email, email_verified } = await attributesOf(app(), "lea");
      assert.deepEqual([email, email_verified], ["lea@example.com", "false"]);
    });

    test("ForceAliasCreation leaves alone an alias that the new user did not verify", async () => {
      await addUser(app(), { username: "mia", attributes: verified("mia@example.com") });
      await app().api.adminCreateUser({
        UserPoolId: app().poolId,
        Username: "max",
        MessageAction: "SUPPRESS",
        ForceAliasCreation: true,
        UserAttributes: [{ Name: "email", Value: "mia@example.com" }],
      });
      assert.equal(await usernameOf(app(), "mia@example.com"), "mia");
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
  });

  describe("a pool whose usernames are addresses", () => {
    const app = beforehand(() =>
      newApp(world(), { pool: { UsernameAttributes: ["email", "phone_number"] } }),
    );
    const byMail = beforehand(() => newApp(world(), { pool: { UsernameAttributes: ["email"] } }));
    const byPhone = beforehand(() => newApp(world(), { pool: { UsernameAttributes: ["phone_number"] } }));

    test("takes only what is one", async () => {
      await assert.rejects(addUser(byMail(), { username: "nora" }), invalid("Username should be an email."));
      await assert.rejects(
        addUser(byPhone(), { username: "nora@example.com" }),
        invalid("Username should be a phone number."),
      );
      await assert.rejects(
        addUser(app(), { username: "nora" }),
        invalid("Username should be either an email or a phone number."),
      );
    });

    test("stores the sub for a username, and the address as an attribute", async () => {
      const username = await addUser(byMail(), { username: "olga@example.com", attributes: {} });
      assert.match(username, UUID);
      const { sub, email } = await attributesOf(byMail(), "olga@example.com");
      assert.deepEqual([sub, email], [username, "olga@example.com"]);
      const phoned = await addUser(byPhone(), { username: "+15550110", attributes: {} });
      assert.equal((await attributesOf(byPhone(), phoned))["phone_number"], "+15550110");
    });

    test("signs in by the address, verified or not, and by the sub", async () => {
      const username = await addUser(app(), {
        username: "+15550111",
        attributes: { email: "pia@example.com" },
      });
      for (const name of ["+15550111", "pia@example.com", username]) await signsIn(app(), name);
    });

    test("gives an address once", async () => {
      await addUser(app(), { username: "quin@example.com", attributes: { phone_number: "+15550112" } });
      await assert.rejects(
        addUser(app(), { username: "quin@example.com", attributes: {} }),
        exists("An account with the given email already exists."),
      );
      await assert.rejects(
        addUser(app(), { username: "+15550112", attributes: {} }),
        exists("An account with the given phone_number already exists."),
      );
      await assert.rejects(
        addUser(app(), { username: "quint@example.com", attributes: { phone_number: "+15550112" } }),
        exists("An account with the given phone_number already exists."),
      );
    });
  });

  test("a name that is deleted is free again, and the old user's sub finds nobody", async () => {
    const app = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
    await addUser(app, { username: "rita", attributes: verified("rita@example.com") });
    const { sub = "" } = await attributesOf(app, "rita");
    await app.api.adminDeleteUser({ UserPoolId: app.poolId, Username: "rita@example.com" });
    for (const name of ["rita", "rita@example.com", sub]) await assert.rejects(statusOf(app, name), nobody);
    await addUser(app, { username: "rita", attributes: verified("rita@example.com") });
    assert.notEqual((await attributesOf(app, "rita"))["sub"], sub);
  });
});
