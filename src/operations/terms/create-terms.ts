import { faults } from "../../domain/fault.ts";
import { MOST_TERMS, requestedLinks, type Terms } from "../../domain/terms.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { countTerms, insertTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsView } from "./terms-view.ts";

/** Adds a terms document to a client, which has one of each name at most. */
export const CreateTerms = operation("CreateTerms", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const found = await requirePoolAndClient(tx, input, ctx.caller.origin);
    const { pool, client } = found;
    const now = ctx.clock.now();
    const terms: Terms = {
      poolId: pool.id,
      id: ctx.random.uuid(),
      clientId: client.id,
      name: input.TermsName,
      source: input.TermsSource,
      enforcement: input.Enforcement,
      links: requestedLinks(input.Links ?? {}),
      createdAt: now,
      updatedAt: now,
      version: 1,
    };

    await holdClient(tx, found);
    if (!(await insertTerms(tx, terms))) throw faults.termsExist(terms.name, client.id);
    if ((await countTerms(tx, pool.id)) > MOST_TERMS) throw faults.tooManyTerms(MOST_TERMS);
    return { Terms: termsView(terms) };
  }),
);
