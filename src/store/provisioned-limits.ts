import type { ApiCategory } from "../domain/api-category.ts";
import type { ReadTx, WriteTx } from "./db.ts";

/** A request rate that an account was given in a region. */
export interface ProvisionedLimit {
  readonly region: string;
  readonly category: ApiCategory;
  /** Requests a second. */
  readonly value: number;
}

export async function putProvisionedLimit(
  tx: WriteTx,
  { region, category, value }: ProvisionedLimit,
  now: number,
): Promise<void> {
  await tx
    .insertInto("provisioned_limits")
    .values({ region, category, value, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(["region", "category"]).doUpdateSet({ value, updated_at: now }),
    )
    .execute();
}

export async function findProvisionedLimit(
  tx: ReadTx,
  region: string,
  category: ApiCategory,
): Promise<number | undefined> {
  const row = await tx
    .selectFrom("provisioned_limits")
    .select("value")
    .where("region", "=", region)
    .where("category", "=", category)
    .executeTakeFirst();
  return row?.value;
}

/** All there are: a handful for each region. */
export const listProvisionedLimits = (tx: ReadTx): Promise<ProvisionedLimit[]> =>
  tx.selectFrom("provisioned_limits").select(["region", "category", "value"]).execute();
