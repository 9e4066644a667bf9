import { operation } from "../operation.ts";
import { changeTags } from "./tagged-pool.ts";

/** Takes tags from a pool, as far as it has them. */
export const UntagResource = operation("UntagResource", (ctx, input) => {
  const taken = new Set(input.TagKeys);
  return changeTags(ctx, input.ResourceArn, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !taken.has(key))),
  );
});
