import type { JsonObject } from "../../base/json.ts";
import type { AttributeType } from "../../model/types.gen.ts";
import { faults } from "../fault.ts";
import type { ContactAttribute } from "../recovery.ts";
import type { UserAttributes } from "../user.ts";
import { flagIn } from "./answer.ts";

export type PreSignUpSource = "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser";

export interface PreSignUpFacts {
  readonly attributes: UserAttributes;
  /** What the caller sends for the function alone. */
  readonly validationData: readonly AttributeType[] | undefined;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

export const preSignUpRequest = ({
  attributes,
  validationData,
  clientMetadata,
}: PreSignUpFacts): JsonObject => ({
  userAttributes: { ...attributes },
  validationData: validationData
    ? Object.fromEntries(validationData.map(({ Name, Value }) => [Name, Value ?? null]))
    : null,
  ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
});

export const PRE_SIGN_UP_DEFAULTS: JsonObject = {
  autoConfirmUser: false,
  autoVerifyEmail: false,
  autoVerifyPhone: false,
};

/** What a PreSignUp function decides about who signs up. */
export interface PreSignUpDecision {
  readonly confirm: boolean;
  /** The contacts that count as verified from the beginning. */
  readonly verify: readonly ContactAttribute[];
}

export const UNDECIDED: PreSignUpDecision = { confirm: false, verify: [] };

/** Refuses flags that are none, and to verify a contact of a user who is not confirmed as well. */
export function preSignUpDecision(response: Readonly<Record<string, unknown>>): PreSignUpDecision {
  const verify: ContactAttribute[] = [];
  if (flagIn(response, "autoVerifyEmail")) verify.push("email");
  if (flagIn(response, "autoVerifyPhone")) verify.push("phone_number");
  const confirm = flagIn(response, "autoConfirmUser");
  if (verify.length > 0 && !confirm) throw faults.autoVerifiedUnconfirmed();
  return { confirm, verify };
}
