import type { Selectable } from "kysely";
import { clientId as asClientId, type ClientId, type UserPoolId } from "../base/ids.ts";
import type { Logo, UiCustomization } from "../domain/ui-customization.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Tables } from "./tables.ts";

/** Instead of a client's id, which is never empty: for every client without one of its own. */
const EVERY_CLIENT = asClientId("");

type Row = Selectable<Tables["ui_customizations"]>;

const toCustomization = (row: Row): UiCustomization => ({
  poolId: row.pool_id,
  clientId: row.client_id === EVERY_CLIENT ? null : row.client_id,
  css: row.css === null || row.css_version === null ? null : { text: row.css, version: row.css_version },
  logo: toLogo(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toLogo = ({ logo, logo_format, logo_version }: Row): Logo | null =>
  logo === null || logo_format === null || logo_version === null
    ? null
    : { image: logo, format: logo_format, version: logo_version };

/** Exchanges a whole customization, and gives it as it is kept: with the day of its first one. */
export async function putUiCustomization(
  tx: WriteTx,
  { poolId, clientId, css, logo, createdAt, updatedAt }: UiCustomization,
): Promise<UiCustomization> {
  const changing = {
    css: css?.text ?? null,
    css_version: css?.version ?? null,
    logo: logo?.image ?? null,
    logo_format: logo?.format ?? null,
    logo_version: logo?.version ?? null,
    updated_at: updatedAt,
  };
  const row = await tx
    .insertInto("ui_customizations")
    .values({ pool_id: poolId, client_id: clientId ?? EVERY_CLIENT, ...changing, created_at: createdAt })
    .onConflict((conflict) => conflict.columns(["pool_id", "client_id"]).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCustomization(row);
}

/** What a client's pages look like: its own customization, or else that for every client. */
export async function findUiCustomization(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId | null,
): Promise<UiCustomization | undefined> {
  const row = await tx
    .selectFrom("ui_customizations")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("client_id", "in", [clientId ?? EVERY_CLIENT, EVERY_CLIENT])
    .orderBy("client_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toCustomization(row);
}

/** A logo by the version that its address names. */
export async function findLogo(tx: ReadTx, poolId: UserPoolId, version: string): Promise<Logo | undefined> {
  const row = await tx
    .selectFrom("ui_customizations")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("logo_version", "=", version)
    .limit(1)
    .executeTakeFirst();
  return (row && toLogo(row)) ?? undefined;
}

export async function deleteUiCustomization(
  tx: WriteTx,
  poolId: UserPoolId,
  clientId: ClientId | null,
): Promise<void> {
  await tx
    .deleteFrom("ui_customizations")
    .where("pool_id", "=", poolId)
    .where("client_id", "=", clientId ?? EVERY_CLIENT)
    .execute();
}
