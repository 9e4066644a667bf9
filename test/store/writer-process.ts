import { userPoolId } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { openDatabase } from "../../src/store/open.ts";
import { insertPool } from "../../src/store/pools.ts";
import { aPool } from "./fixtures.ts";

/** Inserts pools without end and prints the id of each that was acknowledged. */
const db = await openDatabase({
  location: process.argv[2] ?? "",
  scope: new TransactionScope(),
  random: systemRandom,
  log: silentLog,
});
for (;;) {
  const id = userPoolId(`us-east-1_${systemRandom.alphanumeric(9)}`);
  await db.write((tx) => insertPool(tx, aPool(id)));
  process.stdout.write(`${id}\n`);
}
