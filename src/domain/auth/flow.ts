import type { AuthFlowType, ExplicitAuthFlowsType } from "../../model/types.gen.ts";
import type { AppClient } from "../app-client.ts";
import { type Fault, faults } from "../fault.ts";
import { rotatesRefreshTokens } from "../tokens/rotation.ts";

/** The door a sign-in comes through: administrators sign their requests, apps do not. */
export type Door = "public" | "admin";

/** What a sign-in begins with, the API's synonyms made one. */
export type AuthFlow =
  | "USER_SRP_AUTH"
  | "USER_PASSWORD_AUTH"
  | "ADMIN_USER_PASSWORD_AUTH"
  | "CUSTOM_AUTH"
  | "USER_AUTH"
  | "REFRESH_TOKEN_AUTH";

interface FlowRules {
  readonly flow: AuthFlow;
  readonly doors: readonly Door[];
  /** `ExplicitAuthFlows` values of which one allows the flow. */
  readonly allowedBy: readonly ExplicitAuthFlowsType[];
  /** Allowed where a client lists no flows, or lists legacy names only. */
  readonly byDefault: boolean;
  /** AuthParameters that must be there, in the order in which they are asked for. */
  readonly required: readonly string[];
  readonly refusal: () => Fault;
}

const BOTH: readonly Door[] = ["public", "admin"];

const ADMIN_PASSWORD: FlowRules = {
  flow: "ADMIN_USER_PASSWORD_AUTH",
  doors: ["admin"],
  allowedBy: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
  byDefault: false,
  required: ["USERNAME", "PASSWORD"],
  refusal: faults.authFlowNotEnabled,
};

const REFRESH: FlowRules = {
  flow: "REFRESH_TOKEN_AUTH",
  doors: BOTH,
  allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
  byDefault: true,
  required: ["REFRESH_TOKEN"],
  refusal: faults.authFlowNotEnabled,
};

export const FLOW_RULES: Readonly<Record<AuthFlowType, FlowRules>> = {
  USER_SRP_AUTH: {
    flow: "USER_SRP_AUTH",
    doors: BOTH,
    allowedBy: ["ALLOW_USER_SRP_AUTH"],
    byDefault: true,
    required: ["USERNAME", "SRP_A"],
    refusal: faults.userSrpAuthNotEnabled,
  },
  USER_PASSWORD_AUTH: {
    flow: "USER_PASSWORD_AUTH",
    doors: ["public"],
    allowedBy: ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"],
    byDefault: false,
    required: ["USERNAME", "PASSWORD"],
    refusal: faults.userPasswordAuthNotEnabled,
  },
  ADMIN_USER_PASSWORD_AUTH: ADMIN_PASSWORD,
  ADMIN_NO_SRP_AUTH: ADMIN_PASSWORD,
  CUSTOM_AUTH: {
    flow: "CUSTOM_AUTH",
    doors: BOTH,
    allowedBy: ["ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"],
    byDefault: true,
    required: ["USERNAME"],
    refusal: faults.customAuthNotEnabled,
  },
  USER_AUTH: {
    flow: "USER_AUTH",
    doors: BOTH,
    allowedBy: ["ALLOW_USER_AUTH"],
    byDefault: false,
    required: ["USERNAME"],
    refusal: faults.userAuthNotEnabled,
  },
  REFRESH_TOKEN_AUTH: REFRESH,
  REFRESH_TOKEN: REFRESH,
};

/** Flows that a client limited to custom authentication still has. */
const BESIDE_CUSTOM_ONLY: readonly AuthFlow[] = ["CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"];

/** Why a client may not begin this flow at this door; null where it may. */
export function flowRefusal(rules: FlowRules, door: Door, client: AppClient): Fault | null {
  if (!rules.doors.includes(door)) return faults.authMethodNotSupported();
  // Its answer has no place for the token that rotation would have to give.
  if (rules.flow === "REFRESH_TOKEN_AUTH" && rotatesRefreshTokens(client))
    return faults.refreshFlowUnderRotation();
  const listed = client.settings.ExplicitAuthFlows ?? [];
  if (listed.includes("CUSTOM_AUTH_FLOW_ONLY") && !BESIDE_CUSTOM_ONLY.includes(rules.flow)) {
    return faults.onlyCustomAuthEnabled();
  }
  const modern = listed.some((flow) => flow.startsWith("ALLOW_"));
  const allowed = rules.allowedBy.some((flow) => listed.includes(flow)) || (rules.byDefault && !modern);
  return allowed ? null : rules.refusal();
}
