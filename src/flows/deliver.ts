import { addressIn } from "../domain/mail-address.ts";
import { encodeContent, type MessageContent, messageContext } from "../domain/messages/message-content.ts";
import {
  filledMessage,
  type MessageKind,
  type MessageTemplate,
  namesUser,
  templateOf,
} from "../domain/messages/templates.ts";
import type { Pool } from "../domain/pool.ts";
import type { Destination, Medium } from "../domain/recovery.ts";
import {
  CUSTOM_MESSAGE_DEFAULTS,
  CUSTOM_MESSAGE_SOURCES,
  customisedTemplate,
  customMessageRequest,
} from "../domain/triggers/custom-message.ts";
import { NO_CLIENT, triggerEvent, userAttributesForTriggers } from "../domain/triggers/event.ts";
import type { User } from "../domain/user.ts";
import type { WriteTx } from "../store/db.ts";
import { insertMessage, pruneKept } from "../store/messages.ts";
import type { Context } from "./context.ts";
import { invokeTrigger, requireNoTrigger, type TriggerTools } from "./trigger.ts";

/** A message to a user that is about to be written. */
export interface MessageRequest {
  readonly pool: Pool;
  readonly user: User;
  readonly kind: MessageKind;
  readonly medium: Medium;
  readonly clientId?: string;
  /** For the trigger alone; it goes nowhere else. */
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Refuses a message that a function of the pool's would have to carry. */
export const requireCarrier = (pool: Pool, medium: Medium): void =>
  requireNoTrigger(pool, medium === "EMAIL" ? "CustomEmailSender" : "CustomSMSSender");

/** The text of a message, from the pool's CustomMessage function where it has one. Call it outside transactions. */
export async function composeMessage(ctx: TriggerTools, request: MessageRequest): Promise<MessageTemplate> {
  const { pool, user, kind, medium } = request;
  requireCarrier(pool, medium);
  const own = templateOf(pool, kind);
  const arn = pool.settings.LambdaConfig.CustomMessage;
  if (arn === undefined) return own;
  const event = triggerEvent(
    { pool, userName: user.username, userAgent: request.userAgent, clientId: request.clientId ?? NO_CLIENT },
    CUSTOM_MESSAGE_SOURCES[kind],
    customMessageRequest(kind, userAttributesForTriggers(pool, user), request.clientMetadata),
    CUSTOM_MESSAGE_DEFAULTS,
  );
  const response = await invokeTrigger(ctx, pool, "CustomMessage", arn, event);
  return customisedTemplate(own, kind, medium, response);
}

/** Messages kept for the inbox where a medium has no real sender. */
const MOST_KEPT = 1000;

type PostTools = Pick<Context, "vault" | "random" | "clock" | "settings">;

export interface Letter {
  readonly pool: Pool;
  readonly user: User;
  readonly kind: MessageKind;
  readonly to: Pick<Destination, "medium" | "address">;
  readonly template: MessageTemplate;
  /** Where the code confirms by itself, in mails that send a link. */
  readonly link?: string;
  /** Undefined where the message carries none. */
  readonly code: string | undefined;
}

/** Puts a message into the outbox, in the transaction that makes its code: what is acknowledged is delivered. Gives its id. */
export async function postMessage(tx: WriteTx, tools: PostTools, letter: Letter): Promise<string> {
  return postContent(tx, tools, letter, contentOf(letter));
}

/** What a message is posted to whom for; `kind` is what the inbox calls it. */
export interface Envelope extends Pick<Letter, "pool" | "user" | "to"> {
  readonly kind: string;
}

/** The same for a message that is written already. */
export async function postContent(
  tx: WriteTx,
  { vault, random, clock, settings }: PostTools,
  { pool, user, kind, to }: Envelope,
  content: MessageContent,
): Promise<string> {
  const id = random.uuid();
  const kept = settings.keptMedia.has(to.medium);
  const now = clock.now();
  await insertMessage(tx, {
    poolId: pool.id,
    id,
    sub: user.sub,
    username: user.username,
    medium: to.medium,
    kind,
    destination: to.address,
    content: vault.seal(messageContext(pool.id, id), encodeContent(content)),
    status: kept ? "kept" : "pending",
    createdAt: now,
    sentAt: kept ? now : null,
    nextTryAt: now,
    tries: 0,
  });
  if (kept) await pruneKept(tx, MOST_KEPT);
  return id;
}

function contentOf({ pool, user, kind, to, template, link, code }: Letter): MessageContent {
  const username = namesUser(kind) ? shownUsername(pool, user) : null;
  const fillings = { code: code ?? "", username, link: template.mailsLink ? (link ?? null) : null };
  const { subject = "", body } = filledMessage(template, to.medium, fillings);
  const secret = code === undefined ? {} : { code };
  if (to.medium === "SMS") {
    const senderId = pool.settings.SmsConfiguration?.EumsSms?.OriginationIdentity;
    return { medium: "SMS", body, ...secret, ...(senderId !== undefined && { senderId }) };
  }
  const { From, SourceArn, ReplyToEmailAddress } = pool.settings.EmailConfiguration;
  const from = From ?? identityOf(SourceArn);
  return {
    medium: "EMAIL",
    subject,
    body,
    ...secret,
    ...(from !== null && { from }),
    ...(ReplyToEmailAddress !== undefined && { replyTo: ReplyToEmailAddress }),
  };
}

/** What an invited user signs in with: where the username is a mere id, the address it stands for. */
export function shownUsername(pool: Pool, user: User): string {
  const attribute = pool.settings.UsernameAttributes?.find((name) => user.attributes[name] !== undefined);
  return (attribute && user.attributes[attribute]) ?? user.username;
}

/** The address of a verified sender's ARN: `arn:aws:ses:us-east-1:123456789012:identity/sender@example.com`. */
export function identityOf(sourceArn: string | undefined): string | null {
  const identity = sourceArn?.split(":identity/")[1];
  return identity === undefined ? null : addressIn(identity);
}
