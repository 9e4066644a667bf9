import { attributesOf, attributesOfNewUser, requireComplete } from "../../domain/attributes.ts";
import { generatePassword, requirePolicy } from "../../domain/password-policy.ts";
import { allowsPasswordless, requireContact } from "../../domain/passwordless.ts";
import type { Pool } from "../../domain/pool.ts";
import { type NewUsername, readNewUsername } from "../../domain/sign-in-names.ts";
import type { User, UserAttributes } from "../../domain/user.ts";
import { postMessage } from "../../flows/deliver.ts";
import { composeInvitations, invitationContacts } from "../../flows/invite.ts";
import { addUser, newIdentity, newUser, requireFree } from "../../flows/new-user.ts";
import { requirePool, requireSamePool } from "../../flows/pools.ts";
import { preSignUp } from "../../flows/pre-sign-up.ts";
import { type Input, type OperationContext, operation } from "../operation.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { userView } from "./user-view.ts";

type Ctx = OperationContext<"AdminCreateUser">;
type Request = Input<"AdminCreateUser">;

/**
 * Makes a user with a temporary password, or without one where the pool signs in by codes, and sends an invitation;
 * with RESEND sends a user another one.
 */
export const AdminCreateUser = operation("AdminCreateUser", async (ctx, input) => {
  const { origin } = ctx.caller;
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, origin));
  const invite = input.MessageAction === "RESEND" ? resendInvitation : createUser;
  return { User: userView(await invite(ctx, pool, input)) };
});

async function createUser(ctx: Ctx, pool: Pool, input: Request): Promise<User> {
  const { userAgent } = ctx.caller.origin;
  const as = readNewUsername(pool, input.Username);
  const attributes = readAttributes(pool, input, as);
  const password = readPassword(ctx, pool, input, attributes);
  const contacts =
    input.MessageAction === "SUPPRESS" ? [] : invitationContacts(input.DesiredDeliveryMediums, attributes);

  const identity = newIdentity(ctx, as, input.Username);
  const { ValidationData: validationData, ClientMetadata: clientMetadata } = input;
  await preSignUp(ctx, {
    pool,
    source: "PreSignUp_AdminCreateUser",
    userName: identity.username,
    attributes,
    validationData,
    clientMetadata,
    userAgent,
  });
  await requireFree(ctx, pool, input.Username, as, "administrator");
  const status = password === null ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
  const user = await newUser(ctx, pool, identity, { status, attributes, password });
  const letters = await composeInvitations(ctx, {
    pool,
    user,
    password,
    contacts,
    clientMetadata,
    userAgent,
  });

  await ctx.db.write(async (tx) => {
    const current = await requireSamePool(tx, pool);
    await addUser(tx, ctx.clock, current, user, {
      by: "administrator",
      takeAliases: input.ForceAliasCreation ?? false,
    });
    for (const letter of letters) await postMessage(tx, ctx, letter);
  });
  if (letters.length > 0) ctx.outbox.ring();
  return user;
}

function readAttributes(pool: Pool, input: Request, as: NewUsername): UserAttributes {
  const given = attributesOf(input.UserAttributes);
  if (as.kind === "attribute") given.set(as.attribute, input.Username);
  return attributesOfNewUser(pool.settings.SchemaAttributes, given);
}

/** The temporary password; null where the user is to have none. */
function readPassword(
  { random }: Ctx,
  pool: Pool,
  input: Request,
  attributes: UserAttributes,
): string | null {
  const schema = pool.settings.SchemaAttributes;
  if (input.TemporaryPassword === undefined && allowsPasswordless(pool)) {
    requireComplete(schema, attributes, "allNow");
    requireContact(attributes);
    return null;
  }
  requireComplete(schema, attributes, "mutableOnesLater");
  if (input.TemporaryPassword === undefined) return generatePassword(pool, random);
  requirePolicy(pool, input.TemporaryPassword, "temporary");
  return input.TemporaryPassword;
}
