import type { UserSessionTrackingType } from "../model/types.gen.ts";

/** How a pool keeps track of its users' sessions. */
export interface SessionConfiguration {
  readonly tracking: UserSessionTrackingType;
  readonly maxPerUser: number;
  /** When tracking was turned on last: sessions that began earlier are not tracked. */
  readonly since: number;
}

/** Of a pool whose sessions nobody configured. */
export const UNTRACKED: SessionConfiguration = { tracking: "DISABLED", maxPerUser: 20, since: 0 };

/** For so long a client reuses an SSO session unless told otherwise. */
export const DEFAULT_SSO_VALIDITY_MINUTES = 60;

/** The configuration that takes the place of `former`. */
export function replaced(
  former: SessionConfiguration,
  { tracking, maxPerUser }: Pick<SessionConfiguration, "tracking" | "maxPerUser">,
  now: number,
): SessionConfiguration {
  const turnedOn = tracking === "ENABLED" && former.tracking === "DISABLED";
  return { tracking, maxPerUser, since: turnedOn ? now : former.since };
}
