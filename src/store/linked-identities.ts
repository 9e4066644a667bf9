import type { Selectable } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { LinkedIdentity } from "../domain/linked-identities.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Tables } from "./tables.ts";

const toLinked = (row: Selectable<Tables["linked_identities"]>): LinkedIdentity => ({
  poolId: row.pool_id,
  provider: row.provider,
  attribute: row.attribute,
  valueKey: row.value_key,
  sub: row.sub,
  createdAt: row.created_at,
});

/** False where whoever it is about is linked already, to whatever user. */
export async function insertLinkedIdentity(tx: WriteTx, linked: LinkedIdentity): Promise<boolean> {
  const inserted = await tx
    .insertInto("linked_identities")
    .values({
      pool_id: linked.poolId,
      provider: linked.provider,
      attribute: linked.attribute,
      value_key: linked.valueKey,
      sub: linked.sub,
      created_at: linked.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("sub")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findLinkedIdentity(
  tx: ReadTx,
  poolId: UserPoolId,
  { provider, attribute, valueKey }: Pick<LinkedIdentity, "provider" | "attribute" | "valueKey">,
): Promise<LinkedIdentity | undefined> {
  const row = await tx
    .selectFrom("linked_identities")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("provider", "=", provider)
    .where("attribute", "=", attribute)
    .where("value_key", "=", valueKey)
    .executeTakeFirst();
  return row && toLinked(row);
}

/** The identities that are linked to a user: few. */
export async function linkedIdentitiesOf(
  tx: ReadTx,
  poolId: UserPoolId,
  sub: Sub,
): Promise<LinkedIdentity[]> {
  const rows = await tx
    .selectFrom("linked_identities")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .execute();
  return rows.map(toLinked);
}

/** By which attributes users of a provider are linked, `atMost` of them; a step through the index for each. */
export async function sourceAttributesInUse(
  tx: ReadTx,
  poolId: UserPoolId,
  provider: string,
  atMost: number,
): Promise<string[]> {
  const found: string[] = [];
  while (found.length < atMost) {
    const row = await tx
      .selectFrom("linked_identities")
      .select("attribute")
      .where("pool_id", "=", poolId)
      .where("provider", "=", provider)
      .where("attribute", ">", found.at(-1) ?? "")
      .orderBy("attribute")
      .limit(1)
      .executeTakeFirst();
    if (!row) break;
    found.push(row.attribute);
  }
  return found;
}

export async function removeLinkedIdentity(tx: WriteTx, linked: LinkedIdentity): Promise<boolean> {
  const result = await tx
    .deleteFrom("linked_identities")
    .where("pool_id", "=", linked.poolId)
    .where("provider", "=", linked.provider)
    .where("attribute", "=", linked.attribute)
    .where("value_key", "=", linked.valueKey)
    .where("sub", "=", linked.sub)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
