/** What the service says to whoever is refused, word for word: signing in. */
import assert from "node:assert/strict";
import {
  addUser,
  adminSignIn,
  newClient,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  TEMPORARY,
  there,
} from "../../support/arrange.ts";
import { chooseFirst, disable, initiate, newcomer, newMail, remove, respond, signedIn } from "./acts.ts";
import {
  concealing,
  denied,
  exception,
  invalid,
  NO_USER,
  RESET,
  type Row,
  refused,
  tellErrors,
  WRONG,
} from "./rows.ts";

const SIGNING_IN: readonly Row[] = [
  {
    when: "the password is wrong",
    ...WRONG,
    provoke: async (app) => signIn(app, await addUser(app), "wrong"),
  },
  { when: "nobody has the name", ...NO_USER, provoke: (app) => signIn(app, "nobody") },
  {
    when: "nobody has the name, which the client conceals",
    ...WRONG,
    app: concealing(),
    provoke: (app) => signIn(app, "nobody"),
  },
  {
    when: "a parameter is missing",
    ...invalid("Missing required parameter USERNAME"),
    provoke: (app) => signIn(app, ""),
  },
  {
    when: "the password is empty",
    ...invalid("Missing required parameter PASSWORD"),
    provoke: async (app) => signIn(app, await addUser(app), ""),
  },
  {
    when: "the refresh token is empty",
    ...invalid("Missing required parameter REFRESH_TOKEN"),
    provoke: (app) => refresh(app, ""),
  },
  {
    when: "USER_PASSWORD_AUTH is not allowed",
    ...invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
    app: { client: { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] } },
    provoke: (app) => signIn(app, "jane"),
  },
  {
    when: "USER_SRP_AUTH is not allowed",
    ...invalid("USER_SRP_AUTH is not enabled for the client."),
    app: { client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
    provoke: (app) => initiate(app, "USER_SRP_AUTH"),
  },
  {
    when: "CUSTOM_AUTH is not allowed",
    ...invalid("CUSTOM_AUTH is not enabled for the client."),
    provoke: (app) => initiate(app, "CUSTOM_AUTH"),
  },
  {
    when: "USER_AUTH is not allowed",
    ...invalid("USER_AUTH flow not enabled for this client"),
    provoke: (app) => initiate(app, "USER_AUTH"),
  },
  {
    when: "only custom authentication is allowed",
    ...invalid("Only custom auth (lambda driven) is enabled for this client."),
    app: { client: { ExplicitAuthFlows: ["CUSTOM_AUTH_FLOW_ONLY"] } },
    provoke: (app) => signIn(app, "jane"),
  },
  {
    when: "custom authentication has no functions",
    ...invalid("Custom auth lambda trigger is not configured for the user pool."),
    app: { client: { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] } },
    provoke: (app) => initiate(app, "CUSTOM_AUTH"),
  },
  {
    when: "ADMIN_USER_PASSWORD_AUTH is not allowed",
    ...invalid("Auth flow not enabled for this client"),
    app: { client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
    provoke: (app) => adminSignIn(app, "jane"),
  },
  {
    when: "an app asks for an administrator's flow",
    ...invalid("Initiate Auth method not supported."),
    provoke: ({ api, clientId }) =>
      api.initiateAuth({
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "jane", PASSWORD },
      }),
  },
  {
    when: "the user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const username = await addUser(app);
      await disable(app, username);
      await signIn(app, username);
    },
  },
  {
    when: "the user is not confirmed, with the right password",
    ...exception("UserNotConfirmed", "User is not confirmed."),
    provoke: async (app) => signIn(app, await newcomer(app)),
  },
  {
    when: "the user is not confirmed, with a wrong password",
    ...exception("UserNotConfirmed", "User is not confirmed."),
    provoke: async (app) => signIn(app, await newcomer(app), "wrong"),
  },
  {
    when: "the password was reset",
    ...RESET,
    async provoke(app) {
      const username = await addUser(app);
      await resetPassword(app, username);
      await signIn(app, username);
    },
  },
  {
    when: "the temporary password is too old",
    ...denied("Temporary password has expired and must be reset by an administrator."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      app.world.pass(7 * 86_400);
      await signIn(app, username, TEMPORARY);
    },
  },
  {
    when: "too many passwords were wrong",
    ...denied("Password attempts exceeded"),
    async provoke(app) {
      const username = await addUser(app);
      for (const seconds of [0, 0, 0, 0, 0, 1, 2, 4, 8, 16]) {
        app.world.pass(seconds);
        await refused(signIn(app, username, "wrong"), WRONG);
      }
      await signIn(app, username);
    },
  },
  {
    when: "a session is made up",
    ...denied("Invalid session for the user."),
    provoke: async (app) => respond(app, await addUser(app), "AYABmade-up-by-somebody-else"),
  },
  {
    when: "a session is too old",
    ...denied("Invalid session for the user, session is expired."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      app.world.pass(180);
      await respond(app, username, Session);
    },
  },
  {
    when: "a session is used again",
    ...denied("Invalid session for the user, session can only be used once."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      await assert.doesNotReject(respond(app, username, Session));
      await respond(app, username, Session);
    },
  },
  {
    when: "NEW_PASSWORD_REQUIRED lacks a required attribute",
    ...invalid("Invalid attributes given, given_name is missing"),
    app: { pool: { Schema: [{ Name: "given_name", Required: true }] } },
    provoke: (app) => chooseFirst(app, {}),
  },
  {
    when: "NEW_PASSWORD_REQUIRED gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: (app) => chooseFirst(app, { NEW_PASSWORD: "Sh0rt!" }),
  },
  {
    when: "NEW_PASSWORD_REQUIRED is to verify an e-mail address",
    ...invalid("Cannot modify the non-mutable attribute email_verified"),
    provoke: (app) => chooseFirst(app, { "userAttributes.email_verified": "true" }),
  },
  {
    when: "NEW_PASSWORD_REQUIRED is to change an attribute",
    ...denied("Cannot modify an already provided email"),
    provoke: (app) => chooseFirst(app, { "userAttributes.email": newMail() }),
  },
  {
    when: "a refresh token is made up",
    ...denied("Invalid Refresh Token."),
    provoke: (app) => refresh(app, "made.up.by.somebody.else"),
  },
  {
    when: "a refresh token is another client's",
    ...denied("Invalid Refresh Token."),
    async provoke(app) {
      const tokens = await signedIn(app);
      await refresh({ ...app, clientId: await newClient(app) }, tokens.refresh);
    },
  },
  {
    when: "a refresh token was revoked",
    ...denied("Refresh Token has been revoked"),
    async provoke(app) {
      const tokens = await signedIn(app);
      await app.api.revokeToken({ ClientId: app.clientId, Token: there(tokens.refresh) });
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token is too old",
    ...denied("Refresh Token has expired"),
    app: { client: { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } } },
    async provoke(app) {
      const tokens = await signedIn(app);
      app.world.pass(3600);
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token's user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const { username, ...tokens } = await signedIn(app);
      await disable(app, username);
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token's user is deleted",
    ...NO_USER,
    async provoke(app) {
      const { username, ...tokens } = await signedIn(app);
      await remove(app, username);
      await refresh(app, tokens.refresh);
    },
  },
];

await tellErrors("signing in", SIGNING_IN);
