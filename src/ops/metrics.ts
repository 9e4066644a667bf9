import type { FastifyInstance } from "fastify";
import type { Observations } from "../ports/observations.ts";
import type { Db } from "../store/db.ts";
import { countPending } from "../store/messages.ts";

/** Counts what it is told, for Prometheus. */
export interface Metrics extends Observations {
  /** The text exposition format, version 0.0.4. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Seconds; from a look-up by key to a sign-in that waits for several triggers. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds; a trigger is given five, three times. */
const LAMBDA_BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 15];

export async function createMetrics({ db }: { readonly db: Pick<Db, "read"> }): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: "poolkeeper_requests_total",
    help: "API requests by operation and outcome: ok, or the name of the error",
    labelNames: ["operation", "outcome"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "poolkeeper_request_duration_seconds",
    help: "Time to answer API requests",
    labelNames: ["operation"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const lambdaCalls = new Counter({
    name: "poolkeeper_lambda_calls_total",
    help: "Trigger invocations by outcome",
    labelNames: ["trigger", "outcome"],
    registers,
  });
  const lambdaSeconds = new Histogram({
    name: "poolkeeper_lambda_duration_seconds",
    help: "Time triggers took, repetitions included",
    labelNames: ["trigger"],
    buckets: LAMBDA_BUCKETS,
    registers,
  });
  const messages = new Counter({
    name: "poolkeeper_messages_total",
    help: "Tries to hand a message to its carrier: sent, postponed or failed",
    labelNames: ["medium", "outcome"],
    registers,
  });
  const retries = new Counter({
    name: "poolkeeper_database_write_retries_total",
    help: "Transactions that lost a race and ran again",
    registers,
  });
  new Gauge({
    name: "poolkeeper_messages_pending",
    help: "Messages waiting for their carrier, on all servers of the database",
    registers,
    async collect() {
      this.set(await db.read((tx) => countPending(tx)));
    },
  });

  return {
    operation(operation, outcome, milliseconds) {
      requests.inc({ operation, outcome });
      requestSeconds.observe({ operation }, milliseconds / 1000);
    },
    lambda(trigger, outcome, milliseconds) {
      lambdaCalls.inc({ trigger, outcome });
      lambdaSeconds.observe({ trigger }, milliseconds / 1000);
    },
    message: (medium, outcome) => messages.inc({ medium, outcome }),
    writeRetried: () => retries.inc(),
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** `/metrics`, for operators only. */
export function registerMetrics(app: FastifyInstance, { metrics }: { readonly metrics: Metrics }): void {
  app.get("/metrics", async (_request, reply) => {
    const { contentType, text } = await metrics.exposition();
    return reply.type(contentType).send(text);
  });
}
