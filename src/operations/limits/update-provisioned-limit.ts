import { freeLimit, isAdjustable, largestLimit } from "../../domain/api-category.ts";
import { faults } from "../../domain/fault.ts";
import { putProvisionedLimit } from "../../store/provisioned-limits.ts";
import { operation } from "../operation.ts";
import { categoryIn, limitView } from "./limit-definition.ts";

/** Sets the request rate of a category in the caller's region, which holds from now on. */
export const UpdateProvisionedLimit = operation("UpdateProvisionedLimit", async (ctx, input) => {
  const category = categoryIn(input.LimitDefinition);
  const value = input.RequestedLimitValue;
  if (!isAdjustable(category)) throw faults.limitNotAdjustable(category);
  const [least, most] = [freeLimit(category), largestLimit(category)];
  if (value < least) throw faults.limitTooLow(category, least);
  if (value > most) throw faults.limitTooHigh(category, most);

  const { region } = ctx.caller.origin;
  await ctx.db.write((tx) => putProvisionedLimit(tx, { region, category, value }, ctx.clock.now()));
  await ctx.limits.read();
  return { Limit: limitView(category, value) };
});
