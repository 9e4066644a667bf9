import { type Bytes, utf8 } from "../../base/bytes.ts";
import type { UserPoolId } from "../../base/ids.ts";

export interface EmailContent {
  readonly medium: "EMAIL";
  readonly subject: string;
  /** HTML. */
  readonly body: string;
  /** The code or temporary password that the body carries. */
  readonly code?: string;
  readonly from?: string;
  readonly replyTo?: string;
}

export interface SmsContent {
  readonly medium: "SMS";
  readonly body: string;
  /** The code or temporary password that the body carries. */
  readonly code?: string;
  readonly senderId?: string;
}

/** What a message says; at rest it is sealed, and erased at hand-over. */
export type MessageContent = EmailContent | SmsContent;

/** What a message's content is sealed for. */
export const messageContext = (poolId: UserPoolId, messageId: string): string =>
  `message:${poolId}:${messageId}`;

export const encodeContent = (content: MessageContent): Bytes => utf8(JSON.stringify(content));

export const decodeContent = (bytes: Bytes): MessageContent =>
  JSON.parse(Buffer.from(bytes).toString("utf8"));
