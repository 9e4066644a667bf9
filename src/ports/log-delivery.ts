import type { JsonObject } from "../base/json.ts";

/** One event of a pool that its owner wants logged. */
export interface LogEntry {
  /** What the pool names as its destination. */
  readonly arn: string;
  /** The kind of event: `userNotification` or `userAuthEvents`. */
  readonly source: string;
  /** The event as Cognito writes it. */
  readonly record: JsonObject;
}

/** Takes events to where they are logged, as well as that goes: nobody waits for it, and it never throws. */
export interface LogDelivery {
  deliver(entry: LogEntry): void;
}
