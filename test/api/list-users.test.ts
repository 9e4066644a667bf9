import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ListUsersRequest, paginateListUsers } from "@aws-sdk/client-cognito-identity-provider";
import { type App, addUser, byName, newApp, newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const badToken = invalid("Invalid pagination token given.");

const list = ({ api, poolId }: App, request: Partial<ListUsersRequest> = {}) =>
  api.listUsers({ UserPoolId: poolId, ...request });

const namesOf = async (app: App, request: Partial<ListUsersRequest> = {}): Promise<(string | undefined)[]> =>
  there((await list(app, request)).Users).map(({ Username }) => Username);

/** Users whose names are the keys, each older than the next. */
async function addAll(app: App, users: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  for (const [username, attributes] of Object.entries(users)) {
    await addUser(app, { username, attributes });
    app.world.pass(1);
  }
}

await onEachDatabase((world) => {
  test("an empty pool has an empty list", async () => {
    const app = await newApp(world());
    const { Users, PaginationToken } = await list(app);
    assert.deepEqual([Users, PaginationToken], [[], undefined]);
  });

  test("an item tells what an administrator may know of a user", async () => {
    const app = await newApp(world(), {
      pool: {
        Schema: [
          { Name: "team", AttributeDataType: "String", Mutable: true },
          { Name: "risk", AttributeDataType: "String", Mutable: true, DeveloperOnlyAttribute: true },
        ],
      },
    });
    const attributes = { email: "jane@example.com", "custom:team": "blue", "dev:custom:risk": "low" };
    await addUser(app, { username: "jane", attributes, password: null });
    const [jane] = there((await list(app)).Users);
    const { Attributes, UserCreateDate, UserLastModifiedDate, ...rest } = there(jane);
    assert.deepEqual(rest, { Username: "jane", Enabled: true, UserStatus: "FORCE_CHANGE_PASSWORD" });
    const { sub, ...others } = byName(Attributes);
    assert.match(there(sub), /^[0-9a-f-]{36}$/);
    assert.deepEqual(others, attributes);
    assert.ok(UserCreateDate instanceof Date && UserLastModifiedDate instanceof Date);

    const got = await app.api.adminGetUser({ UserPoolId: app.poolId, Username: "jane" });
    assert.deepEqual(Attributes, got.UserAttributes);
    assert.deepEqual([UserCreateDate, UserLastModifiedDate], [got.UserCreateDate, got.UserLastModifiedDate]);
  });

  test("an item has the legacy MFA options of a user who has some", async () => {
    const app = await newApp(world());
    await addAll(app, { jane: { phone_number: "+15550100" }, zoe: {} });
    const MFAOptions = [{ DeliveryMedium: "SMS" as const, AttributeName: "phone_number" }];
    await app.api.adminSetUserSettings({ UserPoolId: app.poolId, Username: "jane", MFAOptions });
    const { Users } = await list(app);
    assert.deepEqual(
      Users?.map((user) => user.MFAOptions),
      [MFAOptions, undefined],
    );
  });

  test("pages hold every user once, oldest first", async () => {
    const app = await newApp(world());
    const names = ["walt", "jane", "zoe", "abe", "kim"];
    for (const username of names) await addAll(app, { [username]: {} });
    const pages: (string | undefined)[][] = [];
    const config = { client: app.api, pageSize: 2 };
    for await (const { Users } of paginateListUsers(config, { UserPoolId: app.poolId })) {
      pages.push(there(Users).map(({ Username }) => Username));
    }
    assert.deepEqual(pages, [names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
    assert.equal((await list(app, { Limit: 5 })).PaginationToken, undefined);
  });

  test("a page has 60 users at most, which is also what no limit and a limit of 0 mean", async () => {
    const app = await newApp(world());
    for (let count = 0; count < 61; count++) await addUser(app, { attributes: {}, password: null });
    for (const Limit of [undefined, 0, 60]) {
      const { Users, PaginationToken } = await list(app, { Limit });
      assert.equal(Users?.length, 60);
      assert.equal((await list(app, { Limit, PaginationToken })).Users?.length, 1);
    }
    await assert.rejects(
      list(app, { Limit: 61 }),
      invalid(
        "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
      ),
    );
  });

  describe("a filter", () => {
    test("finds by each attribute that can be searched, whole or by its beginning", async () => {
      const app = await newApp(world());
      const jane = {
        email: "Jane@Example.com",
        phone_number: "+15550100",
        name: "Jane Doe",
        given_name: "Jane",
        family_name: "Doe",
        preferred_username: "JaneD",
      };
      await addAll(app, { jane, zoe: { email: "zoe@example.com", name: "Zoe" } });
      const { sub } = byName(
        (await app.api.adminGetUser({ UserPoolId: app.poolId, Username: "jane" })).UserAttributes,
      );
      for (const [attribute, value] of Object.entries({ ...jane, username: "jane", sub: there(sub) })) {
        const folded = attribute === "username" ? value : value.toUpperCase();
        assert.deepEqual(await namesOf(app, { Filter: `${attribute} = "${folded}"` }), ["jane"], attribute);
        const beginning = folded.slice(0, -1);
        assert.deepEqual(
          await namesOf(app, { Filter: `"${attribute}"^="${beginning}"` }),
          ["jane"],
          attribute,
        );
        assert.deepEqual(await namesOf(app, { Filter: `${attribute} = "${beginning}"` }), [], attribute);
      }
      assert.deepEqual(await namesOf(app, { Filter: 'username = "Jane"' }), []);
      assert.deepEqual(await namesOf(app, { Filter: "" }), ["jane", "zoe"]);
    });

    test("sorts by what it goes by", async () => {
      const app = await newApp(world());
      await addAll(app, {
        third: { name: "ANNE" },
        second: { name: "anna b." },
        none: { email: "a@example.com" },
        first: { name: "Anna" },
      });
      assert.deepEqual(await namesOf(app, { Filter: 'name ^= "AN"' }), ["first", "second", "third"]);
      const { PaginationToken } = await list(app, { Filter: 'name ^= "AN"', Limit: 2 });
      assert.deepEqual(await namesOf(app, { Filter: 'name ^= "AN"', PaginationToken }), ["third"]);
    });

    test("finds by status, in any case, and by whether a user is enabled, in just this", async () => {
      const app = await newApp(world());
      await addUser(app, { username: "jane" });
      world().pass(1);
      await addUser(app, { username: "zoe", password: null });
      const found = (Filter: string) => namesOf(app, { Filter });
      assert.deepEqual(await found('cognito:user_status = "confirmed"'), ["jane"]);
      assert.deepEqual(await found('cognito:user_status ^= "FORCE"'), ["zoe"]);
      assert.deepEqual(await found('cognito:user_status = "FORCE"'), []);
      assert.deepEqual(await found('status = "Enabled"'), ["jane", "zoe"]);
      await app.api.adminDisableUser({ UserPoolId: app.poolId, Username: "jane" });
      assert.deepEqual(await found('status = "Enabled"'), ["zoe"]);
      assert.deepEqual(await found('status ^= "Dis"'), ["jane"]);
      assert.deepEqual(await found('status = "disabled"'), []);
    });

    test("holds quotation marks behind a backslash", async () => {
      const app = await newApp(world());
      await addAll(app, { jane: { name: 'Jane "the key" Doe\\' } });
      const Filter = String.raw`name = "jane \"the key\" doe\\"`;
      assert.deepEqual(await namesOf(app, { Filter }), ["jane"]);
    });

    test("is refused where it can't be understood", async () => {
      const app = await newApp(world());
      const refusals: [filter: string, message: string][] = [
        ['email = "jane', "Error while parsing filter."],
        ['email = "a" or email = "b"', "Error while parsing filter."],
        ['nickname = "jane"', "Invalid search attribute: nickname"],
        ['custom:team = "blue"', "Input fails to satisfy the constraints."],
      ];
      for (const [Filter, message] of refusals) await assert.rejects(list(app, { Filter }), invalid(message));
      const tooLong = list(app, { Filter: `name = "${"x".repeat(249)}"` });
      await assert.rejects(tooLong, /at 'filter' failed .* length less than or equal to 256/);
    });
  });

  describe("AttributesToGet", () => {
    const users = {
      jane: { email: "jane@example.com", name: "Jane" },
      zoe: { email: "zoe@example.com" },
    };

    test("leaves out all other attributes, the sub among them", async () => {
      const app = await newApp(world());
      await addAll(app, users);
      const shown = async (AttributesToGet: string[]) =>
        there((await list(app, { AttributesToGet })).Users).map(({ Attributes }) => byName(Attributes));
      assert.deepEqual(await shown(["email"]), [{ email: "jane@example.com" }, { email: "zoe@example.com" }]);
      for (const attributes of await shown(["email", "sub"])) {
        assert.deepEqual(Object.keys(attributes).sort(), ["email", "sub"]);
      }
      assert.deepEqual(await shown([]), [{}, {}]);
    });

    test("is refused where the pool has no such attribute, or a listed user has none", async () => {
      const app = await newApp(world());
      await addAll(app, users);
      const missing = invalid("One or more requested attributes do not exist.");
      await assert.rejects(list(app, { AttributesToGet: ["email", "custom:team"] }), missing);
      await assert.rejects(list(app, { AttributesToGet: ["email", "name"] }), missing);
      const { Users } = await list(app, { AttributesToGet: ["email", "name"], Filter: 'name ^= "J"' });
      assert.equal(Users?.length, 1);
    });
  });

  test("a token counts for an hour, for the same query, and for any limit", async () => {
    const app = await newApp(world());
    await addAll(app, { jane: { name: "Jane" }, jim: { name: "Jim" }, joe: { name: "Joe" } });
    const query = { Filter: 'name ^= "J"', AttributesToGet: ["name"] };
    const { PaginationToken } = await list(app, { ...query, Limit: 1 });
    assert.deepEqual(await namesOf(app, { ...query, PaginationToken, Limit: 2 }), ["jim", "joe"]);

    const others: Partial<ListUsersRequest>[] = [
      { ...query, Filter: 'name ^= "Ji"' },
      { ...query, Filter: undefined },
      { ...query, AttributesToGet: undefined },
      { ...query, AttributesToGet: ["name", "sub"] },
      { ...query, UserPoolId: await newPool(world()) },
    ];
    for (const other of others) await assert.rejects(list(app, { ...other, PaginationToken }), badToken);
    const token = there(PaginationToken);
    for (const forged of [
      "x",
      `${token.slice(0, -8)}${token.at(-8) === "A" ? "B" : "A"}${token.slice(-7)}`,
    ]) {
      await assert.rejects(list(app, { ...query, PaginationToken: forged }), badToken);
    }
    world().pass(3601);
    await assert.rejects(list(app, { ...query, PaginationToken }), badToken);
  });

  test("an unknown pool is refused before anything else", async () => {
    const app = await newApp(world());
    await assert.rejects(
      list(app, { UserPoolId: "us-east-1_Nowhere00", Filter: "?", PaginationToken: "x" }),
      refusal("ResourceNotFoundException", "User pool us-east-1_Nowhere00 does not exist."),
    );
  });

  test("a deleted user is gone from every list", async () => {
    const app = await newApp(world());
    await addAll(app, { jane: { name: "Jane" } });
    await app.api.adminDeleteUser({ UserPoolId: app.poolId, Username: "jane" });
    for (const Filter of ["", 'name = "jane"', 'username ^= "j"', 'status = "Enabled"']) {
      assert.deepEqual(await namesOf(app, { Filter }), [], Filter);
    }
  });
});
