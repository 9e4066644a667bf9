import { isObject, type JsonObject } from "../../base/json.ts";
import { faults } from "../fault.ts";
import type { Pool } from "../pool.ts";
import type { User } from "../user.ts";

/** What stands in a trigger's event for the app client of a request that has none. */
export const NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

export interface EventFacts {
  readonly pool: Pool;
  readonly userName: string;
  readonly userAgent: string;
  /** Null for PostConfirmation where an administrator confirms; else `NO_CLIENT` where no client is involved. */
  readonly clientId: string | null;
}

const SDK = /(?:^|\s)(aws-sdk-[a-z0-9-]+|aws-cli|Boto3|Botocore)\/([0-9][\w.]*)/;

/** The caller's SDK as its User-Agent tells it. */
export function sdkVersion(userAgent: string): string {
  const [, name, version] = SDK.exec(userAgent) ?? [];
  return name === undefined ? "aws-sdk-unknown-unknown" : `${name.toLowerCase()}-${version}`;
}

/** The event of a trigger: what is common to all, the request, and the answer filled in with what it defaults to. */
export const triggerEvent = (
  facts: EventFacts,
  triggerSource: string,
  request: JsonObject,
  response: JsonObject,
): JsonObject => ({
  version: "1",
  triggerSource,
  region: facts.pool.region,
  userPoolId: facts.pool.id,
  userName: facts.userName,
  callerContext: { awsSdkVersion: sdkVersion(facts.userAgent), clientId: facts.clientId },
  request,
  response,
});

const ALIAS_MEMBERS = [
  { alias: "email", member: "cognito:email_alias" },
  { alias: "phone_number", member: "cognito:phone_number_alias" },
] as const;

/** A user's attributes as triggers see them: all strings, the status among them. */
export function userAttributesForTriggers(pool: Pool, user: User): JsonObject {
  const aliases = ALIAS_MEMBERS.filter(({ alias }) => pool.settings.AliasAttributes?.includes(alias));
  return {
    sub: user.sub,
    ...Object.fromEntries(
      aliases.flatMap(({ alias, member }) => {
        const value = user.attributes[alias];
        return value === undefined ? [] : [[member, value]];
      }),
    ),
    "cognito:user_status": user.status,
    ...user.attributes,
  };
}

const COMMON_MEMBERS = ["version", "triggerSource", "region", "userPoolId", "userName"] as const;

/** The `response` of the event a function gave back; refuses one that is not a whole event. */
export function responseOf(payload: string): Record<string, unknown> {
  const event = parsed(payload);
  if (!isObject(event)) throw faults.triggerAnswerNotJson();
  const missing = COMMON_MEMBERS.find((member) => typeof event[member] !== "string");
  if (missing !== undefined) throw faults.triggerAnswerUnusable(`the answer has no ${missing}`);
  const { callerContext, request, response } = event;
  if (!isObject(callerContext)) throw faults.triggerAnswerUnusable("the answer has no callerContext");
  if (!isObject(request)) throw faults.triggerAnswerUnusable("the answer has no request");
  if (!isObject(response)) throw faults.triggerAnswerUnusable("the answer has no response");
  return response;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw faults.triggerAnswerNotJson();
  }
}
