import type { Clock } from "../../base/clock.ts";
import type { AppClient } from "../../domain/app-client.ts";
import { mayWrite } from "../../domain/attribute-permissions.ts";
import { missingRequired, requireFormat, violations } from "../../domain/attributes.ts";
import { faults } from "../../domain/fault.ts";
import { requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import { declarationOf, isForDevelopersOnly } from "../../domain/schema.ts";
import type { User, UserAttributes } from "../../domain/user.ts";
import type { WriteTx } from "../../store/db.ts";
import { findUserBySub } from "../../store/users.ts";
import { forgetWrongPasswords } from "../attempt.ts";
import { saveUserWithNames } from "../names.ts";
import { type AdmittedPassword, admitPassword, recordAdmitted } from "../password-history.ts";
import { requireSafePassword } from "../risk.ts";
import type { Challenge } from "./challenge.ts";

const PREFIX = "userAttributes.";

/** What NEW_PASSWORD_REQUIRED tells: the user's attributes, and the required ones still to be given. */
export const newPasswordParameters = (pool: Pool, user: User): Record<string, string> => ({
  USER_ID_FOR_SRP: user.username,
  requiredAttributes: JSON.stringify(
    missingRequired(pool.settings.SchemaAttributes, user.attributes).map((name) => `${PREFIX}${name}`),
  ),
  userAttributes: JSON.stringify(
    Object.fromEntries(Object.entries(user.attributes).filter(([name]) => !isForDevelopersOnly(name))),
  ),
});

interface NewPassword {
  readonly password: string;
  /** All of the user's attributes, those just given among them. */
  readonly attributes: UserAttributes;
}

/** Reads the answer to NEW_PASSWORD_REQUIRED; refuses a weak password and attributes that can't be given here. */
function readNewPassword(
  pool: Pool,
  client: AppClient,
  user: User,
  responses: Readonly<Record<string, string>>,
): NewPassword {
  const password = responses["NEW_PASSWORD"] ?? "";
  const given = Object.entries(responses)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value] as const);
  for (const [name, value] of given) requireGivable(pool, client, user, name, value);
  const attributes = { ...user.attributes, ...Object.fromEntries(given) };
  requireFormat(attributes);
  const [missing] = missingRequired(pool.settings.SchemaAttributes, attributes);
  if (missing !== undefined) throw faults.newPasswordAttributeMissing(missing);
  requirePolicy(pool, password, "new");
  return { password, attributes };
}

const NON_MUTABLE = ["sub", "identities", "email_verified", "phone_number_verified"];

function requireGivable(pool: Pool, client: AppClient, user: User, name: string, value: string): void {
  if (NON_MUTABLE.includes(name)) throw faults.attributeNonMutable(name);
  const declared = declarationOf(pool.settings.SchemaAttributes, name);
  if (!declared) throw faults.attributeUndeclared(name);
  if (!mayWrite(client, name)) throw faults.attributeNotWritable();
  if (Object.hasOwn(user.attributes, name)) throw faults.attributeAlreadyProvided(name);
  const [reason] = violations(declared, value);
  if (reason !== undefined) throw faults.attributeViolates(name, reason);
}

export const newPasswordRequired: Challenge = {
  required: ["NEW_PASSWORD"],
  tokenOf: (_responses, session) => {
    if (session === undefined) throw faults.missingParameter("Session");
    return session;
  },
  async judge(ctx, { attempt, isNamed, progress, responses }) {
    const { pool, client, user } = attempt;
    if (!user || !isNamed) throw faults.sessionInvalid("a session of another user");
    const answer = readNewPassword(pool, client, user, responses);
    await requireSafePassword(ctx, attempt, "PASSWORD_CHANGE", answer.password);
    const admitted = await admitPassword(ctx, pool, user, answer.password);
    const now = ctx.clock.now();
    return {
      progress: { ...progress, provedPassword: now, newPasswordSet: true },
      commit: (tx) =>
        replacePassword(tx, ctx.clock, pool, user, admitted, {
          status: "CONFIRMED",
          attributes: answer.attributes,
          passwordSetAt: now,
          updatedAt: now,
        }),
    };
  },
};

async function replacePassword(
  tx: WriteTx,
  clock: Clock,
  pool: Pool,
  read: User,
  admitted: AdmittedPassword,
  change: Pick<User, "status" | "attributes" | "passwordSetAt" | "updatedAt">,
): Promise<User> {
  const user = await findUserBySub(tx, pool.id, read.sub);
  if (!user || user.version !== read.version) throw faults.sessionInvalid("the user was changed meanwhile");
  const changed = { ...user, ...change, password: admitted.stored };
  await saveUserWithNames(tx, clock, pool, changed, { takeAliases: false });
  await recordAdmitted(tx, pool, user, admitted);
  await forgetWrongPasswords(tx, { pool, user, username: user.username });
  return { ...changed, version: user.version + 1 };
}
