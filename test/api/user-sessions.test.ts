/** The sessions of users in pools that track them: listed, brought up to date by refreshes, evicted and revoked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionDescriptionType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  type AppOptions,
  addUser,
  adminSignIn,
  beforehand,
  newApp,
  newClient,
  openWorld,
  outcomes,
  refresh,
  renew,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawCall, successOf } from "../support/raw-call.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const CHROME =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0";

const accessRevoked = refusal("NotAuthorizedException", "Access Token has been revoked");
const refreshRevoked = refusal("NotAuthorizedException", "Refresh Token has been revoked");
const ownSession = refusal("InvalidParameterException", "The current session cannot be revoked.");
const notFound = (id: string) => refusal("ResourceNotFoundException", `Session ${id} does not exist.`);

const configure = ({ api, poolId }: App, MaxPerUser: number, tracking: "ENABLED" | "DISABLED" = "ENABLED") =>
  api.setUserPoolSessionConfiguration({
    UserPoolId: poolId,
    UserSessionTracking: tracking,
    TokenSession: { MaxPerUser },
  });

const own = async ({ api }: Pick<App, "api">, AccessToken: string): Promise<SessionDescriptionType[]> =>
  there((await api.listUserSessions({ AccessToken })).Sessions);

const sessionsOf = async ({ api, poolId }: App, Username: string): Promise<SessionDescriptionType[]> =>
  there((await api.adminListUserSessions({ UserPoolId: poolId, Username })).Sessions);

const currentOf = async (app: App, access: string): Promise<string> =>
  there((await own(app, access)).find(({ IsCurrentSession }) => IsCurrentSession)?.SessionId);

await forEachDatabase((_, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const world = () => opened().world;

  /** A pool that tracks sessions. */
  async function tracked(options: AppOptions = {}, most = 20): Promise<App> {
    const app = await newApp(world(), options);
    await configure(app, most);
    return app;
  }

  /** Signs in with a User-Agent of one's own. */
  async function signInFrom({ clientId }: App, username: string, userAgent: string) {
    const answer = await rawCall(
      world().url,
      "InitiateAuth",
      {
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD: "Passw0rd!" },
      },
      { "user-agent": userAgent },
    );
    return tokensIn(successOf(answer));
  }

  test("each sign-in is a session, told to its user and to an administrator", async () => {
    const app = await tracked();
    const username = await addUser(app);
    const first = await signInFrom(app, username, CHROME);
    world().pass(10);
    const other = { ...app, clientId: await newClient(app) };
    const second = tokensIn(await adminSignIn(other, username));

    const sessions = await own(app, second.access);
    assert.deepEqual(
      sessions.map(({ ClientId, IsCurrentSession }) => [ClientId, IsCurrentSession]),
      [
        [other.clientId, true],
        [app.clientId, false],
      ],
      "the last used first",
    );
    const [newest, oldest] = [there(sessions[0]), there(sessions[1])];
    for (const { SessionId } of sessions) assert.match(there(SessionId), /^tkn[a-z0-9]{25}$/);
    assert.notEqual(newest.SessionId, oldest.SessionId);
    const { SessionId: _, CreateDate, LastActiveDate, ...rest } = oldest;
    assert.deepEqual(rest, {
      SessionType: "TOKEN",
      ClientId: app.clientId,
      DeviceType: "Chrome 125 / macOS 15.0",
      LastIPAddress: "127.0.0.1",
      IsCurrentSession: false,
    });
    assert.deepEqual(CreateDate, LastActiveDate);
    assert.ok(there(newest.CreateDate).getTime() - there(CreateDate).getTime() >= 10_000);

    assert.deepEqual(
      (await own(app, first.access)).map((one) => one.IsCurrentSession),
      [false, true],
    );
    const seen = await sessionsOf(app, username);
    assert.deepEqual(
      seen,
      sessions.map((session) => ({ ...session, IsCurrentSession: false })),
    );
    assert.deepEqual(await sessionsOf(app, await addUser(app)), []);
  });

  test("a token that names no sign-in is of a session all the same", async () => {
    const app = await tracked({ client: { EnableTokenRevocation: false } });
    const { access } = await tokensOf(app, await addUser(app));
    const [session] = await own(app, access);
    assert.equal(session?.IsCurrentSession, true);
    await assert.rejects(
      app.api.revokeUserSession({ AccessToken: access, SessionId: session?.SessionId }),
      ownSession,
    );
  });

  test("a refresh is an activity of its session, and tells where it came from", async () => {
    const app = await tracked();
    const username = await addUser(app);
    const tokens = await signInFrom(app, username, CHROME);
    world().pass(3600);
    await rawCall(
      world().url,
      "GetTokensFromRefreshToken",
      { ClientId: app.clientId, RefreshToken: tokens.refresh },
      { "user-agent": FIREFOX },
    ).then(successOf);
    const [session] = await sessionsOf(app, username);
    assert.equal(session?.DeviceType, "Firefox 126 / Linux");
    const idle = there(session?.LastActiveDate).getTime() - there(session?.CreateDate).getTime();
    assert.ok(idle >= 3_600_000, `${idle} ms`);
    world().pass(120);
    await refresh(app, tokens.refresh);
    const [later] = await sessionsOf(app, username);
    assert.ok(there(later?.LastActiveDate) > there(session?.LastActiveDate));
    assert.equal(later?.SessionId, session?.SessionId);
    assert.deepEqual(later?.CreateDate, session?.CreateDate);
  });

  test("a client that refreshes all the time is noted once a minute", async () => {
    const app = await tracked();
    const username = await addUser(app);
    const { refresh: token } = await tokensOf(app, username);
    const [before] = await sessionsOf(app, username);
    await refresh(app, token);
    assert.deepEqual(await sessionsOf(app, username), [before]);
    world().pass(60);
    await refresh(app, token);
    const [after] = await sessionsOf(app, username);
    assert.ok(there(after?.LastActiveDate) > there(before?.LastActiveDate));
  });

  test("a rotated refresh token goes on with its session", async () => {
    const app = await tracked({
      client: {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      },
    });
    const { refresh: first, access } = await tokensOf(app, await addUser(app));
    const id = await currentOf(app, access);
    world().pass(100);
    const renewed = tokensIn(await renew(app, first));
    const [session, ...others] = await own(app, renewed.access);
    assert.deepEqual([session?.SessionId, session?.IsCurrentSession, others], [id, true, []]);
    assert.ok(there(session?.LastActiveDate) > there(session?.CreateDate));
  });

  test("a sign-in beyond the maximum ends the session that was used longest ago", async () => {
    const app = await tracked({}, 2);
    const username = await addUser(app);
    const first = await tokensOf(app, username);
    world().pass(100);
    const second = await tokensOf(app, username);
    world().pass(100);
    await refresh(app, first.refresh);
    const third = await tokensOf(app, username);
    assert.equal((await own(app, third.access)).length, 2);
    await assert.rejects(own(app, second.access), accessRevoked);
    await assert.rejects(refresh(app, second.refresh), refreshRevoked);
    assert.ok((await refresh(app, first.refresh)).AuthenticationResult);
  });

  test("a lower maximum counts from the next sign-in", async () => {
    const app = await tracked({}, 5);
    const username = await addUser(app);
    for (let at = 0; at < 5; at++) {
      await tokensOf(app, username);
      world().pass(1);
    }
    await configure(app, 1);
    assert.equal((await sessionsOf(app, username)).length, 5);
    const { access } = await tokensOf(app, username);
    assert.deepEqual(
      (await own(app, access)).map(({ IsCurrentSession }) => IsCurrentSession),
      [true],
    );
  });

  test("of many sign-ins side by side no more than the maximum stay", async () => {
    const app = await tracked({}, 3);
    const username = await addUser(app);
    const { kept } = await outcomes(Array.from({ length: 12 }, () => tokensOf(app, username)));
    assert.equal(kept, 12);
    assert.equal((await sessionsOf(app, username)).length, 3);
  });

  test("what is revoked, signed out of, too old or without its client is listed no longer", async () => {
    const app = await tracked({
      client: { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } },
    });
    const username = await addUser(app);
    const count = async () => (await sessionsOf(app, username)).length;
    const revoked = await tokensOf(app, username);
    await app.api.revokeToken({ ClientId: app.clientId, Token: there(revoked.refresh) });
    assert.equal(await count(), 0);

    const signedOut = await tokensOf(app, username);
    await app.api.globalSignOut({ AccessToken: signedOut.access });
    assert.equal(await count(), 0);

    world().pass(1);
    await tokensOf(app, username);
    assert.equal(await count(), 1);
    world().pass(3600);
    assert.equal(await count(), 0);

    const other = { ...app, clientId: await newClient(app) };
    await tokensOf(other, username);
    assert.equal(await count(), 1);
    await app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId: other.clientId });
    assert.equal(await count(), 0);
  });

  test("a user ends another session of theirs, with its tokens, and not the one they are in", async () => {
    const app = await tracked();
    const username = await addUser(app);
    const [mine, lost] = [await tokensOf(app, username), await tokensOf(app, username)];
    const revoke = (SessionId: string, RevokeAssociatedSessions?: "LINKED" | "NONE") =>
      app.api.revokeUserSession({ AccessToken: mine.access, SessionId, RevokeAssociatedSessions });
    const current = await currentOf(app, mine.access);
    await assert.rejects(revoke(current), ownSession);
    await assert.rejects(revoke(current, "LINKED"), ownSession);

    const id = await currentOf(app, lost.access);
    const { $metadata: _, ...answer } = await revoke(id, "LINKED");
    assert.deepEqual(answer, {});
    await assert.rejects(own(app, lost.access), accessRevoked);
    await assert.rejects(refresh(app, lost.refresh), refreshRevoked);
    assert.deepEqual(
      (await own(app, mine.access)).map(({ SessionId }) => SessionId),
      [current],
    );
    await assert.rejects(revoke(id), notFound(id));
  });

  test("a session is its user's alone", async () => {
    const app = await tracked();
    const [jane, joe] = [await addUser(app), await addUser(app)];
    const [janes, joes] = [await tokensOf(app, jane), await tokensOf(app, joe)];
    const id = await currentOf(app, joes.access);
    await assert.rejects(
      app.api.revokeUserSession({ AccessToken: janes.access, SessionId: id }),
      notFound(id),
    );
    await assert.rejects(
      app.api.adminRevokeUserSession({ UserPoolId: app.poolId, Username: jane, SessionId: id }),
      notFound(id),
    );
    assert.equal((await own(app, joes.access)).length, 1);
  });

  test("an administrator ends any session", async () => {
    const app = await tracked();
    const username = await addUser(app);
    const tokens = await tokensOf(app, username);
    const id = await currentOf(app, tokens.access);
    const revoke = (SessionId: string, Username = username) =>
      app.api.adminRevokeUserSession({ UserPoolId: app.poolId, Username, SessionId });
    await assert.rejects(revoke(id, "nobody"), refusal("UserNotFoundException", "User does not exist."));
    for (const madeUp of ["tkn", "x".repeat(5000), "tkn\u0000"]) {
      await assert.rejects(revoke(madeUp), notFound(madeUp));
    }
    await revoke(id);
    await assert.rejects(own(app, tokens.access), accessRevoked);
    assert.deepEqual(await sessionsOf(app, username), []);
  });

  test("a pool that tracks nothing lists nothing, and signs in as ever", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { access, refresh: token } = await tokensOf(app, username);
    await refresh(app, token);
    assert.deepEqual([await own(app, access), await sessionsOf(app, username)], [[], []]);
    await assert.rejects(
      app.api.revokeUserSession({ AccessToken: access, SessionId: "tkn1" }),
      notFound("tkn1"),
    );
  });

  test("sessions from before tracking was turned on, or on again, are not tracked", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const early = await tokensOf(app, username);
    world().pass(1);
    await configure(app, 1);
    assert.deepEqual(await own(app, early.access), []);
    await tokensOf(app, username);
    await configure(app, 1, "DISABLED");
    assert.deepEqual(await sessionsOf(app, username), []);
    world().pass(1);
    await configure(app, 1);
    assert.deepEqual(await sessionsOf(app, username), []);
    const late = await tokensOf(app, username);
    assert.equal((await own(app, late.access)).length, 1);
    assert.deepEqual(
      await own(app, early.access).then((all) => all.length),
      1,
      "what is not tracked goes on",
    );
  });

  test("more sessions than a page holds are told page by page", async () => {
    const app = await tracked({}, 100);
    const username = await addUser(app);
    await tokensOf(app, username);
    // No maximum lets a user have so many.
    await rawSql(
      opened().database,
      `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 130)
       insert into user_sessions
         (pool_id, id, sub, client_id, grant_id, device_type, ip, created_at, last_active_at, expires_at)
       select pool_id, 'tkn-' || n, sub, client_id, grant_id, device_type, ip, created_at, last_active_at, expires_at
       from user_sessions, numbers where pool_id = '${app.poolId}'`,
    );
    const page = (NextToken?: string) =>
      app.api.adminListUserSessions({ UserPoolId: app.poolId, Username: username, NextToken });
    const first = await page();
    const second = await page(there(first.NextToken));
    assert.deepEqual([first.Sessions?.length, second.Sessions?.length], [125, 6]);
    assert.equal(second.NextToken, undefined);
    const ids = [first, second].flatMap(({ Sessions = [] }) => Sessions.map(({ SessionId }) => SessionId));
    assert.equal(new Set(ids).size, 131);
    const forged = refusal("InvalidParameterException", "Invalid pagination token given.");
    await assert.rejects(page("made-up"), forged);
    const { access } = await tokensOf(app, username);
    await assert.rejects(
      app.api.listUserSessions({ AccessToken: access, NextToken: first.NextToken }),
      forged,
      "a token of another operation",
    );
  });
});
