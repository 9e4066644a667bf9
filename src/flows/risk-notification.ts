import type { EmailContent } from "../domain/messages/message-content.ts";
import type { Pool } from "../domain/pool.ts";
import type { AuthEvent } from "../domain/risk/auth-event.ts";
import type { RiskSettings } from "../domain/risk/configuration.ts";
import { type NotificationKind, notificationOf } from "../domain/risk/notification.ts";
import type { User } from "../domain/user.ts";
import type { FeedbackValueType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { feedbackLinkToken, feedbackToken } from "./auth-event-feedback.ts";
import type { Context } from "./context.ts";
import { identityOf, postContent, shownUsername } from "./deliver.ts";

/** A risky sign-in that its user is to be told of. */
export interface RiskNotification {
  readonly pool: Pool;
  readonly user: User;
  readonly event: AuthEvent;
  readonly kind: NotificationKind;
  readonly settings: RiskSettings;
}

type Tools = Pick<Context, "vault" | "random" | "clock" | "settings">;

/** Tells a user of a risky sign-in by mail, with links to say whose it was. Only verified addresses are told. */
export async function postRiskNotification(
  tx: WriteTx,
  tools: Tools,
  notification: RiskNotification,
): Promise<void> {
  const { pool, user } = notification;
  const { email, email_verified: verified } = user.attributes;
  if (email === undefined || verified?.toLowerCase() !== "true") return;
  const to = { medium: "EMAIL", address: email } as const;
  const envelope = { pool, user, to, kind: "accountTakeOverNotification" };
  await postContent(tx, tools, envelope, contentOf(tools, notification));
}

function contentOf(tools: Tools, { pool, user, event, kind, settings }: RiskNotification): EmailContent {
  const notify = settings.AccountTakeoverRiskConfiguration?.NotifyConfiguration;
  const link = (value: FeedbackValueType): string =>
    `${tools.settings.publicUrl()}/_poolkeeper/feedback/${feedbackLinkToken(tools, event, value)}`;
  const { subject, body } = notificationOf(notify, kind, {
    username: shownUsername(pool, user),
    context: event.context,
    loginTime: event.createdAt,
    eventId: event.id,
    feedbackToken: feedbackToken(tools, event),
    validLink: link("Valid"),
    invalidLink: link("Invalid"),
  });
  const sender = pool.settings.EmailConfiguration;
  const from = notify?.From ?? identityOf(notify?.SourceArn) ?? sender.From ?? identityOf(sender.SourceArn);
  const replyTo = notify?.ReplyTo ?? sender.ReplyToEmailAddress;
  return {
    medium: "EMAIL",
    subject,
    body,
    ...(from !== null && { from }),
    ...(replyTo !== undefined && { replyTo }),
  };
}
