import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  newPool,
  openWorld,
  PASSWORD,
  signIn,
  statusOf,
  there,
  type World,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { seedFile } from "../support/seeds.ts";
import { refusal } from "../support/server.ts";
import { spawnServer } from "../support/spawned-server.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/seed.json");
const BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";
const FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
const SECRET = "a_secret_0123456789_of_word_characters";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const disabled = refusal("NotAuthorizedException", "User is disabled.");

const web = (ClientId = "web") => ({ ClientId, ClientName: "web", ExplicitAuthFlows: FLOWS });
const acme = { Id: "us-east-1_acme", PoolName: "acme" };

/** The pool and the client of a seed, as other tests know them. */
const appIn = (world: World, poolId: string = acme.Id, clientId = "web"): App => ({
  ...{ world, api: world.api, poolId, clientId },
});

const numbered = (count: number, more: (at: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, at) => ({
    Username: `user-${at}`,
    PasswordHash: BCRYPT,
    UserAttributes: attributeList({ email: `user-${at}@example.com` }),
    ...more(at),
  }));

test("a seed respects the reserved tags", async () => {
  const tags = { "poolkeeper:pool-id": "us-east-1_tagged", "poolkeeper:client-id": "tagged" };
  const file = seedFile({
    pools: [{ PoolName: "a", UserPoolTags: tags, clients: [{ ClientName: "a" }, { ClientName: "b" }] }],
  });
  const { api } = await openWorld(":memory:", "--seed", file);
  const where = { UserPoolId: "us-east-1_tagged", ClientId: "tagged" };
  assert.equal((await api.describeUserPoolClient(where)).UserPoolClient?.ClientName, "a");
});

describe("a seed may be a module", () => {
  const content = JSON.stringify({ pools: [{ ...acme, clients: [web()], users: numbered(2) }] });
  const modules: [name: string, text: string][] = [
    ["seed.mjs", `export default ${content};`],
    ["seed.js", `module.exports = ${content};`],
    ["seed.ts", `const seed: { pools: object[] } = ${content};\nexport default seed;`],
    ["seed.json", `\uFEFF${content}`],
  ];
  for (const [name, text] of modules) {
    test(name, async () => {
      const world = await openWorld(":memory:", "--seed", seedFile(text, name));
      assert.ok((await signIn(appIn(world), "user-1")).AuthenticationResult);
    });
  }
});

