import type { NotifyConfigurationType } from "../../model/types.gen.ts";
import { escapeHtml } from "../messages/templates.ts";
import type { EventContext } from "./auth-event.ts";

/** Why a user is told of a sign-in: it was let pass, or stopped. */
export type NotificationKind = "noAction" | "block";

/** What a notification may tell. */
export interface NotificationFacts {
  readonly username: string;
  readonly context: EventContext;
  /** Epoch milliseconds. */
  readonly loginTime: number;
  readonly eventId: string;
  readonly feedbackToken: string;
  readonly validLink: string;
  readonly invalidLink: string;
}

interface Text {
  readonly subject: string;
  readonly html: string;
}

const FEEDBACK = `<p>Was this you? <a href="{one-click-link-valid}">Yes, it was me</a> ·
<a href="{one-click-link-invalid}">No, it was not me</a></p>
<p>If it was not, change your password.</p>`;

const DETAILS = `<ul>
<li>When: {login-time}</li>
<li>Device: {device-name}</li>
<li>IP address: {ip-address}</li>
</ul>`;

const DEFAULTS: Readonly<Record<NotificationKind, Text>> = {
  noAction: {
    subject: "New sign-in to your account",
    html: `<p>Somebody signed in to your account {username} in a way that is new to us:</p>\n${DETAILS}\n${FEEDBACK}`,
  },
  block: {
    subject: "A sign-in to your account was stopped",
    html: `<p>We stopped an unusual sign-in to your account {username}:</p>\n${DETAILS}\n${FEEDBACK}`,
  },
};

const OWN = { noAction: "NoActionEmail", block: "BlockEmail" } as const;

const PLACEHOLDER = /\{([a-z-]+)\}/g;

/** No places are looked up. */
const UNKNOWN = "unknown";

/** Subject and HTML of a mail that tells of a sign-in; what others chose can't become markup. */
export function notificationOf(
  configuration: NotifyConfigurationType | undefined,
  kind: NotificationKind,
  facts: NotificationFacts,
): { readonly subject: string; readonly body: string } {
  const own = configuration?.[OWN[kind]];
  const fillings = fillingsOf(facts);
  const fill = (template: string, encode: (text: string) => string): string =>
    template.replace(PLACEHOLDER, (placeholder, name: string) =>
      Object.hasOwn(fillings, name) ? encode(fillings[name] ?? "") : placeholder,
    );
  const html = own?.HtmlBody ?? (own?.TextBody === undefined ? DEFAULTS[kind].html : asHtml(own.TextBody));
  return {
    subject: fill(own?.Subject ?? DEFAULTS[kind].subject, (text) => text).replace(/[\r\n]+/g, " "),
    body: fill(html, escapeHtml),
  };
}

/** Mails go out as HTML. */
const asHtml = (text: string): string => escapeHtml(text).replace(/\r?\n/g, "<br>\n");

const fillingsOf = (facts: NotificationFacts): Readonly<Record<string, string>> => ({
  username: facts.username,
  "ip-address": facts.context.ipAddress,
  city: UNKNOWN,
  country: UNKNOWN,
  "login-time": `${new Date(facts.loginTime).toISOString().slice(0, 19).replace("T", " ")} UTC`,
  "device-name": facts.context.deviceName,
  "one-click-link-valid": facts.validLink,
  "one-click-link-invalid": facts.invalidLink,
  "event-id": facts.eventId,
  "feedback-token": facts.feedbackToken,
});
