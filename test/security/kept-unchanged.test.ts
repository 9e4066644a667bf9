/** A text that is taken is kept as it came; one that can't be is refused in the documented way. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OperationName } from "../../src/model/types.gen.ts";
import { type App, byName, newApp, newPool, onEachDatabase, PASSWORD } from "../support/arrange.ts";
import { HOSTILE } from "../support/hostile.ts";
import { cleanRefusal, type RawAnswer, rawCall, successOf } from "../support/raw-call.ts";

type Input = Readonly<Record<string, unknown>>;

const hostile = Object.entries(HOSTILE);

/** Texts of a pool as CreateUserPool takes them and DescribeUserPool shows them. */
const POOL_TEXTS: readonly ((text: string) => Record<string, unknown>)[] = [
  (text) => ({ PoolName: text }),
  (text) => ({ UserPoolTags: fromEntry(text, "value") }),
  (text) => ({ UserPoolTags: { key: text } }),
  (text) => ({ EmailVerificationMessage: `{####}${text}` }),
  (text) => ({ EmailVerificationSubject: text }),
  (text) => ({ SmsVerificationMessage: `{####}${text}` }),
];

/** An object literal would take `__proto__` for more than a key. */
const fromEntry = (key: string, value: string): Record<string, string> => Object.fromEntries([[key, value]]);

await onEachDatabase((world) => {
  const call = (operation: OperationName, input: Input): Promise<RawAnswer> =>
    rawCall(world().url, operation, input);

  describe("a hostile text that is taken", () => {
    /** What a call stored, or undefined where it was refused; `read` tells what is there now. */
    async function stored<T>(operation: OperationName, input: Input, read: () => Promise<T>) {
      const answer = await call(operation, input);
      if (answer.status === 200) return read();
      assert.equal(cleanRefusal(answer).name, "InvalidParameterException", answer.text);
      return undefined;
    }

    test("is given back unchanged as a username", async () => {
      const { api, poolId: UserPoolId } = await newApp(world());
      const kept: string[] = [];
      for (const [kind, Username] of hostile) {
        const input = { UserPoolId, Username };
        const username = await stored("AdminCreateUser", input, async () => {
          const user = await api.adminGetUser({ UserPoolId, Username });
          return user.Username;
        });
        assert.ok(username === undefined || username === Username, kind);
        if (username !== undefined) kept.push(kind);
      }
      assert.deepEqual(kept, [
        ...["quotes", "expressions", "a code's place", "a username's place"],
        ...["prototypes", "constructors", "paths"],
      ]);
    });

    test("is given back unchanged as an attribute, and signs in where it may", async () => {
      const app = await newApp(world(), {
        pool: {
          AliasAttributes: ["preferred_username"],
          Schema: [{ Name: "note", AttributeDataType: "String", Mutable: true }],
        },
      });
      for (const [kind, text] of hostile) {
        const attributes = { name: text, preferred_username: text, "custom:note": text };
        const Username = `jane-${kind.replaceAll(" ", "-").replaceAll("'", "")}`;
        const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
        const kept = await stored(
          "AdminCreateUser",
          { UserPoolId: app.poolId, Username, UserAttributes },
          async () => {
            const answer = await call("AdminGetUser", { UserPoolId: app.poolId, Username });
            const { sub: _, ...given } = byName(successOf(answer)["UserAttributes"] as []);
            return given;
          },
        );
        if (kind === "a very long one") assert.equal(kept, undefined);
        else assert.deepEqual(kept, text === "" ? {} : attributes, kind);
      }
      assert.equal(await whoSignsInAs(app, HOSTILE["SQL"]), "jane-SQL");
      assert.equal(await whoSignsInAs(app, HOSTILE["markup"]), "jane-markup");
      assert.equal(await whoSignsInAs(app, HOSTILE["NUL"]), "UserNotFoundException");
      assert.equal(await whoSignsInAs(app, HOSTILE["half a character"]), "UserNotFoundException");
      assert.equal(
        await whoSignsInAs(app, HOSTILE["half a character"]?.toWellFormed()),
        "UserNotFoundException",
      );
    });

    /** The user that a name is the name of. */
    async function whoSignsInAs({ poolId: UserPoolId, clientId }: App, name: string | undefined) {
      const AuthParameters = { USERNAME: name, PASSWORD };
      const AuthFlow = "ADMIN_USER_PASSWORD_AUTH";
      const named = (username: string) => ({
        UserPoolId,
        Username: username,
        Password: PASSWORD,
        Permanent: true,
      });
      for (const username of ["jane-SQL", "jane-markup"]) await call("AdminSetUserPassword", named(username));
      const answer = await call("AdminInitiateAuth", {
        UserPoolId,
        ClientId: clientId,
        AuthFlow,
        AuthParameters,
      });
      if (answer.status !== 200) return cleanRefusal(answer).name;
      const { AccessToken } = successOf(answer)["AuthenticationResult"] as { AccessToken: string };
      return successOf(await call("GetUser", { AccessToken }))["Username"];
    }

    test("is given back unchanged as a name, a tag or a template", async () => {
      const UserPoolId = await newPool(world());
      for (const [kind, text] of hostile) {
        for (const put of POOL_TEXTS) {
          const input = { PoolName: "acme", ...put(text) };
          const answer = await call("CreateUserPool", input);
          if (answer.status !== 200) {
            assert.equal(cleanRefusal(answer).name, "InvalidParameterException", kind);
            continue;
          }
          const { Id } = successOf(answer)["UserPool"] as { Id: string };
          const again = await call("DescribeUserPool", { UserPoolId: Id });
          const { PoolName: Name, ...rest } = input;
          const pool = successOf(again)["UserPool"] as Record<string, unknown>;
          for (const [member, value] of Object.entries({ Name, ...rest }))
            assert.deepEqual(pool[member], value, kind);
        }
        const ClientName = await stored(
          "CreateUserPoolClient",
          { UserPoolId, ClientName: text },
          async () => text,
        );
        assert.ok([undefined, "__proto__", "constructor"].includes(ClientName), kind);
      }
    });
  });
});
