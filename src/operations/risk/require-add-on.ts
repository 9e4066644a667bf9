import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import { securityMode } from "../../domain/risk/configuration.ts";

/** Refuses what means nothing in a pool without threat protection. */
export function requireAddOn(pool: Pool): void {
  if (securityMode(pool) === "OFF") throw faults.addOnNotEnabled();
}
