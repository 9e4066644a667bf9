import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Bytes } from "../base/bytes.ts";
import {
  IMPORT_LIMITS,
  type ImportDoorRefusal,
  type LogOutcome,
  type UploadOutcome,
} from "../domain/import-job.ts";

/** The token holds more characters than Fastify allows a parameter. */
const PATH = "/_poolkeeper/imports/*";

export interface ImportDoors {
  /** Stores a job's file; throws whatever the body throws. */
  upload(token: string, body: AsyncIterable<Bytes>): Promise<UploadOutcome>;
  readLog(token: string): Promise<LogOutcome>;
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const REFUSALS: Readonly<Record<ImportDoorRefusal, Refusal>> = {
  forged: { status: 403, type: "AccessDenied", message: "Access Denied" },
  expired: { status: 403, type: "AccessDenied", message: "Request has expired" },
  closed: {
    status: 404,
    type: "NoSuchUpload",
    message: "There is no import job that could take or tell this.",
  },
  tooLarge: { status: 413, type: "EntityTooLarge", message: "The file is larger than 100 MB." },
  superseded: { status: 409, type: "OperationAborted", message: "Another upload to the job was faster." },
};

/** Takes the file of an import job and tells what became of its rows. The URL is the credential: no key is asked. */
export function registerImports(app: FastifyInstance, doors: ImportDoors): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    scope.addHook("onRequest", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });

    scope.put(PATH, async (request, reply) => {
      const body = request.body instanceof Readable ? request.body : Readable.from([]);
      if (Number(request.headers["content-length"] ?? 0) > IMPORT_LIMITS.fileBytes) {
        return refuse(reply, "tooLarge");
      }
      try {
        // The answer to a refused upload is to arrive, so what is left of the body must not break the connection.
        const pieces = body.iterator({ destroyOnReturn: false });
        const outcome = await doors.upload(tokenIn(request.params), pieces);
        body.resume();
        if (outcome.kind === "refused") return refuse(reply, outcome.reason);
        return reply.header("x-poolkeeper-import-log", outcome.logUrl).send();
      } catch (error) {
        if (request.raw.complete) throw error;
        return reply.code(400).send();
      }
    });

    scope.get(PATH, { exposeHeadRoute: false }, async (request, reply) => {
      const outcome = await doors.readLog(tokenIn(request.params));
      if (outcome.kind === "refused") return refuse(reply, outcome.reason);
      reply.header("content-type", "text/plain; charset=utf-8");
      reply.header("x-content-type-options", "nosniff");
      return reply.send(Readable.from(outcome.text));
    });
  });
}

const tokenIn = (parameters: unknown): string => (parameters as { "*": string })["*"];

function refuse(reply: FastifyReply, reason: ImportDoorRefusal): FastifyReply {
  const { status, type, message } = REFUSALS[reason];
  return reply.code(status).send({ __type: type, message });
}
