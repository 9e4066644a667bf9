import type { AppClient } from "../domain/app-client.ts";
import type { Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { isCompromised } from "../domain/risk/compromised-passwords.ts";
import {
  blockedRanges,
  NO_RISK_SETTINGS,
  type RiskSettings,
  refusesCompromised,
  securityMode,
} from "../domain/risk/configuration.ts";
import { isInRanges } from "../domain/risk/ip-ranges.ts";
import { eventContext } from "../domain/risk/reported.ts";
import type { EventFilterType } from "../model/types.gen.ts";
import type { ReadTx } from "../store/db.ts";
import { findRiskConfiguration } from "../store/risk-configurations.ts";
import type { Context } from "./context.ts";
import type { PoolAndClient } from "./pools.ts";

/** How risks are answered for a client: by its own settings, else by its pool's. */
export async function riskSettings(tx: ReadTx, pool: Pool, client: AppClient): Promise<RiskSettings> {
  const found = await findRiskConfiguration(tx, pool.id, client.id);
  return found?.settings ?? NO_RISK_SETTINGS;
}

/** Refuses requests from addresses that are blocked, whoever they are for. */
export async function requireAllowedAddress(
  { db }: Pick<Context, "db">,
  { pool, client, origin }: PoolAndClient & { readonly origin: Origin },
): Promise<void> {
  if (securityMode(pool) !== "ENFORCED") return;
  const settings = await db.read((tx) => riskSettings(tx, pool, client));
  if (isInRanges(eventContext(origin).ipAddress, blockedRanges(settings))) throw faults.addressBlocked();
}

/** Refuses a new password that everybody knows, where the pool wants that. */
export async function requireSafePassword(
  { db }: Pick<Context, "db">,
  { pool, client }: PoolAndClient,
  event: EventFilterType,
  password: string,
): Promise<void> {
  if (securityMode(pool) !== "ENFORCED" || !isCompromised(password)) return;
  const settings = await db.read((tx) => riskSettings(tx, pool, client));
  if (refusesCompromised(settings, event)) throw faults.passwordCompromised();
}
