import { isStorable } from "../base/text.ts";
import { type Door, FLOW_RULES, flowRefusal } from "../domain/auth/flow.ts";
import { type Facts, next } from "../domain/auth/next.ts";
import { standingRefusal, temporaryPasswordExpiry } from "../domain/auth/standing.ts";
import { beginning, type ChallengeName, type Progress } from "../domain/auth/state.ts";
import type { Origin } from "../domain/caller.ts";
import { concealsUsers } from "../domain/client-settings.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { passwordHashOf } from "../domain/reserved-tags.ts";
import type { User } from "../domain/user.ts";
import type { AuthFlowType, ChallengeNameType, InitiateAuthResponse } from "../model/types.gen.ts";
import type { AuthSession } from "../store/auth-sessions.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { admitRightPassword, requireNotLockedOut, type SignInAttempt, wrongPassword } from "./attempt.ts";
import { newSessionToken, openSession, requireSession, stateOf, takeSession } from "./auth-sessions.ts";
import type { Challenge, Responses } from "./challenges/challenge.ts";
import { newPasswordParameters, newPasswordRequired } from "./challenges/new-password.ts";
import { beginSrp, passwordVerifier } from "./challenges/password-verifier.ts";
import type { Context } from "./context.ts";
import { isPasswordOf } from "./passwords.ts";
import type { PoolAndClient } from "./pools.ts";
import { refresh } from "./refresh.ts";
import { requireSecretHash } from "./secrets.ts";
import { issueTokens } from "./tokens.ts";
import { requireNoTrigger } from "./trigger.ts";
import { findUser } from "./users.ts";

/** What InitiateAuth and AdminInitiateAuth ask. */
export interface SignInRequest extends PoolAndClient {
  readonly door: Door;
  readonly flow: AuthFlowType;
  readonly parameters: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

/** What RespondToAuthChallenge and AdminRespondToAuthChallenge ask. */
export interface ChallengeResponse extends PoolAndClient {
  readonly door: Door;
  readonly challenge: ChallengeNameType;
  readonly session: string | undefined;
  readonly responses: Responses;
  readonly origin: Origin;
}

/** Begins a sign-in: tokens at once, or the first challenge. */
export async function initiateAuth(ctx: Context, request: SignInRequest): Promise<InitiateAuthResponse> {
  const { door, pool, client, parameters, origin } = request;
  const rules = FLOW_RULES[request.flow];
  const refusal = flowRefusal(rules, door, client);
  if (refusal) throw refusal;
  requireParameters(parameters, rules.required);
  if (rules.flow === "REFRESH_TOKEN_AUTH") {
    return { ChallengeParameters: {}, AuthenticationResult: await refresh(ctx, request, parameters) };
  }
  if (rules.flow === "CUSTOM_AUTH") throw customAuthRefusal(pool);
  if (rules.flow === "USER_AUTH") throw faults.notYet("the USER_AUTH flow");
  requireBuiltTriggers(pool);

  const username = parameters["USERNAME"] ?? "";
  requireSecretHash(ctx, client, username, parameters["SECRET_HASH"]);
  const user = await ctx.db.read((tx) => findUser(tx, pool, username));
  const attempt: SignInAttempt = { door, pool, client, user, username, origin };
  if (!user && rules.flow !== "USER_SRP_AUTH") requireNoTrigger(pool, "UserMigration");
  if (!user && !concealsUsers(client)) throw faults.userNotFound();
  if (!isStorable(username)) throw faults.wrongCredentials("a name that nobody can have");

  if (rules.flow === "USER_SRP_AUTH") {
    if (passwordHashOf(pool.settings.UserPoolTags) === "argon2id") throw faults.srpNotAvailable();
    const challenge = await beginSrp(ctx, attempt, parameters["SRP_A"] ?? "");
    return { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: challenge };
  }
  return provePassword(ctx, attempt, beginning(rules.flow), parameters["PASSWORD"] ?? "");
}

function requireParameters(given: Readonly<Record<string, string>>, names: readonly string[]): void {
  const missing = names.find((name) => !Object.hasOwn(given, name) || given[name] === "");
  if (missing !== undefined) throw faults.missingParameter(missing);
}

function requireBuiltTriggers(pool: Pool): void {
  requireNoTrigger(pool, "PreAuthentication", "PostAuthentication", "PreTokenGeneration");
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
  const { pool, user, username } = attempt;
  requireGoodStanding(user);
  await ctx.db.read((tx) => requireNotLockedOut(tx, attempt, ctx.clock.now()));
  const right = await isPasswordOf(ctx, pool, user, username, password);
  if (!user || !right) throw await wrongPassword(ctx, attempt);
  return proceed(ctx, { ...attempt, user }, { ...progress, provedPassword: user.passwordSetAt });
}

function requireGoodStanding(user: User | undefined): void {
  const refusal = user && standingRefusal(user);
  if (refusal) throw refusal;
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
  const { door, pool, client, challenge, responses, origin } = request;
  if (!isBuilt(challenge)) throw faults.notYet(`the ${challenge} challenge`);
  const { required, tokenOf, judge } = CHALLENGES[challenge];
  requireParameters(responses, ["USERNAME", ...required]);
  requireBuiltTriggers(pool);

  const username = responses["USERNAME"] ?? "";
  requireSecretHash(ctx, client, username, responses["SECRET_HASH"]);
  const session = await requireSession(ctx, client, challenge, tokenOf(responses, request.session));
  const { waiting, progress } = stateOf(ctx, session);
  const { user, isNamed } = await sessionUser(ctx, pool, session, username);
  requireGoodStanding(user);
  if (progress.provedPassword !== null && progress.provedPassword !== user?.passwordSetAt) {
    throw faults.sessionInvalid("the password was changed meanwhile");
  }

  const attempt: SignInAttempt = { door, pool, client, user, username: session.username, origin };
  const right = await judge(ctx, { attempt, isNamed, session, waiting, progress, responses });
  const after = await ctx.db.write(async (tx) => {
    await takeSession(tx, session, challenge, ctx.clock.now());
    return right.commit(tx);
  });
  return proceed(ctx, { ...attempt, user: after }, right.progress);
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

/** Takes the step that follows from what is proved. */
async function proceed(
  ctx: Context,
  attempt: SignInAttempt & { readonly user: User },
  progress: Progress,
): Promise<InitiateAuthResponse> {
  const { pool, client, user } = attempt;
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
      const tokens = await issueTokens(ctx, { pool, client, user }, (tx) => admit(tx, ctx, attempt));
      return { ChallengeParameters: {}, AuthenticationResult: tokens };
    }
  }
}

/** A sign-in goes on for a user who still is as it proved when its next step is stored, and who is not locked out. */
async function admit(
  tx: WriteTx,
  { clock }: Pick<Context, "clock">,
  attempt: SignInAttempt & { readonly user: User },
): Promise<void> {
  const user = await findUserBySub(tx, attempt.pool.id, attempt.user.sub);
  if (!user) throw faults.userNotFound();
  requireGoodStanding(user);
  if (user.passwordSetAt !== attempt.user.passwordSetAt)
    throw faults.wrongCredentials("the password was changed");
  await admitRightPassword(tx, attempt, clock.now());
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
