import type { CodePurpose } from "../domain/codes.ts";
import type { MessageKind, MessageTemplate } from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import { type Destination, maskedAddress } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import type { CodeDeliveryDetailsType } from "../model/types.gen.ts";
import type { ReadTx, WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { newCode, storeCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { composeMessage, postMessage } from "./deliver.ts";
import { requireSamePool } from "./pools.ts";
import { saveUser } from "./users.ts";

export interface CodeRequest {
  readonly pool: Pool;
  readonly user: User;
  readonly purpose: CodePurpose;
  readonly kind: MessageKind;
  /** Where the code goes; throws to refuse. Asked again of what pool and user are when the code is stored. */
  readonly destinationOf: (pool: Pool, user: User, tx: ReadTx) => Destination | Promise<Destination>;
  /** Absent where an administrator asks. */
  readonly clientId?: string;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/**
 * Sends a user a code, which alone counts from then on for its purpose. `save` stores the user, as it is then, in the
 * same transaction. Gives null where the user was deleted meanwhile.
 */
export async function sendCode(
  ctx: Context,
  request: CodeRequest,
  // Even where nothing changes: a contact that is exchanged at the same moment is to run this again, or be run again.
  save: (tx: WriteTx, user: User) => Promise<void> = saveUser,
): Promise<Destination | null> {
  const code = newCode(ctx, request.purpose);
  let planned = await ctx.db.read(async (tx) => request.destinationOf(request.pool, request.user, tx));
  for (;;) {
    const template = await composeMessage(ctx, { ...request, medium: planned.medium });
    const to = await ctx.db.write(async (tx) => {
      const pool = await requireSamePool(tx, request.pool);
      const user = await findUserBySub(tx, pool.id, request.user.sub);
      if (!user) return null;
      const destination = await request.destinationOf(pool, user, tx);
      if (destination.medium !== planned.medium) return destination;
      await issueCode(tx, ctx, request, { pool, user, to: destination, template, code });
      await save(tx, user);
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

/** A code, and all that its message is made of. */
export interface IssuedCode {
  readonly pool: Pool;
  readonly user: User;
  readonly to: Destination;
  readonly template: MessageTemplate;
  readonly code: string;
}

/** Stores a code, which alone counts from then on for its purpose, and its message with it. Gives the message's id. */
export async function issueCode(
  tx: WriteTx,
  ctx: Pick<Context, "vault" | "clock" | "random" | "settings">,
  request: Pick<CodeRequest, "purpose" | "kind" | "clientId">,
  { pool, user, to, template, code }: IssuedCode,
): Promise<string> {
  const { purpose, kind, clientId } = request;
  await storeCode(tx, ctx, user, purpose, code, to);
  const link = purpose === "signUp" ? confirmationLink(ctx, pool, user, code, clientId) : {};
  return postMessage(tx, ctx, { pool, user, kind, to, template, code, ...link });
}

/** Where a new user's code confirms by a click: `…/confirmUser/?client_id=…&user_name=…&confirmation_code=…`. */
function confirmationLink(
  { settings }: Pick<Context, "settings">,
  pool: Pool,
  user: User,
  code: string,
  clientId: string | undefined,
): { readonly link?: string } {
  if (clientId === undefined) return {};
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
