import { toBase64, utf8 } from "../base/bytes.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { type OutgoingSms, PermanentDeliveryFailure, type SmsOutlet } from "../ports/outlet.ts";

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
  readonly #timeoutMs: number;
  readonly #url: URL;
  readonly #headers: Record<string, string>;

  constructor({ url, scope, timeoutMs = 10_000 }: SmsWebhookOptions) {
    this.#scope = scope;
    this.#timeoutMs = timeoutMs;
    this.#url = new URL(url);
    this.#headers = { "content-type": "application/json", ...basicCredentials(this.#url) };
    this.#url.username = "";
    this.#url.password = "";
  }

  async send(id: string, { to, senderId, text }: OutgoingSms): Promise<void> {
    this.#scope.refuse("sending a text message");
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { ...this.#headers, "idempotency-key": id },
      body: JSON.stringify({ id, to, senderId, text }),
      redirect: "manual",
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const message = `the SMS gateway answered ${response.status}`;
    const permanent = response.status >= 400 && response.status < 500 && !TEMPORARY.has(response.status);
    throw permanent ? new PermanentDeliveryFailure(message) : new Error(message);
  }
}

/** The header for a URL's `user:password@` (RFC 7617). */
export function basicCredentials({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${toBase64(utf8(pair))}` };
}
