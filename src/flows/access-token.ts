import { clientId, sub } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import { requireGoodStanding } from "../domain/auth/standing.ts";
import type { Origin, TokenCaller } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import { API_SCOPE } from "../domain/tokens/claims.ts";
import { readJwt, type UnverifiedJwt } from "../domain/tokens/jwt.ts";
import { findClientWithPool } from "../store/app-clients.ts";
import { findTokenSubject, type GrantName, type TokenSubject } from "../store/token-subject.ts";
import type { Context } from "./context.ts";

type Tools = Pick<Context, "db" | "clock" | "keys" | "settings">;

const isText = (value: unknown): value is string => typeof value === "string";

/** Whom an access token speaks for; refuses it unless signature, use, issuer, expiry, revocation and scope all hold. */
export async function verifyAccessToken(tools: Tools, token: string, origin: Origin): Promise<TokenCaller> {
  const jwt = readJwt(token);
  const client = jwt?.claims["client_id"];
  if (!jwt || !isText(client) || !isStorable(client)) throw faults.accessTokenInvalid("not an access token");
  const found = await tools.db.read((tx) => findClientWithPool(tx, clientId(client)));
  if (!found) throw faults.accessTokenInvalid("no such client");

  await requireSignature(tools, found.pool, jwt);
  const claims = requireClaims(tools, found.pool, jwt);

  const subject = await tools.db.read((tx) =>
    findTokenSubject(tx, found.pool.id, found.client.id, sub(claims.sub), claims.grant),
  );
  if (!subject) throw faults.userNotFound();
  const grantId = requireLive(subject);
  if (!claims.scopes.includes(API_SCOPE)) throw faults.accessTokenScope();
  const { pool, user } = subject;
  return {
    kind: "accessToken",
    origin: { ...origin, region: pool.region },
    pool,
    client: subject.client,
    user,
    grantId,
    scopes: claims.scopes,
  };
}

async function requireSignature(
  { keys }: Tools,
  pool: TokenSubject["pool"],
  jwt: UnverifiedJwt,
): Promise<void> {
  const poolKeys = await keys.of(pool);
  if (jwt.keyId === poolKeys.id.kid) throw faults.accessTokenInvalid("an ID token");
  if (jwt.keyId !== poolKeys.access.kid) throw faults.accessTokenForged();
  if (!keys.verify(poolKeys.access, jwt.signed, jwt.signature)) throw faults.accessTokenForged();
}

interface AccessClaims {
  readonly sub: string;
  readonly grant: GrantName;
  readonly scopes: readonly string[];
}

function requireClaims(
  { clock, settings }: Tools,
  pool: TokenSubject["pool"],
  { claims }: UnverifiedJwt,
): AccessClaims {
  const { sub: subject, exp, iss, token_use: use, scope } = claims;
  if (use !== "access" || iss !== settings.issuer(pool) || !isText(subject) || !isText(scope)) {
    throw faults.accessTokenInvalid("claims of another kind of token");
  }
  if (typeof exp !== "number") throw faults.accessTokenInvalid("no expiry");
  if (exp * 1000 <= clock.now()) throw faults.accessTokenExpired();
  return { sub: subject, grant: grantNamedIn(claims), scopes: scope.split(" ") };
}

function grantNamedIn({ origin_jti: id, event_id: eventId }: UnverifiedJwt["claims"]): GrantName {
  if (isText(id)) return { id };
  if (isText(eventId)) return { eventId };
  throw faults.accessTokenInvalid("of no sign-in");
}

/** The sign-in a token came from, which still counts. */
function requireLive({ user, liveGrantId }: TokenSubject): string {
  // Disabling ends the token too, but why it did says more.
  if (!user.enabled) throw faults.userDisabled();
  if (liveGrantId === null) throw faults.accessTokenRevoked();
  requireGoodStanding(user);
  return liveGrantId;
}
