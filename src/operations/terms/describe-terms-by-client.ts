import { faults } from "../../domain/fault.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { findTermsOfClient } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsView } from "./terms-view.ts";

/** A client's terms document of a name. */
export const DescribeTermsByClient = operation("DescribeTermsByClient", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { pool, client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    const terms = await findTermsOfClient(tx, pool.id, client.id, input.TermsName);
    if (!terms) throw faults.termsOfClientNotFound(client.id);
    return { Terms: termsView(terms) };
  }),
);
