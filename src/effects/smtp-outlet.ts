import type { Transporter } from "nodemailer";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { type MailOutlet, type OutgoingMail, PermanentDeliveryFailure } from "../ports/outlet.ts";
import { plainText } from "./plain-text.ts";

export interface SmtpOutletOptions {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the start. */
  readonly url: string;
  /** The sender of mail that names none, such as `Example <no-reply@example.com>`. */
  readonly from: string;
  readonly scope: TransactionScope;
}

/** In milliseconds; the outbox tries again what a slow server did not take. */
const LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
};

/** One address and nothing that could be read as a second one or as a command. */
const ONE_ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/;

/** Sends mail by SMTP over a pool of connections. */
export class SmtpOutlet implements MailOutlet {
  readonly #options: SmtpOutletOptions;
  #transport: Promise<Transporter> | undefined;

  constructor(options: SmtpOutletOptions) {
    this.#options = options;
  }

  async send(id: string, mail: OutgoingMail): Promise<void> {
    this.#options.scope.refuse("sending a mail");
    if (!ONE_ADDRESS.test(mail.to))
      throw new PermanentDeliveryFailure("the recipient is not one e-mail address");
    const from = mail.from ?? this.#options.from;
    this.#transport ??= openTransport(this.#options.url);
    const transport = await this.#transport;
    try {
      await transport.sendMail({
        messageId: `<${id}@${hostOf(from)}>`,
        from,
        to: { name: "", address: mail.to },
        ...(mail.replyTo !== undefined && { replyTo: mail.replyTo }),
        subject: mail.subject,
        html: mail.html,
        text: plainText(mail.html),
      });
    } catch (error) {
      throw isPermanent(error) ? new PermanentDeliveryFailure(textOf(error), { cause: error }) : error;
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    const transport = await this.#transport;
    transport?.close();
  }
}

async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({ url, pool: true, disableFileAccess: true, disableUrlAccess: true, ...LIMITS });
}

/** The part after the `@` of a sender, for the right-hand side of a Message-ID (RFC 5322 section 3.6.4). */
const hostOf = (from: string): string => /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "poolkeeper.invalid";

/** Refusals of this message or its addresses. */
const ABOUT_THE_MESSAGE = new Set(["EENVELOPE", "EMESSAGE"]);
/** Replies by which a server wants TLS or a log-in first (RFC 3207, RFC 4954): the operator's to mend. */
const ABOUT_THE_SESSION = new Set([530, 534, 535, 538]);

function isPermanent(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (typeof code !== "string" || !ABOUT_THE_MESSAGE.has(code)) return false;
  if (typeof responseCode !== "number") return true;
  return responseCode >= 500 && !ABOUT_THE_SESSION.has(responseCode);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
