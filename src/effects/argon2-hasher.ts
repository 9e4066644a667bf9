import { argon2 } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { type Bytes, sameBytes } from "../base/bytes.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import type { PasswordHasher } from "../ports/password-hasher.ts";
import { type Argon2Cost, formatPhc, parsePhc } from "./phc.ts";
import { Semaphore } from "./semaphore.ts";

/** What OWASP asks for at least, and the most that Cognito takes in an import. */
const COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Argon2's own lower bound of a salt (RFC 9106 section 3.1), and upper bounds against crafted hashes. */
const SALT_RANGE = [8, 64] as const;
const HASH_RANGE = [16, 64] as const;

/** Computes Argon2id on a thread of its own. */
export type Argon2Engine = (
  password: string,
  salt: Bytes,
  cost: Argon2Cost,
  length: number,
) => Promise<Bytes>;

const argon2OfNode = promisify(argon2);

/** Node's own Argon2: in every installation, at a third of the native package's speed. */
export const nodeEngine: Argon2Engine = async (password, salt, cost, length) =>
  argon2OfNode("argon2id", { message: password, nonce: salt, tagLength: length, ...cost });

/** The native package where it was installed for this machine, else Node's own. */
async function fastestEngine(log: Log): Promise<Argon2Engine> {
  try {
    const { hashRaw } = await import("@node-rs/argon2");
    return async (password, salt, { memory, passes, parallelism }, length) =>
      hashRaw(password, { salt, memoryCost: memory, timeCost: passes, parallelism, outputLen: length });
  } catch (error) {
    log.warn(
      { err: error },
      "the native Argon2 can't be loaded; Node's own does the work at a third of the speed",
    );
    return nodeEngine;
  }
}

export interface Argon2Options {
  readonly random: Random;
  readonly log: Log;
  readonly scope: TransactionScope;
  /** Found at the first use where it is not given. */
  readonly engine?: Argon2Engine;
}

/** Hashes with Argon2id; no more at once than there are cores, each of them taking 19 MiB. */
export class Argon2Hasher implements PasswordHasher {
  readonly #options: Argon2Options;
  readonly #slots = new Semaphore(availableParallelism());
  #engine: Promise<Argon2Engine> | undefined;

  constructor(options: Argon2Options) {
    this.#options = options;
  }

  async hash(password: string): Promise<string> {
    const salt = this.#options.random.bytes(SALT_BYTES);
    return formatPhc({ ...COST, salt, hash: await this.#derive(password, salt, COST, HASH_BYTES) });
  }

  /** Throws where `phc` is no Argon2id hash or costs more than this server's own would. */
  async verify(password: string, phc: string): Promise<boolean> {
    const stored = parsePhc(phc);
    if (!stored) throw new RangeError("a stored password hash is not Argon2id");
    const { salt, hash } = stored;
    const affordable = COST_NAMES.every((name) => stored[name] <= COST[name]);
    if (!affordable || !within(salt.length, SALT_RANGE) || !within(hash.length, HASH_RANGE)) {
      throw new RangeError("a stored password hash is out of the bounds of cost or length");
    }
    return sameBytes(await this.#derive(password, salt, stored, hash.length), hash);
  }

  async #derive(password: string, salt: Bytes, cost: Argon2Cost, length: number): Promise<Bytes> {
    this.#options.scope.refuse("a password hash");
    this.#engine ??= this.#options.engine
      ? Promise.resolve(this.#options.engine)
      : fastestEngine(this.#options.log);
    const derive = await this.#engine;
    const { memory, passes, parallelism } = cost;
    return this.#slots.run(() => derive(password, salt, { memory, passes, parallelism }, length));
  }
}

const COST_NAMES = ["memory", "passes", "parallelism"] as const;

const within = (length: number, [least, most]: readonly [number, number]): boolean =>
  length >= least && length <= most;
