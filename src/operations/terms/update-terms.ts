import { faults } from "../../domain/fault.ts";
import { requestedLinks, type Terms } from "../../domain/terms.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePool } from "../../flows/pools.ts";
import { findClient } from "../../store/app-clients.ts";
import { LostRace } from "../../store/db.ts";
import { deleteTerms, findTerms, insertTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsView } from "./terms-view.ts";

/** Changes a terms document: its name, or all of its links at once. */
export const UpdateTerms = operation("UpdateTerms", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const terms = await findTerms(tx, pool.id, input.TermsId);
    const client = terms && (await findClient(tx, pool.id, terms.clientId));
    if (!terms || !client) throw faults.termsNotFound();
    const changed: Terms = {
      ...terms,
      name: input.TermsName ?? terms.name,
      source: input.TermsSource ?? terms.source,
      enforcement: input.Enforcement ?? terms.enforcement,
      links: input.Links ? requestedLinks(input.Links) : terms.links,
      updatedAt: ctx.clock.now(),
      version: terms.version + 1,
    };

    await holdClient(tx, { pool, client });
    // Deleted and inserted anew, so that the database decides whether the client has the new name already.
    if (!(await deleteTerms(tx, terms))) throw new LostRace(`terms ${terms.id} were changed meanwhile`);
    if (!(await insertTerms(tx, changed))) throw faults.termsExist(changed.name, changed.clientId);
    return { Terms: termsView(changed) };
  }),
);
