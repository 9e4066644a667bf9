export interface UpstreamRequest {
  readonly url: string;
  /** A GET unless there is a body, which makes it a POST. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
}

/** An address that may not be asked, or one that gave no answer, or too long a one; the message is for the log. */
export class UpstreamFailure extends Error {}

/** Asks identity providers, whose addresses come from the API: whatever is not public is out of their reach. */
export interface Upstream {
  /** Whether the form of a URL is one that may be asked. Where its name leads to is judged by `send`. */
  permits(url: string): boolean;
  /** Throws `UpstreamFailure`; any status is an answer. A GET without credentials follows redirects. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
}
