import { requireGoodStanding } from "../domain/auth/standing.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { API_SCOPE } from "../domain/tokens/claims.ts";
import type { TokenSource } from "../domain/triggers/pre-token-generation.ts";
import type { StoredPassword, User } from "../domain/user.ts";
import type { AuthenticationResultType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { admitRightPassword, type SignInAttempt } from "./attempt.ts";
import type { Context } from "./context.ts";
import { groupsForTokens } from "./groups.ts";
import { replaceImported } from "./passwords.ts";
import { postAuthenticate } from "./post-authentication.ts";
import { customisesTokens, tokenChanges } from "./pre-token-generation.ts";
import { issueTokens } from "./tokens.ts";
import { trackSignIn } from "./user-sessions.ts";

/** An attempt of somebody who proved to be the user. */
export type ProvedAttempt = SignInAttempt & {
  readonly user: User;
  /** What is to take the place of an imported hash. */
  readonly replacement?: StoredPassword | null;
  /** Of its event, where threat protection watches. */
  readonly eventId?: string | undefined;
};

/** Ends a sign-in: what the pool's functions have to say, then the tokens. */
export async function completeSignIn(
  ctx: Context,
  attempt: ProvedAttempt,
  source: TokenSource,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<AuthenticationResultType> {
  const { pool, client, user, origin } = attempt;
  // Functions are not to tell a guess that came when the user was locked out that it is right.
  if (asksFunctions(pool)) await ctx.db.write((tx) => admit(tx, ctx, attempt));
  await postAuthenticate(ctx, attempt, clientMetadata);
  const groups = await ctx.db.read((tx) => groupsForTokens(tx, user));
  const holder = { pool, client, user, groups };
  const { userAgent } = origin;
  const changes = await tokenChanges(ctx, holder, { source, scopes: [API_SCOPE], clientMetadata, userAgent });
  return issueTokens(ctx, { ...holder, eventId: attempt.eventId }, changes, async (tx, grant) => {
    await admit(tx, ctx, attempt);
    await trackSignIn(tx, ctx, attempt, grant);
  });
}

const asksFunctions = (pool: Pool): boolean =>
  pool.settings.LambdaConfig.PostAuthentication !== undefined || customisesTokens(pool);

/** A sign-in goes on for a user who still is as it proved when its next step is stored, and who is not locked out. */
export async function admit(
  tx: WriteTx,
  { clock }: Pick<Context, "clock">,
  attempt: ProvedAttempt,
): Promise<void> {
  const user = await findUserBySub(tx, attempt.pool.id, attempt.user.sub);
  if (!user) throw faults.userNotFound();
  requireGoodStanding(user);
  if (user.passwordSetAt !== attempt.user.passwordSetAt)
    throw faults.wrongCredentials("the password was changed");
  await admitRightPassword(tx, attempt, clock.now());
  await replaceImported(tx, user, attempt.replacement ?? null);
}
