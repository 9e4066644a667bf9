import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { LostRace } from "../../store/db.ts";
import { deleteTerms, findTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";

/** Deletes a terms document. */
export const DeleteTerms = operation("DeleteTerms", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const terms = await findTerms(tx, pool.id, input.TermsId);
    if (!terms) throw faults.termsNotFound();
    if (!(await deleteTerms(tx, terms))) throw new LostRace(`terms ${terms.id} were changed meanwhile`);
    return {};
  }),
);
