import {
  type AttributeUpdate,
  type AttributeWriter,
  attributeDeletion,
  attributeUpdate,
  type GivenAttributes,
} from "../domain/attribute-update.ts";
import { verificationOf } from "../domain/codes.ts";
import { contactOf } from "../domain/contacts.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import type { Destination } from "../domain/recovery.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { dropCodesElsewhere } from "../store/codes.ts";
import type { WriteTx } from "../store/db.ts";
import { ownerOfName } from "../store/user-names.ts";
import type { Context } from "./context.ts";
import { saveUserWithNames } from "./names.ts";
import { requireSamePool } from "./pools.ts";
import { sendCode } from "./send-code.ts";
import { requireSignedInUser } from "./signed-in-user.ts";
import { requireUserBySub } from "./users.ts";

/** Whose attributes change, and by whom. */
export interface AttributeChange {
  readonly pool: Pool;
  readonly user: User;
  readonly by: AttributeWriter;
  readonly given: GivenAttributes;
}

export interface AttributeUpdateRequest extends AttributeChange {
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/**
 * Updates a user's attributes; gives where codes went. The attributes are stored before CustomMessage is called, which
 * sees them, may change them again, and can't undo them by failing.
 */
export async function updateAttributes(
  ctx: Context,
  request: AttributeUpdateRequest,
): Promise<Destination[]> {
  const { codes, pool, user } = await change(ctx, request, attributeUpdate);
  const sent: Destination[] = [];
  for (const code of codes) sent.push(await sendUpdateCode(ctx, { ...request, pool, user }, code));
  return sent;
}

/** Removes attributes from a user, and with a contact all codes that were sent there. */
export const deleteAttributes = (ctx: Pick<Context, "db" | "clock">, request: AttributeChange) =>
  change(ctx, request, attributeDeletion);

function change(
  { db, clock }: Pick<Context, "db" | "clock">,
  request: AttributeChange,
  decide: typeof attributeUpdate,
) {
  return db.write(async (tx) => {
    const { pool, user } = await current(tx, request);
    const update = decide(pool, user, request.given, request.by);
    await requireFreeLogins(tx, pool, user, update);
    // Codes before the user, in the order in which whoever sends one locks them.
    for (const { attribute, address } of update.settled) {
      await dropCodesElsewhere(tx, user.poolId, user.sub, attribute, address);
    }
    const updated = { ...user, attributes: update.attributes, updatedAt: clock.now() };
    await saveUserWithNames(tx, clock, pool, updated, { takeAliases: false });
    return { codes: update.codes, pool, user: updated };
  });
}

async function current(tx: WriteTx, { pool, user, by }: AttributeChange) {
  if (by !== "administrator") return requireSignedInUser(tx, { pool, user });
  const same = await requireSamePool(tx, pool);
  return { pool: same, user: await requireUserBySub(tx, same, user.sub) };
}

/** An address that only waits for its code is nobody's login yet, and can't become a second user's. */
async function requireFreeLogins(
  tx: WriteTx,
  pool: Pool,
  user: User,
  { codes }: AttributeUpdate,
): Promise<void> {
  for (const { attribute, address } of codes) {
    if (!pool.settings.UsernameAttributes?.includes(attribute)) continue;
    const owner = await ownerOfName(tx, pool.id, attribute, nameKey(pool, address));
    if (owner !== undefined && owner !== user.sub) throw faults.loginExists(attribute);
  }
}

async function sendUpdateCode(
  ctx: Context,
  { pool, user, by, clientMetadata, userAgent }: AttributeUpdateRequest,
  code: Destination,
): Promise<Destination> {
  const { attribute, address } = code;
  const inPlace = user.attributes[attribute] === address;
  const to = await sendCode(ctx, {
    pool,
    user,
    purpose: verificationOf(attribute),
    kind: "updateUserAttribute",
    destinationOf: (_pool, now) => (inPlace ? contactOf(now, attribute) : code),
    ...(by !== "administrator" && { clientId: by.id }),
    clientMetadata,
    userAgent,
  });
  if (!to) throw faults.userNotFound();
  return to;
}
