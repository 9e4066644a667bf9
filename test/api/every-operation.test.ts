/** What all operations do alike, told by the model: how each refuses what is not a good request. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ALLOW_EVERYTHING, parseAllow } from "../../src/domain/access-key.ts";
import { operationModel, operationNames } from "../../src/model/operations.ts";
import type { AuthKind, OperationName } from "../../src/model/types.gen.ts";
import { withAccessKeys } from "../../src/server/access-keys.ts";
import { addUser, newApp, openWorld, tokensOf } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { golden } from "../support/golden.ts";
import {
  beyondLimits,
  isRefusedSo,
  type Malformation,
  ofWrongType,
  wellFormedInput,
  withoutNeeded,
} from "../support/malformed.ts";
import { cleanRefusal, type RawAnswer, type Refusal, rawCall, signedCall } from "../support/raw-call.ts";
import { rawSql } from "../support/raw-sql.ts";
import { serve, type TestServer } from "../support/server.ts";

/** Operations that are still to come. */
const NOT_YET: readonly OperationName[] = golden("not-yet");

/** Where the answer to a malformed request is not what the model alone would have. */
const EXCEPTIONS: readonly (Refusal & {
  readonly operation: OperationName;
  readonly what: string;
  readonly reason: string;
})[] = golden("exceptions");

const calledBy = (auth: AuthKind): OperationName[] =>
  operationNames.filter((operation) => operationModel(operation).auth === auth);

const requires = (operation: OperationName, name: string): boolean =>
  operationModel(operation).input.members.some((member) => member.name === name && member.required);

const notYet = (operation: OperationName): Refusal => ({
  name: "NotImplementedException",
  message: `Poolkeeper does not support the operation ${operation} yet.`,
});

const unauthorized = (message: string): Refusal => ({ name: "NotAuthorizedException", message });

const INVALID_TOKEN = unauthorized("Invalid Access Token");

const UNSIGNED: Refusal = {
  name: "MissingAuthenticationTokenException",
  message: "Missing Authentication Token",
};

const UNKNOWN_KEY: Refusal = {
  name: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};

const WRONG_SIGNATURE: Refusal = {
  name: "InvalidSignatureException",
  message:
    "The request signature we calculated does not match the signature you provided. " +
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
};

function forbidden(
  key: Key,
  operation: OperationName,
  { UserPoolId: poolId }: Record<string, unknown>,
): Refusal {
  const pool = poolId === undefined ? "*" : `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${poolId}`;
  const message = `User: ${key.id} is not authorized to perform: cognito-idp:${operation} on resource: ${pool}`;
  return { name: "AccessDeniedException", message };
}

/** What declares no ResourceNotFoundException says so in other words. */
const NOWHERE_ELSE: Partial<Record<OperationName, Refusal>> = {
  DeleteUserPoolDomain: {
    name: "InvalidParameterException",
    message: "No such domain or user pool exists.",
  },
  RevokeToken: { name: "UnauthorizedException", message: "Invalid client or secret" },
};

/** Ids that nothing has. */
const NOWHERE = [
  {
    member: "UserPoolId",
    value: "us-east-1_NoSuchPool",
    auth: "signed",
    message: "User pool us-east-1_NoSuchPool does not exist.",
  },
  {
    member: "ClientId",
    value: "nosuchclient",
    auth: "public",
    message: "User pool client nosuchclient does not exist.",
  },
] as const;

/** A success as undefined. */
const refusalIn = (answer: RawAnswer): Refusal | undefined =>
  answer.status === 200 ? undefined : cleanRefusal(answer);

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

const signedByNobody = (alg: string, claims: object): string =>
  `${encoded({ alg, kid: "any" })}.${encoded({ token_use: "access", ...claims })}.${encoded({})}`;

interface Key {
  readonly id: string;
  readonly secret: string;
}

/** Keys for everything, for `Admin*` alone and for `ListUsers` alone. */
const accessKeys = (database: string): Promise<Record<"everything" | "admin" | "list", Key>> =>
  withAccessKeys({ database: { kind: "file", path: database }, masterKeyFile: null }, async (keys) => ({
    everything: await keys.create(ALLOW_EVERYTHING),
    admin: await keys.create(parseAllow("Admin*") ?? []),
    list: await keys.create(parseAllow("ListUsers") ?? []),
  }));

