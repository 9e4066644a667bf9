import { isStorable } from "../base/text.ts";
import type { AppClient } from "../domain/app-client.ts";
import { type Door, FLOW_RULES, flowRefusal } from "../domain/auth/flow.ts";
import { type Facts, next } from "../domain/auth/next.ts";
import { requireGoodStandingAt, temporaryPasswordExpiry } from "../domain/auth/standing.ts";
import { beginning, type ChallengeName, type Progress } from "../domain/auth/state.ts";
import type { Origin } from "../domain/caller.ts";
import { concealsUsers } from "../domain/client-settings.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { passwordHashOf } from "../domain/reserved-tags.ts";
import type { User } from "../domain/user.ts";
import type {
  AuthenticationResultType,
  AuthFlowType,
  ChallengeNameType,
  InitiateAuthResponse,
} from "../model/types.gen.ts";
import type { AuthSession } from "../store/auth-sessions.ts";
import { findUserBySub } from "../store/users.ts";
import { requireNotLockedOut, type SignInAttempt, wrongPassword } from "./attempt.ts";
import { newSessionToken, openSession, requireSession, stateOf, takeSession } from "./auth-sessions.ts";
import type { Challenge, Responses } from "./challenges/challenge.ts";
import { newPasswordParameters, newPasswordRequired } from "./challenges/new-password.ts";
import { beginSrp, passwordVerifier } from "./challenges/password-verifier.ts";
import { admit, completeSignIn, type ProvedAttempt } from "./complete-sign-in.ts";
import type { Context } from "./context.ts";
import { isPasswordOf, replacementOf } from "./passwords.ts";
import type { PoolAndClient } from "./pools.ts";
import { preAuthenticate } from "./pre-authentication.ts";
import { refresh } from "./refresh.ts";
import { requireAllowedAddress } from "./risk.ts";
import { requireSecretHash } from "./secrets.ts";
import { migrateAtSignIn } from "./user-migration.ts";
import { findUser } from "./users.ts";
import { watchSignIn } from "./watch-sign-in.ts";

/** What a request says to the pool's functions alone. */
type ClientMetadata = Readonly<Record<string, string>> | undefined;

/** What InitiateAuth and AdminInitiateAuth ask. */
export interface SignInRequest extends PoolAndClient {
  readonly door: Door;
  readonly flow: AuthFlowType;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata: ClientMetadata;
  readonly origin: Origin;
}

/** What RespondToAuthChallenge and AdminRespondToAuthChallenge ask. */
export interface ChallengeResponse extends PoolAndClient {
  readonly door: Door;
  readonly challenge: ChallengeNameType;
  readonly session: string | undefined;
  readonly responses: Responses;
  readonly clientMetadata: ClientMetadata;
  readonly origin: Origin;
}

/** Begins a sign-in: tokens at once, or the first challenge. */
export async function initiateAuth(ctx: Context, request: SignInRequest): Promise<InitiateAuthResponse> {
  const { door, pool, client, parameters, clientMetadata, origin } = request;
  const rules = FLOW_RULES[request.flow];
  const refusal = flowRefusal(rules, door, client);
  if (refusal) throw refusal;
  requireParameters(parameters, rules.required);
  if (rules.flow === "REFRESH_TOKEN_AUTH") {
    return { ChallengeParameters: {}, AuthenticationResult: await refreshBySignIn(ctx, request) };
  }
  if (rules.flow === "CUSTOM_AUTH") throw customAuthRefusal(pool);
  if (rules.flow === "USER_AUTH") throw faults.notYet("the USER_AUTH flow");

  const username = parameters["USERNAME"] ?? "";
  const password = rules.flow === "USER_SRP_AUTH" ? undefined : (parameters["PASSWORD"] ?? "");
  requireSecretHash(ctx, client, username, parameters["SECRET_HASH"]);
  if (password === undefined) requireSrp(pool);
  await requireAllowedAddress(ctx, request);

  const asked = { door, pool, client, username, origin };
  const attempt = { ...asked, user: await whoSignsIn(ctx, asked, password, clientMetadata) };
  if (password !== undefined) return provePassword(ctx, attempt, beginning(rules.flow), password);
  const challenge = await beginSrp(ctx, attempt, parameters["SRP_A"] ?? "");
  return { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: challenge };
}

