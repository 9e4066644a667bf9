import assert from "node:assert/strict";
import { pbkdf2Sync, randomBytes, scryptSync } from "node:crypto";
import { describe, test } from "node:test";
import { hash as argon2id } from "@node-rs/argon2";
import { hash as bcrypt } from "@node-rs/bcrypt";
import {
  type App,
  adminSignIn,
  beforehand,
  openWorld,
  outcomes,
  PASSWORD,
  signIn,
  statusOf,
  there,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { seedFile } from "../support/seeds.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";
import { expectSameTime, timed } from "../support/timing.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");

const salt = randomBytes(16);

const passlibBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString("base64").replaceAll("+", ".").replace(/=+$/, "");

/** PASSWORD, hashed by other systems and by the libraries they use. */
const HASHES = {
  "bcrypt-2a": "$2a$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm",
  "bcrypt-2b": await bcrypt(PASSWORD, 4),
  "bcrypt-2x": "$2x$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm",
  "bcrypt-2y": "$2y$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm",
  scrypt: `16384$8$1$${salt.toString("hex")}$${scryptSync(PASSWORD, salt, 64).toString("hex")}`,
  argon2id: await argon2id(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 }),
  pbkdf2: `$pbkdf2-sha256$29000$${passlibBase64(salt)}$${passlibBase64(pbkdf2Sync(PASSWORD, salt, 29_000, 32, "sha256"))}`,
};
const NAMES = Object.keys(HASHES);

const hashOf = (name: string): string => there(Object.entries(HASHES).find(([one]) => one === name)?.[1]);

const client = (ClientId: string) => ({
  ClientId,
  ClientName: "web",
  PreventUserExistenceErrors: "ENABLED",
  ExplicitAuthFlows: [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
  ],
});

const usersNamed = (...prefixes: string[]) =>
  prefixes.flatMap((prefix) =>
    NAMES.map((name) => ({ Username: `${prefix}-${name}`, PasswordHash: hashOf(name) })),
  );

const seed = seedFile({
  pools: [
    {
      Id: "us-east-1_srp",
      PoolName: "srp",
      clients: [client("srp")],
      users: usersNamed("public", "admin", "crowd", "srp", "busy", "changed"),
    },
    {
      Id: "us-east-1_argon",
      PoolName: "argon",
      UserPoolTags: { "poolkeeper:password-hash": "argon2id" },
      clients: [client("argon")],
      users: usersNamed("public"),
    },
    {
      Id: "us-east-1_slow",
      PoolName: "slow",
      clients: [client("slow")],
      users: [
        {
          Username: "somebody",
          PasswordHash: "$2b$10$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm",
        },
      ],
    },
  ],
});

async function signInBySrp({ api, poolId, clientId }: App, username: string) {
  const srp = srpClient(poolId);
  const { ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
  });
}

