import type { UserPoolMfaType, UserStatusType } from "../../model/types.gen.ts";
import { type Fault, faults } from "../fault.ts";
import type { ChallengeName, Progress } from "./state.ts";

/** All that decides how a sign-in goes on, besides what is proved. */
export interface Facts {
  readonly status: UserStatusType;
  readonly temporaryPasswordExpired: boolean;
  readonly mfa: UserPoolMfaType;
  readonly tracksDevices: boolean;
}

export type TokenSource = "TokenGeneration_Authentication" | "TokenGeneration_NewPasswordChallenge";

export type Step =
  | { readonly kind: "ask"; readonly challenge: ChallengeName }
  | { readonly kind: "issueTokens"; readonly source: TokenSource }
  | { readonly kind: "refuse"; readonly fault: Fault };

const ask = (challenge: ChallengeName): Step => ({ kind: "ask", challenge });
const refuse = (fault: Fault): Step => ({ kind: "refuse", fault });

/** What follows in a sign-in: first factor, a new password, then tokens. */
export function next(facts: Facts, progress: Progress): Step {
  if (progress.provedPassword === null) return ask("PASSWORD_VERIFIER");
  const mustChange = facts.status === "FORCE_CHANGE_PASSWORD";
  if (mustChange && facts.temporaryPasswordExpired) return refuse(faults.temporaryPasswordExpired());
  // Before a new password is asked for: what ends in a refusal is to change nothing.
  if (facts.mfa === "ON") return refuse(faults.notYet("sign-in to user pools that require MFA"));
  if (facts.tracksDevices) return refuse(faults.notYet("sign-in to user pools that remember devices"));
  if (mustChange) return ask("NEW_PASSWORD_REQUIRED");
  return {
    kind: "issueTokens",
    source: progress.newPasswordSet
      ? "TokenGeneration_NewPasswordChallenge"
      : "TokenGeneration_Authentication",
  };
}
