import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { KeyUse, Tables } from "./tables.ts";

export interface SigningKey {
  readonly poolId: UserPoolId;
  readonly use: KeyUse;
  readonly kid: string;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly publicKey: string;
  readonly privateKey: Sealed;
  /** X.509, DER, base64; a key that signs SAML requests has one. */
  readonly certificate?: string;
  readonly createdAt: number;
}

const toKey = (row: Selectable<Tables["signing_keys"]>): SigningKey => ({
  poolId: row.pool_id,
  use: row.use,
  kid: row.kid,
  publicKey: row.public_key,
  privateKey: row.private_key,
  ...(row.certificate !== null && { certificate: row.certificate }),
  createdAt: row.created_at,
});

export async function findSigningKeys(tx: ReadTx, poolId: UserPoolId): Promise<SigningKey[]> {
  const rows = await tx
    .selectFrom("signing_keys")
    .selectAll()
    .where("pool_id", "=", poolId)
    .orderBy("use")
    .execute();
  return rows.map(toKey);
}

export async function findSigningKey(
  tx: ReadTx,
  poolId: UserPoolId,
  use: KeyUse,
): Promise<SigningKey | undefined> {
  const row = await tx
    .selectFrom("signing_keys")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("use", "=", use)
    .executeTakeFirst();
  return row && toKey(row);
}

/** False where the pool has a key of this use. */
export async function insertSigningKey(tx: WriteTx, key: SigningKey): Promise<boolean> {
  const inserted = await tx
    .insertInto("signing_keys")
    .values({
      pool_id: key.poolId,
      use: key.use,
      kid: key.kid,
      public_key: key.publicKey,
      private_key: key.privateKey,
      certificate: key.certificate ?? null,
      created_at: key.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("kid")
    .executeTakeFirst();
  return inserted !== undefined;
}