await forEachDatabase((_name, make) => {
  const place = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database, "--seed", seed) };
  });
  const appOf = (name: "srp" | "argon" | "slow"): App => {
    const { world } = place();
    return { world, api: world.api, poolId: `us-east-1_${name}`, clientId: name };
  };

  /** How the database has the user's password. */
  async function stored({ poolId }: App, username: string) {
    const rows = await rawSql(
      place().database,
      `select password from users where pool_id = '${poolId}' and username = '${username}'`,
    );
    return JSON.parse(String(rows[0]?.["password"])) as { kind: string; algorithm?: string };
  }

  for (const name of NAMES) {
    describe(`a user imported with a hash of ${name}`, () => {
      test("signs in with the password, from then on in all the pool's ways", async () => {
        const app = appOf("srp");
        const username = `public-${name}`;
        assert.equal((await stored(app, username)).kind, "imported");
        const before = await app.api.adminGetUser({ UserPoolId: app.poolId, Username: username });
        await assert.rejects(signInBySrp(app, username), wrong);
        await assert.rejects(signIn(app, username, `${PASSWORD}x`), wrong);
        assert.equal((await stored(app, username)).kind, "imported");

        assert.ok((await signIn(app, username)).AuthenticationResult);
        assert.equal((await stored(app, username)).kind, "srp");
        assert.ok((await signInBySrp(app, username)).AuthenticationResult);
        assert.ok((await signIn(app, username)).AuthenticationResult);
        await assert.rejects(signIn(app, username, `${PASSWORD}x`), wrong);
        const after = await app.api.adminGetUser({ UserPoolId: app.poolId, Username: username });
        assert.deepEqual({ ...after, $metadata: undefined }, { ...before, $metadata: undefined });
        assert.equal(after.UserStatus, "CONFIRMED");
      });

      test("may do so at the administrators' door first", async () => {
        const app = appOf("srp");
        await assert.rejects(adminSignIn(app, `admin-${name}`, `${PASSWORD}x`), wrong);
        assert.ok((await adminSignIn(app, `admin-${name}`)).AuthenticationResult);
        assert.equal((await stored(app, `admin-${name}`)).kind, "srp");
      });

      test("gets the pool's own kind of hash where SRP is not used", async () => {
        const app = appOf("argon");
        assert.ok((await signIn(app, `public-${name}`)).AuthenticationResult);
        assert.deepEqual(Object.keys(await stored(app, `public-${name}`)), ["kind", "sealed"]);
        assert.ok((await signIn(app, `public-${name}`)).AuthenticationResult);
        await assert.rejects(signIn(app, `public-${name}`, `${PASSWORD}x`), wrong);
      });
    });
  }

  test("first sign-ins side by side all succeed", async () => {
    const app = appOf("srp");
    const { kept, refusals } = await outcomes(
      NAMES.flatMap((name) => Array.from({ length: 3 }, () => signIn(app, `crowd-${name}`))),
    );
    assert.deepEqual({ kept, refusals }, { kept: 3 * NAMES.length, refusals: [] });
    for (const name of NAMES) assert.equal((await stored(app, `crowd-${name}`)).kind, "srp");
  });

  test("SRP fails for such a user as for nobody, until then", async () => {
    const app = appOf("srp");
    const shapeFor = async (username: string) => {
      const { ChallengeName, ChallengeParameters, Session } = await app.api.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srpClient(app.poolId).publicValue },
      });
      const lengths = Object.entries(ChallengeParameters ?? {}).map(([key, { length }]) =>
        key === "SRP_B" || key.startsWith("USER") ? key : [key, length],
      );
      return { ChallengeName, Session, lengths };
    };
    assert.deepEqual(await shapeFor("srp-scrypt"), await shapeFor("srp-nobody"));
    await assert.rejects(signInBySrp(app, "srp-scrypt"), wrong);
    await assert.rejects(signInBySrp(app, "srp-nobody"), wrong);
  });

  test("a lock-out holds for imported hashes too, and leaves them as they are", async () => {
    const app = appOf("srp");
    for (const _ of [1, 2, 3, 4, 5]) await assert.rejects(signIn(app, "busy-scrypt", "wrong"), wrong);
    await assert.rejects(
      signIn(app, "busy-scrypt"),
      refusal("NotAuthorizedException", "Password attempts exceeded"),
    );
    assert.equal((await stored(app, "busy-scrypt")).kind, "imported");
  });

  test("an administrator's new password takes the place of the hash", async () => {
    const app = appOf("srp");
    await app.api.adminSetUserPassword({
      UserPoolId: app.poolId,
      Username: "changed-pbkdf2",
      Password: "An0ther-Passw0rd!",
      Permanent: true,
    });
    await assert.rejects(signIn(app, "changed-pbkdf2"), wrong);
    assert.ok((await signIn(app, "changed-pbkdf2", "An0ther-Passw0rd!")).AuthenticationResult);
    assert.equal(await statusOf(app, "changed-pbkdf2"), "CONFIRMED");
  });

  test("nobody's password takes as long to be wrong as that of such a user", async () => {
    const app = appOf("slow");
    const measure = (username: string): Promise<number> =>
      timed(() => assert.rejects(signIn(app, username), wrong));
    await expectSameTime(["somebody", "nobody"], measure, {
      tries: 9,
      mostApart: 2 / 3,
      step: () => app.world.pass(60 * 60 + 1),
    });
  });

  test("no hash lies in clear", async () => {
    const rows = await rawSql(place().database, "select password from users");
    const text = JSON.stringify(rows);
    for (const name of NAMES) {
      assert.ok(!text.includes(hashOf(name).slice(-20)), name);
      assert.ok(!text.includes(Buffer.from(hashOf(name)).toString("base64").slice(8, 40)), name);
    }
  });
});
