import { flag, switchFlag } from "./flag.ts";
import type { Database, Issuer } from "./readers.ts";
import * as read from "./readers.ts";

/** Where a command finds its settings file; common to all commands. */
export const configFlag = flag<string | null>({
  value: "FILE",
  help: "settings file; keys are the flags in camelCase",
  absent: null,
  absentText: "./poolkeeper.config.{ts,js,json} if present",
  expects: "a file that exists",
  read: read.existingFile,
  reach: "environment",
});

export const databaseFlag = flag<Database | null>({
  value: "WHERE",
  help: "a SQLite file, :memory: or postgres://user:password@host/name",
  absent: null,
  absentText: "./.poolkeeper/poolkeeper.db",
  expects: "a SQLite file, :memory: or a postgres:// URL",
  read: read.database,
  secret: true,
});

export const masterKeyFlag = flag<string | null>({
  value: "FILE",
  help: "key file that seals secrets at rest; PostgreSQL needs it",
  absent: null,
  absentText: "beside the SQLite file",
  expects: "a file",
  read: read.path,
});

/** Every setting of the server, in the order help tells them. */
export const serverFlags = {
  host: flag<string>({
    value: "HOST",
    help: "address to listen on",
    absent: "127.0.0.1",
    expects: "an IP address or host name",
    read: read.host,
  }),
  port: flag<number>({
    value: "PORT",
    help: "port to listen on; 0 picks a free one",
    absent: 9229,
    expects: "a number from 0 to 65535",
    read: read.port,
  }),
  tlsCert: flag<string | null>({
    value: "FILE",
    help: "certificate chain (PEM), for HTTPS",
    absent: null,
    expects: "a file that exists",
    read: read.existingFile,
  }),
  tlsKey: flag<string | null>({
    value: "FILE",
    help: "private key (PEM) of the certificate",
    absent: null,
    expects: "a file that exists",
    read: read.existingFile,
  }),
  trustProxy: flag<readonly string[]>({
    value: "CIDR,…",
    help: "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed",
    absent: [],
    absentText: "none",
    expects: "IP addresses or networks such as 10.0.0.0/8, separated by commas",
    read: read.networks,
    list: true,
  }),
  database: databaseFlag,
  publicUrl: flag<string | null>({
    value: "URL",
    help: "base of the issuer as clients reach it",
    absent: null,
    absentText: "http(s)://localhost:PORT",
    expects: "an http or https URL without a query",
    read: read.baseUrl,
  }),
  region: flag<string>({
    value: "REGION",
    help: "region of requests that name none",
    absent: "us-east-1",
    expects: "a region such as us-east-1",
    read: read.region,
  }),
  account: flag<string>({
    value: "ID",
    help: "AWS account id in ARNs",
    absent: "123456789012",
    expects: "12 digits",
    read: read.account,
  }),
  issuer: flag<Issuer>({
    value: "ISSUER",
    help: "issuer of tokens: local, aws, or a URL with {region} and {poolId}",
    absent: { kind: "local" },
    absentText: "local",
    expects: "local, aws, or a URL that holds {poolId} and may hold {region}",
    read: read.issuer,
  }),
  functions: flag<string | null>({
    value: "DIR",
    help: "folder of local Lambda functions",
    absent: null,
    absentText: "./functions if present",
    expects: "a folder that exists",
    read: read.existingFolder,
  }),
  lambdaEndpoint: flag<string | null>({
    value: "URL",
    help: "Lambda Invoke API for functions that are not local",
    absent: null,
    expects: "an http or https URL without a query",
    read: read.baseUrl,
    foreignVariable: "AWS_ENDPOINT_URL_LAMBDA",
  }),
  smtp: flag<string | null>({
    value: "URL",
    help: "mail server, smtp:// or smtps://; without it mail stays in the inbox",
    absent: null,
    expects: "an smtp:// or smtps:// URL",
    read: read.smtpUrl,
    secret: true,
  }),
  mailFrom: flag<string | null>({
    value: "ADDRESS",
    help: "sender of mail where the pool names none",
    absent: null,
    expects: "a mail address, or Name <address>",
    read: read.sender,
  }),
  smsWebhook: flag<string | null>({
    value: "URL",
    help: "gateway that SMS are posted to; without it they stay in the inbox",
    absent: null,
    expects: "an http or https URL",
    read: read.webAddress,
    secret: true,
  }),
  masterKey: masterKeyFlag,
  auth: flag<"open" | "keys" | null>({
    value: "MODE",
    help: "open: signatures go unchecked; keys: access keys of `poolkeeper keys` are asked",
    absent: null,
    absentText: "open on loopback, else keys",
    expects: "open or keys",
    read: read.oneOf("open", "keys"),
  }),
  seed: flag<string | null>({
    value: "FILE",
    help: "pools, clients and users that are to exist, as JSON or a module",
    absent: null,
    expects: "a file that exists",
    read: read.existingFile,
  }),
  insecure: switchFlag("allows --auth open beyond loopback"),
  testClock: switchFlag("opens /_poolkeeper/clock, which moves time forward"),
  logLevel: flag<"debug" | "info" | "warn" | "error" | "silent">({
    value: "LEVEL",
    help: "debug, info, warn, error or silent",
    absent: "info",
    expects: "debug, info, warn, error or silent",
    read: read.oneOf("debug", "info", "warn", "error", "silent"),
  }),
  logFormat: flag<"pretty" | "json" | null>({
    value: "FORMAT",
    help: "pretty or json",
    absent: null,
    absentText: "pretty on a terminal, else json",
    expects: "pretty or json",
    read: read.oneOf("pretty", "json"),
  }),
  config: configFlag,
};
