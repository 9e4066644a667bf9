import type { FastifyInstance } from "fastify";

/** What lets a browser's page of any origin call the API, as the service has it. No cookies are involved. */
const PREFLIGHT = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "cache-control",
    "content-length",
    "content-type",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
    "x-amzn-trace-id",
  ].join(","),
  /** Seconds. */
  "access-control-max-age": "172800",
};

const EVERY_ANSWER = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,date",
};

/** Answers preflights of `path`, and marks every answer of `scope` that a page asked for. */
export function allowAllOrigins(scope: FastifyInstance, path: string): void {
  scope.addHook("onRequest", (request, reply, done) => {
    if (request.headers.origin !== undefined) reply.headers(EVERY_ANSWER);
    done();
  });
  scope.options(path, (_request, reply) => reply.headers(PREFLIGHT).send());
}
