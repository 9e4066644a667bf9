import { type ClientId, clientId, regionOf, type UserPoolId, userPoolId } from "../base/ids.ts";
import { settingsOfNewClient } from "../domain/client-settings.ts";
import type { Pool } from "../domain/pool.ts";
import { isClientId, isPoolId, RESERVED_TAGS, requestedClientId } from "../domain/reserved-tags.ts";
import type { Context } from "../flows/context.ts";
import { secretOfNewClient } from "../flows/new-client.ts";
import { newPool } from "../flows/new-pool.ts";
import type { CreateUserPoolClientRequest, CreateUserPoolRequest } from "../model/types.gen.ts";
import {
  type Entry,
  entriesAt,
  memberAt,
  objectAt,
  optional,
  requestAt,
  requireNoOthers,
  TEXT,
} from "./seed-content.ts";
import { readGroups, type SeedGroup } from "./seed-groups.ts";
import { clientIdFor, poolIdFor } from "./seed-ids.ts";
import { at, SeedRefusal } from "./seed-refusal.ts";

/** A pool as the seed has it, checked like a request, with everything that is to be in it. */
export interface SeedPool {
  readonly place: string;
  /** The pool that is made where there is none of its id. */
  readonly pool: Pool;
  readonly clients: readonly SeedClient[];
  readonly groups: readonly SeedGroup[];
  /** Not read yet. */
  readonly users: readonly Entry[];
}

export interface SeedClient {
  readonly place: string;
  readonly id: ClientId;
  readonly request: CreateUserPoolClientRequest;
  readonly secret: string | null;
}

type Tools = Pick<Context, "vault" | "random" | "clock" | "settings">;

/** Reads all but the users. `region` is that of pools without an id. Throws `SeedRefusal`. */
export function readPools(tools: Tools, seed: unknown, region: string): SeedPool[] {
  const root: Entry = { place: "", content: objectAt("", seed) };
  requireNoOthers(root, ["pools"]);
  if (root.content["pools"] === undefined) throw new SeedRefusal("pools", "expected a list");
  const pools = entriesAt("pools", root.content["pools"]).map((entry) => readPool(tools, entry, region));
  requireApart(pools.map(({ place, pool: { id } }) => ({ place, id, member: "Id" })));
  const clients = pools.flatMap((pool) => pool.clients);
  requireApart(clients.map(({ place, id }) => ({ place, id, member: "ClientId" })));
  return pools;
}

function readPool(tools: Tools, { place, content }: Entry, region: string): SeedPool {
  const { Id, clients, groups, users, ...settings } = content;
  const request = requestAt("CreateUserPool", { place, content: settings });
  const id = poolId({ place, content }, request, region);
  const pool = at(place, () => newPool(tools, request, regionOf(id), id));
  return {
    place,
    pool,
    clients: entriesAt(memberAt(place, "clients"), clients).map((entry, index) =>
      readClient(tools, pool, entry, index === 0),
    ),
    groups: readGroups(tools, pool, entriesAt(memberAt(place, "groups"), groups)),
    users: entriesAt(memberAt(place, "users"), users),
  };
}

/** The reserved tag says what `Id` says, to the API. */
function poolId(entry: Entry, request: CreateUserPoolRequest, region: string): UserPoolId {
  const tag = request.UserPoolTags?.[RESERVED_TAGS.poolId];
  const asked = optional(entry, "Id", TEXT) ?? tag;
  if (asked === undefined) return poolIdFor(region, request.PoolName);
  const place = memberAt(entry.place, "Id");
  if (tag !== undefined && tag !== asked) {
    throw new SeedRefusal(place, `the tag ${RESERVED_TAGS.poolId} gives the pool another id`);
  }
  if (!isPoolId(asked)) throw new SeedRefusal(place, "expected an id such as us-east-1_AbCdEf123");
  return userPoolId(asked);
}

function readClient(tools: Tools, pool: Pool, entry: Entry, isFirst: boolean): SeedClient {
  const { place } = entry;
  const { ClientId, ...content } = entry.content;
  const request = requestAt("CreateUserPoolClient", { place, content }, { UserPoolId: pool.id });
  const secret = at(place, () => secretOfNewClient(tools, request));
  at(place, () => settingsOfNewClient(pool, request, secret !== null));
  const tagged = isFirst ? requestedClientId(pool.settings.UserPoolTags) : null;
  const asked = optional(entry, "ClientId", TEXT) ?? tagged;
  if (asked === null) return { place, id: clientIdFor(pool.id, request.ClientName), request, secret };
  if (!isClientId(asked)) {
    throw new SeedRefusal(memberAt(place, "ClientId"), "expected up to 128 letters, digits, _ or +");
  }
  return { place, id: clientId(asked), request, secret };
}

interface Identified {
  readonly place: string;
  readonly id: string;
  /** Which member gives the id. */
  readonly member: string;
}

function requireApart(all: readonly Identified[]): void {
  const places = new Map<string, string>();
  for (const { place, id, member } of all) {
    const other = places.get(id);
    if (other !== undefined) {
      throw new SeedRefusal(place, `has the same id as ${other}; give it another ${member}`);
    }
    places.set(id, place);
  }
}
