/** How users sign in once an attribute that is one of their names has changed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  codeFor,
  newApp,
  onEachDatabase,
  signIn,
  tokensOf,
} from "../support/arrange.ts";
import { attributesOf, contactOf, noise, signedIn, signsIn, update, verify } from "../support/attributes.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");

await onEachDatabase((world) => {
  describe("in a pool whose users sign in by e-mail address", () => {
    const logins = beforehand(() =>
      newApp(world(), {
        pool: { UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } },
      }),
    );
    const newcomer = async (email: string) => {
      const username = await addUser(logins(), { username: email, attributes: {} });
      return { username, access: (await tokensOf(logins(), email)).access };
    };

    test("a new address signs in at once, and the old one is nobody's", async () => {
      const { username, access } = await newcomer("ann@example.com");
      await update(logins(), access, { email: "anna@example.com" });
      await signsIn(logins(), "anna@example.com");
      await assert.rejects(signIn(logins(), "ann@example.com"), nobody);
      assert.equal((await attributesOf(logins(), username))["email_verified"], "false");
      await newcomer("ann@example.com");
    });

    test("an address that is another's login is refused, however it is written", async () => {
      await newcomer("bob@example.com");
      const { access } = await newcomer("bea@example.com");
      for (const email of ["bob@example.com", "BOB@example.com"]) {
        await assert.rejects(
          update(logins(), access, { email, nickname: "bb" }),
          refusal("AliasExistsException", "An account with the given email already exists."),
        );
      }
      const { email, nickname } = await attributesOf(logins(), "bea@example.com");
      assert.deepEqual([email, nickname], ["bea@example.com", undefined]);
    });

    test("one's own address may be written otherwise", async () => {
      const { access } = await newcomer("cy@example.com");
      await update(logins(), access, { email: "Cy@Example.com" });
      assert.equal((await attributesOf(logins(), "CY@example.com"))["email"], "Cy@Example.com");
    });

    test("without an address a user still signs in by the sub", async () => {
      const { username, access } = await newcomer("dee@example.com");
      await update(logins(), access, { email: "" });
      await assert.rejects(signIn(logins(), "dee@example.com"), nobody);
      await signsIn(logins(), username);
      await newcomer("dee@example.com");
    });

    test("an address of 2048 random characters signs in", async () => {
      const { access } = await newcomer("eve@example.com");
      const email = `${noise(2036)}@example.com`;
      await update(logins(), access, { email });
      await signsIn(logins(), email);
      await signsIn(logins(), email.toLowerCase());
      const other = await newcomer("eva@example.com");
      await assert.rejects(update(logins(), other.access, { email }), { name: "AliasExistsException" });
      await update(logins(), other.access, { email: `${noise(2035)}@example.com` });
    });
  });

  describe("in a pool with aliases", () => {
    const aliased = beforehand(() =>
      newApp(world(), {
        pool: {
          AliasAttributes: ["email", "phone_number", "preferred_username"],
          AutoVerifiedAttributes: ["email"],
        },
      }),
    );
    const taken = (name: string) =>
      refusal("AliasExistsException", `An account with the ${name} already exists.`);

    test("a new address gives the alias up until it is verified", async () => {
      const first = { email: "fay@example.com", email_verified: "true" };
      const { username, access } = await signedIn(aliased(), first);
      await update(aliased(), access, { email: "faye@example.com" });
      for (const name of ["fay@example.com", "faye@example.com"]) {
        await assert.rejects(signIn(aliased(), name), nobody);
      }
      await verify(aliased(), access, await codeFor(aliased(), username));
      await signsIn(aliased(), "faye@example.com");
    });

    test("another's alias may be given as an address, and is refused once it is to be verified", async () => {
      const his = { email: "gus@example.com", email_verified: "true" };
      const owner = await signedIn(aliased(), his);
      const { username, access } = await signedIn(aliased(), { email: "gil@example.com" });
      await update(aliased(), access, { email: his.email });
      const code = await codeFor(aliased(), username);
      await assert.rejects(verify(aliased(), access, code), taken("email"));
      assert.equal(
        (await attributesOf(aliased(), "gus@example.com"))["sub"],
        (await attributesOf(aliased(), owner.username))["sub"],
      );
      assert.deepEqual(await contactOf(aliased(), username), ["gus@example.com", "false"]);
      // The code was not used up: it is good once the alias is free.
      await update(aliased(), owner.access, { email: "" });
      await verify(aliased(), access, code);
      await signsIn(aliased(), "gus@example.com");
    });

    test("a preferred username signs in at once, and is one user's", async () => {
      const { access } = await signedIn(aliased(), {});
      await update(aliased(), access, { preferred_username: "hh" });
      await signsIn(aliased(), "hh");
      const other = await signedIn(aliased(), {});
      await assert.rejects(
        update(aliased(), other.access, { preferred_username: "hh" }),
        taken("preferred_username"),
      );
      await update(aliased(), access, { preferred_username: "hhh" });
      await assert.rejects(signIn(aliased(), "hh"), nobody);
      await update(aliased(), other.access, { preferred_username: "hh" });
      await update(aliased(), other.access, { preferred_username: "" });
      await assert.rejects(signIn(aliased(), "hh"), nobody);
    });

    test("a preferred username and an address of 2048 random characters sign in", async () => {
      const { username, access } = await signedIn(aliased(), {});
      const names = { preferred_username: noise(2048, 2), email: `${noise(2036, 3)}@example.com` };
      await update(aliased(), access, names);
      await verify(aliased(), access, await codeFor(aliased(), username));
      for (const name of Object.values(names)) await signsIn(aliased(), name);
      const other = await signedIn(aliased(), {});
      await assert.rejects(
        update(aliased(), other.access, { preferred_username: names.preferred_username }),
        taken("preferred_username"),
      );
      await update(aliased(), other.access, {
        preferred_username: `${names.preferred_username.slice(0, -1)}!`,
      });
    });

    test("2048 characters of four bytes each are a preferred username too", async () => {
      const { access } = await signedIn(aliased(), {});
      const name = "🦉🐘".repeat(512);
      await update(aliased(), access, { preferred_username: name });
      await signsIn(aliased(), name);
    });
  });
});
