import type { UserPoolId } from "../base/ids.ts";
import { faults } from "../domain/fault.ts";
import { isImporting } from "../store/active-imports.ts";
import type { ReadTx } from "../store/db.ts";

/** Refuses to change a pool while users are imported to it. */
export async function requireNoImport(tx: ReadTx, poolId: UserPoolId): Promise<void> {
  if (await isImporting(tx, poolId)) throw faults.userImportInProgress();
}
