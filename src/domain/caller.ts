import type { AppClient } from "./app-client.ts";
import type { Pool } from "./pool.ts";
import type { Reported } from "./risk/auth-event.ts";
import type { User } from "./user.ts";

/** Where a request came from. */
export interface Origin {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  /** Of a signed request: its credential scope's; else the server's own. */
  readonly region: string;
  /** What the request says of the user's own device. */
  readonly reported?: Reported;
}

/** Asks with an access key; may be an administrator of everything in `origin.region` that its key allows. */
export interface SignedCaller {
  readonly kind: "signed";
  readonly origin: Origin;
  readonly accessKeyId: string;
}

/** Asks with a user's access token, already verified; `grantId` is the sign-in it came from. */
export interface TokenCaller {
  readonly kind: "accessToken";
  readonly origin: Origin;
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
  readonly grantId: string;
  readonly scopes: readonly string[];
}

export interface PublicCaller {
  readonly kind: "public";
  readonly origin: Origin;
}

export interface CallerByAuth {
  readonly signed: SignedCaller;
  readonly accessToken: TokenCaller;
  readonly public: PublicCaller;
}

export type Caller = CallerByAuth[keyof CallerByAuth];
