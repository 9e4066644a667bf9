import type { UserPoolId } from "../base/ids.ts";
import type { ResourceServerScopeType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

/** An API that tokens of the pool give access to. */
export interface ResourceServer {
  readonly poolId: UserPoolId;
  readonly identifier: string;
  readonly name: string;
  /** In the order of their names, each once. */
  readonly scopes: readonly ResourceServerScopeType[];
}

export const MOST_RESOURCE_SERVERS = 25;

/** The scopes of a request as they are stored; refuses a name that stands there twice. */
export function scopesInOrder(scopes: readonly ResourceServerScopeType[] = []): ResourceServerScopeType[] {
  const sorted = scopes.toSorted((a, b) => (a.ScopeName < b.ScopeName ? -1 : 1));
  const again = sorted.find(({ ScopeName }, index) => ScopeName === sorted[index - 1]?.ScopeName);
  if (again) throw faults.scopeNamedTwice(again.ScopeName);
  return sorted;
}

/** A resource server's scopes as clients and tokens name them. */
export const scopeNamesOf = ({ identifier, scopes }: ResourceServer): string[] =>
  scopes.map(({ ScopeName }) => `${identifier}/${ScopeName}`);

/** The identifier in a custom scope, whose own name holds no slash; undefined where there is none. */
export function serverNamedIn(scope: string): string | undefined {
  const slash = scope.lastIndexOf("/");
  return slash < 1 ? undefined : scope.slice(0, slash);
}