function requireSrp({ settings }: Pool): void {
  if (passwordHashOf(settings.UserPoolTags) === "argon2id") throw faults.srpNotAvailable();
}

/**
 * Whom a name means: a user of the pool, one taken over from elsewhere just now, or nobody, where the client conceals
 * that. Functions may refuse.
 */
async function whoSignsIn(
  ctx: Context,
  asked: Omit<SignInAttempt, "user">,
  password: string | undefined,
  clientMetadata: ClientMetadata,
): Promise<User | undefined> {
  const { pool, client, username } = asked;
  const found = await ctx.db.read((tx) => findUser(tx, pool, username));
  const user =
    found || password === undefined ? found : await migrateAtSignIn(ctx, asked, password, clientMetadata);
  requireSomebody(client, user);
  if (!isStorable(username)) throw faults.wrongCredentials("a name that nobody can have");
  const left = await preAuthenticate(ctx, { ...asked, user }, clientMetadata);
  requireSomebody(client, left);
  return left;
}

/** Refuses the name of nobody, where the client may tell. */
function requireSomebody(client: AppClient, user: User | undefined): void {
  if (!user && !concealsUsers(client)) throw faults.userNotFound();
}

function requireParameters(given: Readonly<Record<string, string>>, names: readonly string[]): void {
  const missing = names.find((name) => !Object.hasOwn(given, name) || given[name] === "");
  if (missing !== undefined) throw faults.missingParameter(missing);
}

/** The flow that proves no more than a refresh token. */
async function refreshBySignIn(
  ctx: Context,
  { pool, client, parameters, origin }: SignInRequest,
): Promise<AuthenticationResultType> {
  const hash = parameters["SECRET_HASH"];
  if (client.secrets.length > 0 && !hash) throw faults.secretHashMissing(client.id);
  return refresh(ctx, {
    pool,
    client,
    token: parameters["REFRESH_TOKEN"] ?? "",
    requireSecretHash: (username) => requireSecretHash(ctx, client, username, hash),
    // Where rotation is on, this flow is off: the token is from before.
    reused: faults.refreshTokenRevoked,
    clientMetadata: undefined,
    origin,
  });
}

function customAuthRefusal({ settings: { LambdaConfig } }: Pool) {
  const { DefineAuthChallenge, CreateAuthChallenge, VerifyAuthChallengeResponse } = LambdaConfig;
  return DefineAuthChallenge && CreateAuthChallenge && VerifyAuthChallengeResponse
    ? faults.notYet("the CUSTOM_AUTH flow")
    : faults.customAuthNotConfigured();
}

/** The flows that send the password itself. */
async function provePassword(
  ctx: Context,
  attempt: SignInAttempt,
  progress: Progress,
  password: string,
): Promise<InitiateAuthResponse> {
  const { pool, client, user, username } = attempt;
  requireGoodStandingAt(client, user);
  await ctx.db.read((tx) => requireNotLockedOut(tx, attempt, ctx.clock.now()));
  return watchSignIn(ctx, attempt, undefined, async ({ screen, ...event }) => {
    const right = await isPasswordOf(ctx, pool, user, username, password);
    if (!user || !right) throw await wrongPassword(ctx, attempt);
    await screen(user, password);
    const replacement = await replacementOf(ctx, pool, user, password);
    const proved = { ...attempt, user, replacement };
    return proceed(ctx, proved, { ...progress, ...event, provedPassword: user.passwordSetAt }, undefined);
  });
}

const CHALLENGES: Readonly<Record<ChallengeName, Challenge>> = {
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
};

const isBuilt = (challenge: ChallengeNameType): challenge is ChallengeName =>
  Object.hasOwn(CHALLENGES, challenge);

