import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { MovableClock } from "../base/clock.ts";
import { type Composition, compose, type Overrides } from "./compose.ts";
import type { ServerConfig } from "./config.ts";
import { StartupError } from "./startup-error.ts";

export interface RunningServer {
  readonly url: string;
  /** What the operator knows the database as; never its password. */
  readonly database: string;
  readonly inboxUrl: string;
  /** Null unless the test clock is on. */
  readonly clock: MovableClock | null;
  /** Stops accepting, finishes what is in flight, and lets go of the database. */
  close(): Promise<void>;
}

/** Starts a server that answers when this resolves. What the operator can mend explains itself (`explainsItself`). */
export async function startServer(config: ServerConfig, overrides: Overrides = {}): Promise<RunningServer> {
  const composition = await compose(config, overrides);
  try {
    await composition.plantSeed();
    await listen(composition.app, config);
  } catch (error) {
    await composition.close();
    throw error;
  }
  const url = localUrl(composition, config);
  composition.locate(config.publicUrl ?? publicUrlOf(composition, config));
  composition.start();
  return {
    url,
    database: databaseName(config),
    inboxUrl: `${url}/_poolkeeper/inbox`,
    clock: composition.clock,
    close: () => composition.close(),
  };
}

const REFUSALS: Readonly<Record<string, (config: ServerConfig) => string>> = {
  EADDRINUSE: ({ host, port }) => `port ${port} on ${host} is in use`,
  EADDRNOTAVAIL: ({ host }) => `${host} is no address of this machine`,
  EACCES: ({ host, port }) => `no permission to listen on port ${port} of ${host}`,
  ENOTFOUND: ({ host }) => `the host ${host} can't be resolved`,
};

async function listen(app: FastifyInstance, config: ServerConfig): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    const code =
      error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
    const explain = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
    throw explain ? new StartupError(explain(config), { cause: error }) : error;
  }
}

const scheme = ({ tls }: ServerConfig): string => (tls === null ? "http" : "https");

function portOf({ app }: Composition): number {
  const [{ port }] = app.addresses() as [AddressInfo];
  return port;
}

const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const localUrl = (composition: Composition, config: ServerConfig): string =>
  `${scheme(config)}://${hostInUrl(config.host)}:${portOf(composition)}`;

const publicUrlOf = (composition: Composition, config: ServerConfig): string =>
  `${scheme(config)}://localhost:${portOf(composition)}`;

function databaseName({ database }: ServerConfig): string {
  switch (database.kind) {
    case "file":
      return database.path;
    case "memory":
      return "in memory, gone when the server stops";
    case "postgres": {
      const url = new URL(database.url);
      return `postgres://${url.host}${url.pathname}`;
    }
  }
}
