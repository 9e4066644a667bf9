import type { Socket } from "node:net";
import { type ConnectionError, type FastifyInstance, type FastifyReply, fastify } from "fastify";
import { minutes, seconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { httpErrorBody } from "./http-errors.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What a route wants told in the request's line of the log. */
    logFields: object | undefined;
  }
}

export interface HttpOptions {
  readonly log: Log;
  /** Draws the request ids. */
  readonly random: Pick<Random, "uuid">;
  /** PEM; without it the server speaks plain HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Addresses and CIDR ranges whose X-Forwarded-For and -Proto are believed. */
  readonly trustProxy: readonly string[];
  /** Bytes. */
  readonly bodyLimit?: number;
  readonly timeouts?: Timeouts;
}

/** How long a client may take; milliseconds. */
export interface Timeouts {
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number;
  /** From the first byte of a request to the end of its body. */
  readonly request: number;
  /** Between two requests on one connection. */
  readonly idle: number;
}

const REQUEST_ID = "x-amzn-requestid";

// An `import` reads all that the module exports, and so loads the whole of `fetch` at every start.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

/** A branding's assets, in base64, may take 2 MB. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** Idle connections outlive those of common load balancers (60 s), which must be the ones that hang up. */
const TIMEOUTS: Timeouts = { headers: seconds(15), request: minutes(1), idle: seconds(72) };

const refuseSchema = () => () => {
  throw new Error("routes declare no schemas");
};

/** Requests are checked elsewhere; Fastify's own compilers would take a tenth of the time to start. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

/** The server without its routes: ids, one line of log a request, time-outs, and a clean answer to whatever comes. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { log, random, tls, bodyLimit = BODY_LIMIT, timeouts = TIMEOUTS } = options;
  const limits = {
    headersTimeout: timeouts.headers,
    connectionsCheckingInterval: Math.min(timeouts.headers, seconds(5)),
  };
  const common = {
    bodyLimit,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.idle,
    forceCloseConnections: "idle" as const,
    return503OnClosing: false,
    schemaController: { compilersFactory: NO_SCHEMAS },
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    genReqId: () => random.uuid(),
    frameworkErrors: (error: unknown, request: { readonly id: string }, reply: HttpReply) => {
      reply.header(REQUEST_ID, request.id);
      sendHttpError(reply, statusOfError(error));
    },
    clientErrorHandler: (error: ConnectionError, socket: Socket) => refuseConnection(error, socket, random),
  };
  const app: FastifyInstance = tls
    ? fastify({ ...common, https: { ...limits, ...tls, handshakeTimeout: timeouts.headers } })
    : fastify({ ...common, http: limits });

  app.decorateRequest("logFields", undefined);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    done();
  });
  logRequests(app, log);
  refuseCleanly(app, log);
  closeGracefully(app);
  return app;
}

/** Never the query or the body: both carry secrets. */
function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook("onResponse", (request, reply, done) => {
    const fields = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 1000) / 1000,
      ...request.logFields,
    };
    log.info(fields, "request");
    done();
  });
}

function refuseCleanly(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => {
    if (request.raw.url?.split("?", 1)[0] !== "/") return sendHttpError(reply, 404);
    reply.header("allow", "OPTIONS, POST");
    return sendHttpError(reply, 405);
  });
  app.setErrorHandler((error, request, reply) => {
    const status = statusOfError(error);
    if (status >= 500) log.error({ requestId: request.id, err: error }, "a request failed");
    return sendHttpError(reply, status);
  });
}

/** Fastify's own errors name their status; anything else is a bug of ours. */
function statusOfError(error: unknown): number {
  const named = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof named === "number" && named >= 400 && named < 600 ? named : 500;
}

type HttpReply = Pick<FastifyReply, "code" | "header" | "send">;

function sendHttpError(reply: HttpReply, status: number): unknown {
  reply.code(status);
  reply.header("content-type", "application/json");
  return reply.send(httpErrorBody(status));
}

const STATUS_BY_PARSER_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What is not HTTP, or arrives too slowly, has no request to answer: the answer goes to the bare socket. */
function refuseConnection(error: ConnectionError, socket: Socket, random: Pick<Random, "uuid">): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_PARSER_ERROR[error.code] ?? 400;
  const body = httpErrorBody(status);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      `${REQUEST_ID}: ${random.uuid()}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
    () => socket.destroy(),
  );
}

/**
 * Once nothing is in flight any more, hangs up on everyone: Node itself waits for connections that were busy when the
 * server closed, and for those that never sent a request.
 */
function closeGracefully(app: FastifyInstance): void {
  let inFlight = 0;
  let closing = false;
  const hangUp = (): void => {
    if (closing && inFlight === 0) app.server.closeAllConnections();
  };
  app.server.on("request", (_request, response) => {
    inFlight++;
    response.once("close", () => {
      inFlight--;
      if (closing) setImmediate(hangUp);
    });
  });
  app.addHook("preClose", (done) => {
    closing = true;
    setImmediate(hangUp);
    done();
  });
}
