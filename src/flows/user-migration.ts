import { attributesOfNewUser, requireComplete } from "../domain/attributes.ts";
import { concealsUsers } from "../domain/client-settings.ts";
import { CONTACTS } from "../domain/contacts.ts";
import { Fault, faults } from "../domain/fault.ts";
import { type Medium, mediumOf } from "../domain/recovery.ts";
import { readNewUsername } from "../domain/sign-in-names.ts";
import { triggerEvent } from "../domain/triggers/event.ts";
import {
  type ForeignUser,
  foreignUserIn,
  USER_MIGRATION_DEFAULTS,
  type UserMigrationFacts,
  type UserMigrationSource,
  userMigrationRequest,
} from "../domain/triggers/user-migration.ts";
import type { User } from "../domain/user.ts";
import type { WriteTx } from "../store/db.ts";
import {
  admitRightPassword,
  countWrongPassword,
  requireNotLockedOut,
  type SignInAttempt,
  type Subject,
} from "./attempt.ts";
import type { Context } from "./context.ts";
import { type Letter, postMessage } from "./deliver.ts";
import { composeInvitations } from "./invite.ts";
import { addUser, newIdentity, newUser } from "./new-user.ts";
import { type PoolAndClient, requireSamePool } from "./pools.ts";
import { invokeTrigger } from "./trigger.ts";
import { findUser } from "./users.ts";

export interface UserMigrationRequest extends PoolAndClient, UserMigrationFacts {
  readonly source: UserMigrationSource;
  /** The name as it was typed, which nobody in the pool has. */
  readonly username: string;
  readonly userAgent: string;
}

/** What the API takes for a username; sign-ins are not checked for it, so others get here too. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/**
 * Asks the pool's UserMigration function, where it has one, for a user of this name, and takes over whom it knows.
 * `admit` runs in the transaction that stores the user, and throws to refuse. Call it outside transactions.
 */
export async function migrateUser(
  ctx: Context,
  request: UserMigrationRequest,
  admit: (tx: WriteTx) => Promise<void> = async () => {},
): Promise<User | undefined> {
  const { pool, client, source, username, userAgent } = request;
  const arn = pool.settings.LambdaConfig.UserMigration;
  if (arn === undefined || !USERNAME.test(username)) return undefined;
  const event = triggerEvent(
    { pool, userName: username, userAgent, clientId: client.id },
    source,
    userMigrationRequest(request),
    USER_MIGRATION_DEFAULTS,
  );
  const foreign = foreignUserIn(await invokeTrigger(ctx, pool, "UserMigration", arn, event));
  if (!foreign) return undefined;
  const user = await madeOf(ctx, request, foreign);
  const letters = await welcomes(ctx, request, user, foreign.welcomeBy);
  return store(ctx, request, { user, letters, takeAliases: foreign.takesAliases }, admit);
}

/**
 * The same for a sign-in by password. That nothing comes of it counts as a wrong password: the function's directory is
 * guessed at no faster than the pool's own.
 */
export async function migrateAtSignIn(
  ctx: Context,
  { pool, client, username, origin }: Omit<SignInAttempt, "user">,
  password: string,
  validationData: Readonly<Record<string, string>> | undefined,
): Promise<User | undefined> {
  if (pool.settings.LambdaConfig.UserMigration === undefined) return undefined;
  const nobody = { pool, user: undefined, username };
  await ctx.db.read((tx) => requireNotLockedOut(tx, nobody, ctx.clock.now()));
  const request = { pool, client, username, password, validationData, userAgent: origin.userAgent };
  const user = await migrateUser(ctx, { ...request, source: "UserMigration_Authentication" }, (tx) =>
    admitRightPassword(tx, nobody, ctx.clock.now()),
  ).catch(async (error: unknown) => {
    if (isRefusal(error)) await requireCounted(ctx, nobody);
    throw error;
  });
  // Where the client conceals that there is nobody, the password is still to be found wrong, and counted then.
  if (!user && !concealsUsers(client)) await requireCounted(ctx, nobody);
  return user;
}

/** Counts a guess that came to nothing; of those made side by side only so many may learn that it did. */
async function requireCounted(ctx: Pick<Context, "db" | "clock">, nobody: Subject): Promise<void> {
  if (!(await countWrongPassword(ctx, nobody))) throw faults.passwordAttemptsExceeded();
}

/** Whether the function itself said no. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Fault && error.name === "UserLambdaValidationException";

/** The user to be stored: the password as it was typed, whatever the policy. */
async function madeOf(
  ctx: Context,
  { pool, username, password }: UserMigrationRequest,
  { attributes: given, status }: ForeignUser,
): Promise<User> {
  const as = readNewUsername(pool, username);
  const login: [string, string][] = as.kind === "attribute" ? [[as.attribute, username]] : [];
  const schema = pool.settings.SchemaAttributes;
  const attributes = attributesOfNewUser(schema, new Map([...given, ...login]));
  requireComplete(schema, attributes, "allNow");
  // Nothing is kept of a password that can't be used before another one is set.
  const kept = status === "CONFIRMED" ? (password ?? null) : null;
  return newUser(ctx, pool, newIdentity(ctx, as, username), { status, attributes, password: kept });
}

/** The messages that welcome a user: invitations without a password. */
function welcomes(
  ctx: Context,
  { pool, userAgent }: UserMigrationRequest,
  user: User,
  media: readonly Medium[],
): Promise<Letter[]> {
  const contacts = CONTACTS.filter(
    (contact) => user.attributes[contact] && media.includes(mediumOf(contact)),
  );
  const invitation = { pool, user, password: null, contacts, userAgent };
  return composeInvitations(ctx, { ...invitation, clientMetadata: undefined });
}

interface Arrival {
  readonly user: User;
  readonly letters: readonly Letter[];
  readonly takeAliases: boolean;
}

/** Stores the user, unless somebody has the name by now: then that is the user. */
async function store(
  ctx: Context,
  { pool, username }: UserMigrationRequest,
  { user, letters, takeAliases }: Arrival,
  admit: (tx: WriteTx) => Promise<void>,
): Promise<User> {
  try {
    await ctx.db.write(async (tx) => {
      await admit(tx);
      const current = await requireSamePool(tx, pool);
      await addUser(tx, ctx.clock, current, user, { by: "signUp", takeAliases });
      for (const letter of letters) await postMessage(tx, ctx, letter);
    });
  } catch (error) {
    const there = isTaken(error) ? await ctx.db.read((tx) => findUser(tx, pool, username)) : undefined;
    if (!there) throw error;
    return there;
  }
  if (letters.length > 0) ctx.outbox.ring();
  return user;
}

const isTaken = (error: unknown): boolean =>
  error instanceof Fault &&
  (error.name === "UsernameExistsException" || error.name === "AliasExistsException");
