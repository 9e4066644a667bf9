import { seconds } from "../../base/clock.ts";
import type { AppClient } from "../app-client.ts";

/** Whether each refresh gives the client another refresh token in place of the one it used. */
export const rotatesRefreshTokens = ({ settings }: Pick<AppClient, "settings">): boolean =>
  settings.RefreshTokenRotation?.Feature === "ENABLED";

/**
 * How a refresh token counts under rotation. `retried`: another one took its place so lately that the client may have
 * missed it; `reused`: it is used long after that, perhaps by a thief.
 */
export type RotationState = "current" | "retried" | "reused";

export function rotationState(
  { retiredAt }: { readonly retiredAt: number | null },
  client: Pick<AppClient, "settings">,
  now: number,
): RotationState {
  if (retiredAt === null) return "current";
  const grace = rotatesRefreshTokens(client)
    ? seconds(client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0)
    : 0;
  return now < retiredAt + grace ? "retried" : "reused";
}
