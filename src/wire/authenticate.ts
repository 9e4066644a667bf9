import type { IncomingMessage } from "node:http";
import type { Bytes } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { AccessKey, ApiAuth } from "./access-key.ts";
import { parseAuthorization, readCredential } from "./authorization-header.ts";
import { wireFaults } from "./faults.ts";
import { isLoopbackHost, isLoopbackOrigin } from "./loopback.ts";
import type { SigningKeys } from "./sigv4.ts";
import { verifySignature } from "./verify-signature.ts";

const SERVICE = "cognito-idp";

/** Who signed a request; without `key` that is only what the request claims. */
export interface Signer {
  readonly accessKeyId: string;
  readonly region: string;
  readonly key?: AccessKey;
}

export interface Authentication {
  readonly auth: ApiAuth;
  readonly clock: Clock;
  readonly signingKeys: SigningKeys;
}

/** Reads who signed; throws a Fault where nobody did, or where the signature does not hold. */
export async function authenticate(
  { auth, clock, signingKeys }: Authentication,
  request: IncomingMessage,
  body: Bytes,
): Promise<Signer> {
  if (auth.mode === "open") return believe(request);
  const { method = "", url: target = "", rawHeaders } = request;
  const { key, region } = await verifySignature(
    { method, target, rawHeaders, body },
    { service: SERVICE, now: clock.now(), findKey: auth.findKey, signingKeys },
  );
  return { accessKeyId: key.id, region, key };
}

function believe({ headers }: IncomingMessage): Signer {
  refuseForeignPage(headers);
  const { accessKeyId, region } = readCredential(parseAuthorization(headers.authorization));
  return { accessKeyId, region };
}

/**
 * A page that somebody happens to look at must not administer the server on their machine: not by a request across
 * origins, nor by a name of its own that it has pointed at this address.
 */
function refuseForeignPage({ origin, host, "sec-fetch-site": site }: IncomingMessage["headers"]): void {
  if (origin === undefined && site === undefined) return;
  if (origin !== undefined && !isLoopbackOrigin(origin)) throw wireFaults.foreignPage(`origin ${origin}`);
  if (!isLoopbackHost(host)) throw wireFaults.foreignPage(`host ${host}`);
}
