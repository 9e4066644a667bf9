import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { FastifyInstance } from "fastify";
import { MovableClock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { TransactionScope } from "../base/transaction-scope.ts";
import { ALLOW_EVERYTHING, allows, newAccessKeyId, newSecretAccessKey } from "../domain/access-key.ts";
import type { Medium } from "../domain/recovery.ts";
import { Argon2Hasher } from "../effects/argon2-hasher.ts";
import { HashVerifier } from "../effects/imported-hashes.ts";
import { Lambda } from "../effects/lambda.ts";
import { LambdaEndpoint } from "../effects/lambda-endpoint.ts";
import { LocalFunctions } from "../effects/local-functions.ts";
import { LogTargets } from "../effects/log-targets.ts";
import { NodeSigner } from "../effects/node-signer.ts";
import { SmsWebhookOutlet } from "../effects/sms-webhook-outlet.ts";
import { SmtpOutlet } from "../effects/smtp-outlet.ts";
import { SrpThreads } from "../effects/srp-threads.ts";
import { HttpUpstream } from "../effects/upstream.ts";
import { verifyAccessToken } from "../flows/access-token.ts";
import type { Context } from "../flows/context.ts";
import { readImportLog } from "../flows/import-log.ts";
import { receiveImportFile } from "../flows/import-upload.ts";
import { KeyRing } from "../flows/key-ring.ts";
import { ProvisionedLimits } from "../flows/provisioned-limits.ts";
import { cleanUp } from "../jobs/clean-up.ts";
import { Imports } from "../jobs/imports.ts";
import { systemTimers } from "../jobs/job.ts";
import { Outbox } from "../jobs/outbox.ts";
import { userCounts } from "../jobs/user-counts.ts";
import { registerIssuerDocuments } from "../oauth/issuer-documents.ts";
import { invokeOperation } from "../operations/table.ts";
import { registerClock } from "../ops/clock.ts";
import { registerHealth } from "../ops/health.ts";
import { registerImports } from "../ops/imports.ts";
import { registerInbox } from "../ops/inbox.ts";
import { createMetrics, type Metrics, registerMetrics } from "../ops/metrics.ts";
import { registerConfirmUser } from "../pages/confirm-user.ts";
import { registerFeedback } from "../pages/feedback.ts";
import { noObservations, type Observations } from "../ports/observations.ts";
import type { AccessKey, ApiAuth } from "../wire/access-key.ts";
import { mountApi } from "../wire/aws-json.ts";
import { createHttpServer } from "../wire/http.ts";
import { rateLimiter } from "../wire/rate-limit.ts";
import { guardOperatorDoors } from "../wire/who-may-ask.ts";
import { keyFinder } from "./access-keys.ts";
import type { ServerConfig } from "./config.ts";
import { issuerOf } from "./issuer.ts";
import { makeLog } from "./log.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";
import { plantSeedFile } from "./seed-file.ts";
import { StartupError } from "./startup-error.ts";

/** What tests exchange; a server in use has the machine's own. */
export interface Overrides {
  /** Answers anything but what the API's model declares with a crash. */
  readonly strict?: boolean;
  /** How long a function may take, milliseconds. */
  readonly functionTimeoutMs?: number;
}

export interface Composition {
  readonly app: FastifyInstance;
  /** Null unless the test clock is on. */
  readonly clock: MovableClock | null;
  /** Makes what the seed lists; call it before the first request. */
  plantSeed(): Promise<void>;
  /** Tells everything where the server is reached; call it once it listens, before the first request. */
  locate(publicUrl: string): void;
  /** Begins the work that no request asks for. */
  start(): void;
  /** Finishes what is in flight, and lets go of everything. */
  close(): Promise<void>;
}

/** Builds the server out of its rooms. */
export async function compose(config: ServerConfig, overrides: Overrides = {}): Promise<Composition> {
  const log = await makeLog(config.logLevel, config.logFormat);
  const tls = await tlsOf(config);
  const movable = config.testClock ? new MovableClock() : null;
  const clock = movable ?? systemClock;
  const random = systemRandom;
  const scope = new TransactionScope();
  let located: string | null = null;
  const publicUrl = (): string => located ?? `http://${config.host}:${config.port}`;

  let observations: Observations = noObservations;
  const retried = (): void => observations.writeRetried();
  const opened = await openDatabase(config, { scope, clock, random, log, retried });
  const { db, vault } = opened;
  const metrics = await createMetrics({ db });
  observations = metrics;
  const functionKey: AccessKey = {
    id: newAccessKeyId(random),
    secret: newSecretAccessKey(random),
    allows: (operation, poolId) => allows(ALLOW_EVERYTHING, operation, poolId),
  };
  const auth = authOf(config, opened, functionKey);

  const signer = new NodeSigner(scope);
  const power = new SrpThreads({ scope, log });
  const hasher = new Argon2Hasher({ random, log, scope });
  const local = config.functionsDir
    ? new LocalFunctions({
        directory: config.functionsDir,
        environment: process.env,
        endpoint: publicUrl,
        credentials: { accessKeyId: functionKey.id, secretAccessKey: functionKey.secret },
        random,
        log,
        ...(overrides.functionTimeoutMs !== undefined && { timeoutMs: overrides.functionTimeoutMs }),
      })
    : undefined;
  const mail =
    config.smtp === null ? null : new SmtpOutlet({ url: config.smtp, from: config.mailFrom ?? "", scope });
  const upstream = new HttpUpstream({ scope, allowed: config.allowUpstream });
  const sms = config.smsWebhook === null ? null : new SmsWebhookOutlet({ url: config.smsWebhook, scope });
  const logs = new LogTargets(config.logDelivery, log);
  const outbox = new Outbox({
    db,
    vault,
    mail,
    sms,
    clock,
    random,
    timers: systemTimers,
    observations: metrics,
    logs,
    log,
  });
  const cleaner = cleanUp({ db, clock, timers: systemTimers, log });
  const counter = userCounts({ db, clock, timers: systemTimers, log });

  const limits = new ProvisionedLimits({ db, clock, log });
  await limits.read();

  const ctx: Context = {
    db,
    clock,
    random,
    vault,
    power,
    hasher,
    imported: new HashVerifier({ hasher, log, scope }),
    signer,
    upstream,
    keys: new KeyRing({ db, vault, signer, clock }),
    lambda: new Lambda({ scope, local, endpoint: lambdaEndpoint(config, log, overrides) }),
    outbox,
    imports: { ring: () => imports.ring() },
    limits,
    logs,
    observations: metrics,
    log,
    settings: {
      account: config.account,
      issuer: issuerOf(config.issuer, publicUrl),
      publicUrl,
      poolUrl: (pool) => `${publicUrl()}/${pool.id}`,
      keptMedia: new Set<Medium>([...(mail ? [] : (["EMAIL"] as const)), ...(sms ? [] : (["SMS"] as const))]),
    },
  };

  const imports = new Imports({ ...ctx, timers: systemTimers });

  const app = createHttpServer({ log, random, tls, trustProxy: config.trustProxy });
  mountApi(app, {
    auth,
    verifyToken: (token, origin) => verifyAccessToken(ctx, token, origin),
    admit: rateLimiter({
      clock,
      provisioned: (region, category) => limits.of(region, category),
      byDefault: config.quotas === "cognito",
    }),
    invoke: (operation, caller, input) => invokeOperation(ctx, operation, caller, input),
    clock: systemClock,
    log,
    region: config.region,
    account: config.account,
    strict: overrides.strict ?? false,
    observe: (operation, outcome, milliseconds) => metrics.operation(operation, outcome, milliseconds),
  });
  registerHealth(app, { db });
  registerIssuerDocuments(app, { ...ctx, publicUrl });
  registerConfirmUser(app, ctx);
  registerImports(app, {
    upload: (token, body) => receiveImportFile(ctx, token, body),
    readLog: (token) => readImportLog(ctx, token),
  });
  registerFeedback(app, ctx);
  registerOperatorDoors(app, { ...opened, auth, metrics, clock: movable });

  return {
    app,
    clock: movable,
    async plantSeed() {
      if (config.seedFile !== null) await plantSeedFile(ctx, config.seedFile, config.region);
    },
    locate: (url) => {
      located = url;
    },
    start() {
      power.start();
      outbox.ring();
      cleaner.ring();
      counter.ring();
      imports.ring();
    },
    async close() {
      await app.close();
      upstream.close();
      await Promise.all([
        outbox.close(),
        cleaner.close(),
        counter.close(),
        imports.close(),
        local?.close(),
        power.close(),
      ]);
      await Promise.all([mail?.close(), logs.close()]);
      await db.close();
    },
  };
}

/** Functions call back with a key of this process, which is known nowhere else. */
function authOf({ auth }: ServerConfig, opened: OpenedDatabase, functionKey: AccessKey): ApiAuth {
  if (auth === "open") return { mode: "open" };
  const find = keyFinder(opened);
  return { mode: "keys", findKey: async (id) => (id === functionKey.id ? functionKey : find(id)) };
}

function lambdaEndpoint(
  { lambdaEndpoint: url }: ServerConfig,
  log: Context["log"],
  { functionTimeoutMs: timeoutMs }: Overrides,
): LambdaEndpoint | undefined {
  if (url === null) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID ?? "poolkeeper",
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? "poolkeeper",
    ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
  };
  return new LambdaEndpoint({
    url,
    credentials,
    clock: systemClock,
    log,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

async function tlsOf({ tls }: ServerConfig) {
  if (tls === null) return undefined;
  const [cert, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new StartupError(`${tls.certFile} and ${tls.keyFile} are no certificate and its key, in PEM`, {
      cause: error,
    });
  }
  return { cert, key };
}

interface OperatorDoors extends OpenedDatabase {
  readonly auth: ApiAuth;
  readonly metrics: Metrics;
  readonly clock: MovableClock | null;
}

function registerOperatorDoors(
  app: FastifyInstance,
  { db, vault, auth, metrics, clock }: OperatorDoors,
): void {
  app.register(async (scope) => {
    guardOperatorDoors(scope, auth);
    registerInbox(scope, { db, vault });
    if (clock) registerClock(scope, { clock });
  });
  app.register(async (scope) => {
    guardOperatorDoors(scope, auth, "any");
    registerMetrics(scope, { metrics });
  });
}
