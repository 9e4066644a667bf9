import type { Pool } from "../pool.ts";
import type { Medium } from "../recovery.ts";

/** A message before its code and username are filled in. */
export interface MessageTemplate {
  readonly smsMessage: string;
  readonly emailSubject: string;
  readonly emailMessage: string;
}

/** What a message is for; names its template and, in the inbox, its kind. */
export type MessageKind = "forgotPassword" | "invitation" | "passwordlessInvitation";

export const CODE_PLACEHOLDER = "{####}";
export const USERNAME_PLACEHOLDER = "{username}";
export const LINK_PLACEHOLDER = "{##Click Here##}";

const DEFAULT_TEMPLATES: Readonly<Record<MessageKind, MessageTemplate>> = {
  forgotPassword: {
    smsMessage: "Your password reset code is {####}",
    emailSubject: "Your verification code",
    emailMessage: "Your password reset code is {####}",
  },
  invitation: {
    smsMessage: "Your username is {username} and temporary password is {####}. ",
    emailSubject: "Your temporary password",
    emailMessage: "Your username is {username} and temporary password is {####}. ",
  },
  passwordlessInvitation: {
    smsMessage: "Your username is {username}. ",
    emailSubject: "Your new account",
    emailMessage: "Your username is {username}. ",
  },
};

type OwnTemplate = { readonly [Member in keyof MessageTemplate]: string | undefined };

/** What a pool itself says in a message; passwordless invitations have no template of their own. */
const OWN_TEMPLATES: Readonly<Record<MessageKind, (pool: Pool) => OwnTemplate | undefined>> = {
  forgotPassword: ({ settings: { VerificationMessageTemplate: own } }) => ({
    smsMessage: own.SmsMessage,
    emailSubject: own.EmailSubject,
    emailMessage: own.EmailMessage,
  }),
  invitation: ({ settings: { AdminCreateUserConfig } }) => ({
    smsMessage: AdminCreateUserConfig.InviteMessageTemplate?.SMSMessage,
    emailSubject: AdminCreateUserConfig.InviteMessageTemplate?.EmailSubject,
    emailMessage: AdminCreateUserConfig.InviteMessageTemplate?.EmailMessage,
  }),
  passwordlessInvitation: () => undefined,
};

/** The pool's own template of a kind; members it leaves out are the service's. */
export function templateOf(pool: Pool, kind: MessageKind): MessageTemplate {
  const standard = DEFAULT_TEMPLATES[kind];
  const own = OWN_TEMPLATES[kind](pool);
  return {
    smsMessage: own?.smsMessage ?? standard.smsMessage,
    emailSubject: own?.emailSubject ?? standard.emailSubject,
    emailMessage: own?.emailMessage ?? standard.emailMessage,
  };
}

/** What the body of a message of each kind must hold to be of use. */
export const REQUIRED_PLACEHOLDERS: Readonly<Record<MessageKind, readonly string[]>> = {
  forgotPassword: [CODE_PLACEHOLDER],
  invitation: [CODE_PLACEHOLDER, USERNAME_PLACEHOLDER],
  passwordlessInvitation: [USERNAME_PLACEHOLDER],
};

export const bodyOf = ({ smsMessage, emailMessage }: MessageTemplate, medium: Medium): string =>
  medium === "SMS" ? smsMessage : emailMessage;

/** The first placeholder that a message must hold and does not. */
export function missingPlaceholder(
  kind: MessageKind,
  medium: Medium,
  template: MessageTemplate,
): string | undefined {
  const body = bodyOf(template, medium);
  return REQUIRED_PLACEHOLDERS[kind].find((placeholder) => !body.includes(placeholder));
}

/** What replaces a template's placeholders. */
export interface Fillings {
  readonly code: string;
  /** Only invitations name the user. */
  readonly username: string | null;
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => HTML_ESCAPES[c] ?? c);

const PLACEHOLDER = /\{####\}|\{username\}/g;

function fill(template: string, { code, username }: Fillings, encode: (text: string) => string): string {
  return template.replace(PLACEHOLDER, (placeholder) => {
    if (placeholder === CODE_PLACEHOLDER) return encode(code);
    return username === null ? placeholder : encode(username);
  });
}

const asIs = (text: string): string => text;

/** Subject and body of the message as it is sent; what users chose can't become markup. */
export const filledMessage = (
  template: MessageTemplate,
  medium: Medium,
  fillings: Fillings,
): { subject?: string; body: string } =>
  medium === "SMS"
    ? { body: fill(template.smsMessage, fillings, asIs) }
    : {
        subject: fill(template.emailSubject, fillings, asIs).replace(/[\r\n]+/g, " "),
        body: fill(template.emailMessage, fillings, escapeHtml),
      };
