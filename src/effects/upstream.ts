import { lookup } from "node:dns";
import { Agent, type IncomingMessage, request as requestByHttp } from "node:http";
import { request as requestByHttps, Agent as TlsAgent } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { TransactionScope } from "../base/transaction-scope.ts";
import {
  type Upstream,
  type UpstreamAnswer,
  UpstreamFailure,
  type UpstreamRequest,
} from "../ports/upstream.ts";
import { isPublicAddress } from "./public-address.ts";

export interface HttpUpstreamOptions {
  readonly scope: TransactionScope;
  /** `host:port` of what may be asked by http too, on any port and at any address. */
  readonly allowed: readonly string[];
  /** How long an answer may take, redirects included, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long a body may be, in bytes. */
  readonly bodyLimit?: number;
}

const PORTS = { "http:": 80, "https:": 443 } as const;
const PUBLIC_PORTS: readonly number[] = [80, 443];
const MOST_REDIRECTS = 3;
const MOST_SOCKETS = 32;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Asks by https, at public addresses alone, unless the server's owner allows more. */
export class HttpUpstream implements Upstream {
  readonly #scope: TransactionScope;
  readonly #allowed: ReadonlySet<string>;
  readonly #timeoutMs: number;
  readonly #bodyLimit: number;
  readonly #plain = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  readonly #tls = new TlsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });

  constructor({ scope, allowed, timeoutMs = 5000, bodyLimit = 1_048_576 }: HttpUpstreamOptions) {
    this.#scope = scope;
    this.#allowed = new Set(allowed);
    this.#timeoutMs = timeoutMs;
    this.#bodyLimit = bodyLimit;
  }

  permits(text: string): boolean {
    const url = URL.parse(text);
    return url !== null && this.#isPermitted(url);
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    this.#scope.refuse("a request to an identity provider");
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await this.#follow(request, signal);
    } catch (error) {
      if (error instanceof UpstreamFailure) throw error;
      const reason = signal.aborted
        ? "it took too long"
        : error instanceof Error
          ? error.message
          : String(error);
      throw new UpstreamFailure(`${originOf(request.url)}: ${reason}`, { cause: error });
    }
  }

  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }

  async #follow(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    const mayFollow = request.body === undefined && request.headers?.["authorization"] === undefined;
    let url = new URL(request.url);
    for (let redirects = 0; ; redirects++) {
      const response = await this.#ask(url, request, signal);
      const { statusCode: status = 0, headers } = response;
      if (!mayFollow || !REDIRECTS.has(status) || headers.location === undefined) {
        return { status, body: await this.#bodyOf(response) };
      }
      response.destroy();
      if (redirects === MOST_REDIRECTS) throw new UpstreamFailure(`${url.origin}: too many redirects`);
      url = new URL(headers.location, url);
    }
  }

  async #ask(url: URL, request: UpstreamRequest, signal: AbortSignal): Promise<IncomingMessage> {
    for (;;) {
      try {
        return await this.#askOnce(url, request, signal);
      } catch (error) {
        // A connection that was kept may be closed from the other side just when it is used again.
        if (!(error instanceof ConnectionGone)) throw error;
      }
    }
  }

  #askOnce(url: URL, { headers, body }: UpstreamRequest, signal: AbortSignal): Promise<IncomingMessage> {
    if (!this.#isPermitted(url)) throw new UpstreamFailure(`${url.origin} may not be asked`);
    const allowed = this.#isAllowed(url);
    const host = bareHost(url);
    if (!allowed && isIP(host) !== 0 && !isPublicAddress(host)) throw new NotPublic(host);
    const options = {
      method: body === undefined ? "GET" : "POST",
      headers: { accept: "*/*", "accept-encoding": "identity", "user-agent": "Poolkeeper", ...headers },
      signal,
      ...(!allowed && { lookup: publicLookup }),
    };
    return new Promise((resolve, reject) => {
      const request =
        url.protocol === "https:"
          ? requestByHttps(url, { ...options, agent: this.#tls }, resolve)
          : requestByHttp(url, { ...options, agent: this.#plain }, resolve);
      const failed = (error: Error): void =>
        reject(request.reusedSocket && !signal.aborted ? new ConnectionGone("", { cause: error }) : error);
      request.on("error", failed).end(body);
    });
  }

  async #bodyOf(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      // Leaving the loop destroys the response, so that no more of it comes.
      if (length > this.#bodyLimit) throw new UpstreamFailure("the answer is too long");
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  #isPermitted(url: URL): boolean {
    if (url.username !== "" || url.password !== "" || !(url.protocol in PORTS)) return false;
    return this.#isAllowed(url) || (url.protocol === "https:" && PUBLIC_PORTS.includes(portOf(url)));
  }

  #isAllowed(url: URL): boolean {
    return this.#allowed.has(`${url.hostname}:${portOf(url)}`);
  }
}

class ConnectionGone extends Error {}

class NotPublic extends UpstreamFailure {
  constructor(host: string) {
    super(`${host} is not at a public address`);
  }
}

const portOf = ({ port, protocol }: URL): number =>
  port === "" ? PORTS[protocol as keyof typeof PORTS] : Number(port);

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** What a URL without its path and query, which may hold secrets, tells the log. */
const originOf = (url: string): string => URL.parse(url)?.origin ?? "no URL";

/** Resolves names as Node does, and only to where all of their addresses are public: what was judged is connected to. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return done(new NotPublic(hostname), []);
    }
    return options.all ? done(null, addresses) : done(null, first.address, first.family);
  });
};
