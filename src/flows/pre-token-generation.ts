import type { Pool } from "../domain/pool.ts";
import { NO_CHANGES, type TokenChanges } from "../domain/tokens/changes.ts";
import { NO_GROUPS } from "../domain/tokens/groups.ts";
import { userAttributesForTriggers } from "../domain/triggers/event.ts";
import { preTokenEvent, type TokenSource, tokenChangesIn } from "../domain/triggers/pre-token-generation.ts";
import type { PoolAndClient } from "./pools.ts";
import type { TokenHolder } from "./tokens.ts";
import { invokeTrigger, type TriggerTools } from "./trigger.ts";

/** Why tokens are about to be made, and with what. */
export interface TokenRequest {
  readonly source: TokenSource;
  readonly scopes: readonly string[];
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

export const customisesTokens = ({ settings }: Pool): boolean =>
  settings.LambdaConfig.PreTokenGenerationConfig !== undefined;

/** What the pool's PreTokenGeneration function, where it has one, wants different in a user's tokens. */
export async function tokenChanges(
  ctx: TriggerTools,
  { pool, client, user, groups }: TokenHolder,
  { source, scopes, clientMetadata, userAgent }: TokenRequest,
): Promise<TokenChanges> {
  const config = pool.settings.LambdaConfig.PreTokenGenerationConfig;
  if (config === undefined) return NO_CHANGES;
  const event = preTokenEvent(
    { pool, userName: user.username, userAgent, clientId: client.id },
    config.LambdaVersion,
    source,
    { userAttributes: userAttributesForTriggers(pool, user), groups, scopes, clientMetadata },
  );
  const response = await invokeTrigger(ctx, pool, "PreTokenGeneration", config.LambdaArn, event);
  return tokenChangesIn(response, config.LambdaVersion, client.id);
}

/** The same for a token that speaks for a client itself, which functions before the third version know nothing of. */
export async function clientTokenChanges(
  ctx: TriggerTools,
  { pool, client }: PoolAndClient,
  { scopes, clientMetadata, userAgent }: Omit<TokenRequest, "source">,
): Promise<TokenChanges> {
  const config = pool.settings.LambdaConfig.PreTokenGenerationConfig;
  if (config?.LambdaVersion !== "V3_0") return NO_CHANGES;
  const event = preTokenEvent(
    { pool, userName: client.id, userAgent, clientId: client.id },
    config.LambdaVersion,
    "TokenGeneration_ClientCredentials",
    { userAttributes: {}, groups: NO_GROUPS, scopes, clientMetadata },
  );
  const response = await invokeTrigger(ctx, pool, "PreTokenGeneration", config.LambdaArn, event);
  return tokenChangesIn(response, config.LambdaVersion, client.id);
}
