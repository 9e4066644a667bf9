import type { Sub, UserPoolId } from "../base/ids.ts";
import type { StoredPassword } from "../domain/user.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";

/** The passwords a user had, newest first. */
export async function findPasswordHistory(
  tx: ReadTx,
  poolId: UserPoolId,
  sub: Sub,
): Promise<readonly StoredPassword[]> {
  const row = await tx
    .selectFrom("password_histories")
    .select("passwords")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .executeTakeFirst();
  return row ? fromJson(row.passwords) : [];
}

/** Exchanges a user's whole history. */
export async function putPasswordHistory(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  passwords: readonly StoredPassword[],
): Promise<void> {
  await tx
    .insertInto("password_histories")
    .values({ pool_id: poolId, sub, passwords: toJson(passwords) })
    .onConflict((conflict) =>
      conflict.columns(["pool_id", "sub"]).doUpdateSet({ passwords: toJson(passwords) }),
    )
    .execute();
}
