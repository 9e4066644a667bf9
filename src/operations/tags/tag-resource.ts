import { operation } from "../operation.ts";
import { changeTags } from "./tagged-pool.ts";

/** Adds tags to a pool, and gives those that it has already their new values. */
export const TagResource = operation("TagResource", (ctx, input) =>
  changeTags(ctx, input.ResourceArn, (tags) => ({ ...tags, ...input.Tags })),
);
