import type { Bytes } from "../base/bytes.ts";
import { fromBase64, sha256, toBase64, utf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { Pool } from "../domain/pool.ts";
import type { GeneratedKey, Signer } from "../ports/signer.ts";
import type { Vault } from "../ports/vault.ts";
import type { Db } from "../store/db.ts";
import { findSigningKeys, insertSigningKey, type SigningKey } from "../store/signing-keys.ts";

type KeyUse = SigningKey["use"];
type TokenUse = Exclude<KeyUse, "saml">;

/** The two keys of a pool: ID tokens and access tokens are signed by different ones. */
export type PoolKeys = Readonly<Record<TokenUse, SigningKey>>;

const USES: readonly TokenUse[] = ["id", "access"];
const MOST_POOLS_REMEMBERED = 1000;

interface Tools {
  readonly db: Db;
  readonly vault: Vault;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** Every pool's signing keys, made at their first need and remembered after. */
export class KeyRing {
  readonly #tools: Tools;
  readonly #known = new Map<string, Promise<PoolKeys>>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** The keys of this very pool: one created anew under the same id has its own. */
  of(pool: Pool): Promise<PoolKeys> {
    const name = `${pool.id}:${pool.createdAt}`;
    const known = this.#known.get(name);
    if (known) return known;
    const found = this.#findOrMake(pool);
    this.#remember(name, found);
    return found;
  }

  /** Signs with a pool's key (RS256). */
  async sign(key: SigningKey, data: string): Promise<Bytes> {
    const { signer, vault } = this.#tools;
    return signer.sign(key.kid, () => vault.open(sealContext(key), key.privateKey), utf8(data));
  }

  verify(key: SigningKey, data: Bytes, signature: Bytes): boolean {
    return this.#tools.signer.verify(key.kid, () => fromBase64(key.publicKey), data, signature);
  }

  #remember(name: string, keys: Promise<PoolKeys>): void {
    this.#known.set(name, keys);
    keys.catch(() => this.#known.delete(name));
    if (this.#known.size <= MOST_POOLS_REMEMBERED) return;
    const [oldest = name] = this.#known.keys();
    this.#known.delete(oldest);
  }

  async #findOrMake(pool: Pool): Promise<PoolKeys> {
    const { db } = this.#tools;
    const found = complete(await db.read((tx) => findSigningKeys(tx, pool.id)));
    if (found) return found;
    const made = await Promise.all(
      USES.map(async (use) => (await newSigningKey(this.#tools, pool, use)).key),
    );
    const kept = await db.write(async (tx) => {
      for (const key of made) await insertSigningKey(tx, key);
      return findSigningKeys(tx, pool.id);
    });
    const keys = complete(kept);
    if (!keys) throw new Error(`the signing keys of ${pool.id} were not stored`);
    return keys;
  }
}

/** A new key of a pool, not stored yet, and the pair that it seals. */
export async function newSigningKey(
  { signer, vault, clock }: Omit<Tools, "db">,
  pool: Pool,
  use: KeyUse,
): Promise<{ readonly key: SigningKey; readonly pair: GeneratedKey }> {
  const pair = await signer.generate();
  const key = {
    poolId: pool.id,
    use,
    kid: toBase64(sha256(pair.publicKey)),
    publicKey: toBase64(pair.publicKey),
    privateKey: vault.seal(sealContext({ poolId: pool.id, use }), pair.privateKey),
    createdAt: clock.now(),
  };
  return { key, pair };
}

const sealContext = ({ poolId, use }: Pick<SigningKey, "poolId" | "use">): string =>
  `signing-key:${poolId}:${use}`;

function complete(keys: readonly SigningKey[]): PoolKeys | null {
  const id = keys.find(({ use }) => use === "id");
  const access = keys.find(({ use }) => use === "access");
  return id && access ? { id, access } : null;
}
