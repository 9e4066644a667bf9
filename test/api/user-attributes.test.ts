import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beforehand,
  byName,
  newApp,
  onEachDatabase,
  PASSWORD,
  signIn,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const offSchema = (...reasons: string[]) =>
  invalid(`Attributes did not conform to the schema: ${reasons.map((reason) => `${reason}\n`).join("")}`);

await onEachDatabase((world) => {
  const app = beforehand(() =>
    newApp(world(), {
      pool: {
        Schema: [
          { Name: "given_name", Required: true },
          { Name: "zoneinfo", Required: true, Mutable: false },
          {
            Name: "team",
            AttributeDataType: "String",
            StringAttributeConstraints: { MinLength: "2", MaxLength: "5" },
          },
          {
            Name: "rank",
            AttributeDataType: "Number",
            NumberAttributeConstraints: { MinValue: "1", MaxValue: "10" },
          },
          { Name: "member", AttributeDataType: "Boolean" },
          { Name: "since", AttributeDataType: "DateTime" },
          { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true },
        ],
      },
    }),
  );
  let created = 0;
  const create = async (attributes: Readonly<Record<string, string>>) => {
    const { User } = await app().api.adminCreateUser({
      UserPoolId: app().poolId,
      Username: `jane-${++created}`,
      MessageAction: "SUPPRESS",
      UserAttributes: Object.entries({ zoneinfo: "UTC", ...attributes }).map(([Name, Value]) => ({
        Name,
        Value,
      })),
    });
    return there(User?.Attributes);
  };

  test("what the schema declares is kept, the sub first", async () => {
    const attributes = {
      email: "jane@example.com",
      email_verified: "true",
      birthdate: "2000-02-29",
      "custom:team": "blue",
      "custom:rank": "10",
      "custom:member": "false",
      "custom:since": "2024-02-29T12:00:00Z",
      "dev:custom:note": "internal",
    };
    const kept = await create(attributes);
    assert.equal(kept[0]?.Name, "sub");
    const { sub, ...rest } = byName(kept);
    assert.match(there(sub), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, { zoneinfo: "UTC", ...attributes });
  });

  test("an empty value is none", async () => {
    assert.ok(!("nickname" in byName(await create({ nickname: "" }))));
  });

  test("of a name given twice the last value counts", async () => {
    const { User } = await app().api.adminCreateUser({
      UserPoolId: app().poolId,
      Username: "twice",
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "zoneinfo", Value: "UTC" },
        { Name: "nickname", Value: "a" },
        { Name: "nickname", Value: "b" },
      ],
    });
    assert.equal(byName(User?.Attributes)["nickname"], "b");
  });

  test("a required attribute may wait for the user's first password if it can be changed then", async () => {
    await create({});
    await assert.rejects(create({ zoneinfo: "" }), offSchema("zoneinfo: The attribute is required"));
  });

  test("what the schema does not declare is refused", async () => {
    await assert.rejects(
      create({ "custom:role": "x" }),
      invalid(
        "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
      ),
    );
  });

  test("values outside their declaration are refused, all of them at once", async () => {
    await assert.rejects(
      create({ "custom:team": "b", "custom:rank": "11" }),
      offSchema(
        "custom:team: String must be no shorter than 2 characters",
        "custom:rank: Number must be no greater than 10",
      ),
    );
    await assert.rejects(
      create({ "custom:team": "yellow" }),
      offSchema("custom:team: String must be no longer than 5 characters"),
    );
    await assert.rejects(
      create({ birthdate: "1.2.2000" }),
      offSchema("birthdate: String must be no shorter than 10 characters"),
    );
    await assert.rejects(
      create({ "custom:rank": "0.5" }),
      offSchema("custom:rank: Number must be no less than 1"),
    );
    for (const value of ["1e3", "0x1", "ten", " 1"]) {
      await assert.rejects(create({ "custom:rank": value }), offSchema("custom:rank: Invalid number value"));
    }
    await assert.rejects(
      create({ "custom:member": "yes", "custom:since": "yesterday" }),
      offSchema("custom:member: Invalid boolean value", "custom:since: Invalid date time value"),
    );
  });

  test("characters are counted, not the units they take", async () => {
    await create({ "custom:team": "😀😀😀😀😀" });
  });

  test("an address must read like one", async () => {
    for (const email of [
      "jane",
      "jane@",
      "@example.com",
      "jane@example",
      "ja ne@example.com",
      "a@b@example.com",
    ]) {
      await assert.rejects(create({ email }), invalid("Invalid email address format."), email);
    }
    for (const phone_number of ["15550100", "+1 555 0100", "+", "+1234567890123456"]) {
      await assert.rejects(create({ phone_number }), invalid("Invalid phone number format."), phone_number);
    }
  });

  test("only an address that is there can be verified", async () => {
    await assert.rejects(
      create({ email_verified: "true" }),
      invalid("Email is required to verify/un-verify an email"),
    );
    await assert.rejects(
      create({ phone_number_verified: "true" }),
      invalid("Phone Number is required to verify/un-verify a phone number"),
    );
  });

  test("nobody chooses a sub, or identities", async () => {
    for (const name of ["sub", "identities"]) {
      await assert.rejects(
        create({ [name]: "me" }),
        invalid(`Cannot modify the non-mutable attribute ${name}`),
      );
    }
  });

  test("an attribute has a value", async () => {
    await assert.rejects(
      app().api.adminCreateUser({
        UserPoolId: app().poolId,
        Username: "valueless",
        UserAttributes: [{ Name: "picture", Value: undefined }],
      }),
      invalid("Attribute value for picture must not be null"),
    );
  });

  test("what is for administrators alone shows to them alone", async () => {
    const username = "secretive";
    const note = { Name: "dev:custom:note", Value: "internal" };
    await app().api.adminCreateUser({
      UserPoolId: app().poolId,
      Username: username,
      TemporaryPassword: TEMPORARY,
      MessageAction: "SUPPRESS",
      UserAttributes: [note, { Name: "zoneinfo", Value: "UTC" }, { Name: "given_name", Value: "Jane" }],
    });
    const user = { UserPoolId: app().poolId, Username: username };
    const challenge = await signIn(app(), username, TEMPORARY);
    await app().api.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true });
    const { access, id } = await tokensOf(app(), username);
    const { UserAttributes: own } = await app().api.getUser({ AccessToken: access });

    const { UserAttributes: all } = await app().api.adminGetUser(user);
    assert.equal(byName(all)[note.Name], note.Value);
    for (const shown of [
      JSON.stringify(claimsOf(id)),
      JSON.stringify(own),
      there(challenge.ChallengeParameters?.["userAttributes"]),
    ]) {
      assert.ok(shown.includes("zoneinfo"));
      assert.ok(!shown.includes("internal"), shown);
    }
  });

  test("names of JavaScript's own objects are just undeclared", async () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      await assert.rejects(
        create(Object.fromEntries([[name, "x"]])),
        invalid(
          `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
        ),
      );
    }
  });
});
