/** What an app client may read of its users, and write. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  attributeList,
  beforehand,
  byName,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  refresh,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { adminUpdate, attributesOf, update } from "../support/attributes.ts";
import { claimsOf } from "../support/claims.ts";
import { refusal } from "../support/server.ts";

const UNWRITABLE = refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute");

/** What the tests' users are given. */
const ATTRIBUTES = {
  email: "jane@example.com",
  email_verified: "true",
  nickname: "jj",
  website: "https://example.com",
  "custom:team": "blue",
  "dev:custom:note": "internal",
};

/** The claims of a token that are a user's attributes. */
function attributesIn(token: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claimsOf(token)).filter(([name]) => name in ATTRIBUTES || /^(custom|dev):/.test(name)),
  );
}

await onEachDatabase((world) => {
  const app = beforehand(() =>
    newApp(world(), {
      pool: {
        Schema: [
          { Name: "team", AttributeDataType: "String", Mutable: true },
          { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
        ],
      },
    }),
  );
  const through = async (client: AppOptions["client"]): Promise<App> => ({
    ...app(),
    clientId: await newClient(app(), client),
  });

  /** What a client's users see of themselves: in GetUser, and in ID tokens new and renewed. */
  async function readThrough(client: AppOptions["client"]) {
    const own = await through(client);
    const tokens = await tokensOf(own, await addUser(own, { attributes: ATTRIBUTES }));
    const { UserAttributes } = await own.api.getUser({ AccessToken: tokens.access });
    const [first, ...others] = there(UserAttributes);
    assert.equal(first?.Name, "sub");
    const renewed = tokensIn(await refresh(own, tokens.refresh));
    return { user: byName(others), claims: attributesIn(tokens.id), renewed: attributesIn(renewed.id) };
  }

  describe("a client reads", () => {
    test("every standard attribute where it lists none", async () => {
      const { user, claims, renewed } = await readThrough({});
      const { "custom:team": team, "dev:custom:note": note, ...standard } = ATTRIBUTES;
      assert.deepEqual(user, standard);
      assert.deepEqual(claims, { ...standard, email_verified: true });
      assert.deepEqual(renewed, claims);
    });

    test("what it lists, and the sub", async () => {
      const { user, claims, renewed } = await readThrough({ ReadAttributes: ["email", "custom:team"] });
      const listed = { email: ATTRIBUTES.email, "custom:team": "blue" };
      assert.deepEqual(user, listed);
      assert.deepEqual(claims, listed);
      assert.deepEqual(renewed, listed);
    });

    test("never what is for developers only", async () => {
      const { user, claims } = await readThrough({ ReadAttributes: ["nickname", "dev:custom:note"] });
      assert.deepEqual(user, { nickname: "jj" });
      assert.deepEqual(claims, { nickname: "jj" });
    });
  });

  describe("a client writes", () => {
    const NAMES = ["nickname", "website", "custom:team", "dev:custom:note"] as const;

    /** By each way to write attributes: those that a client's users may write. */
    async function writableThrough(client: AppOptions["client"]) {
      const own = await through(client);
      const username = await addUser(own, { attributes: ATTRIBUTES });
      const { access } = await tokensOf(own, username);
      const signUp = (name: keyof typeof ATTRIBUTES) =>
        own.api.signUp({
          ClientId: own.clientId,
          Username: `${username}-${name}`,
          Password: PASSWORD,
          UserAttributes: attributeList({ [name]: ATTRIBUTES[name] }),
        });
      const remove = (name: string) =>
        own.api.deleteUserAttributes({ AccessToken: access, UserAttributeNames: [name] });
      return {
        signUp: await allowed(signUp),
        update: await allowed((name) => update(own, access, { [name]: "new" })),
        remove: await allowed(remove),
      };
    }

    async function allowed(write: (name: (typeof NAMES)[number]) => Promise<unknown>): Promise<string[]> {
      const names: string[] = [];
      for (const name of NAMES) {
        await write(name).then(
          () => names.push(name),
          (error) => UNWRITABLE(error),
        );
      }
      return names;
    }

    const everywhere = (...names: string[]) => ({ signUp: names, update: names, remove: names });

    test("every standard attribute where it lists none", async () => {
      assert.deepEqual(await writableThrough({}), everywhere("nickname", "website"));
    });

    test("what it lists, but for what is for developers only", async () => {
      const client = { WriteAttributes: ["nickname", "custom:team", "dev:custom:note"] };
      assert.deepEqual(await writableThrough(client), everywhere("nickname", "custom:team"));
    });

    test("nothing at all where one of its attributes may not be written", async () => {
      const own = await through({ WriteAttributes: ["nickname"] });
      const username = await addUser(own, { attributes: ATTRIBUTES });
      const { access } = await tokensOf(own, username);
      await assert.rejects(update(own, access, { nickname: "nn", website: "w" }), UNWRITABLE);
      assert.equal((await attributesOf(own, username))["nickname"], "jj");
    });

    test("otherwise than another client of the same user", async () => {
      const username = await addUser(app(), { attributes: ATTRIBUTES });
      const writer = await tokensOf(await through({ WriteAttributes: ["website"] }), username);
      const reader = await tokensOf(await through({ WriteAttributes: ["nickname"] }), username);
      await assert.rejects(update(app(), reader.access, { website: "w" }), UNWRITABLE);
      await update(app(), writer.access, { website: "w" });
    });
  });

  test("an administrator writes what no client may", async () => {
    const username = await addUser(app(), { attributes: ATTRIBUTES });
    await adminUpdate(app(), username, { "custom:team": "red", "dev:custom:note": "changed" });
    const attributes = await attributesOf(app(), username);
    assert.deepEqual([attributes["custom:team"], attributes["dev:custom:note"]], ["red", "changed"]);
  });
});
