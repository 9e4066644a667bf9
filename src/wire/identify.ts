import type { FastifyRequest } from "fastify";
import { isObject } from "../base/json.ts";
import type { Caller, Origin, TokenCaller } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import { operationModel } from "../model/operations.ts";
import type { OperationName } from "../model/types.gen.ts";
import type { Signer } from "./authenticate.ts";

export type VerifyToken = (accessToken: string, origin: Origin) => Promise<TokenCaller>;

/** Who asks; `input` is decoded. Throws a Fault for an access token that is not good. */
export async function identify(
  operation: OperationName,
  origin: Origin,
  signer: Signer | undefined,
  input: object,
  verifyToken: VerifyToken,
): Promise<Caller> {
  if (signer !== undefined) return { kind: "signed", origin, accessKeyId: signer.accessKeyId };
  const { auth, input: shape } = operationModel(operation);
  if (auth !== "accessToken") return { kind: "public", origin };

  const { AccessToken: token } = isObject(input) ? input : {};
  if (typeof token === "string") return verifyToken(token, origin);
  if (!shape.memberNames.has("Session")) throw faults.accessTokenInvalid("none was sent");
  return { kind: "public", origin };
}

export const originOf = (request: FastifyRequest, region: string): Origin => ({
  requestId: request.id,
  ip: request.ip,
  userAgent: request.headers["user-agent"] ?? "",
  region,
});