await forEachDatabase((_name, make) => {
  /** Everything a seed could have touched; how many users a pool has is counted by and by. */
  async function dump(database: string) {
    const tables = ["pools", "app_clients", "groups", "users", "user_names", "user_search", "group_members"];
    const rows = await Promise.all(tables.map((table) => rawSql(database, `select * from ${table}`)));
    return rows.map((table) =>
      table.map(({ user_count: _, users_counted_at: __, ...row }) => JSON.stringify(row)).sort(),
    );
  }

  const count = async (database: string, table: string): Promise<number> =>
    Number((await rawSql(database, `select count(*) as count from ${table}`))[0]?.["count"]);

  describe("a seed", () => {
    const seed = seedFile({
      pools: [
        {
          ...acme,
          Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
          clients: [web(), { ...web("secret"), ClientSecret: SECRET }, { ClientName: "made" }],
          groups: [
            { GroupName: "staff", Description: "Who works here" },
            { GroupName: "admins", Precedence: 1, RoleArn: "arn:aws:iam::123456789012:role/admin" },
            { GroupName: "empty" },
          ],
          users: [
            {
              Username: "jane",
              Password: PASSWORD,
              UserAttributes: attributeList({ email: "jane@example.com", name: "Jane" }),
              Groups: ["staff", "admins", "staff"],
            },
            { Username: "joe", PasswordHash: BCRYPT, Enabled: false, Groups: [] },
            { Username: "mary", UserAttributes: attributeList({ email: "mary@example.com" }) },
          ],
        },
        {
          Id: "eu-west-1_logins",
          PoolName: "logins",
          UsernameAttributes: ["email"],
          UsernameConfiguration: { CaseSensitive: false },
          clients: [web("logins")],
          users: [{ Username: "Jane@Example.com", Password: PASSWORD }],
        },
      ],
    });
    const world = beforehand(async () => openWorld(await make(), "--seed", seed));

    test("makes pools with the ids it gives them", async () => {
      const { UserPool } = await world().api.describeUserPool({ UserPoolId: acme.Id });
      assert.deepEqual([UserPool?.Name, UserPool?.EstimatedNumberOfUsers], ["acme", 3]);
      const { UserPools } = await world().apiIn("eu-west-1").listUserPools({ MaxResults: 10 });
      assert.deepEqual(
        UserPools?.map(({ Id }) => Id),
        ["eu-west-1_logins"],
      );
    });

    test("makes clients with the ids and secrets it gives them", async () => {
      const { UserPoolClient } = await world().api.describeUserPoolClient({
        UserPoolId: acme.Id,
        ClientId: "secret",
      });
      assert.equal(UserPoolClient?.ClientSecret, SECRET);
      const SECRET_HASH = createHmac("sha256", SECRET).update("janesecret").digest("base64");
      const { AuthenticationResult } = await world().api.initiateAuth({
        ClientId: "secret",
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "jane", PASSWORD, SECRET_HASH },
      });
      assert.ok(AuthenticationResult);
    });

    test("makes users who can sign in, with the attributes it gives them", async () => {
      const user = await world().api.adminGetUser({ UserPoolId: acme.Id, Username: "jane" });
      const { sub, ...attributes } = byName(user.UserAttributes);
      assert.match(there(sub), /^[0-9a-f-]{36}$/);
      assert.deepEqual(attributes, { email: "jane@example.com", name: "Jane" });
      assert.deepEqual([user.UserStatus, user.Enabled], ["CONFIRMED", true]);
      assert.ok((await signIn(appIn(world()), "jane")).AuthenticationResult);
      await assert.rejects(signIn(appIn(world()), "jane", "wrong"), wrong);
    });

    test("makes users who are disabled, and users without a password", async () => {
      await assert.rejects(signIn(appIn(world()), "joe"), disabled);
      await world().api.adminEnableUser({ UserPoolId: acme.Id, Username: "joe" });
      assert.ok((await signIn(appIn(world()), "joe")).AuthenticationResult);
      assert.equal(await statusOf(appIn(world()), "mary"), "CONFIRMED");
      await assert.rejects(signIn(appIn(world()), "mary"), wrong);
    });

    test("makes users whose names are their addresses", async () => {
      const api = world().apiIn("eu-west-1");
      const app = { ...appIn(world(), "eu-west-1_logins", "logins"), api };
      assert.ok((await signIn(app, "jane@example.COM")).AuthenticationResult);
      const user = await api.adminGetUser({ UserPoolId: app.poolId, Username: "jane@example.com" });
      assert.equal(user.Username, byName(user.UserAttributes)["sub"]);
      assert.equal(byName(user.UserAttributes)["email"], "Jane@Example.com");
    });

    test("makes users whom searches find", async () => {
      const { Users = [] } = await world().api.listUsers({
        UserPoolId: acme.Id,
        Filter: 'email ^= "mary@"',
      });
      assert.deepEqual(
        Users.map(({ Username }) => Username),
        ["mary"],
      );
    });

    test("makes groups, and its users their members", async () => {
      const { api } = world();
      const where = { UserPoolId: acme.Id };
      const { Groups = [] } = await api.listGroups(where);
      assert.deepEqual(
        Groups.map(({ GroupName, Description, Precedence }) => [GroupName, Description, Precedence]),
        [
          ["admins", undefined, 1],
          ["empty", undefined, undefined],
          ["staff", "Who works here", undefined],
        ],
      );
      for (const [GroupName, members] of [
        ["admins", ["jane"]],
        ["staff", ["jane"]],
        ["empty", []],
      ] as const) {
        const { Users = [] } = await api.listUsersInGroup({ ...where, GroupName });
        assert.deepEqual(
          Users.map(({ Username }) => Username),
          members,
        );
      }
      const { AuthenticationResult } = await signIn(appIn(world()), "jane");
      const [, claims = ""] = there(AuthenticationResult?.AccessToken).split(".");
      const { "cognito:groups": names } = JSON.parse(Buffer.from(claims, "base64url").toString());
      assert.deepEqual(names, ["admins", "staff"]);
    });

    test("sends nobody a message", async () => assert.deepEqual(await world().inbox(), []));
  });

  describe("a seed that is planted again", () => {
    const groups = [{ GroupName: "even" }, { GroupName: "third" }];
    const inGroups = (at: number) => ({
      Groups: [...(at % 2 === 0 ? ["even"] : []), ...(at % 3 === 0 ? ["third"] : [])],
    });
    const seed = { pools: [{ ...acme, clients: [web()], groups, users: numbered(700, inGroups) }] };

    test("changes nothing", async () => {
      const database = await make();
      await openWorld(database, "--seed", seedFile(seed));
      const before = await dump(database);
      assert.deepEqual(
        before.map(({ length }) => length),
        [1, 1, 2, 700, 700, 1400, 350 + 234],
      );
      await openWorld(database, "--seed", seedFile(seed));
      assert.deepEqual(await dump(database), before);
    });

    test("leaves what became of its users alone, and adds what is missing", async () => {
      const database = await make();
      const first = await openWorld(database, "--seed", seedFile(seed));
      await first.api.adminSetUserPassword({
        ...{ UserPoolId: acme.Id, Username: "user-1" },
        ...{ Password: "An0ther-Passw0rd!", Permanent: true },
      });
      await first.api.adminDeleteUser({ UserPoolId: acme.Id, Username: "user-2" });
      await first.api.adminDisableUser({ UserPoolId: acme.Id, Username: "user-3" });

      const more = {
        ...acme,
        PoolName: "renamed",
        clients: [{ ...web(), ClientName: "renamed" }, web("mobile")],
        users: numbered(702),
      };
      const second = await openWorld(database, "--seed", seedFile({ pools: [more] }));
      const { UserPool } = await second.api.describeUserPool({ UserPoolId: acme.Id });
      assert.deepEqual([UserPool?.Name, UserPool?.EstimatedNumberOfUsers], ["acme", 702]);
      const { UserPoolClient } = await second.api.describeUserPoolClient({
        UserPoolId: acme.Id,
        ClientId: "web",
      });
      assert.equal(UserPoolClient?.ClientName, "web");
      await assert.rejects(signIn(appIn(second), "user-1"), wrong);
      assert.ok((await signIn(appIn(second), "user-1", "An0ther-Passw0rd!")).AuthenticationResult);
      assert.ok((await signIn(appIn(second, acme.Id, "mobile"), "user-2")).AuthenticationResult);
      await assert.rejects(signIn(appIn(second), "user-3"), disabled);
      assert.ok((await signIn(appIn(second), "user-701")).AuthenticationResult);
    });

    test("leaves groups alone, and adds new users to those that are there", async () => {
      const database = await make();
      const first = await openWorld(database, "--seed", seedFile(seed));
      const group = (GroupName: string) => ({ UserPoolId: acme.Id, GroupName });
      await first.api.updateGroup({ ...group("even"), Description: "changed" });
      await first.api.adminRemoveUserFromGroup({ ...group("even"), Username: "user-2" });
      await first.api.deleteGroup(group("third"));

      const more = {
        ...acme,
        groups: [
          { GroupName: "even", Description: "of the seed" },
          { GroupName: "third" },
          { GroupName: "new" },
        ],
        users: numbered(701, (at) => ({
          Groups: at === 700 ? ["even", "third", "new"] : inGroups(at).Groups,
        })),
      };
      const { api } = await openWorld(database, "--seed", seedFile({ pools: [more] }));
      assert.equal((await api.getGroup(group("even"))).Group?.Description, "changed");
      const groupsOf = async (Username: string) => {
        const { Groups = [] } = await api.adminListGroupsForUser({ UserPoolId: acme.Id, Username });
        return Groups.map(({ GroupName }) => GroupName);
      };
      assert.deepEqual(await groupsOf("user-2"), []);
      assert.deepEqual(await groupsOf("user-0"), ["even"]);
      assert.deepEqual(await groupsOf("user-700"), ["even", "new", "third"]);
    });

    test("makes a pool anew that was deleted, with nothing of the old one", async () => {
      const database = await make();
      const first = await openWorld(database, "--seed", seedFile(seed));
      await addUser(appIn(first), { username: "later" });
      await first.api.deleteUserPool({ UserPoolId: acme.Id });
      const second = await openWorld(database, "--seed", seedFile(seed));
      await assert.rejects(
        statusOf(appIn(second), "later"),
        refusal("UserNotFoundException", "User does not exist."),
      );
      assert.equal(await count(database, "users"), 700);
      assert.ok((await signIn(appIn(second), "user-0")).AuthenticationResult);
    });

    test("finds what it gave no ids", async () => {
      const nameless = seedFile({
        pools: [{ PoolName: "acme", clients: [{ ClientName: "web" }, { ClientName: "mobile" }] }],
      });
      const database = await make();
      await openWorld(database, "--seed", nameless);
      const before = await dump(database);
      const [id] = await rawSql(database, "select id from pools");
      assert.match(String(id?.["id"]), /^us-east-1_[0-9A-Za-z]{9}$/);
      await openWorld(database, "--seed", nameless);
      assert.deepEqual(await dump(database), before);
      const elsewhere = await make();
      await openWorld(elsewhere, "--seed", nameless);
      assert.deepEqual(await rawSql(elsewhere, "select id from pools"), [id]);
      await openWorld(elsewhere, "--seed", nameless, "--region", "eu-west-1");
      assert.equal(await count(elsewhere, "pools"), 2);
    });
  });

  test("a seed's users are in a pool that keeps a password history", async () => {
    const policy = { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 3 } };
    const file = seedFile({
      pools: [
        { ...acme, Policies: policy, clients: [web()], users: [{ Username: "jane", PasswordHash: BCRYPT }] },
      ],
    });
    const world = await openWorld(await make(), "--seed", file);
    const { AuthenticationResult } = await signIn(appIn(world), "jane");
    await assert.rejects(
      world.api.changePassword({
        AccessToken: AuthenticationResult?.AccessToken,
        PreviousPassword: PASSWORD,
        ProposedPassword: PASSWORD,
      }),
      { name: "PasswordHistoryPolicyViolationException" },
    );
  });

  test("the seed in the examples is planted as its file says", async () => {
    const world = await openWorld(await make(), "--seed", EXAMPLE);
    const app = appIn(world, "us-east-1_Example01");
    for (const username of ["jane", "joe", "jane@example.com"]) {
      assert.ok((await signIn(app, username, "Correct-Horse-7")).AuthenticationResult, username);
    }
  });

  test("processes that start side by side with one seed plant it once", { timeout: 120_000 }, async () => {
    const database = await make();
    const key = ["--master-key", join(dirname(seedFile({})), "master.key")];
    const empty = await openWorld(database, ...key);
    const file = seedFile({
      pools: [
        {
          ...{ ...acme, clients: [web()], groups: [{ GroupName: "all" }] },
          users: numbered(2000, () => ({ Groups: ["all"] })),
        },
        { PoolName: "b", users: numbered(10) },
      ],
    });
    const servers = await Promise.all(
      [1, 2, 3].map(() => spawnServer(["--database", database, ...key, "--seed", file])),
    );
    // Nor do they keep another one from its work.
    await newPool(empty, { PoolName: "meanwhile" });
    for (const server of servers) assert.equal(await server.end("SIGTERM"), 0);
    assert.deepEqual(
      await Promise.all(
        ["pools", "app_clients", "groups", "users", "user_names", "group_members"].map((table) =>
          count(database, table),
        ),
      ),
      [3, 1, 1, 2010, 2010, 2000],
    );
    for (const at of [0, 1, 999, 1999]) {
      assert.ok((await signIn(appIn(empty), `user-${at}`)).AuthenticationResult);
    }
  });
});
