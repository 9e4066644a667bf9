import type { CodePurpose } from "../domain/codes.ts";
import type { MessageKind } from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import { type Destination, maskedAddress } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import type { CodeDeliveryDetailsType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { newCode, storeCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { composeMessage, postMessage } from "./deliver.ts";
import { requireSamePool } from "./pools.ts";

export interface CodeRequest {
  readonly pool: Pool;
  readonly user: User;
  readonly purpose: CodePurpose;
  readonly kind: MessageKind;
  /** Where the code goes; throws to refuse. Asked again of what pool and user are when the code is stored. */
  readonly destinationOf: (pool: Pool, user: User) => Destination;
  /** Absent where an administrator asks. */
  readonly clientId?: string;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/**
 * Sends a user a code, which alone counts from then on for its purpose. `also` runs in the transaction that stores it,
 * with the user as it is then. Gives null where the user was deleted meanwhile.
 */
export async function sendCode(
  ctx: Context,
  request: CodeRequest,
  also: (tx: WriteTx, user: User) => Promise<void> = async () => {},
): Promise<Destination | null> {
  const { kind, purpose } = request;
  const code = newCode(ctx, purpose);
  for (let planned = request.destinationOf(request.pool, request.user); ; ) {
    const template = await composeMessage(ctx, { ...request, medium: planned.medium });
    const to = await ctx.db.write(async (tx) => {
      const pool = await requireSamePool(tx, request.pool);
      const user = await findUserBySub(tx, pool.id, request.user.sub);
      if (!user) return null;
      const destination = request.destinationOf(pool, user);
      if (destination.medium !== planned.medium) return destination;
      await storeCode(tx, ctx, user, purpose, code, destination);
      const link = confirmationLink(ctx, request, user, code);
      await postMessage(tx, ctx, { pool, user, kind, to: destination, template, code, ...link });
      await also(tx, user);
      return destination;
    });
    if (to === null) return null;
    if (to.medium === planned.medium) {
      ctx.outbox.ring();
      return to;
    }
    // The contact changed while the trigger ran: what it wrote is for another medium.
    planned = to;
  }
}

/** Where a new user's code confirms by a click: `…/confirmUser/?client_id=…&user_name=…&confirmation_code=…`. */
function confirmationLink(
  { settings }: Pick<Context, "settings">,
  { pool, purpose, clientId }: CodeRequest,
  user: User,
  code: string,
): { readonly link?: string } {
  if (purpose !== "signUp" || clientId === undefined) return {};
  const query = new URLSearchParams({
    client_id: clientId,
    user_name: user.username,
    confirmation_code: code,
  });
  return { link: `${settings.poolUrl(pool)}/confirmUser/?${query}` };
}

export const deliveryDetails = ({ attribute, medium, address }: Destination): CodeDeliveryDetailsType => ({
  Destination: maskedAddress(medium, address),
  DeliveryMedium: medium,
  AttributeName: attribute,
});