async function newDatabase(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-test-"));
  after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "poolkeeper.db");
}

const server = await serve(":memory:");

describe("a request that breaks the model", () => {
  const ways = [withoutNeeded, beyondLimits, ofWrongType];
  for (const operation of operationNames) {
    test(`is refused by ${operation} in words that tell what is wrong`, async () => {
      for (const malformation of ways.flatMap((way) => way(operation))) {
        const refusal = cleanRefusal(await rawCall(server.url, operation, malformation.input));
        judge(operation, malformation, refusal);
      }
    });
  }

  test("is an exception only where some request still is one", () => {
    const known = operationNames.flatMap((operation) =>
      ways.flatMap((way) => way(operation)).map(({ what }) => `${operation}: ${what}`),
    );
    const stale = EXCEPTIONS.map(({ operation, what }) => `${operation}: ${what}`).filter(
      (name) => !known.includes(name),
    );
    assert.deepEqual(stale, [], "to be taken out of test/golden/exceptions.json");
  });
});

function judge(operation: OperationName, malformation: Malformation, refusal: Refusal): void {
  const { what } = malformation;
  const exception = EXCEPTIONS.find((known) => known.operation === operation && known.what === what);
  const asTheModelSays = isRefusedSo(malformation, refusal);
  if (exception === undefined) {
    assert.ok(
      asTheModelSays,
      `${what}: ${JSON.stringify({ expected: malformation, refusal }, undefined, 2)}`,
    );
    return;
  }
  assert.ok(!asTheModelSays, `"${what}" is to be taken out of test/golden/exceptions.json`);
  assert.deepEqual(refusal, { name: exception.name, message: exception.message }, what);
}

