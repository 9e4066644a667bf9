import { utf8 } from "../base/bytes.ts";
import { hours } from "../base/clock.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import type { Sealed } from "../base/sealed.ts";
import { faults } from "../domain/fault.ts";
import type { Context } from "./context.ts";

/** A page token counts for so long. */
const VALIDITY = hours(1);

type Tools = Pick<Context, "vault" | "clock">;

const context = (query: string): string => `page-token:${query}`;

/**
 * Where the next page begins, unforgeable and bound to its query: the operation, and all that filters it but for the
 * page's size.
 */
export const pageToken = ({ vault, clock }: Tools, query: string, after: JsonObject): string =>
  Buffer.from(
    vault.seal(context(query), utf8(JSON.stringify({ after, expiresAt: clock.now() + VALIDITY }))),
  ).toString("base64url");

/** The place a token of the same query names; undefined for the first page. */
export function placeOf(
  { vault, clock }: Tools,
  query: string,
  token: string | undefined,
): Record<string, unknown> | undefined {
  if (token === undefined) return undefined;
  const opened = open(vault, query, token);
  if (!isObject(opened) || !isObject(opened["after"])) throw faults.badPaginationToken();
  if (typeof opened["expiresAt"] !== "number" || opened["expiresAt"] < clock.now())
    throw faults.badPaginationToken();
  return opened["after"];
}

function open(vault: Context["vault"], query: string, token: string): unknown {
  try {
    const sealed = Buffer.from(token, "base64url").toString("utf8") as Sealed;
    return JSON.parse(Buffer.from(vault.open(context(query), sealed)).toString("utf8"));
  } catch {
    throw faults.badPaginationToken();
  }
}
