import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Caller } from "../domain/caller.ts";
import { Fault, faults } from "../domain/fault.ts";
import { checkInput } from "../model/check.ts";
import { encodeOutput } from "../model/codec.ts";
import { isOperationName, operationModel } from "../model/operations.ts";
import type { OperationName, Operations } from "../model/types.gen.ts";
import type { ApiAuth } from "./access-key.ts";
import { authenticate } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { sendFault, sendSuccess } from "./aws-answer.ts";
import { allowAllOrigins } from "./cors.ts";
import { wireFaults } from "./faults.ts";
import { identify, originOf, type VerifyToken } from "./identify.ts";
import type { AdmitRequest } from "./rate-limit.ts";
import { parseBody } from "./request-body.ts";
import { SigningKeys } from "./sigv4.ts";
import { requireShape, undeclared } from "./strict.ts";

export interface ApiOptions {
  readonly auth: ApiAuth;
  /** Throws a Fault for a token that is not good. */
  readonly verifyToken: VerifyToken;
  /** Throws a Fault where too many requests come; without it, never too many do. */
  readonly admit?: AdmitRequest;
  /** Performs an operation; throws a Fault to refuse. */
  readonly invoke: (operation: OperationName, caller: Caller, input: object) => Promise<object>;
  /** The machine's own, whatever clock rules the rest: signatures are dated by it. */
  readonly clock: Clock;
  readonly log: Log;
  /** Of requests that come unsigned. */
  readonly region: string;
  /** As ARNs name it. */
  readonly account: string;
  /** For tests: a fault that nothing declares for its operation, or an output that breaks its shape, is a crash. */
  readonly strict: boolean;
  /** `outcome` is `"ok"` or the fault's name. */
  readonly observe: (operation: string, outcome: string, milliseconds: number) => void;
}

interface Api extends ApiOptions {
  readonly signingKeys: SigningKeys;
}

const TARGET_PREFIX = "AWSCognitoIdentityProviderService.";
const NO_BODY = Buffer.alloc(0);

/** Mounts `POST /`: the whole API, in AWS JSON 1.1. */
export function mountApi(app: FastifyInstance, options: ApiOptions): void {
  const api: Api = { ...options, signingKeys: new SigningKeys() };
  app.register(async (scope) => {
    allowAllOrigins(scope, "/");
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.post("/", (request, reply) => answer(api, request, reply));
  });
}

async function answer(api: Api, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const operation = operationOf(request);
  try {
    if (operation === undefined) throw wireFaults.unknownOperation();
    const body = await perform(api, operation, request);
    api.observe(operation, "ok", reply.elapsedTime);
    request.logFields = { operation };
    return sendSuccess(reply, body);
  } catch (error) {
    const fault = toFault(api, operation, error, request.id);
    api.observe(operation ?? "unknown", fault.name, reply.elapsedTime);
    request.logFields = { operation, fault: fault.name, detail: fault.detail };
    return sendFault(reply, fault);
  }
}

function operationOf(request: FastifyRequest): OperationName | undefined {
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string" || !target.startsWith(TARGET_PREFIX)) return undefined;
  const name = target.slice(TARGET_PREFIX.length);
  return isOperationName(name) ? name : undefined;
}

async function perform(api: Api, operation: OperationName, request: FastifyRequest): Promise<string> {
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
  const signed = operationModel(operation).auth === "signed";

  const signer = signed ? await authenticate(api, request.raw, body) : undefined;
  const input = check(operation, parseBody(body));
  if (signer !== undefined) authorize(signer, operation, input, api.account);
  const origin = originOf(request, signer?.region ?? api.region);
  const caller = await identify(operation, origin, signer, input, api.verifyToken);
  api.admit?.(operation, caller.origin.region, input);
  const output = await api.invoke(operation, caller, input);
  if (api.strict) requireShape(operation, output);
  return encode(operation, output);
}

/** Some operations succeed with no body at all. */
function encode(operation: OperationName, output: object): string {
  const json = encodeOutput(operation, output as Operations[OperationName]["output"]);
  return json === undefined ? "" : JSON.stringify(json);
}

function check(operation: OperationName, json: Record<string, unknown>): object {
  const checked = checkInput(operation, json);
  if (checked.ok) return checked.value;
  throw checked.kind === "constraint"
    ? faults.constraint(checked.message)
    : wireFaults.wrongType(checked.message);
}

/** What is no refusal is a bug: the caller learns the request's id, and the log learns the rest. */
function toFault(api: Api, operation: OperationName | undefined, error: unknown, requestId: string): Fault {
  const bug = bugIn(api, operation, error);
  if (bug === undefined && error instanceof Fault) return error;
  api.log.error({ requestId, operation, err: bug }, "an operation crashed");
  return wireFaults.internal(api.strict && bug instanceof Error ? bug.message : undefined);
}

function bugIn({ strict }: Api, operation: OperationName | undefined, error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  return strict && operation !== undefined ? undeclared(operation, error) : undefined;
}
