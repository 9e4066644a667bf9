import { diffieHellman, generateKeyPairSync, sign } from "node:crypto";
import { availableParallelism, cpus } from "node:os";
import { toHex } from "../src/base/bytes.ts";
import { systemRandom } from "../src/base/random.ts";
import { N } from "../src/domain/auth/srp.ts";
import { privateKeyOf, publicKeyOf } from "../src/effects/power-modulo.ts";
import { timed } from "./lanes.ts";

/** How often a second this machine can do something. */
export interface Rate {
  readonly oneCore: number;
  readonly allCores: number;
}

export interface MachineLimits {
  readonly signatures: Rate;
  readonly powers: Rate;
}

/** What this runs on, in words. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || process.arch;
  return `${availableParallelism()} cores (${model}), Node.js ${process.versions.node}, ${process.platform}`;
}

/** Asymmetric cryptography bounds every sign-in, whatever the server does beside it. */
export async function measureMachine(seconds: number, rounds: number): Promise<MachineLimits> {
  const limits: MachineLimits[] = [];
  for (let round = 0; round < rounds; round++) {
    limits.push({ signatures: await signatures(seconds), powers: await powers(seconds) });
  }
  const highest = (kind: keyof MachineLimits): Rate => ({
    oneCore: Math.max(...limits.map((one) => one[kind].oneCore)),
    allCores: Math.max(...limits.map((one) => one[kind].allCores)),
  });
  return { signatures: highest("signatures"), powers: highest("powers") };
}

/** Signatures of RS256, by keys of 2048 bits. */
function signatures(seconds: number): Promise<Rate> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const data = Buffer.alloc(600, "token");
  return rates(
    seconds,
    () => sign("sha256", data, privateKey),
    () => promise<Buffer>((done) => sign("sha256", data, privateKey, done)),
  );
}

/** Powers in SRP's group of 3072 bits, by exponents of 256 bits as SRP draws them. */
function powers(seconds: number): Promise<Rate> {
  const exponent = BigInt(`0x${toHex(systemRandom.bytes(32))}`);
  const keys = { privateKey: privateKeyOf(exponent), publicKey: publicKeyOf(N / 3n) };
  return rates(
    seconds,
    () => diffieHellman(keys),
    () => promise<Buffer>((done) => diffieHellman(keys, done)),
  );
}

async function rates(
  seconds: number,
  blocking: () => unknown,
  concurrent: () => Promise<unknown>,
): Promise<Rate> {
  const most = Number.POSITIVE_INFINITY;
  const alone = await timed(async () => blocking(), { lanes: 1, seconds, most, from: 0 });
  const lanes = 2 * availableParallelism();
  const together = await timed(concurrent, { lanes, seconds, most, from: 0 });
  return {
    oneCore: alone.milliseconds.length / alone.seconds,
    allCores: together.milliseconds.length / together.seconds,
  };
}

const promise = <T>(start: (done: (error: Error | null, value: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
