import { sub as asSub } from "../../base/ids.ts";
import {
  attributeList,
  attributesOf,
  attributesOfNewUser,
  requireComplete,
} from "../../domain/attributes.ts";
import { faults } from "../../domain/fault.ts";
import { type MessageTemplate, missingPlaceholder } from "../../domain/messages/templates.ts";
import { generatePassword, requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import { type ContactAttribute, type Medium, mediumOf } from "../../domain/recovery.ts";
import { type NewUsername, readNewUsername } from "../../domain/sign-in-names.ts";
import type { User, UserAttributes } from "../../domain/user.ts";
import { composeMessage, postMessage } from "../../flows/deliver.ts";
import { addUser } from "../../flows/new-user.ts";
import { storedPassword } from "../../flows/passwords.ts";
import { requirePool, requireSamePool } from "../../flows/pools.ts";
import { requireNoTrigger } from "../../flows/trigger.ts";
import { findUser } from "../../flows/users.ts";
import { type Input, type OperationContext, operation } from "../operation.ts";

type Ctx = OperationContext<"AdminCreateUser">;
type Request = Input<"AdminCreateUser">;

/** Makes a user with a temporary password, or without one where the pool signs in by codes, and sends an invitation. */
export const AdminCreateUser = operation("AdminCreateUser", async (ctx, input) => {
  const { origin } = ctx.caller;
  if (input.MessageAction === "RESEND") throw faults.notYet("the RESEND message action");
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, origin));
  requireNoTrigger(pool, "PreSignUp");

  const draft = await draftUser(ctx, pool, input);
  const mediums = input.MessageAction === "SUPPRESS" ? [] : invitationMediums(input, draft.user.attributes);
  const letters = await composeInvitations(ctx, pool, draft, mediums, input);

  await ctx.db.write(async (tx) => {
    const current = await requireSamePool(tx, pool);
    await addUser(tx, ctx.clock, current, draft.user, {
      by: "administrator",
      takeAliases: input.ForceAliasCreation ?? false,
    });
    for (const letter of letters) await postMessage(tx, ctx, letter);
  });
  if (letters.length > 0) ctx.outbox.ring();

  const { user } = draft;
  return {
    User: {
      Username: user.username,
      Attributes: attributeList(user),
      UserCreateDate: user.createdAt,
      UserLastModifiedDate: user.updatedAt,
      Enabled: user.enabled,
      UserStatus: user.status,
    },
  };
});

interface Draft {
  readonly user: User;
  /** The temporary password in clear; null for a user without one. */
  readonly password: string | null;
}

async function draftUser(ctx: Ctx, pool: Pool, input: Request): Promise<Draft> {
  const as = readNewUsername(pool, input.Username);
  const attributes = readAttributes(pool, input, as);
  await requireFree(ctx, pool, input.Username, as);
  const password = readPassword(ctx, pool, input, attributes);
  const sub = asSub(ctx.random.uuid());
  const username = as.kind === "attribute" ? sub : input.Username;
  const now = ctx.clock.now();
  const user: User = {
    poolId: pool.id,
    sub,
    username,
    status: password === null ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD",
    enabled: true,
    attributes,
    password:
      password === null
        ? null
        : await storedPassword(ctx, pool, { poolId: pool.id, sub, username }, password),
    passwordSetAt: password === null ? null : now,
    signedOutAt: null,
    mfaOptions: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  return { user, password };
}

function readAttributes(pool: Pool, input: Request, as: NewUsername): UserAttributes {
  const given = attributesOf(input.UserAttributes);
  if (as.kind === "attribute") given.set(as.attribute, input.Username);
  return attributesOfNewUser(pool.settings.SchemaAttributes, given);
}

/** Told before any work is done or function called; the insert alone decides. */
async function requireFree({ db }: Ctx, pool: Pool, username: string, as: NewUsername): Promise<void> {
  if (!(await db.read((tx) => findUser(tx, pool, username)))) return;
  throw as.kind === "attribute" ? faults.accountWithNameExists(as.attribute) : faults.userAccountExists();
}

function readPassword(
  { random }: Ctx,
  pool: Pool,
  input: Request,
  attributes: UserAttributes,
): string | null {
  const schema = pool.settings.SchemaAttributes;
  const policy = pool.settings.Policies.PasswordPolicy ?? {};
  if (input.TemporaryPassword === undefined && allowsPasswordless(pool)) {
    requireComplete(schema, attributes, "allNow");
    if (!attributes["email"] && !attributes["phone_number"]) throw faults.passwordlessNeedsContact();
    return null;
  }
  requireComplete(schema, attributes, "mutableOnesLater");
  if (input.TemporaryPassword === undefined) return generatePassword(policy, random);
  requirePolicy(policy, input.TemporaryPassword, "Password did not conform with password policy: ");
  return input.TemporaryPassword;
}

const allowsPasswordless = ({ settings }: Pool): boolean =>
  (settings.Policies.SignInPolicy?.AllowedFirstAuthFactors ?? []).some(
    (factor) => factor === "EMAIL_OTP" || factor === "SMS_OTP",
  );

const CONTACTS: readonly ContactAttribute[] = ["phone_number", "email"];

/** Where the invitation goes: as asked, and unasked by SMS to those who have a phone number. */
function invitationMediums(input: Request, attributes: UserAttributes): Medium[] {
  const asked = input.DesiredDeliveryMediums;
  if (asked === undefined || asked.length === 0) return attributes["phone_number"] ? ["SMS"] : [];
  return CONTACTS.filter((attribute) => asked.includes(mediumOf(attribute))).map((attribute) => {
    const medium = mediumOf(attribute);
    if (!attributes[attribute]) throw faults.invitationNeeds(attribute, medium);
    return medium;
  });
}

async function composeInvitations(
  ctx: Ctx,
  pool: Pool,
  { user, password }: Draft,
  mediums: readonly Medium[],
  input: Request,
) {
  const kind = password === null ? "passwordlessInvitation" : "invitation";
  const compose = (medium: Medium): Promise<MessageTemplate> =>
    composeMessage(ctx, {
      pool,
      user,
      kind,
      medium,
      clientMetadata: input.ClientMetadata,
      userAgent: ctx.caller.origin.userAgent,
    });
  const letters = await Promise.all(
    mediums.map(async (medium) => {
      const address = user.attributes[medium === "EMAIL" ? "email" : "phone_number"] ?? "";
      const template = await compose(medium);
      return { pool, user, kind, to: { medium, address }, template, code: password ?? undefined } as const;
    }),
  );
  // A pool's own template may lack what an invitation is for; the service then sends none.
  return letters.filter(({ template, to }) => missingPlaceholder(kind, to.medium, template) === undefined);
}
