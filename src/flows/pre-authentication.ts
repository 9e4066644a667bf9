import { triggerEvent, userAttributesForTriggers } from "../domain/triggers/event.ts";
import { PRE_AUTHENTICATION, preAuthenticationRequest } from "../domain/triggers/pre-authentication.ts";
import type { User } from "../domain/user.ts";
import type { SignInAttempt } from "./attempt.ts";
import type { Context } from "./context.ts";
import { invokeTrigger, type TriggerTools } from "./trigger.ts";
import { findUser } from "./users.ts";

/**
 * Lets the pool's PreAuthentication function, where it has one, turn a sign-in down before anything of the user is
 * judged. Gives the user as the function leaves them.
 */
export async function preAuthenticate(
  ctx: TriggerTools & Pick<Context, "db">,
  { pool, client, user, username, origin }: SignInAttempt,
  validationData: Readonly<Record<string, string>> | undefined,
): Promise<User | undefined> {
  const arn = pool.settings.LambdaConfig.PreAuthentication;
  if (arn === undefined) return user;
  const event = triggerEvent(
    { pool, userName: user?.username ?? username, userAgent: origin.userAgent, clientId: client.id },
    PRE_AUTHENTICATION,
    preAuthenticationRequest(user ? userAttributesForTriggers(pool, user) : null, validationData),
    {},
  );
  await invokeTrigger(ctx, pool, "PreAuthentication", arn, event);
  return ctx.db.read((tx) => findUser(tx, pool, username));
}
