import type { UserPoolTierType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { PoolSettings } from "./pool.ts";

interface TieredFeature {
  readonly name: string;
  readonly tiers: readonly UserPoolTierType[];
  readonly used: (settings: PoolSettings) => boolean;
}

const ESSENTIALS_UP = ["ESSENTIALS", "PLUS"] as const;

const PASSWORDLESS: TieredFeature = {
  name: "Passwordless Sign-In",
  tiers: ESSENTIALS_UP,
  used: ({ Policies }) =>
    (Policies.SignInPolicy?.AllowedFirstAuthFactors ?? []).some((factor) => factor !== "PASSWORD"),
};

const customisedTokens = (version: "V2_0" | "V3_0"): TieredFeature => ({
  name: `Token Customization with Pre-Token Generation Lambda ${version}`,
  tiers: ESSENTIALS_UP,
  used: ({ LambdaConfig }) => LambdaConfig.PreTokenGenerationConfig?.LambdaVersion === version,
});

/** What not every tier has. */
const TIERED_FEATURES: readonly TieredFeature[] = [
  PASSWORDLESS,
  customisedTokens("V2_0"),
  customisedTokens("V3_0"),
  {
    name: "Email MFA",
    tiers: ESSENTIALS_UP,
    used: ({ EmailMfaConfiguration }) => EmailMfaConfiguration !== undefined,
  },
  {
    name: "Passkey MFA",
    tiers: ESSENTIALS_UP,
    used: ({ WebAuthnConfiguration }) =>
      WebAuthnConfiguration?.FactorConfiguration === "MULTI_FACTOR_WITH_USER_VERIFICATION",
  },
  {
    name: "Dynamic Client Registration",
    tiers: ESSENTIALS_UP,
    used: ({ DcrConfiguration }) => DcrConfiguration?.EnableStatus === "Enabled",
  },
  {
    name: "Custom ACR Level Names",
    tiers: ESSENTIALS_UP,
    used: ({ AcrConfiguration }) => Object.keys(AcrConfiguration ?? {}).length > 0,
  },
  {
    name: "Threat Protection",
    tiers: ["PLUS"],
    used: ({ UserPoolAddOns }) => (UserPoolAddOns?.AdvancedSecurityMode ?? "OFF") !== "OFF",
  },
  {
    name: "Log Streaming",
    tiers: ["PLUS"],
    used: ({ LogConfigurations }) =>
      (LogConfigurations ?? []).some(({ EventSource }) => EventSource === "userAuthEvents"),
  },
];

/** Refuses settings that the pool's tier does not have; `before` is the tier of a pool that is there already. */
export function checkTier(settings: PoolSettings, before?: UserPoolTierType): void {
  const tier = settings.UserPoolTier;
  const features = TIERED_FEATURES.filter(({ tiers, used }) => used(settings) && !tiers.includes(tier));
  refuseFeatures(
    tier,
    features.map(({ name }) => name),
    before,
  );
}

/** Refuses features that a tier lacks: what can't be had, or what stands in the way of a change of the tier. */
export function refuseFeatures(
  tier: UserPoolTierType,
  features: readonly string[],
  before: UserPoolTierType | undefined,
): void {
  if (features.length === 0) return;
  const changes = before !== undefined && before !== tier;
  throw changes ? faults.featuresHinderTierChange(tier, features) : faults.featuresNeedTier(tier, features);
}
