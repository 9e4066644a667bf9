import { attributesOf, requireWhatIsVerified } from "../domain/attributes.ts";
import { verifiedFlag } from "../domain/contacts.ts";
import { faults } from "../domain/fault.ts";
import type { Destination } from "../domain/recovery.ts";
import { type NewUsername, readNewUsername } from "../domain/sign-in-names.ts";
import {
  attributesOfSignUp,
  confirmationRoute,
  requireSignUpPassword,
  withContactsMarked,
} from "../domain/sign-up.ts";
import type { User, UserAttributes } from "../domain/user.ts";
import type { AttributeType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { newCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { composeMessage, requireCarrier } from "./deliver.ts";
import { addUser, newIdentity, newUser, requireFree } from "./new-user.ts";
import { type PoolAndClient, requireSamePool } from "./pools.ts";
import { postConfirmation } from "./post-confirmation.ts";
import { preSignUp } from "./pre-sign-up.ts";
import { requireSafePassword } from "./risk.ts";
import { issueCode, sendCode } from "./send-code.ts";

export interface SignUpRequest extends PoolAndClient {
  readonly username: string;
  readonly password: string | undefined;
  readonly attributes: readonly AttributeType[] | undefined;
  /** For the PreSignUp function alone. */
  readonly validationData: readonly AttributeType[] | undefined;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

export interface SignedUp {
  readonly user: User;
  /** Where the code went that confirms the user; null where none did. */
  readonly to: Destination | null;
}

/** Makes a user at the user's own wish, and sends the code that confirms it where the pool wants that. */
export async function signUp(ctx: Context, request: SignUpRequest): Promise<SignedUp> {
  const { pool, username, password } = request;
  if (pool.settings.AdminCreateUserConfig.AllowAdminCreateUserOnly) throw faults.signUpNotPermitted();
  const as = readNewUsername(pool, username);
  const attributes = readAttributes(request, as);
  requireSignUpPassword(pool, password, attributes);
  if (password !== undefined) await requireSafePassword(ctx, request, "SIGN_UP", password);

  const identity = newIdentity(ctx, as, username);
  const { confirm, verify } = await preSignUp(ctx, {
    pool,
    source: "PreSignUp_SignUp",
    userName: identity.username,
    clientId: request.client.id,
    attributes,
    validationData: request.validationData,
    clientMetadata: request.clientMetadata,
    userAgent: request.userAgent,
  });
  for (const contact of verify) requireWhatIsVerified({ ...attributes, [verifiedFlag(contact)]: "true" });

  // Not before: the function may delete who never confirmed, to make room.
  await requireFree(ctx, pool, username, as, "signUp");
  const user = await newUser(ctx, pool, identity, {
    status: confirm ? "CONFIRMED" : "UNCONFIRMED",
    attributes: withContactsMarked(attributes, verify),
    password: password ?? null,
  });
  return confirm ? storeConfirmed(ctx, request, user) : storeUnconfirmed(ctx, request, user);
}

function readAttributes({ pool, client, ...request }: SignUpRequest, as: NewUsername): UserAttributes {
  const login = as.kind === "attribute" ? { [as.attribute]: request.username } : {};
  return attributesOfSignUp(pool, client, attributesOf(request.attributes), login);
}

/** Stores a user in a transaction; `also` runs in it. */
const store = (
  ctx: Pick<Context, "db" | "clock">,
  { pool }: SignUpRequest,
  user: User,
  also: (tx: WriteTx) => Promise<unknown> = async () => {},
): Promise<void> =>
  ctx.db.write(async (tx) => {
    const current = await requireSamePool(tx, pool);
    // Only what a function had verified can be another user's alias yet, and that moves without a word.
    await addUser(tx, ctx.clock, current, user, { by: "signUp", takeAliases: true });
    await also(tx);
  });

async function storeConfirmed(ctx: Context, request: SignUpRequest, user: User): Promise<SignedUp> {
  const { pool, client, clientMetadata, userAgent } = request;
  await store(ctx, request, user);
  await postConfirmation(ctx, {
    pool,
    user,
    source: "PostConfirmation_ConfirmSignUp",
    clientId: client.id,
    clientMetadata,
    userAgent,
  });
  return { user, to: null };
}

async function storeUnconfirmed(ctx: Context, request: SignUpRequest, user: User): Promise<SignedUp> {
  const { pool, client, clientMetadata, userAgent } = request;
  const to = confirmationRoute(pool, user);
  if (to === undefined) {
    await store(ctx, request, user);
    return { user, to: null };
  }
  const letter = { pool, user, purpose: "signUp", kind: "signUp", clientId: client.id } as const;
  requireCarrier(pool, to.medium);
  if (pool.settings.LambdaConfig.CustomMessage !== undefined) {
    // The user is there when the function is asked, and stays where it fails.
    await store(ctx, request, user);
    const destinationOf = (at: typeof pool, now: User) => confirmationRoute(at, now) ?? to;
    return { user, to: await sendCode(ctx, { ...letter, destinationOf, clientMetadata, userAgent }) };
  }
  const { medium } = to;
  const template = await composeMessage(ctx, { ...letter, medium, clientMetadata, userAgent });
  const code = newCode(ctx, "signUp");
  await store(ctx, request, user, (tx) => issueCode(tx, ctx, letter, { pool, user, to, template, code }));
  ctx.outbox.ring();
  return { user, to };
}
