import { parentPort } from "node:worker_threads";
import { type PowerModuloN, powerByKeys, preparePower } from "./power-modulo.ts";

/** Asks for one power, or for the preparation that makes further ones faster. */
export type SrpRequest =
  | { readonly kind: "power"; readonly base: bigint; readonly exponent: bigint }
  | { readonly kind: "prepare" };

/** Answers come in the order of the requests. */
export type SrpAnswer = { readonly kind: "power"; readonly value: bigint } | { readonly kind: "prepared" };

let power: PowerModuloN = powerByKeys;

function answer(request: SrpRequest): SrpAnswer {
  if (request.kind === "power") return { kind: "power", value: power(request.base, request.exponent) };
  power = preparePower();
  return { kind: "prepared" };
}

parentPort?.on("message", (request: SrpRequest) => parentPort?.postMessage(answer(request)));
