import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { it } from "node:test";
import { JwtRsaVerifier } from "aws-jwt-verify";
import {
  type App,
  addUser,
  newApp,
  newClient,
  onEachDatabase,
  refresh,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Claims = Record<string, unknown>;
const part = (token: string, index: number): Claims =>
  JSON.parse(Buffer.from(there(token.split(".")[index]), "base64url").toString());
const headerOf = (token: string): Claims => part(token, 0);
const claimsOf = (token: string): Claims => part(token, 1);
const encode = (value: Claims): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const notAuthorized = (message: string) => refusal("NotAuthorizedException", message);
const getUser = ({ api }: App, AccessToken: string) => api.getUser({ AccessToken });

await onEachDatabase((world) => {
  it("carry the claims of the service, signed by two keys", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { access, id } = await tokensOf(app, username);
    const issuer = `${world().url.replace("127.0.0.1", "localhost")}/${app.poolId}`;
    const [accessClaims, idClaims] = [claimsOf(access), claimsOf(id)];
    assert.deepEqual(Object.keys(accessClaims), [
      ...[
        "sub",
        "iss",
        "client_id",
        "origin_jti",
        "event_id",
        "token_use",
        "scope",
        "auth_time",
        "exp",
        "iat",
        "jti",
        "username",
      ],
    ]);
    assert.equal(accessClaims["scope"], "aws.cognito.signin.user.admin");
    assert.equal(accessClaims["username"], username);
    assert.equal(idClaims["cognito:username"], username);
    assert.equal(idClaims["aud"], app.clientId);
    assert.equal(idClaims["email_verified"], true);
    assert.equal(idClaims["origin_jti"], accessClaims["origin_jti"]);
    assert.notEqual(idClaims["jti"], accessClaims["jti"]);
    assert.equal(Number(accessClaims["exp"]) - Number(accessClaims["iat"]), 3600);
    assert.deepEqual(Object.keys(headerOf(access)), ["kid", "alg"]);
    assert.notEqual(headerOf(access)["kid"], headerOf(id)["kid"]);

    const keys = await (await fetch(`${world().url}/${app.poolId}/.well-known/jwks.json`)).json();
    const verifier = JwtRsaVerifier.create({
      issuer,
      audience: null,
      jwksUri: `${issuer}/.well-known/jwks.json`,
    });
    verifier.cacheJwks(keys as Parameters<typeof verifier.cacheJwks>[0]);
    for (const token of [access, id]) assert.equal((await verifier.verify(token)).iss, issuer);
  });

  it("are refused when forged, of another kind, of a foreign pool, or expired", async () => {
    const app = await newApp(world());
    const { access, id, refresh: refreshToken } = await tokensOf(app, await addUser(app));
    const foreign = await newApp(world());
    const foreignTokens = await tokensOf(foreign, await addUser(foreign));
    const [header = "", claims = "", signature = ""] = access.split(".");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const forged = `${header}.${encode({ ...claimsOf(access), username: "admin" })}`;
    const ownSignature = sign("sha256", Buffer.from(forged), privateKey).toString("base64url");
    const swapped = `${encode({ ...headerOf(access), kid: headerOf(foreignTokens.access)["kid"] })}.${claims}.${signature}`;
    for (const [token, message] of [
      [id, "Invalid Access Token"],
      [there(refreshToken), "Invalid Access Token"],
      ["garbage", "Invalid Access Token"],
      [`${encode({ ...headerOf(access), alg: "none" })}.${claims}.`, "Invalid Access Token"],
      [`${encode({ ...headerOf(access), alg: "HS256" })}.${claims}.${signature}`, "Invalid Access Token"],
      [`${forged}.${signature}`, "Could not verify signature for Access Token"],
      [`${forged}.${ownSignature}`, "Could not verify signature for Access Token"],
      [swapped, "Could not verify signature for Access Token"],
    ] as const) {
      await assert.rejects(getUser(app, token), notAuthorized(message));
    }
    assert.ok((await getUser(app, access)).Username);
    world().pass(3601);
    await assert.rejects(getUser(app, access), notAuthorized("Access Token has expired"));
  });

  it("of a pool are none in another, even where the client id is written into them", async () => {
    const app = await newApp(world());
    const other = await newApp(world());
    const { access } = await tokensOf(app, await addUser(app));
    const [header, , signature] = access.split(".");
    const moved = `${header}.${encode({ ...claimsOf(access), client_id: other.clientId })}.${signature}`;
    await assert.rejects(getUser(app, moved), notAuthorized("Could not verify signature for Access Token"));
  });

  it("end with their user, whom they then no longer speak for", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { access, refresh: refreshToken } = await tokensOf(app, username);
    await app.api.adminDeleteUser({ UserPoolId: app.poolId, Username: username });
    const gone = refusal("UserNotFoundException", "User does not exist.");
    await assert.rejects(getUser(app, access), gone);
    await assert.rejects(refresh(app, refreshToken), gone);
  });

  it("are renewed by a refresh token, which stays with its sign-in and its client", async () => {
    const app = await newApp(world());
    const { access, refresh: refreshToken } = await tokensOf(app, await addUser(app));
    world().pass(60);
    const { AuthenticationResult, ChallengeName } = await refresh(app, refreshToken);
    assert.equal(ChallengeName, undefined);
    assert.equal(AuthenticationResult?.RefreshToken, undefined);
    const [before, after] = [claimsOf(access), claimsOf(there(AuthenticationResult?.AccessToken))];
    for (const claim of ["sub", "origin_jti", "event_id", "auth_time"])
      assert.equal(after[claim], before[claim]);
    assert.notEqual(after["jti"], before["jti"]);
    assert.ok(Number(after["iat"]) - Number(before["iat"]) >= 60);

    const invalid = notAuthorized("Invalid Refresh Token.");
    await assert.rejects(refresh({ ...app, clientId: await newClient(app) }, refreshToken), invalid);
    await assert.rejects(refresh(app, "made-up"), invalid);
    world().pass(30 * 86_400);
    await assert.rejects(refresh(app, refreshToken), notAuthorized("Refresh Token has expired"));
  });

  it("of a client with a secret need its hash, over the username sent along", async () => {
    const app = await newApp(world(), { client: { GenerateSecret: true } });
    const username = await addUser(app);
    await assert.rejects(
      signIn(app, username),
      notAuthorized(`Client ${app.clientId} is configured with secret but SECRET_HASH was not received`),
    );
    const { UserPoolClient } = await app.api.describeUserPoolClient({
      UserPoolId: app.poolId,
      ClientId: app.clientId,
    });
    const { secretHash } = await import("../../src/domain/secret-hash.ts");
    const hash = (of: string): string => secretHash(there(UserPoolClient?.ClientSecret), of, app.clientId);
    const signInWith = (SECRET_HASH: string) =>
      app.api.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD: "Passw0rd!", SECRET_HASH },
      });
    await assert.rejects(
      signInWith(hash("somebody")),
      notAuthorized(`Unable to verify secret hash for client ${app.clientId}`),
    );
    const { AuthenticationResult } = await signInWith(hash(username));
    const renewed = await app.api.initiateAuth({
      ClientId: app.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: {
        REFRESH_TOKEN: there(AuthenticationResult?.RefreshToken),
        SECRET_HASH: hash(username),
      },
    });
    assert.ok(renewed.AuthenticationResult?.AccessToken);
  });

  it("of a pool that keeps Argon2id hashes come by password, and SRP is refused", async () => {
    const app = await newApp(world(), { pool: { UserPoolTags: { "poolkeeper:password-hash": "argon2id" } } });
    const username = await addUser(app);
    assert.ok((await tokensOf(app, username)).access);
    await assert.rejects(
      signIn(app, username, "Wrong-1-Word"),
      notAuthorized("Incorrect username or password."),
    );
    await assert.rejects(
      app.api.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: "abcdef" },
      }),
      refusal(
        "InvalidParameterException",
        "USER_SRP_AUTH is not available in a user pool that keeps Argon2id password hashes.",
      ),
    );
  });
});
