import type { JsonObject } from "../../base/json.ts";
import { faults } from "../fault.ts";
import {
  bodyOf,
  CODE_PLACEHOLDER,
  LINK_PLACEHOLDER,
  type MessageKind,
  type MessageTemplate,
  missingPlaceholder,
  namesUser,
  USERNAME_PLACEHOLDER,
} from "../messages/templates.ts";
import type { Medium } from "../recovery.ts";

export const CUSTOM_MESSAGE_SOURCES: Readonly<Record<MessageKind, `CustomMessage_${string}`>> = {
  signUp: "CustomMessage_SignUp",
  resendCode: "CustomMessage_ResendCode",
  updateUserAttribute: "CustomMessage_UpdateUserAttribute",
  verifyUserAttribute: "CustomMessage_VerifyUserAttribute",
  forgotPassword: "CustomMessage_ForgotPassword",
  invitation: "CustomMessage_AdminCreateUser",
  passwordlessInvitation: "CustomMessage_AdminCreateUser",
};

export const customMessageRequest = (
  kind: MessageKind,
  userAttributes: JsonObject,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): JsonObject => ({
  userAttributes,
  codeParameter: CODE_PLACEHOLDER,
  linkParameter: LINK_PLACEHOLDER,
  usernameParameter: namesUser(kind) ? USERNAME_PLACEHOLDER : null,
  ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
});

export const CUSTOM_MESSAGE_DEFAULTS: JsonObject = {
  smsMessage: null,
  emailMessage: null,
  emailSubject: null,
};

const LONGEST: Readonly<Record<Medium, number>> = { SMS: 140, EMAIL: 20_000 };

/** The body's name in the service's refusal, and the pattern it prints there. */
const BODY_CONSTRAINTS: Readonly<Record<Medium, { member: string; pattern: string }>> = {
  EMAIL: {
    member: "emailBody",
    pattern: "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  },
  SMS: { member: "smsMessage", pattern: ".*\\{####\\}.*" },
};

/** The pool's template with what the function wrote in its place; refuses a message that could not be used. */
export function customisedTemplate(
  own: MessageTemplate,
  kind: MessageKind,
  medium: Medium,
  response: Readonly<Record<string, unknown>>,
): MessageTemplate {
  const template: MessageTemplate = {
    smsMessage: textOf(response, "smsMessage") ?? own.smsMessage,
    emailSubject: textOf(response, "emailSubject") ?? own.emailSubject,
    emailMessage: textOf(response, "emailMessage") ?? own.emailMessage,
    mailsLink: own.mailsLink,
  };
  checkBody(kind, medium, template);
  return template;
}

function textOf(response: Readonly<Record<string, unknown>>, member: string): string | null {
  const value = response[member];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw faults.triggerAnswerUnusable(`${member} is not a string`);
  return value;
}

function checkBody(kind: MessageKind, medium: Medium, template: MessageTemplate): void {
  const { member, pattern } = BODY_CONSTRAINTS[medium];
  const missing = missingPlaceholder(kind, medium, template);
  if (missing === CODE_PLACEHOLDER) {
    throw faults.messageConstraint(member, `Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (missing !== undefined) throw faults.messageConstraint(member, `Member must contain ${missing}`);
  if ([...bodyOf(template, medium)].length > LONGEST[medium]) {
    throw faults.messageConstraint(
      member,
      `Member must have length less than or equal to ${LONGEST[medium]}`,
    );
  }
}
