import type { FastifyInstance } from "fastify";
import type { Db } from "../store/db.ts";

/** `/healthz` answers while the process lives; `/readyz` while it can serve, migrations being done before it listens. */
export function registerHealth(app: FastifyInstance, { db }: { readonly db: Pick<Db, "ping"> }): void {
  app.get("/healthz", async () => ({ status: "ok" }));

  app.get("/readyz", async (_request, reply) => {
    const reachable = await db.ping().then(
      () => true,
      () => false,
    );
    reply.code(reachable ? 200 : 503);
    return { status: reachable ? "ok" : "database unreachable" };
  });
}
