import type { Pool } from "../pool.ts";
import type { Medium } from "../recovery.ts";

/** A message before its code, link and username are filled in. */
export interface MessageTemplate {
  readonly smsMessage: string;
  readonly emailSubject: string;
  readonly emailMessage: string;
  /** Whether the mail confirms by a link in the code's place. */
  readonly mailsLink: boolean;
}

/** What a message is for; names its template and, in the inbox, its kind. */
export type MessageKind =
  | "signUp"
  | "resendCode"
  | "updateUserAttribute"
  | "verifyUserAttribute"
  | "forgotPassword"
  | "invitation"
  | "passwordlessInvitation";

export const CODE_PLACEHOLDER = "{####}";
export const USERNAME_PLACEHOLDER = "{username}";
/** What the CustomMessage trigger is given to write; a template may say other words between the marks. */
export const LINK_PLACEHOLDER = "{##Click Here##}";
const LINK = /\{##(.*?)##\}/;

type Texts = Omit<MessageTemplate, "mailsLink">;

const VERIFICATION: Texts = {
  smsMessage: "Your verification code is {####}. ",
  emailSubject: "Your verification code",
  emailMessage: "Your confirmation code is {####}",
};

const LINK_MAIL = {
  emailSubject: "Your verification link",
  emailMessage: "Please click the link below to verify your email address. {##Verify Email##} ",
};

const DEFAULT_TEXTS: Readonly<Record<MessageKind, Texts>> = {
  signUp: VERIFICATION,
  resendCode: VERIFICATION,
  updateUserAttribute: VERIFICATION,
  verifyUserAttribute: VERIFICATION,
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

type OwnTexts = { readonly [Member in keyof Texts]: string | undefined };

const ownVerification = ({ settings: { VerificationMessageTemplate: own } }: Pool): OwnTexts => ({
  smsMessage: own.SmsMessage,
  emailSubject: own.EmailSubject,
  emailMessage: own.EmailMessage,
});

/** What a pool itself says in a message; passwordless invitations have no template of their own. */
const OWN_TEXTS: Readonly<Record<MessageKind, (pool: Pool) => OwnTexts | undefined>> = {
  signUp: ownVerification,
  resendCode: ownVerification,
  updateUserAttribute: ownVerification,
  verifyUserAttribute: ownVerification,
  forgotPassword: ownVerification,
  invitation: ({ settings: { AdminCreateUserConfig } }) => ({
    smsMessage: AdminCreateUserConfig.InviteMessageTemplate?.SMSMessage,
    emailSubject: AdminCreateUserConfig.InviteMessageTemplate?.EmailSubject,
    emailMessage: AdminCreateUserConfig.InviteMessageTemplate?.EmailMessage,
  }),
  passwordlessInvitation: () => undefined,
};

/** Only who signs up is ever sent a link. */
const CONFIRMS_SIGN_UP: ReadonlySet<MessageKind> = new Set(["signUp", "resendCode"]);

/** The pool's own template of a kind; members it leaves out are the service's. */
export function templateOf(pool: Pool, kind: MessageKind): MessageTemplate {
  const standard = DEFAULT_TEXTS[kind];
  const own = OWN_TEXTS[kind](pool);
  const { DefaultEmailOption, EmailSubjectByLink, EmailMessageByLink } =
    pool.settings.VerificationMessageTemplate;
  const smsMessage = own?.smsMessage ?? standard.smsMessage;
  if (CONFIRMS_SIGN_UP.has(kind) && DefaultEmailOption === "CONFIRM_WITH_LINK") {
    return {
      smsMessage,
      emailSubject: EmailSubjectByLink ?? LINK_MAIL.emailSubject,
      emailMessage: EmailMessageByLink ?? LINK_MAIL.emailMessage,
      mailsLink: true,
    };
  }
  return {
    smsMessage,
    emailSubject: own?.emailSubject ?? standard.emailSubject,
    emailMessage: own?.emailMessage ?? standard.emailMessage,
    mailsLink: false,
  };
}

/** What the body of a message of each kind must hold to be of use. */
const REQUIRED_PLACEHOLDERS: Readonly<Record<MessageKind, readonly string[]>> = {
  signUp: [CODE_PLACEHOLDER],
  resendCode: [CODE_PLACEHOLDER],
  updateUserAttribute: [CODE_PLACEHOLDER],
  verifyUserAttribute: [CODE_PLACEHOLDER],
  forgotPassword: [CODE_PLACEHOLDER],
  invitation: [CODE_PLACEHOLDER, USERNAME_PLACEHOLDER],
  passwordlessInvitation: [USERNAME_PLACEHOLDER],
};

/** Whether a message tells the username; invitations alone do. */
export const namesUser = (kind: MessageKind): boolean =>
  REQUIRED_PLACEHOLDERS[kind].includes(USERNAME_PLACEHOLDER);

export const bodyOf = ({ smsMessage, emailMessage }: MessageTemplate, medium: Medium): string =>
  medium === "SMS" ? smsMessage : emailMessage;

/** The first placeholder that a message must hold and does not. */
export function missingPlaceholder(
  kind: MessageKind,
  medium: Medium,
  template: MessageTemplate,
): string | undefined {
  const body = bodyOf(template, medium);
  if (medium === "EMAIL" && template.mailsLink) return LINK.test(body) ? undefined : LINK_PLACEHOLDER;
  return REQUIRED_PLACEHOLDERS[kind].find((placeholder) => !body.includes(placeholder));
}

/** What replaces a template's placeholders. */
export interface Fillings {
  readonly code: string;
  /** Only invitations name the user. */
  readonly username: string | null;
  /** Where the code confirms by itself; null where it is to be typed. */
  readonly link: string | null;
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => HTML_ESCAPES[c] ?? c);

const PLACEHOLDER = /\{####\}|\{username\}|\{##(.*?)##\}/g;

function fill(template: string, fillings: Fillings, encode: (text: string) => string): string {
  const { code, username, link } = fillings;
  return template.replace(PLACEHOLDER, (placeholder, linkText: string | undefined) => {
    if (placeholder === CODE_PLACEHOLDER) return encode(code);
    if (linkText === undefined) return username === null ? placeholder : encode(username);
    return link === null ? placeholder : `<a href="${encode(link)}">${linkText}</a>`;
  });
}

const asIs = (text: string): string => text;

/** Subject and body of the message as it is sent; what users chose can't become markup. */
export function filledMessage(
  template: MessageTemplate,
  medium: Medium,
  fillings: Fillings,
): { subject?: string; body: string } {
  const withoutLink = { ...fillings, link: null };
  if (medium === "SMS") return { body: fill(template.smsMessage, withoutLink, asIs) };
  return {
    subject: fill(template.emailSubject, withoutLink, asIs).replace(/[\r\n]+/g, " "),
    body: fill(template.emailMessage, fillings, escapeHtml),
  };
}
