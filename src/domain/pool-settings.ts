import type {
  AccountRecoverySettingType,
  AdminCreateUserConfigType,
  CreateUserPoolRequest,
  EmailConfigurationType,
  LambdaConfigType,
  PasswordPolicyType,
  UserPoolPolicyType,
  UserPoolTierType,
  VerificationMessageTemplateType,
} from "../model/types.gen.ts";
import { isEmail } from "./attributes.ts";
import { faults } from "./fault.ts";
import type { PoolSettings } from "./pool.ts";
import { checkReservedTags } from "./reserved-tags.ts";
import { schemaOfNewPool } from "./schema.ts";

const DEFAULT_VALIDITY_DAYS = 7;

const DEFAULT_RECOVERY: AccountRecoverySettingType = {
  RecoveryMechanisms: [
    { Priority: 1, Name: "verified_email" },
    { Priority: 2, Name: "verified_phone_number" },
  ],
};

/** The settings of a new pool: the request's, checked against each other, with the service's defaults. */
export function settingsOfNewPool(input: CreateUserPoolRequest, region: string): PoolSettings {
  const passwordPolicy = passwordPolicyOf(input);
  const settings: PoolSettings = {
    Policies: policiesOf(input.Policies, passwordPolicy),
    DeletionProtection: input.DeletionProtection ?? "INACTIVE",
    LambdaConfig: lambdaConfigOf(input.LambdaConfig ?? {}),
    SchemaAttributes: schemaOfNewPool(input.Schema ?? []),
    VerificationMessageTemplate: verificationTemplateOf(input),
    UserAttributeUpdateSettings: {
      AttributesRequireVerificationBeforeUpdate:
        input.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [],
    },
    MfaConfiguration: input.MfaConfiguration ?? "OFF",
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ...input.EmailConfiguration },
    UserPoolTags: input.UserPoolTags ?? {},
    AdminCreateUserConfig: adminCreateUserConfigOf(input.AdminCreateUserConfig, passwordPolicy),
    UserPoolTier: input.UserPoolTier ?? "ESSENTIALS",
    AccountRecoverySetting: input.AccountRecoverySetting ?? DEFAULT_RECOVERY,
    KeyConfiguration: input.KeyConfiguration ?? { KeyType: "AWS_OWNED_KEY" },
    IssuerConfiguration: input.IssuerConfiguration ?? { Type: "ORIGINAL" },
    AliasAttributes: input.AliasAttributes,
    AutoVerifiedAttributes: input.AutoVerifiedAttributes,
    UsernameAttributes: input.UsernameAttributes,
    UsernameConfiguration: input.UsernameConfiguration,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    SmsConfiguration: input.SmsConfiguration,
    DeviceConfiguration: input.DeviceConfiguration,
    UserPoolAddOns: input.UserPoolAddOns,
    DcrConfiguration: input.DcrConfiguration,
    AcrConfiguration: input.AcrConfiguration,
  };
  checkPoolSettings(settings, region);
  return settings;
}

function passwordPolicyOf({ Policies, AdminCreateUserConfig }: CreateUserPoolRequest): PasswordPolicyType {
  const given = Policies?.PasswordPolicy;
  const unusedDays = AdminCreateUserConfig?.UnusedAccountValidityDays;
  if (given?.TemporaryPasswordValidityDays !== undefined && unusedDays !== undefined) {
    throw faults.validityDaysTwice();
  }
  const required = given === undefined;
  return {
    MinimumLength: given?.MinimumLength ?? 8,
    RequireUppercase: given?.RequireUppercase ?? required,
    RequireLowercase: given?.RequireLowercase ?? required,
    RequireNumbers: given?.RequireNumbers ?? required,
    RequireSymbols: given?.RequireSymbols ?? required,
    PasswordHistorySize: given?.PasswordHistorySize,
    TemporaryPasswordValidityDays:
      given?.TemporaryPasswordValidityDays || unusedDays || DEFAULT_VALIDITY_DAYS,
  };
}

const policiesOf = (
  given: UserPoolPolicyType | undefined,
  policy: PasswordPolicyType,
): UserPoolPolicyType => ({
  PasswordPolicy: policy,
  SignInPolicy: { AllowedFirstAuthFactors: given?.SignInPolicy?.AllowedFirstAuthFactors ?? ["PASSWORD"] },
});

const adminCreateUserConfigOf = (
  given: AdminCreateUserConfigType | undefined,
  policy: PasswordPolicyType,
): AdminCreateUserConfigType => ({
  AllowAdminCreateUserOnly: given?.AllowAdminCreateUserOnly ?? false,
  UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays,
  InviteMessageTemplate: given?.InviteMessageTemplate,
});

/** The two ways to name the code templates, made one; the answer shows both. */
function verificationTemplateOf(input: CreateUserPoolRequest): VerificationMessageTemplateType {
  const given = input.VerificationMessageTemplate;
  return {
    ...given,
    SmsMessage: given?.SmsMessage ?? input.SmsVerificationMessage,
    EmailMessage: given?.EmailMessage ?? input.EmailVerificationMessage,
    EmailSubject: given?.EmailSubject ?? input.EmailVerificationSubject,
    DefaultEmailOption: given?.DefaultEmailOption ?? "CONFIRM_WITH_CODE",
  };
}

