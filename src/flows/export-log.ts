import type { JsonObject } from "../base/json.ts";
import { logDestinationOf, logLevelOf } from "../domain/log-delivery.ts";
import type { Pool } from "../domain/pool.ts";
import type { Context } from "./context.ts";

/** What Cognito calls the sources of events in its logs. */
const LOGGED_AS = { userNotification: "USER_NOTIFICATION", userAuthEvents: "USER_AUTH_EVENTS" } as const;

/** Logs an event where the pool's log delivery configuration says; does nothing where it says nothing. */
export function exportLog(
  { logs, clock }: Pick<Context, "logs" | "clock">,
  pool: Pool,
  source: keyof typeof LOGGED_AS,
  message: JsonObject,
): void {
  const arn = logDestinationOf(pool.settings, source);
  if (arn === undefined) return;
  const record = {
    eventTimestamp: String(clock.now()),
    eventSource: LOGGED_AS[source],
    logLevel: logLevelOf(source),
    message,
    logSourceId: { userPoolId: pool.id },
  };
  logs.deliver({ arn, source, record });
}
