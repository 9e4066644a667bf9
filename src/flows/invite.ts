import { CONTACTS } from "../domain/contacts.ts";
import { faults } from "../domain/fault.ts";
import { missingPlaceholder } from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import { type ContactAttribute, type Medium, mediumOf } from "../domain/recovery.ts";
import type { User, UserAttributes } from "../domain/user.ts";
import { composeMessage, type Letter } from "./deliver.ts";
import type { TriggerTools } from "./trigger.ts";

/** The contacts that an invitation goes to: those asked for, and unasked a phone number alone. */
export function invitationContacts(
  asked: readonly Medium[] | undefined,
  attributes: UserAttributes,
): ContactAttribute[] {
  if (asked === undefined || asked.length === 0) return attributes["phone_number"] ? ["phone_number"] : [];
  const contacts = CONTACTS.filter((contact) => asked.includes(mediumOf(contact)));
  const missing = contacts.find((contact) => !attributes[contact]);
  if (missing !== undefined) throw faults.invitationNeeds(missing, mediumOf(missing));
  return contacts;
}

export interface Invitation {
  readonly pool: Pool;
  readonly user: User;
  /** The temporary password in clear; null for a user without one. */
  readonly password: string | null;
  readonly contacts: readonly ContactAttribute[];
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Writes an invitation for each contact. Call it outside transactions. */
export async function composeInvitations(ctx: TriggerTools, invitation: Invitation): Promise<Letter[]> {
  const { pool, user, password, contacts, clientMetadata, userAgent } = invitation;
  const kind = password === null ? "passwordlessInvitation" : "invitation";
  const letters = await Promise.all(
    contacts.map(async (contact): Promise<Letter> => {
      const medium = mediumOf(contact);
      const template = await composeMessage(ctx, { pool, user, kind, medium, clientMetadata, userAgent });
      const to = { medium, address: user.attributes[contact] ?? "" };
      return { pool, user, kind, to, template, code: password ?? undefined };
    }),
  );
  // A pool's own template may lack what an invitation is for; the service then sends none.
  return letters.filter(({ template, to }) => missingPlaceholder(kind, to.medium, template) === undefined);
}
