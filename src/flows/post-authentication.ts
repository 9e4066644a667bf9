import { triggerEvent, userAttributesForTriggers } from "../domain/triggers/event.ts";
import { POST_AUTHENTICATION, postAuthenticationRequest } from "../domain/triggers/post-authentication.ts";
import type { User } from "../domain/user.ts";
import type { SignInAttempt } from "./attempt.ts";
import { invokeTrigger, type TriggerTools } from "./trigger.ts";

/** Lets the pool's PostAuthentication function, where it has one, refuse tokens to a user who proved everything. */
export async function postAuthenticate(
  ctx: TriggerTools,
  { pool, client, user, origin }: SignInAttempt & { readonly user: User },
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const arn = pool.settings.LambdaConfig.PostAuthentication;
  if (arn === undefined) return;
  const event = triggerEvent(
    { pool, userName: user.username, userAgent: origin.userAgent, clientId: client.id },
    POST_AUTHENTICATION,
    postAuthenticationRequest(userAttributesForTriggers(pool, user), clientMetadata),
    {},
  );
  await invokeTrigger(ctx, pool, "PostAuthentication", arn, event);
}
