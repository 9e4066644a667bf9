import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { loadMasterKey, newMasterKey } from "../effects/master-key.ts";
import { checkValue, type MasterKey, MasterKeyError, MasterKeyVault } from "../effects/vault.ts";
import type { Vault } from "../ports/vault.ts";
import type { Db } from "../store/db.ts";
import { holdsSealed, insertMasterKeyCheck, listMasterKeyChecks } from "../store/master-keys.ts";
import { openDatabase as openStore } from "../store/open.ts";
import type { ServerConfig } from "./config.ts";
import type { Database } from "./readers.ts";

export interface DatabaseParts {
  readonly scope: TransactionScope;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Told of each transaction that runs again. */
  readonly retried?: () => void;
}

/** A database and what opens its sealed values. */
export interface OpenedDatabase {
  readonly db: Db;
  readonly vault: Vault;
}

/** Opens the database, migrated, with the master key it is sealed with. Throws `StoreError` and `MasterKeyError`. */
export async function openDatabase(
  { database, masterKeyFile }: Pick<ServerConfig, "database" | "masterKeyFile">,
  parts: DatabaseParts,
): Promise<OpenedDatabase> {
  const { scope, clock, random, log, retried = () => {} } = parts;
  const db = await openStore({ location: locationOf(database), scope, random, log, retried });
  try {
    const sealed = await db.read((tx) => holdsSealed(tx));
    const file = masterKeyFile ?? besideDatabase(database);
    const masterKey =
      file === null ? newMasterKey(random) : await loadMasterKey({ file, create: !sealed, random, log });
    await rememberKeys(db, masterKey, clock.now());
    await verifyKeys(db, masterKey, sealed);
    return { db, vault: new MasterKeyVault(masterKey, random) };
  } catch (error) {
    await db.close();
    throw error;
  }
}

function locationOf(database: Database): string {
  switch (database.kind) {
    case "file":
      return database.path;
    case "memory":
      return ":memory:";
    case "postgres":
      return database.url;
  }
}

/** Null: the key lives and dies with the database. */
const besideDatabase = (database: Database): string | null =>
  database.kind === "file" ? `${database.path}.key` : null;

/** Notes the check values of keys the database does not know yet. */
async function rememberKeys(db: Db, { keys }: MasterKey, now: number): Promise<void> {
  const known = new Set((await db.read((tx) => listMasterKeyChecks(tx))).map(({ keyId }) => keyId));
  const fresh = [...keys].filter(([keyId]) => !known.has(keyId));
  if (fresh.length === 0) return;
  await db.write(async (tx) => {
    for (const [keyId, key] of fresh) {
      await insertMasterKeyCheck(tx, { keyId, checkValue: checkValue(key), createdAt: now });
    }
  });
}

/** Refuses a key that is not what its id says and, once anything is sealed, to be without one that sealed. */
async function verifyKeys(db: Db, { keys }: MasterKey, sealed: boolean): Promise<void> {
  for (const check of await db.read((tx) => listMasterKeyChecks(tx))) {
    const key = keys.get(check.keyId);
    if (key === undefined && sealed) {
      throw new MasterKeyError(
        `the master key file lacks the key "${check.keyId}", which sealed this database`,
      );
    }
    if (key !== undefined && checkValue(key) !== check.checkValue) {
      throw new MasterKeyError(`the master key "${check.keyId}" is not the one that sealed this database`);
    }
  }
}
