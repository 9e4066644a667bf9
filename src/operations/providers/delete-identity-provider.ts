import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { removeProvider } from "../../store/identity-providers.ts";
import { operation } from "../operation.ts";

/** Ends sign-in through a provider; its users, their links and its group stay. */
export const DeleteIdentityProvider = operation("DeleteIdentityProvider", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { id } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (!(await removeProvider(tx, id, input.ProviderName))) {
      throw faults.identityProviderNotFound(input.ProviderName);
    }
    return {};
  }),
);
