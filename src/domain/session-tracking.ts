import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";

/** As refusals name it. */
export const SESSION_TRACKING = "Session Tracking";

/** A pool has to stop it before it may move to a tier without it. */
export const tracksSessions = ({ sessions }: Pool): boolean => sessions.tracking === "ENABLED";

/** Refuses to configure sessions in a tier that has none. */
export function requireSessionTier({ settings: { UserPoolTier: tier } }: Pool): void {
  if (tier === "LITE") throw faults.featuresNeedTier(tier, [SESSION_TRACKING]);
}
