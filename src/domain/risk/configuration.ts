import type { ClientId, UserPoolId } from "../../base/ids.ts";
import type {
  AccountTakeoverActionType,
  AdvancedSecurityModeType,
  EventFilterType,
  RiskConfigurationType,
  RiskLevelType,
} from "../../model/types.gen.ts";
import { faults } from "../fault.ts";
import { addressIn } from "../mail-address.ts";
import type { Pool } from "../pool.ts";
import { readRange } from "./ip-ranges.ts";

/** How risks are answered, in the API's own members, as they were given. */
export type RiskSettings = Pick<
  RiskConfigurationType,
  | "CompromisedCredentialsRiskConfiguration"
  | "AccountTakeoverRiskConfiguration"
  | "RiskExceptionConfiguration"
>;

export interface RiskConfiguration {
  readonly poolId: UserPoolId;
  /** Null: of all the pool's clients that have none of their own. */
  readonly clientId: ClientId | null;
  readonly settings: RiskSettings;
  readonly updatedAt: number;
}

export const NO_RISK_SETTINGS: RiskSettings = {};

/** What threat protection does in a pool: nothing, watch, or act. */
export const securityMode = ({ settings }: Pick<Pool, "settings">): AdvancedSecurityModeType =>
  settings.UserPoolAddOns?.AdvancedSecurityMode ?? "OFF";

/** The settings of a request, checked; null where it names none and so goes back to what counts without. */
export function readRiskSettings(given: RiskSettings): RiskSettings | null {
  const {
    CompromisedCredentialsRiskConfiguration,
    AccountTakeoverRiskConfiguration,
    RiskExceptionConfiguration,
  } = given;
  const settings = {
    CompromisedCredentialsRiskConfiguration,
    AccountTakeoverRiskConfiguration,
    RiskExceptionConfiguration,
  };
  if (Object.values(settings).every((part) => part === undefined)) return null;
  const from = AccountTakeoverRiskConfiguration?.NotifyConfiguration?.From;
  if (from !== undefined && addressIn(from) === null) throw faults.fromAddressInvalid();
  const ranges = [...blockedRanges(settings), ...skippedRanges(settings)];
  if (ranges.some((range) => readRange(range) === null)) throw faults.cidrInvalid();
  return settings;
}

export const blockedRanges = ({ RiskExceptionConfiguration }: RiskSettings): readonly string[] =>
  RiskExceptionConfiguration?.BlockedIPRangeList ?? [];

export const skippedRanges = ({ RiskExceptionConfiguration }: RiskSettings): readonly string[] =>
  RiskExceptionConfiguration?.SkippedIPRangeList ?? [];

/** Whether a compromised password is refused at such an event; a filter left out means all of them. */
export function refusesCompromised(settings: RiskSettings, event: EventFilterType): boolean {
  const own = settings.CompromisedCredentialsRiskConfiguration;
  const filter = own?.EventFilter ?? [];
  return own?.Actions.EventAction === "BLOCK" && (filter.length === 0 || filter.includes(event));
}

const NO_ACTION: AccountTakeoverActionType = { Notify: false, EventAction: "NO_ACTION" };

/** What is to follow from a risk. */
export function takeoverAction(settings: RiskSettings, level: RiskLevelType): AccountTakeoverActionType {
  const actions = settings.AccountTakeoverRiskConfiguration?.Actions;
  const { Low, Medium, High } = {
    Low: actions?.LowAction,
    Medium: actions?.MediumAction,
    High: actions?.HighAction,
  };
  return { Low, Medium, High }[level] ?? NO_ACTION;
}
