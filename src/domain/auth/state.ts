import type { AuthFlow } from "./flow.ts";

/** What a sign-in waits for, with the secrets of that wait. Numbers are hex. */
export type Waiting =
  | {
      readonly challenge: "PASSWORD_VERIFIER";
      /** USER_ID_FOR_SRP: what the client hashes into its proof. */
      readonly userId: string;
      readonly salt: string;
      readonly publicA: string;
      readonly privateB: string;
      readonly publicB: string;
    }
  | { readonly challenge: "NEW_PASSWORD_REQUIRED" };

export type ChallengeName = Waiting["challenge"];

/** What a sign-in has proved so far. */
export interface Progress {
  readonly flow: AuthFlow;
  /** When the password that was proved had been set: another password set since ends the sign-in. */
  readonly provedPassword: number | null;
  readonly newPasswordSet: boolean;
  /** Of its event, in pools with threat protection. */
  readonly eventId?: string;
}

/** A stored session: kept sealed, found by its opaque id. */
export interface AuthState {
  readonly waiting: Waiting;
  readonly progress: Progress;
}

export const beginning = (flow: AuthFlow): Progress => ({
  flow,
  provedPassword: null,
  newPasswordSet: false,
});
