import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { sameText } from "../base/bytes.ts";
import { operationNames } from "../model/operations.ts";
import type { AccessKey, ApiAuth, FindKey } from "./access-key.ts";
import { isLoopbackAddress, isLoopbackHost, isLoopbackOrigin } from "./loopback.ts";

/** Which access keys open a door: one that may do everything on every pool, or any at all. */
export type KeysNeeded = "unrestricted" | "any";

type Verdict = { readonly status: 401 | 403; readonly type: string; readonly message: string } | undefined;

const denied = (message: string): Verdict => ({ status: 403, type: "AccessDeniedException", message });

const FOREIGN_PAGE = denied("This door is closed to web pages of other hosts.");
const ELSEWHERE = denied("This door is open to the server's own machine only, not through a proxy.");
const RESTRICTED_KEY = denied("This access key does not open this door.");
const NO_KEY: Verdict = {
  status: 401,
  type: "MissingAuthenticationTokenException",
  message: "This door needs an access key.",
};

/**
 * Guards all routes of `scope` for operators. Where signatures go unchecked, those are whoever asks from this machine,
 * not through a proxy nor from another host's web page; else whoever has an access key, sent as Basic `<id>:<secret>`
 * (RFC 7617).
 */
export function guardOperatorDoors(
  scope: FastifyInstance,
  auth: ApiAuth,
  needed: KeysNeeded = "unrestricted",
): void {
  scope.addHook("onRequest", async (request, reply) => {
    const refusal =
      auth.mode === "open" ? judgeOpen(request.raw) : await judgeKey(request.headers, auth.findKey, needed);
    if (refusal === undefined) return;
    if (refusal.status === 401) reply.header("www-authenticate", 'Basic realm="poolkeeper", charset="UTF-8"');
    reply.code(refusal.status);
    return reply.send({ __type: refusal.type, message: refusal.message });
  });
}

/** The socket's own peer counts, whatever a trusted proxy says: a proxied request comes from somewhere else. */
function judgeOpen({ headers, socket }: IncomingMessage): Verdict {
  const proxied = Object.keys(headers).some(
    (name) => name === "forwarded" || name.startsWith("x-forwarded-"),
  );
  if (proxied || !isLoopbackAddress(socket.remoteAddress)) return ELSEWHERE;
  if (!isLoopbackHost(headers.host)) return FOREIGN_PAGE;
  return headers.origin === undefined || isLoopbackOrigin(headers.origin) ? undefined : FOREIGN_PAGE;
}

/** A browser sends Basic credentials along with other sites' requests too, so the page must be our own. */
async function judgeKey(
  headers: IncomingHttpHeaders,
  findKey: FindKey,
  needed: KeysNeeded,
): Promise<Verdict> {
  if (headers.origin !== undefined && !isSameHost(headers.origin, headers.host)) return FOREIGN_PAGE;
  const key = await keyOf(headers.authorization, findKey);
  if (key === undefined) return NO_KEY;
  return needed === "any" || isUnrestricted(key) ? undefined : RESTRICTED_KEY;
}

const isSameHost = (origin: string, host: string | undefined): boolean =>
  /^https?:\/\/(.+)$/.exec(origin)?.[1] === host?.toLowerCase();

async function keyOf(authorization: string | undefined, findKey: FindKey): Promise<AccessKey | undefined> {
  const [, encoded] = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 1) return undefined;
  const key = await findKey(decoded.slice(0, colon));
  return key !== undefined && sameText(key.secret, decoded.slice(colon + 1)) ? key : undefined;
}

const isUnrestricted = (key: AccessKey): boolean =>
  operationNames.every((operation) => key.allows(operation, undefined));
