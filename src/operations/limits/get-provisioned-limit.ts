import { freeLimit } from "../../domain/api-category.ts";
import { findProvisionedLimit } from "../../store/provisioned-limits.ts";
import { operation } from "../operation.ts";
import { categoryIn, limitView } from "./limit-definition.ts";

/** The request rate of a category in the caller's region: the one that was set, else the default. */
export const GetProvisionedLimit = operation("GetProvisionedLimit", async (ctx, input) => {
  const category = categoryIn(input.LimitDefinition);
  const { region } = ctx.caller.origin;
  const value = await ctx.db.read((tx) => findProvisionedLimit(tx, region, category));
  return { Limit: limitView(category, value ?? freeLimit(category)) };
});
