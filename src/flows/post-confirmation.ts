import type { Pool } from "../domain/pool.ts";
import { triggerEvent, userAttributesForTriggers } from "../domain/triggers/event.ts";
import {
  type PostConfirmationSource,
  postConfirmationRequest,
} from "../domain/triggers/post-confirmation.ts";
import type { User } from "../domain/user.ts";
import { invokeTrigger, type TriggerTools } from "./trigger.ts";

export interface PostConfirmationRequest {
  readonly pool: Pool;
  /** As stored by the confirmation. */
  readonly user: User;
  readonly source: PostConfirmationSource;
  /** Null where an administrator confirms. */
  readonly clientId: string | null;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Tells the pool's PostConfirmation function, where it has one; call it once the confirmation is committed. */
export async function postConfirmation(ctx: TriggerTools, request: PostConfirmationRequest): Promise<void> {
  const { pool, user, source, clientId, clientMetadata, userAgent } = request;
  const arn = pool.settings.LambdaConfig.PostConfirmation;
  if (arn === undefined) return;
  const event = triggerEvent(
    { pool, userName: user.username, userAgent, clientId },
    source,
    postConfirmationRequest(userAttributesForTriggers(pool, user), clientMetadata),
    {},
  );
  await invokeTrigger(ctx, pool, "PostConfirmation", arn, event);
}
