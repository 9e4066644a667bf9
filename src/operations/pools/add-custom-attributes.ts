import { extendedSchema } from "../../domain/schema.ts";
import { requireNoImport } from "../../flows/import-guard.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** Adds custom attributes to a pool's schema, for good; clients read and write them once they are told to. */
export const AddCustomAttributes = operation("AddCustomAttributes", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    await requireNoImport(tx, pool.id);
    const SchemaAttributes = extendedSchema(pool.settings.SchemaAttributes, input.CustomAttributes);
    await savePool(tx, {
      ...pool,
      settings: { ...pool.settings, SchemaAttributes },
      updatedAt: ctx.clock.now(),
    });
    return {};
  }),
);