await forEachDatabase((_, makeDatabase) => {
  /** A server with a user who can sign in. */
  async function arrange() {
    const database = await makeDatabase();
    const world = await openWorld(database);
    const app = await newApp(world);
    const username = await addUser(app);
    return { database, server: world, app, username, signIn: () => tokensOf(app, username) };
  }

  describe("a good request", () => {
    test("is answered NotImplementedException by the operations still to come, and by no other", async () => {
      const { server, app } = await arrange();
      const missing: OperationName[] = [];
      for (const operation of operationNames) {
        const byUser = operationModel(operation).auth === "accessToken";
        // Each operation has a user of its own, whom it may sign out or delete.
        const tokens = byUser && (await tokensOf(app, await addUser(app)));
        const input = { ...wellFormedInput(operation), ...(tokens && { AccessToken: tokens.access }) };
        const refusal = refusalIn(await rawCall(server.url, operation, input));
        if (refusal?.name !== "NotImplementedException") continue;
        assert.deepEqual(refusal, notYet(operation));
        missing.push(operation);
      }
      assert.deepEqual(missing, NOT_YET, "test/golden/not-yet.json, which may only get shorter");
    });

    for (const { member, value, auth, message } of NOWHERE) {
      test(`is refused where its ${member} means nothing`, async () => {
        const server = await serve(await makeDatabase());
        for (const operation of calledBy(auth).filter((name) => requires(name, member))) {
          const input = { ...wellFormedInput(operation), [member]: value };
          const refusal = cleanRefusal(await rawCall(server.url, operation, input));
          const expected = NOWHERE_ELSE[operation] ?? { name: "ResourceNotFoundException", message };
          assert.deepEqual(refusal, NOT_YET.includes(operation) ? notYet(operation) : expected, operation);
        }
      });
    }
  });

  describe("an operation for signed-in users", () => {
    async function refuses(server: TestServer, AccessToken: string, expected: Refusal): Promise<void> {
      for (const operation of calledBy("accessToken")) {
        const input = { ...wellFormedInput(operation), AccessToken };
        const refusal = cleanRefusal(await rawCall(server.url, operation, input));
        assert.deepEqual(refusal, expected, operation);
      }
    }

    test("needs an access token, unless a session may stand in its place", async () => {
      const server = await serve(await makeDatabase());
      for (const operation of calledBy("accessToken").filter((name) => !requires(name, "AccessToken"))) {
        const refusal = cleanRefusal(await rawCall(server.url, operation, wellFormedInput(operation)));
        const inSession = operationModel(operation).input.memberNames.has("Session");
        assert.deepEqual(refusal, inSession ? notYet(operation) : INVALID_TOKEN, operation);
      }
    });

    test("refuses what is no access token", async () => {
      const { server, signIn, app } = await arrange();
      const { id } = await signIn();
      const unsigned = [
        signedByNobody("none", { client_id: app.clientId }),
        signedByNobody("RS256", { client_id: "nobody" }),
        signedByNobody("RS256", { client_id: `${app.clientId}\u0000` }),
      ];
      for (const token of ["sample", "a.b.c", id, ...unsigned]) await refuses(server, token, INVALID_TOKEN);
    });

    test("refuses an access token that somebody changed", async () => {
      const { server, signIn } = await arrange();
      const [header, claims = "", signature] = (await signIn()).access.split(".");
      const { sub, ...rest } = JSON.parse(Buffer.from(claims, "base64url").toString());
      const forged = [header, encoded({ ...rest, sub: `${sub}x` }), signature].join(".");
      await refuses(server, forged, unauthorized("Could not verify signature for Access Token"));
    });

    test("refuses an access token that was revoked", async () => {
      const { database, server, signIn } = await arrange();
      const { access } = await signIn();
      await rawSql(database, "update grants set revoked_at = 1");
      await refuses(server, access, unauthorized("Access Token has been revoked"));
    });

    test("refuses an access token whose user was reset, disabled or deleted", async () => {
      const { database, server, app, username, signIn } = await arrange();
      const { access } = await signIn();
      const user = { UserPoolId: app.poolId, Username: username };
      await app.api.adminResetUserPassword(user);
      await refuses(server, access, {
        name: "PasswordResetRequiredException",
        message: "Password reset required for the user",
      });
      await rawSql(database, "update users set enabled = 0");
      await refuses(server, access, unauthorized("User is disabled."));
      await app.api.adminDeleteUser(user);
      await refuses(server, access, { name: "UserNotFoundException", message: "User does not exist." });
    });

    test("refuses an access token that is too old", async () => {
      const { server, signIn } = await arrange();
      const { access } = await signIn();
      server.pass(60 * 60);
      await refuses(server, access, unauthorized("Access Token has expired"));
    });
  });
});

describe("an operation for administrators", () => {
  test("needs a signature, even where it goes unchecked", async () => {
    for (const operation of calledBy("signed")) {
      const answer = await rawCall(server.url, operation, wellFormedInput(operation), {});
      assert.deepEqual(cleanRefusal(answer), UNSIGNED, operation);
    }
  });

  test("needs a signature by a key that exists and allows it, where signatures are checked", async () => {
    const database = await newDatabase();
    const keys = await accessKeys(database);
    const server = await serve(database, "--auth", "keys");
    for (const operation of calledBy("signed")) {
      const input = wellFormedInput(operation);
      const refusalOf = async ({ id, secret }: Key): Promise<Refusal> =>
        cleanRefusal(
          await signedCall(server.url, operation, input, { accessKeyId: id, secretAccessKey: secret }),
        );
      const unsigned = await rawCall(server.url, operation, input, {});
      assert.deepEqual(cleanRefusal(unsigned), UNSIGNED, operation);

      const wrongSecret = { ...keys.everything, secret: keys.admin.secret };
      assert.deepEqual(await refusalOf(wrongSecret), WRONG_SIGNATURE, operation);
      assert.deepEqual(await refusalOf({ ...keys.everything, id: "AKIDEXAMPLE" }), UNKNOWN_KEY, operation);

      const other = operation.startsWith("Admin") ? keys.list : keys.admin;
      assert.deepEqual(await refusalOf(other), forbidden(other, operation, input), operation);
    }
  });
});