/** Goes on with a sign-in: judges the answer, claims the session, then asks what follows or gives the tokens. */
export async function respondToAuthChallenge(
  ctx: Context,
  request: ChallengeResponse,
): Promise<InitiateAuthResponse> {
  const { door, pool, client, challenge, responses, clientMetadata, origin } = request;
  if (!isBuilt(challenge)) throw faults.notYet(`the ${challenge} challenge`);
  const { required, tokenOf, judge } = CHALLENGES[challenge];
  requireParameters(responses, ["USERNAME", ...required]);

  const username = responses["USERNAME"] ?? "";
  requireSecretHash(ctx, client, username, responses["SECRET_HASH"]);
  const session = await requireSession(ctx, client, challenge, tokenOf(responses, request.session));
  const { waiting, progress } = stateOf(ctx, session);
  const { user, isNamed } = await sessionUser(ctx, pool, session, username);
  requireGoodStandingAt(client, user);
  if (progress.provedPassword !== null && progress.provedPassword !== user?.passwordSetAt) {
    throw faults.sessionInvalid("the password was changed meanwhile");
  }

  const attempt: SignInAttempt = { door, pool, client, user, username: session.username, origin };
  await requireAllowedAddress(ctx, attempt);
  return watchSignIn(ctx, attempt, progress.eventId, async ({ screen, ...event }) => {
    const right = await judge(ctx, { attempt, isNamed, session, waiting, progress, responses });
    if (user) await screen(user);
    const after = await ctx.db.write(async (tx) => {
      await takeSession(tx, session, challenge, ctx.clock.now());
      return right.commit(tx);
    });
    return proceed(ctx, { ...attempt, user: after }, { ...right.progress, ...event }, clientMetadata);
  });
}

/** The user a session is for, and whether the USERNAME sent along means that one. */
async function sessionUser(
  ctx: Context,
  pool: Pool,
  { sub }: AuthSession,
  username: string,
): Promise<{ readonly user: User | undefined; readonly isNamed: boolean }> {
  if (sub === null) return { user: undefined, isNamed: true };
  return ctx.db.read(async (tx) => {
    const named = await findUser(tx, pool, username);
    return named?.sub === sub
      ? { user: named, isNamed: true }
      : { user: await findUserBySub(tx, pool.id, sub), isNamed: false };
  });
}

/**
 * Takes the step that follows from what is proved. `clientMetadata` is that of a challenge's answer: functions at the
 * end of a sign-in see none of what it began with.
 */
async function proceed(
  ctx: Context,
  attempt: ProvedAttempt,
  progress: Progress,
  clientMetadata: ClientMetadata,
): Promise<InitiateAuthResponse> {
  const { pool, user } = attempt;
  const step = next(factsOf(pool, user, ctx.clock.now()), progress);
  switch (step.kind) {
    case "refuse":
      throw step.fault;
    case "ask": {
      if (step.challenge === "PASSWORD_VERIFIER")
        throw new Error("a proved password can't be asked for again");
      const token = newSessionToken(ctx);
      await openSession(ctx, attempt, token, { waiting: { challenge: step.challenge }, progress }, (tx) =>
        admit(tx, ctx, attempt),
      );
      return {
        ChallengeName: step.challenge,
        Session: token,
        ChallengeParameters: newPasswordParameters(pool, user),
      };
    }
    case "issueTokens": {
      const seen = { ...attempt, eventId: progress.eventId };
      const tokens = await completeSignIn(ctx, seen, step.source, clientMetadata);
      return { ChallengeParameters: {}, AuthenticationResult: tokens };
    }
  }
}

function factsOf(pool: Pool, user: User, now: number): Facts {
  const expiry = temporaryPasswordExpiry(pool, user);
  return {
    status: user.status,
    temporaryPasswordExpired: expiry !== null && expiry <= now,
    mfa: pool.settings.MfaConfiguration,
    tracksDevices: pool.settings.DeviceConfiguration !== undefined,
  };
}
