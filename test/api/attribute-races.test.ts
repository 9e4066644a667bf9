import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  outcomes,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { adminUpdate, attributesOf, contactOf, requestCode, update, verify } from "../support/attributes.ts";

const RACERS = 20;
const ROUNDS = 6;
const EXPIRED = "ExpiredCodeException: Invalid code provided, please request a code again.";

const times = <T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));

interface Racer {
  readonly username: string;
  readonly access: string;
}

let racers = 0;

async function racer(app: App, attributes: Readonly<Record<string, string>> = {}): Promise<Racer> {
  const username = await addUser(app, { attributes });
  return { username, access: (await tokensOf(app, username)).access };
}

async function newLogin(app: App): Promise<Racer> {
  const email = `racer-${++racers}@example.com`;
  const username = await addUser(app, { username: email, attributes: {} });
  return { username, access: (await tokensOf(app, email)).access };
}

/** One got it, and the others were told that it is taken. */
async function oneGot(app: App, name: string, tries: Promise<unknown>[], refused: string) {
  const { kept, refusals } = await outcomes(tries);
  assert.equal(kept, 1);
  assert.equal(refusals.length, tries.length - 1);
  assert.deepEqual(new Set(refusals), new Set([refused]));
  assert.ok((await signIn(app, name)).AuthenticationResult);
}

await onEachDatabase((world) => {
  describe("of twenty users at once", () => {
    test("one gets a preferred username", async () => {
      const app = await newApp(world(), { pool: { AliasAttributes: ["preferred_username"] } });
      const all = await times(RACERS, () => racer(app));
      await oneGot(
        app,
        "everybody",
        all.map(({ access }) => update(app, access, { preferred_username: "everybody" })),
        "AliasExistsException: An account with the preferred_username already exists.",
      );
      const names = await times(RACERS, async (at) => attributesOf(app, there(all[at]).username));
      assert.equal(names.filter((one) => one["preferred_username"] === "everybody").length, 1);
    });

    test("one gets an e-mail address to sign in with", async () => {
      const app = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const all = await times(RACERS, () => newLogin(app));
      await oneGot(
        app,
        "everybody@example.com",
        all.map(({ username, access }, at) => {
          const attributes = { email: "everybody@example.com" };
          return at % 2 ? update(app, access, attributes) : adminUpdate(app, username, attributes);
        }),
        "AliasExistsException: An account with the given email already exists.",
      );
    });

    test("one gets an alias by verifying it", async () => {
      const app = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const all = await times(RACERS, () => racer(app, { email: "everybody@example.com" }));
      const codes = await times(RACERS, async (at) => {
        const { username, access } = there(all[at]);
        await requestCode(app, access);
        return codeFor(app, username);
      });
      await oneGot(
        app,
        "everybody@example.com",
        all.map(({ access }, at) => verify(app, access, there(codes[at]))),
        "AliasExistsException: An account with the email already exists.",
      );
    });
  });

  describe("of one user", () => {
    const app = beforehand(() => newApp(world(), { pool: { AutoVerifiedAttributes: ["email"] } }));

    test("two answers with one code: one counts", async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const { username, access } = await racer(app(), { email: "jane@example.com" });
        await requestCode(app(), access);
        const code = await codeFor(app(), username);
        const { kept, refusals } = await outcomes([verify(app(), access, code), verify(app(), access, code)]);
        assert.deepEqual([kept, refusals], [1, [EXPIRED]]);
      }
    });

    test("changes of several attributes all last", async () => {
      const { username, access } = await racer(app());
      const names = ["nickname", "website", "picture", "profile", "locale"];
      const { refusals } = await outcomes(names.map((name) => update(app(), access, { [name]: "set" })));
      assert.deepEqual(refusals, []);
      const attributes = await attributesOf(app(), username);
      for (const name of names) assert.equal(attributes[name], "set");
    });

    test("of several new addresses the last one's code counts, and no other", async () => {
      const { username, access } = await racer(app(), { email: "jane@example.com" });
      await times(5, (at) => update(app(), access, { email: `jane-${at}@example.com` }));
      const { email } = await attributesOf(app(), username);
      const messages = await messagesTo(app(), username);
      const counted: string[] = [];
      for (const { code, to } of messages) {
        const { kept } = await outcomes([verify(app(), access, there(code))]);
        if (kept === 1) counted.push(to);
      }
      assert.deepEqual(counted, [email]);
      assert.deepEqual(await contactOf(app(), username), [email, "true"]);
    });

    test("no code brings back an address that changed beside its being sent", async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const { username, access } = await racer(app(), { email: "old@example.com" });
        const change = { email: "new@example.com", email_verified: "false" };
        const work = [requestCode(app(), access), adminUpdate(app(), username, change)];
        assert.deepEqual((await outcomes(work)).refusals, []);
        const { to, code } = await lastMessageTo(app(), username);
        const { refusals } = await outcomes([verify(app(), access, there(code))]);
        const { email, email_verified } = await attributesOf(app(), username);
        assert.equal(email, "new@example.com");
        if (to === email) assert.deepEqual([refusals, email_verified], [[], "true"]);
        else assert.deepEqual([refusals, email_verified], [[EXPIRED], "false"]);
      }
    });

    test("an address that changes beside its verification is verified before, or not at all", async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const { username, access } = await racer(app(), { email: "old@example.com" });
        await requestCode(app(), access);
        const code = await codeFor(app(), username);
        const change = { email: "new@example.com", email_verified: "false" };
        const verification = outcomes([verify(app(), access, code)]);
        await adminUpdate(app(), username, change);
        const { refusals } = await verification;
        assert.deepEqual(
          refusals.filter((one) => one !== EXPIRED),
          [],
        );
        const { email, email_verified } = await attributesOf(app(), username);
        assert.deepEqual([email, email_verified], ["new@example.com", "false"]);
      }
    });

    test("no more codes are sent, or answered, than an hour allows", async () => {
      const { username, access } = await racer(app(), { email: "jane@example.com" });
      const sent = await outcomes(Array.from({ length: 12 }, () => requestCode(app(), access)));
      assert.equal(sent.kept, 5);
      assert.equal((await messagesTo(app(), username)).length, 5);
      const { refusals } = await outcomes(
        Array.from({ length: RACERS }, () => verify(app(), access, "123456", "phone_number")),
      );
      assert.equal(refusals.filter((one) => one === EXPIRED).length, 15);
    });
  });

  test("two preferred usernames that change places beside each other never have one owner", async () => {
    const app = await newApp(world(), { pool: { AliasAttributes: ["preferred_username"] } });
    const first = await racer(app, { preferred_username: "one" });
    const second = await racer(app, { preferred_username: "two" });
    for (let round = 1; round <= ROUNDS; round++) {
      const { refusals } = await outcomes([
        update(app, first.access, { preferred_username: "two" }),
        update(app, second.access, { preferred_username: "one" }),
      ]);
      assert.ok(refusals.every((one) => one.startsWith("AliasExistsException")));
      const names = await Promise.all(
        [first, second].map(
          async ({ username }) => (await attributesOf(app, username))["preferred_username"],
        ),
      );
      assert.notEqual(names[0], names[1]);
      for (const name of names) assert.ok((await signIn(app, there(name))).AuthenticationResult);
    }
  });
});
