import { utf8 } from "../base/bytes.ts";
import { systemClock } from "../base/clock.ts";
import { silentLog } from "../base/log.ts";
import { systemRandom } from "../base/random.ts";
import { isStorable } from "../base/text.ts";
import { TransactionScope } from "../base/transaction-scope.ts";
import {
  type AllowRule,
  accessKeyContext,
  allows,
  formatRule,
  newAccessKeyId,
  newSecretAccessKey,
  parseAllow,
} from "../domain/access-key.ts";
import {
  type AccessKey,
  findAccessKey,
  insertAccessKey,
  listAccessKeys,
  revokeAccessKey,
} from "../store/access-keys.ts";
import type { FindKey } from "../wire/access-key.ts";
import type { ServerConfig } from "./config.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";

/** What the command line does with access keys; a server that runs meanwhile sees it at once. */
export interface AccessKeys {
  /** The secret can't be told again later. */
  create(allow: readonly AllowRule[]): Promise<{ readonly id: string; readonly secret: string }>;
  /** Oldest first. */
  list(): Promise<readonly AccessKey[]>;
  /** False where there is no such key, or it is revoked already. */
  revoke(id: string): Promise<boolean>;
}

/** Opens the database for a piece of work and closes it. */
export async function withAccessKeys<T>(
  where: Pick<ServerConfig, "database" | "masterKeyFile">,
  work: (keys: AccessKeys) => Promise<T>,
): Promise<T> {
  const opened = await openDatabase(where, {
    scope: new TransactionScope(),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  try {
    return await work(accessKeysOf(opened));
  } finally {
    await opened.db.close();
  }
}

const accessKeysOf = ({ db, vault }: OpenedDatabase): AccessKeys => ({
  async create(allow) {
    const id = newAccessKeyId(systemRandom);
    const secret = newSecretAccessKey(systemRandom);
    const key: AccessKey = {
      id,
      sealedSecret: vault.seal(accessKeyContext(id), utf8(secret)),
      allow: allow.map(formatRule),
      createdAt: systemClock.now(),
      revokedAt: null,
    };
    await db.write((tx) => insertAccessKey(tx, key));
    return { id, secret };
  },
  list: () => db.read((tx) => listAccessKeys(tx)),
  revoke: (id) => db.write((tx) => revokeAccessKey(tx, id, systemClock.now())),
});

/** How the wire finds the key that signed; revoked keys are none. */
export const keyFinder =
  ({ db, vault }: OpenedDatabase): FindKey =>
  async (id) => {
    const key = isStorable(id) ? await db.read((tx) => findAccessKey(tx, id)) : undefined;
    if (key === undefined || key.revokedAt !== null) return undefined;
    const rules = parseAllow(key.allow.join(",")) ?? [];
    return {
      id,
      secret: Buffer.from(vault.open(accessKeyContext(id), key.sealedSecret)).toString("utf8"),
      allows: (operation, poolId) => allows(rules, operation, poolId),
    };
  };
