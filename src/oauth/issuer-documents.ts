import { createPublicKey } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fromBase64 } from "../base/bytes.ts";
import { userPoolId } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import type { Pool } from "../domain/pool.ts";
import type { Context } from "../flows/context.ts";
import { findPool } from "../store/pools.ts";
import type { SigningKey } from "../store/signing-keys.ts";
import { allowAllOrigins } from "../wire/cors.ts";

export interface IssuerDocumentsParts extends Pick<Context, "db" | "keys" | "settings"> {
  /** Where this server is reached; the documents lie under `<public URL>/<pool id>`. */
  readonly publicUrl: () => string;
}

const KEYS = "/:poolId/.well-known/jwks.json";
const DISCOVERY = "/:poolId/.well-known/openid-configuration";
const CACHING = "public, max-age=3600";

/** Serves each pool's public keys (RFC 7517) and its discovery document (OpenID Connect Discovery 1.0). */
export function registerIssuerDocuments(app: FastifyInstance, parts: IssuerDocumentsParts): void {
  app.register(async (scope) => {
    for (const path of [KEYS, DISCOVERY]) allowAllOrigins(scope, path);

    scope.get(KEYS, (request, reply) =>
      withPool(parts, request, reply, async (pool) => {
        const { id, access } = await parts.keys.of(pool);
        return { keys: [id, access].map(publicJwk) };
      }),
    );

    scope.get(DISCOVERY, (request, reply) =>
      withPool(parts, request, reply, async (pool) => ({
        id_token_signing_alg_values_supported: ["RS256"],
        issuer: parts.settings.issuer(pool),
        jwks_uri: `${parts.publicUrl()}/${pool.id}/.well-known/jwks.json`,
        response_types_supported: ["code", "token"],
        scopes_supported: ["openid", "email", "phone", "profile"],
        subject_types_supported: ["public"],
      })),
    );
  });
}

async function withPool(
  { db }: IssuerDocumentsParts,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (pool: Pool) => Promise<object>,
): Promise<object> {
  const { poolId } = request.params as { poolId: string };
  const pool = isStorable(poolId) ? await db.read((tx) => findPool(tx, userPoolId(poolId))) : undefined;
  if (pool) {
    reply.header("cache-control", CACHING);
    return answer(pool);
  }
  reply.code(404);
  return { message: `User pool ${poolId} does not exist.` };
}

/** Members in the service's order. */
function publicJwk({ kid, publicKey }: SigningKey): object {
  const key = createPublicKey({ key: Buffer.from(fromBase64(publicKey)), format: "der", type: "spki" });
  const { e, kty, n } = key.export({ format: "jwk" });
  return { alg: "RS256", e, kid, kty, n, use: "sig" };
}
