import type { AppClient } from "./app-client.ts";

/** Scopes that every pool has. */
export const STANDARD_SCOPES: ReadonlySet<string> = new Set([
  "phone",
  "email",
  "openid",
  "profile",
  "aws.cognito.signin.user.admin",
]);

/** `unknown`: no resource server of the pool has the scope; `notAllowed`: the client may not ask for it. */
export type ClientScopes =
  | { readonly kind: "granted"; readonly scopes: readonly string[] }
  | { readonly kind: "unknown" | "notAllowed"; readonly scope: string };

/** The custom scopes that a client may ask for, in the order in which tokens have them. */
export const customScopesOf = ({ settings }: Pick<AppClient, "settings">): string[] =>
  (settings.AllowedOAuthScopes ?? []).filter((scope) => !STANDARD_SCOPES.has(scope));

/**
 * The scopes of a token that a client gets for itself: those it asks for, or else all it may ask for. One that is not
 * its own refuses the whole request; one that its resource server has no longer is left out until it is there again.
 */
export function clientScopes(
  client: Pick<AppClient, "settings">,
  requested: readonly string[] | undefined,
  existing: ReadonlySet<string>,
): ClientScopes {
  const allowed = customScopesOf(client);
  const asked = new Set(requested?.length ? requested : allowed);
  const foreign = [...asked].find((scope) => !allowed.includes(scope));
  if (foreign !== undefined) {
    const isKnown = existing.has(foreign) || STANDARD_SCOPES.has(foreign);
    return { kind: isKnown ? "notAllowed" : "unknown", scope: foreign };
  }
  return { kind: "granted", scopes: allowed.filter((scope) => asked.has(scope) && existing.has(scope)) };
}
