import { hours } from "../base/clock.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import { faults } from "../domain/fault.ts";
import type { Context } from "./context.ts";
import { openToken, sealToken } from "./sealed-token.ts";

/** A page token counts for so long. */
const VALIDITY = hours(1);

type Tools = Pick<Context, "vault" | "clock">;

const purpose = (query: string): string => `page-token:${query}`;

/**
 * Where the next page begins, unforgeable and bound to its query: the operation, and all that filters it but for the
 * page's size.
 */
export const pageToken = (tools: Tools, query: string, after: JsonObject): string =>
  sealToken(tools, purpose(query), { after }, VALIDITY);

/** The place a token of the same query names; undefined for the first page. */
export function placeOf(
  tools: Tools,
  query: string,
  token: string | undefined,
): Record<string, unknown> | undefined {
  if (token === undefined) return undefined;
  const place = openToken(tools, purpose(query), token)?.["after"];
  if (!isObject(place)) throw faults.badPaginationToken();
  return place;
}

/** The same in a list by age. */
export function agedPlaceOf(
  tools: Tools,
  query: string,
  token: string | undefined,
): { readonly createdAt: number; readonly id: string } | undefined {
  const place = placeOf(tools, query, token);
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id };
}

/** The same in a list by name. */
export function namedPlaceOf(tools: Tools, query: string, token: string | undefined): string | undefined {
  const place = placeOf(tools, query, token);
  if (!place) return undefined;
  const { name } = place;
  if (typeof name !== "string") throw faults.badPaginationToken();
  return name;
}
