import { fileURLToPath } from "node:url";
import type { InboxMessage } from "./server.ts";

const DIRECTORY = fileURLToPath(new URL("../api/functions", import.meta.url));

/** Serves the functions of the tests as local Lambda functions. */
export const withFunctions = ["--functions", DIRECTORY] as const;

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** An event as a trigger got it. */
export interface TriggerEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: Readonly<Record<string, string>>;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** The event that the function `echo` wrote into a mail. */
export function eventIn({ body }: Pick<InboxMessage, "body">): TriggerEvent {
  const [, , event = ""] = body.split(" ");
  return JSON.parse(Buffer.from(event, "base64url").toString("utf8"));
}
