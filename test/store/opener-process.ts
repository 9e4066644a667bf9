import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { openDatabase } from "../../src/store/open.ts";

/** Opens the database, works with it once, and ends. */
const db = await openDatabase({
  location: process.argv[2] ?? "",
  scope: new TransactionScope(),
  random: systemRandom,
  log: silentLog,
});
await db.write(async (tx) => {
  await tx.selectFrom("pools").select("id").execute();
});
await db.close();
