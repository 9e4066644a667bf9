import type { FastifyInstance } from "fastify";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { newMasterKey } from "../../src/effects/master-key.ts";
import { MasterKeyVault } from "../../src/effects/vault.ts";
import type { Vault } from "../../src/ports/vault.ts";
import { createDb, type Db } from "../../src/store/db.ts";
import { openTemporarySqlite } from "../../src/store/sqlite.ts";
import { createHttpServer } from "../../src/wire/http.ts";

/** The HTTP front with nothing behind it, as operators' doors find it. */
export const emptyServer = (): FastifyInstance =>
  createHttpServer({ log: silentLog, random: seededRandom("doors"), trustProxy: [] });

export const temporaryDb = async (): Promise<Db> =>
  createDb(await openTemporarySqlite(), new TransactionScope(), seededRandom("database"));

export const testVault = (): Vault => {
  const random = seededRandom("vault");
  return new MasterKeyVault(newMasterKey(random), random);
};
