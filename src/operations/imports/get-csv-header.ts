import { csvHeaderOf } from "../../domain/csv-header.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** The columns of a file that users are imported to the pool from. */
export const GetCSVHeader = operation("GetCSVHeader", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  return { UserPoolId: pool.id, CSVHeader: csvHeaderOf(pool.settings.SchemaAttributes) };
});
