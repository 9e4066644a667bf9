import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SchemaAttributeType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { adminUpdate, attributesOf, update } from "../support/attributes.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);

const add = ({ api, poolId }: App, ...CustomAttributes: SchemaAttributeType[]) =>
  api.addCustomAttributes({ UserPoolId: poolId, CustomAttributes });

const text = (Name: string, more: Partial<SchemaAttributeType> = {}): SchemaAttributeType => ({
  Name,
  AttributeDataType: "String",
  ...more,
});

async function schemaOf({ api, poolId }: App): Promise<SchemaAttributeType[]> {
  const { UserPool } = await api.describeUserPool({ UserPoolId: poolId });
  return there(UserPool?.SchemaAttributes);
}

const STANDARD = 21;
const customOf = async (app: App) => (await schemaOf(app)).slice(STANDARD);

await onEachDatabase((world) => {
  describe("AddCustomAttributes", () => {
    test("adds behind what is there, with the service's defaults", async () => {
      const app = await newApp(world(), { pool: { Schema: [text("first")] } });
      const before = await schemaOf(app);
      const { $metadata, ...answer } = await add(
        app,
        text("team", { Mutable: true, StringAttributeConstraints: { MinLength: "2", MaxLength: "5" } }),
        { Name: "rank", AttributeDataType: "Number" },
        { Name: "member", AttributeDataType: "Boolean", Mutable: true },
        { Name: "since", AttributeDataType: "DateTime" },
        text("note", { DeveloperOnlyAttribute: true, Mutable: true }),
      );
      assert.deepEqual(answer, {});
      const kept = { DeveloperOnlyAttribute: false, Mutable: false, Required: false };
      assert.deepEqual(await schemaOf(app), [
        ...before,
        {
          ...kept,
          Name: "custom:team",
          AttributeDataType: "String",
          Mutable: true,
          StringAttributeConstraints: { MinLength: "2", MaxLength: "5" },
        },
        { ...kept, Name: "custom:rank", AttributeDataType: "Number", NumberAttributeConstraints: {} },
        { ...kept, Name: "custom:member", AttributeDataType: "Boolean", Mutable: true },
        { ...kept, Name: "custom:since", AttributeDataType: "DateTime" },
        {
          ...kept,
          Name: "dev:custom:note",
          AttributeDataType: "String",
          DeveloperOnlyAttribute: true,
          Mutable: true,
          StringAttributeConstraints: {},
        },
      ]);
    });

    test("tells when the pool was last modified", async () => {
      const app = await newApp(world());
      world().pass(60);
      await add(app, text("team"));
      const { UserPool } = await app.api.describeUserPool({ UserPoolId: app.poolId });
      const { CreationDate, LastModifiedDate } = there(UserPool);
      assert.ok(there(LastModifiedDate).getTime() - there(CreationDate).getTime() >= 60_000);
    });

    test("gives users of old what is new", async () => {
      const app = await newApp(world());
      const username = await addUser(app);
      await assert.rejects(adminUpdate(app, username, { "custom:team": "blue" }), {
        name: "InvalidParameterException",
      });
      await add(app, text("team", { Mutable: true }), text("born"));
      await adminUpdate(app, username, { "custom:team": "blue" });
      assert.equal((await attributesOf(app, username))["custom:team"], "blue");
      await assert.rejects(
        adminUpdate(app, username, { "custom:born": "1999" }),
        invalid("user.custom:born: Attribute cannot be updated.\n"),
      );
      const newcomer = await addUser(app, { attributes: { "custom:born": "1999" } });
      assert.equal((await attributesOf(app, newcomer))["custom:born"], "1999");
    });

    test("lets no client of old read or write it; a new one that lists it may", async () => {
      const app = await newApp(world());
      const listing = await newClient(app, { ReadAttributes: ["email"], WriteAttributes: ["email"] });
      await add(app, text("team", { Mutable: true }));
      const username = await addUser(app, { attributes: { "custom:team": "blue" } });
      for (const clientId of [app.clientId, listing]) {
        const { access } = await tokensOf({ ...app, clientId }, username);
        const { UserAttributes } = await app.api.getUser({ AccessToken: access });
        assert.ok(!there(UserAttributes).some(({ Name }) => Name === "custom:team"));
        await assert.rejects(
          update(app, access, { "custom:team": "red" }),
          refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
        );
      }
      const clientId = await newClient(app, { WriteAttributes: ["custom:team"] });
      const { access } = await tokensOf({ ...app, clientId }, username);
      await update(app, access, { "custom:team": "red" });
      assert.equal((await attributesOf(app, username))["custom:team"], "red");
    });

    test("knows standard attributes by another name", async () => {
      const app = await newApp(world());
      await add(app, text("email"), text("sub"));
      const names = (await customOf(app)).map(({ Name }) => Name);
      assert.deepEqual(names, ["custom:email", "custom:sub"]);
    });
  });

  describe("AddCustomAttributes refuses", () => {
    const app = beforehand(() => newApp(world(), { pool: { Schema: [text("team")] } }));
    const refuses = async (why: ReturnType<typeof refusal>, ...attributes: SchemaAttributeType[]) => {
      await assert.rejects(add(app(), text("fine"), ...attributes), why);
      assert.deepEqual(
        (await customOf(app())).map(({ Name }) => Name),
        ["custom:team"],
      );
    };

    test("a name that is there, or that is given twice", async () => {
      await refuses(invalid("custom:team: Existing attribute already has name custom:team."), text("team"));
      await refuses(
        invalid("custom:fine: Existing attribute already has name custom:fine."),
        text("fine", { AttributeDataType: "Number" }),
      );
    });

    test("an attribute without a name or a type", async () => {
      await refuses(invalid("A custom attribute needs a name."), { AttributeDataType: "String" });
      await refuses(
        invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum."),
        { Name: "typeless" },
      );
    });

    test("one that is required", async () => {
      await refuses(
        invalid("Required custom attributes are not supported currently."),
        text("needed", { Required: true }),
      );
    });

    test("limits that can't be kept", async () => {
      const limits = (MinLength: string, MaxLength: string) =>
        text("x", { StringAttributeConstraints: { MinLength, MaxLength } });
      const range = (MinValue: string, MaxValue: string): SchemaAttributeType => ({
        Name: "x",
        AttributeDataType: "Number",
        NumberAttributeConstraints: { MinValue, MaxValue },
      });
      await refuses(
        invalid("Attribute custom:x cannot have a max length shorter than it's min length"),
        limits("5", "4"),
      );
      await refuses(
        invalid("user.custom:x: String attributes cannot have a length of more than 2048"),
        limits("0", "2049"),
      );
      await refuses(
        invalid("Invalid StringAttributeConstraints for schema attribute custom:x"),
        limits("one", "2"),
      );
      await refuses(
        invalid("Attribute custom:x cannot have a max value smaller than it's min value"),
        range("5", "-4"),
      );
      await refuses(
        invalid("Invalid NumberAttributeConstraints for schema attribute custom:x"),
        range("0", "1.5"),
      );
    });

    test("a name of more than twenty characters, and more than twenty-five at once", async () => {
      const long = "a".repeat(21);
      await refuses(
        invalid(
          `1 validation error detected: Value '${long}' at 'customAttributes.2.member.name' ` +
            "failed to satisfy constraint: Member must have length less than or equal to 20",
        ),
        text(long),
      );
      const many = Array.from({ length: 25 }, (_, at) => text(`a${at}`));
      await assert.rejects(add(app(), text("fine"), ...many), { name: "InvalidParameterException" });
      await assert.rejects(add(app()), { name: "InvalidParameterException" });
    });

    test("more than fifty in a pool", async () => {
      const full = await newApp(world());
      const some = (from: number, count: number) =>
        Array.from({ length: count }, (_, at) => text(`a${from + at}`, { DeveloperOnlyAttribute: at === 0 }));
      await add(full, ...some(0, 25));
      await add(full, ...some(25, 24));
      const tooMany = invalid("A user pool can't have more than 50 custom attributes.");
      await assert.rejects(add(full, ...some(49, 2)), tooMany);
      await add(full, ...some(49, 1));
      await assert.rejects(add(full, ...some(50, 1)), tooMany);
      assert.equal((await customOf(full)).length, 50);
    });

    test("a pool that is not there, or not in this region", async () => {
      const nowhere = { ...app(), poolId: "us-east-1_NoSuchPool" };
      await assert.rejects(
        add(nowhere, text("x")),
        refusal("ResourceNotFoundException", "User pool us-east-1_NoSuchPool does not exist."),
      );
      await assert.rejects(
        add({ ...app(), api: world().apiIn("eu-west-1") }, text("x")),
        refusal("ResourceNotFoundException", `User pool ${app().poolId} does not exist.`),
      );
    });
  });

  describe("AddCustomAttributes at once", () => {
    test("keeps them all", async () => {
      const app = await newApp(world());
      const { refusals } = await outcomes(Array.from({ length: 8 }, (_, at) => add(app, text(`a${at}`))));
      assert.deepEqual(refusals, []);
      assert.equal(new Set((await customOf(app)).map(({ Name }) => Name)).size, 8);
    });

    test("gives a name to one of them", async () => {
      const app = await newApp(world());
      const { kept, refusals } = await outcomes(Array.from({ length: 6 }, () => add(app, text("team"))));
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["InvalidParameterException: custom:team: Existing attribute already has name custom:team."]),
      );
      assert.equal((await customOf(app)).length, 1);
    });
  });
});
