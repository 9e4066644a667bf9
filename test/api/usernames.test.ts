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

    test("gives the same username in each pool", async () => {
      const other = await newApp(world());
      await addUser(app(), { username: "gil" });
      await addUser(other, { username: "gil", attributes: verified("other@example.com") });
      assert.equal((await attributesOf(app(), "gil"))["email"], "jane@example.com");
      assert.equal((await attributesOf(other, "gil"))["email"], "other@example.com");
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

    test("finds the user of an address however it is written", async () => {
      const byMail = await newApp(world(), {
        pool: { UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } },
      });
      await addUser(byMail, { username: "Mixed@Example.com", attributes: {} });
      await signsIn(byMail, "mixed@example.COM");
      assert.equal((await attributesOf(byMail, "mixed@example.com"))["email"], "Mixed@Example.com");
      await assert.rejects(
        addUser(byMail, { username: "MIXED@example.com", attributes: {} }),
        exists("An account with the given email already exists."),
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

    test("has none that could be taken by force", async () => {
      const owner = await addUser(byMail(), { username: "rex@example.com", attributes: {} });
      await assert.rejects(
        byMail().api.adminCreateUser({
          UserPoolId: byMail().poolId,
          Username: "rex@example.com",
          ForceAliasCreation: true,
          UserAttributes: [{ Name: "email_verified", Value: "true" }],
        }),
        exists("An account with the given email already exists."),
      );
      assert.equal(await usernameOf(byMail(), "rex@example.com"), owner);
    });

    test("takes the address from the username, whatever the attributes say", async () => {
      const username = await addUser(byMail(), {
        username: "sid@example.com",
        attributes: { email: "other@example.com" },
      });
      assert.equal((await attributesOf(byMail(), username))["email"], "sid@example.com");
      await assert.rejects(usernameOf(byMail(), "other@example.com"), nobody);
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
