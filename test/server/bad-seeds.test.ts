import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { explainsItself } from "../../src/server/startup-error.ts";
import { poolkeeper, temporaryFolder } from "../cli/poolkeeper.ts";
import { addUser, openWorld, PASSWORD } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { seedFile } from "../support/seeds.ts";
import { refusal, serve } from "../support/server.ts";

const BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";

/** Starting with the seed ends with this line. */
const refused = (database: string, file: string, reason: string): Promise<void> =>
  assert.rejects(serve(database, "--seed", file), (error) => {
    assert.ok(explainsItself(error), String(error));
    assert.equal(error.message, `${basename(file)}: ${reason}`);
    return true;
  });

const jane = { Username: "jane", Password: PASSWORD };
const web = { ClientName: "web", ClientId: "web" };
const acme = { PoolName: "acme", Id: "us-east-1_acme" };
const staff = { GroupName: "staff" };
const many = Array.from({ length: 101 }, (_, at) => ({ GroupName: `group-${at}` }));

const pool = (more: object) => ({ pools: [{ ...acme, ...more }] });
const users = (...list: unknown[]) => pool({ users: list });
const email = (Value: string) => ({ Name: "email", Value });
const verified = { Name: "email_verified", Value: "true" };

describe("a bad seed", () => {
  const bad: [what: string, seed: object | string, reason: string][] = [
    ["is no JSON", '{"pools": [,]}', "Unexpected token ',' in JSON"],
    [
      "is broken far down, and quotes no secret",
      `{\n  "pools": [\n    { "users": [\n      { "Password": ${PASSWORD} }\n    ] }\n  ]\n}\n`,
      "Unexpected token 'P' in JSON (line 4)",
    ],
    ["ends too early", '{"pools": [', "Unexpected end of JSON input"],
    ["is a list", [], "expected an object"],
    ["is a mere text", '"pools"', "expected an object"],
    ["is empty", {}, "pools: expected a list"],
    ["has pools in no list", { pools: acme }, "pools: expected a list"],
    ["has other things", { pools: [], users: [] }, "users: unknown member"],
    ["has a pool that is none", { pools: [acme, "acme"] }, "pools[1]: expected an object"],
    [
      "has a pool without a name",
      { pools: [{ Id: "us-east-1_acme" }] },
      "pools[0]: 1 validation error detected: Value null at 'poolName' failed to satisfy constraint: Member must not be null",
    ],
    [
      "has a pool of a wrong type",
      pool({ MfaConfiguration: true }),
      "pools[0]: TRUE_VALUE can not be converted to a String",
    ],
    [
      "has a pool with settings that contradict each other",
      pool({ AliasAttributes: ["email"], UsernameAttributes: ["email"] }),
      "pools[0]: Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    ],
    ["misspells a setting", pool({ Polices: {} }), "pools[0].Polices: unknown member"],
    [
      "misspells a setting inside another",
      pool({ Policies: { PasswordPolicy: { MinLength: 6 } } }),
      "pools[0].Policies.PasswordPolicy.MinLength: unknown member",
    ],
    [
      "misspells a setting in a list",
      pool({ Schema: [{ Name: "a", AttributeDataType: "String" }, { "na\nme": "b" }] }),
      'pools[0].Schema[1]."na\\nme": unknown member',
    ],
    ["has an id of another type", pool({ Id: 7 }), "pools[0].Id: expected a text"],
    [
      "has an id that can't be one",
      pool({ Id: "acme" }),
      "pools[0].Id: expected an id such as us-east-1_AbCdEf123",
    ],
    [
      "has two ids for a pool",
      pool({ UserPoolTags: { "poolkeeper:pool-id": "us-east-1_other" } }),
      "pools[0].Id: the tag poolkeeper:pool-id gives the pool another id",
    ],
    [
      "has an id twice",
      { pools: [acme, { ...acme, PoolName: "other" }] },
      "pools[1]: has the same id as pools[0]; give it another Id",
    ],
    [
      "has a name twice and no ids",
      { pools: [{ PoolName: "acme" }, { PoolName: "acme" }] },
      "pools[1]: has the same id as pools[0]; give it another Id",
    ],
    ["has groups in no list", pool({ groups: { GroupName: "staff" } }), "pools[0].groups: expected a list"],
    [
      "has a group with a name that can't be one",
      pool({ groups: [staff, { GroupName: "two words" }] }),
      "pools[0].groups[1]: 1 validation error detected: Value 'two words' at 'groupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    ],
    [
      "has a group of another pool",
      pool({ groups: [{ ...staff, UserPoolId: "us-east-1_other" }] }),
      "pools[0].groups[0].UserPoolId: unknown member",
    ],
    [
      "has a group with other things",
      pool({ groups: [{ ...staff, Users: ["jane"] }] }),
      "pools[0].groups[0].Users: unknown member",
    ],
    [
      "has a group with a role of another account",
      pool({ groups: [{ ...staff, RoleArn: "arn:aws:iam::210987654321:role/staff" }] }),
      "pools[0].groups[0]: Cross-account pass role is not allowed.",
    ],
    [
      "has a group twice",
      pool({ groups: [staff, { GroupName: "admins" }, { ...staff, Precedence: 1 }] }),
      "pools[0].groups[2].GroupName: the name is also that of pools[0].groups[0]",
    ],
    [
      "has more groups than a pool may have",
      pool({ groups: Array.from({ length: 10_001 }, (_, at) => ({ GroupName: `group-${at}` })) }),
      "pools[0].groups: A user pool can't have more than 10000 groups.",
    ],
    [
      "has a client without a name",
      pool({ clients: [{ ClientId: "web" }] }),
      "pools[0].clients[0]: 1 validation error detected: Value null at 'clientName' failed to satisfy constraint: Member must not be null",
    ],
    [
      "has a client of another pool",
      pool({ clients: [{ ...web, UserPoolId: "us-east-1_other" }] }),
      "pools[0].clients[0].UserPoolId: unknown member",
    ],
    [
      "has a client with an id that can't be one",
      pool({ clients: [web, { ...web, ClientId: "web app" }] }),
      "pools[0].clients[1].ClientId: expected up to 128 letters, digits, _ or +",
    ],
    [
      "has a client's id twice",
      {
        pools: [
          { ...acme, clients: [web] },
          { PoolName: "b", clients: [web] },
        ],
      },
      "pools[1].clients[0]: has the same id as pools[0].clients[0]; give it another ClientId",
    ],
    [
      "has a client that refuses itself",
      pool({ clients: [{ ...web, ClientSecret: "s".repeat(30), GenerateSecret: true }] }),
      "pools[0].clients[0]: Only one of the ClientSecret or GenerateSecret can be set.",
    ],
    [
      "has a client that does not fit the pool",
      pool({ clients: [{ ...web, ReadAttributes: ["custom:unknown"] }] }),
      "pools[0].clients[0]: Invalid read attributes specified while creating a client",
    ],
    [
      "misspells a client's setting",
      pool({ clients: [{ ...web, Name: "x" }] }),
      "pools[0].clients[0].Name: unknown member",
    ],
    ["has a user that is none", users(jane, null), "pools[0].users[1]: expected an object"],
    [
      "misspells a user's member",
      users({ ...jane, Passwort: "x" }),
      "pools[0].users[0].Passwort: unknown member",
    ],
    [
      "has a user without a name",
      users({ Password: PASSWORD }),
      "pools[0].users[0]: 1 validation error detected: Value at 'username' failed to satisfy constraint: Member must not be null",
    ],
    [
      "has a name that can't be one",
      users({ ...jane, Username: "jane doe" }),
      "pools[0].users[0]: 1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    ],
    [
      "has a name that the pool does not take",
      pool({ UsernameAttributes: ["email"], users: [jane] }),
      "pools[0].users[0].Username: Username should be an email.",
    ],
    [
      "has a name twice",
      users(jane, { ...jane, Username: "joe" }, jane),
      "pools[0].users[2].Username: the username is also that of pools[0].users[0]",
    ],
    [
      "has a name twice but for its case",
      pool({ UsernameConfiguration: { CaseSensitive: false }, users: [jane, { ...jane, Username: "JANE" }] }),
      "pools[0].users[1].Username: the username is also that of pools[0].users[0]",
    ],
    [
      "has an alias twice",
      pool({
        AliasAttributes: ["email"],
        users: ["jane", "joe"].map((Username) => ({
          ...{ Username, Password: PASSWORD },
          UserAttributes: [email("a@example.com"), verified],
        })),
      }),
      "pools[0].users[1].UserAttributes: the email is also that of pools[0].users[0]",
    ],
    [
      "has attributes in another form than the API's",
      users({ ...jane, UserAttributes: { email: "a@example.com" } }),
      "pools[0].users[0]: Start of structure or map found where not expected.",
    ],
    [
      "misspells an attribute's member",
      users({ ...jane, UserAttributes: [{ Nmae: "email" }] }),
      "pools[0].users[0].UserAttributes[0].Nmae: unknown member",
    ],
    [
      "has an attribute that the pool has not",
      users({ ...jane, UserAttributes: [{ Name: "custom:x", Value: "1" }] }),
      "pools[0].users[0].UserAttributes: Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined",
    ],
    [
      "chooses a sub",
      users({ ...jane, UserAttributes: [{ Name: "sub", Value: "1" }] }),
      "pools[0].users[0].UserAttributes: Cannot modify the non-mutable attribute sub",
    ],
    [
      "lacks a required attribute",
      pool({ Schema: [{ Name: "email", Required: true }], users: [jane] }),
      "pools[0].users[0].UserAttributes: Attributes did not conform to the schema: email: The attribute is required",
    ],
    [
      "has a user whom nothing lets in",
      users({ Username: "jane" }),
      "pools[0].users[0]: expected Password or PasswordHash, as codes sign nobody in to this pool",
    ],
    [
      "has a user whom no code can reach",
      pool({
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
        users: [{ Username: "jane" }],
      }),
      "pools[0].users[0]: An email or phone_number attribute is required for a user without a password.",
    ],
    [
      "has a password and a hash",
      users({ ...jane, PasswordHash: BCRYPT }),
      "pools[0].users[0]: expected only one of Password and PasswordHash",
    ],
    [
      "has a password of another type",
      users({ ...jane, Password: 7 }),
      "pools[0].users[0].Password: expected a text",
    ],
    [
      "has a password that the policy forbids",
      users({ ...jane, Password: "password1!" }),
      "pools[0].users[0].Password: Password does not conform to policy: Password must have uppercase characters",
    ],
    [
      "has a password that no request could have",
      users({ ...jane, Password: "P".repeat(257) }),
      "pools[0].users[0]: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256",
    ],
    [
      "has a hash of an unknown form",
      users({ Username: "jane", PasswordHash: "5f4dcc3b5aa765d61d8327deb882cf99" }),
      "pools[0].users[0].PasswordHash: expected a hash of BCRYPT, SCRYPT, ARGON2ID or PBKDF2_SHA256",
    ],
    [
      "has a hash that costs too much",
      users(jane, { Username: "joe", PasswordHash: BCRYPT.replace("$05$", "$14$") }),
      "pools[0].users[1].PasswordHash: BCRYPT: cost must be from 4 to 12, not 14",
    ],
    [
      "neither enables nor disables",
      users({ ...jane, Enabled: "yes" }),
      "pools[0].users[0].Enabled: expected true or false",
    ],
    [
      "puts a user into groups that are no list",
      pool({ groups: [staff], users: [{ ...jane, Groups: "staff" }] }),
      "pools[0].users[0].Groups: expected a list of texts",
    ],
    [
      "puts a user into a group that the pool has not got",
      { pools: [{ ...acme, groups: [staff], users: [{ ...jane, Groups: ["staff", "admins"] }] }] },
      "pools[0].users[0].Groups[1]: expected one of the pool's groups",
    ],
    [
      "puts a user into more groups than a user may be in",
      pool({ groups: many, users: [{ ...jane, Groups: many.map(({ GroupName }) => GroupName) }] }),
      "pools[0].users[0].Groups: A user can't be in more than 100 groups.",
    ],
  ];
  for (const [what, seed, reason] of bad) {
    test(`${what}`, () => refused(":memory:", seedFile(seed), reason));
  }

  test("that is a module may be broken in other ways", async () => {
    await refused(":memory:", seedFile("export const pools = [];", "seed.mjs"), "expected a default export");
    await refused(":memory:", seedFile("throw new Error('no\\nway');", "seed.mjs"), "no");
    await refused(
      ":memory:",
      seedFile("export default { pools: 1 satisfies number };", "seed.ts"),
      "pools: expected a list",
    );
  });

  test("ends the command with one line", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "people.json"), JSON.stringify(users({ ...jane, PasswordHsh: BCRYPT })));
    const flags = ["--port", "0", "--database", ":memory:", "--log-level", "silent", "--seed", "people.json"];
    assert.deepEqual(poolkeeper(folder, ["start", ...flags]), {
      status: 2,
      stdout: "",
      stderr: "poolkeeper: people.json: pools[0].users[0].PasswordHsh: unknown member\n",
    });
  });
});

