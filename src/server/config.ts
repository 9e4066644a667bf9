import { join } from "node:path";
import type { LogRoute } from "../effects/log-targets.ts";
import { isLoopbackHost, isLoopbackName } from "../wire/loopback.ts";
import type { FlagValues } from "./flag.ts";
import { type Database, existingFolder, type Issuer } from "./readers.ts";
import { serverFlags } from "./server-flags.ts";
import { readSettings, type Sources } from "./settings.ts";
import { ConfigError } from "./startup-error.ts";

/** All the server is told, checked: paths are absolute, URLs have no slash at their end. */
export interface ServerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly trustProxy: readonly string[];
  readonly database: Database;
  /** Null: `http(s)://localhost:<actual port>`. */
  readonly publicUrl: string | null;
  readonly region: string;
  readonly account: string;
  readonly issuer: Issuer;
  readonly functionsDir: string | null;
  readonly lambdaEndpoint: string | null;
  readonly smtp: string | null;
  readonly mailFrom: string | null;
  readonly smsWebhook: string | null;
  /** `host:port` of what may be asked though it is not public, or not https. */
  readonly allowUpstream: readonly string[];
  readonly logDelivery: readonly LogRoute[];
  /** Null: beside the SQLite file; for a database in memory, in memory too. */
  readonly masterKeyFile: string | null;
  /** What is to exist at start; null: nothing. */
  readonly seedFile: string | null;
  readonly auth: "open" | "keys";
  readonly quotas: "cognito" | "none";
  readonly testClock: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type LogFormat = "pretty" | "json";

export interface ConfigSources extends Sources {
  /** Whether somebody watches standard output. */
  readonly terminal: boolean;
}

/** Reads the settings of `poolkeeper start`. Throws `ConfigError`. */
export async function readServerConfig(sources: ConfigSources): Promise<ServerConfig> {
  const { values, positionals } = await readSettings(serverFlags, sources);
  if (positionals.length > 0) throw new ConfigError(`unexpected argument ${JSON.stringify(positionals[0])}`);

  const { tlsCert, tlsKey, masterKey, functions, seed, auth, insecure, logFormat, config, ...rest } = values;
  return {
    ...rest,
    tls: tlsFiles(tlsCert, tlsKey),
    ...sealedDatabase(values.database, masterKey, sources.cwd),
    functionsDir: functions ?? existingFolder("functions", sources.cwd) ?? null,
    mailFrom: mailSender(values),
    seedFile: seed,
    auth: authMode(values),
    logFormat: logFormat ?? (sources.terminal ? "pretty" : "json"),
  };
}

type Values = FlagValues<typeof serverFlags>;

function tlsFiles(certFile: string | null, keyFile: string | null): ServerConfig["tls"] {
  if (certFile !== null && keyFile !== null) return { certFile, keyFile };
  if (certFile !== null) throw new ConfigError("--tls-cert needs --tls-key");
  if (keyFile !== null) throw new ConfigError("--tls-key needs --tls-cert");
  return null;
}

/** Which database, and the file of the key that seals what it holds. Throws `ConfigError`. */
export function sealedDatabase(
  given: Database | null,
  masterKeyFile: string | null,
  cwd: string,
): Pick<ServerConfig, "database" | "masterKeyFile"> {
  const database = given ?? { kind: "file", path: join(cwd, ".poolkeeper", "poolkeeper.db") };
  if (database.kind === "postgres" && masterKeyFile === null) {
    throw new ConfigError("a postgres:// database needs --master-key FILE");
  }
  return { database, masterKeyFile };
}

function mailSender({ smtp, mailFrom }: Values): string | null {
  if (smtp !== null && mailFrom === null) throw new ConfigError("--smtp needs --mail-from ADDRESS");
  return mailFrom;
}

function authMode({ host, publicUrl, auth, insecure }: Values): "open" | "keys" {
  const loopback = isLoopbackName(host) && (publicUrl === null || isLoopbackHost(new URL(publicUrl).host));
  const mode = auth ?? (loopback ? "open" : "keys");
  if (mode === "open" && !loopback && !insecure) {
    throw new ConfigError(
      "--auth open lets everybody beyond this machine administer every pool: use --auth keys, or add --insecure",
    );
  }
  return mode;
}
