import type { Selectable } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { Mac } from "../base/sealed.ts";
import { MAX_CODE_TRIES } from "../domain/codes.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Medium, Tables } from "./tables.ts";

/** What was sent to a user to prove a contact with; the code itself is kept as a keyed hash only. */
export interface Code {
  readonly poolId: UserPoolId;
  readonly sub: Sub;
  /** What the code is good for; a user has one code for a purpose. */
  readonly purpose: string;
  readonly mac: Mac;
  readonly attribute: string;
  readonly medium: Medium;
  readonly destination: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Wrong codes answered so far. */
  readonly tries: number;
  readonly consumedAt: number | null;
}

const toCode = (row: Selectable<Tables["codes"]>): Code => ({
  poolId: row.pool_id,
  sub: row.sub,
  purpose: row.purpose,
  mac: row.mac,
  attribute: row.attribute,
  medium: row.medium,
  destination: row.destination,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  tries: row.tries,
  consumedAt: row.consumed_at,
});

/** The new code supersedes an earlier one of its purpose. */
export async function putCode(tx: WriteTx, code: Code): Promise<void> {
  const fresh = {
    mac: code.mac,
    attribute: code.attribute,
    medium: code.medium,
    destination: code.destination,
    created_at: code.createdAt,
    expires_at: code.expiresAt,
    tries: code.tries,
    consumed_at: code.consumedAt,
  };
  await tx
    .insertInto("codes")
    .values({ pool_id: code.poolId, sub: code.sub, purpose: code.purpose, ...fresh })
    .onConflict((conflict) => conflict.columns(["pool_id", "sub", "purpose"]).doUpdateSet(fresh))
    .execute();
}

/** Consumed and expired codes are found too. */
export async function findCode(
  tx: ReadTx,
  poolId: UserPoolId,
  sub: Sub,
  purpose: string,
): Promise<Code | undefined> {
  const row = await tx
    .selectFrom("codes")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("purpose", "=", purpose)
    .executeTakeFirst();
  return row && toCode(row);
}

/** True for one caller only, while the code with this hash lives and was not answered wrongly too often. */
export async function consumeCode(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  purpose: string,
  mac: Mac,
  now: number,
): Promise<boolean> {
  const row = await tx
    .updateTable("codes")
    .set({ consumed_at: now })
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("purpose", "=", purpose)
    .where("mac", "=", mac)
    .where("consumed_at", "is", null)
    .where("expires_at", ">", now)
    .where("tries", "<", MAX_CODE_TRIES)
    .returning("purpose")
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts a wrong answer and says how many there were; 0 where there is no such code. */
export async function countCodeTry(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  purpose: string,
): Promise<number> {
  const row = await tx
    .updateTable("codes")
    .set((eb) => ({ tries: eb("tries", "+", 1) }))
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("purpose", "=", purpose)
    .returning("tries")
    .executeTakeFirst();
  return row?.tries ?? 0;
}

export async function dropCode(tx: WriteTx, poolId: UserPoolId, sub: Sub, purpose: string): Promise<void> {
  await tx
    .deleteFrom("codes")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("purpose", "=", purpose)
    .execute();
}

/** Drops those of a user's codes for a contact that went elsewhere than to `address`; all of them where it is null. */
export async function dropCodesElsewhere(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  attribute: string,
  address: string | null,
): Promise<void> {
  await tx
    .deleteFrom("codes")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("attribute", "=", attribute)
    .$if(address !== null, (query) => query.where("destination", "<>", address ?? ""))
    .execute();
}