await forEachDatabase((_name, make) => {
  test("a bad seed changes nothing, however late it turns bad", async () => {
    const database = await make();
    const many = Array.from({ length: 1500 }, (_, at) => ({ Username: `user-${at}`, PasswordHash: BCRYPT }));
    const seed = {
      pools: [
        { ...acme, clients: [web], users: many },
        { PoolName: "b", users: [{ ...jane, PasswordHash: BCRYPT }] },
      ],
    };
    await refused(
      database,
      seedFile(seed),
      "pools[1].users[0]: expected only one of Password and PasswordHash",
    );
    const { api } = await openWorld(database);
    assert.deepEqual((await api.listUserPools({ MaxResults: 10 })).UserPools, []);
  });

  test("what is there already may make a seed bad", async () => {
    const database = await make();
    const world = await openWorld(
      database,
      "--seed",
      seedFile(pool({ AliasAttributes: ["email"], clients: [web] })),
    );
    const app = { world, api: world.api, poolId: acme.Id, clientId: "web" };
    await addUser(app, {
      username: "jane",
      attributes: { email: "jane@example.com", email_verified: "true" },
    });
    const { UserAttributes = [] } = await world.api.adminGetUser({ UserPoolId: acme.Id, Username: "jane" });
    const sub = UserAttributes.find(({ Name }) => Name === "sub")?.Value;

    const aliased = {
      Username: "joe",
      Password: PASSWORD,
      UserAttributes: [email("jane@example.com"), verified],
    };
    const late: [seed: object, reason: string][] = [
      [
        pool({ users: [jane, aliased] }),
        "pools[0].users[1].UserAttributes: An account with the email already exists.",
      ],
      [
        pool({ users: [{ ...jane, Username: sub }] }),
        "pools[0].users[0].Username: User account already exists",
      ],
      [
        { pools: [{ PoolName: "b", clients: [web] }] },
        "pools[0].clients[0].ClientId: a client of the pool us-east-1_acme has this id",
      ],
    ];
    for (const [seed, reason] of late) await refused(database, seedFile(seed), reason);
    assert.equal((await world.api.listUserPools({ MaxResults: 10 })).UserPools?.length, 1);
    await assert.rejects(
      world.api.adminGetUser({ UserPoolId: acme.Id, Username: "joe" }),
      refusal("UserNotFoundException", "User does not exist."),
    );
  });

  test("new users must suit the pool as it is, not as the seed would make it", async () => {
    const database = await make();
    await openWorld(database, "--seed", seedFile(users(jane)));
    const laxer = {
      Policies: { PasswordPolicy: { MinimumLength: 6 } },
      Schema: [{ Name: "x", AttributeDataType: "String" }],
    };
    await refused(
      database,
      seedFile(pool({ ...laxer, users: [jane, { Username: "joe", Password: "secret" }] })),
      "pools[0].users[1].Password: Password does not conform to policy: Password not long enough",
    );
    await refused(
      database,
      seedFile(pool({ ...laxer, clients: [{ ...web, ReadAttributes: ["custom:x"] }] })),
      "pools[0].clients[0]: Invalid read attributes specified while creating a client",
    );
  });
});
