import type { TransactionScope } from "../base/transaction-scope.ts";
import { type OutgoingSms, PermanentDeliveryFailure, type SmsOutlet } from "../ports/outlet.ts";
import { type WebHook, webHook } from "./web-hook.ts";

export interface SmsWebhookOptions {
  /** `user:password@` in it is sent as Basic credentials. */
  readonly url: string;
  readonly scope: TransactionScope;
  /** How long the gateway may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Answers of class 4xx that another try may change: Request Timeout, Too Early, Too Many Requests. */
const TEMPORARY = new Set([408, 425, 429]);

/** Hands text messages to a gateway: `POST {id, to, senderId, text}`, and any 2xx is a yes. */
export class SmsWebhookOutlet implements SmsOutlet {
  readonly #scope: TransactionScope;
  readonly #post: WebHook;

  constructor({ url, scope, timeoutMs }: SmsWebhookOptions) {
    this.#scope = scope;
    this.#post = webHook(url, "application/json", timeoutMs);
  }

  async send(id: string, { to, senderId, text }: OutgoingSms): Promise<void> {
    this.#scope.refuse("sending a text message");
    const response = await this.#post(JSON.stringify({ id, to, senderId, text }), { "idempotency-key": id });
    if (response.ok) return;
    const message = `the SMS gateway answered ${response.status}`;
    const permanent = response.status >= 400 && response.status < 500 && !TEMPORARY.has(response.status);
    throw permanent ? new PermanentDeliveryFailure(message) : new Error(message);
  }
}