/** Either way to name the pre token generation function sets both. */
function lambdaConfigOf(given: LambdaConfigType): LambdaConfigType {
  const { PreTokenGeneration: arn, PreTokenGenerationConfig: config } = given;
  if (arn !== undefined && config !== undefined && arn !== config.LambdaArn)
    throw faults.preTokenArnsDiffer();
  if (config !== undefined) return { ...given, PreTokenGeneration: config.LambdaArn };
  if (arn === undefined) return given;
  return { ...given, PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: arn } };
}

/** The rules between a pool's settings. */
export function checkPoolSettings(settings: PoolSettings, region: string): void {
  checkSignInNames(settings);
  checkSms(settings, region);
  checkEmail(settings.EmailConfiguration);
  checkRecovery(settings.AccountRecoverySetting);
  checkFirstFactors(settings);
  checkLambdas(settings.LambdaConfig, region);
  checkTier(settings);
  checkReservedTags(settings.UserPoolTags);
}

function checkSignInNames({ AliasAttributes, UsernameAttributes }: PoolSettings): void {
  if (AliasAttributes?.length && UsernameAttributes?.length) throw faults.aliasAndUsernameAttributes();
}

function checkSms(settings: PoolSettings, region: string): void {
  const sms = settings.SmsConfiguration;
  const autoVerified = settings.AutoVerifiedAttributes ?? [];
  if (settings.MfaConfiguration !== "OFF" && !sms) throw faults.mfaNeedsSms();
  if (autoVerified.includes("phone_number") && !sms) throw faults.autoVerifyNeedsSms();
  if (sms?.SnsRegion !== undefined && sms.SnsRegion !== region) throw faults.snsRegion(region);
  const beforeUpdate = settings.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate ?? [];
  if (beforeUpdate.some((name) => !autoVerified.includes(name))) {
    throw faults.updateVerificationNotAutoVerified();
  }
}

function checkEmail(email: EmailConfigurationType): void {
  if (email.EmailSendingAccount === "DEVELOPER" && email.SourceArn === undefined) {
    throw faults.developerEmailNeedsArn();
  }
  if (email.From !== undefined && addressIn(email.From) === null) throw faults.fromAddressInvalid();
}

/** The address of `Jane Doe <jane@example.com>` or of a bare address; null where there is none. */
export function addressIn(from: string): string | null {
  const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
  return isEmail(address) ? address : null;
}

function checkRecovery(setting: AccountRecoverySettingType | undefined): void {
  const mechanisms = setting?.RecoveryMechanisms ?? [];
  const names = new Set(mechanisms.map(({ Name }) => Name));
  const priorities = new Set(mechanisms.map(({ Priority }) => Priority));
  if (names.has("admin_only") && names.size > 1) throw faults.recoveryAdminOnlyMixed();
  if (names.size < mechanisms.length || priorities.size < mechanisms.length)
    throw faults.recoveryDuplicates();
}

function checkFirstFactors(settings: PoolSettings): void {
  const factors = settings.Policies.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  if (!factors.includes("PASSWORD")) throw faults.firstFactorsNeedPassword();
  if (factors.includes("SMS_OTP") && !settings.SmsConfiguration) throw faults.smsOtpNeedsSms();
  const otp = factors.includes("EMAIL_OTP") || factors.includes("SMS_OTP");
  if (settings.MfaConfiguration !== "ON") return;
  if (otp) throw faults.firstFactorsUnderRequiredMfa();
  // Passkeys are a single factor unless SetUserPoolMfaConfig makes them more.
  if (factors.includes("WEB_AUTHN")) throw faults.passkeyUnderRequiredMfa();
}

function checkLambdas(config: LambdaConfigType, region: string): void {
  if ((config.CustomEmailSender || config.CustomSMSSender) && !config.KMSKeyID)
    throw faults.customSenderNeedsKey();
  for (const value of Object.values(config)) {
    const arn = typeof value === "string" ? value : value?.LambdaArn;
    const [, , service, arnRegion] = arn?.split(":") ?? [];
    if (service === "lambda" && arnRegion !== region) throw faults.lambdaOfOtherRegion();
  }
}

interface TieredFeature {
  readonly name: string;
  readonly tiers: readonly UserPoolTierType[];
  readonly used: (settings: PoolSettings) => boolean;
}

const TIERED_FEATURES: readonly TieredFeature[] = [
  {
    name: "Passwordless Sign-In",
    tiers: ["ESSENTIALS", "PLUS"],
    used: ({ Policies }) =>
      (Policies.SignInPolicy?.AllowedFirstAuthFactors ?? []).some((f) => f !== "PASSWORD"),
  },
  ...(["V2_0", "V3_0"] as const).map((version) => ({
    name: `Token Customization with Pre-Token Generation Lambda ${version}`,
    tiers: ["ESSENTIALS", "PLUS"] as const,
    used: ({ LambdaConfig }: PoolSettings) =>
      LambdaConfig.PreTokenGenerationConfig?.LambdaVersion === version,
  })),
  {
    name: "Threat Protection",
    tiers: ["PLUS"],
    used: ({ UserPoolAddOns }) => (UserPoolAddOns?.AdvancedSecurityMode ?? "OFF") !== "OFF",
  },
];

function checkTier(settings: PoolSettings): void {
  const tier = settings.UserPoolTier;
  const unavailable = TIERED_FEATURES.filter(({ tiers, used }) => used(settings) && !tiers.includes(tier));
  if (unavailable.length > 0)
    throw faults.featuresNeedTier(
      tier,
      unavailable.map(({ name }) => name),
    );
}
