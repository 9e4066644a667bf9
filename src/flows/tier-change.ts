import type { AppClient } from "../domain/app-client.ts";
import { featuresBeyondLite } from "../domain/client-settings.ts";
import type { Pool } from "../domain/pool.ts";
import { REPLICATION } from "../domain/replica.ts";
import { SESSION_TRACKING, tracksSessions } from "../domain/session-tracking.ts";
import { refuseFeatures } from "../domain/tiers.ts";
import type { UserPoolTierType } from "../model/types.gen.ts";
import { listClients } from "../store/app-clients.ts";
import type { ReadTx } from "../store/db.ts";
import { domainsOf } from "../store/domains.ts";
import { listReplicas } from "../store/replicas.ts";

const CLIENTS_AT_ONCE = 500;

/** Refuses a move to the lowest tier while a pool's clients, domains, sessions or replica need what it lacks. */
export async function checkTierChange(tx: ReadTx, pool: Pool, tier: UserPoolTierType): Promise<void> {
  const before = pool.settings.UserPoolTier;
  if (tier !== "LITE" || before === "LITE") return;
  const features = new Set<string>();
  for await (const { settings } of clientsOf(tx, pool)) {
    for (const feature of featuresBeyondLite(settings)) features.add(feature);
  }
  const domains = await domainsOf(tx, pool.id);
  if (domains.some(({ managedLoginVersion }) => managedLoginVersion === 2)) {
    features.add("Managed Login Version 2");
  }
  if (tracksSessions(pool)) features.add(SESSION_TRACKING);
  if ((await listReplicas(tx, pool.id)).length > 0) features.add(REPLICATION);
  refuseFeatures(tier, [...features], before);
}

async function* clientsOf(tx: ReadTx, pool: Pool): AsyncGenerator<AppClient> {
  for (let last: AppClient | undefined; ; ) {
    const page = await listClients(tx, pool.id, last, CLIENTS_AT_ONCE);
    yield* page;
    last = page.at(-1);
    if (page.length < CLIENTS_AT_ONCE) return;
  }
}
