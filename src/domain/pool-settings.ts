import type {
  AccountRecoverySettingType,
  AdminCreateUserConfigType,
  CreateUserPoolRequest,
  DcrConfigurationType,
  LambdaConfigType,
  PasswordPolicyType,
  UpdateUserPoolRequest,
  VerificationMessageTemplateType,
} from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import { NO_FACTORS } from "./mfa-config.ts";
import type { Pool, PoolSettings } from "./pool.ts";
import { checkPoolSettings } from "./pool-rules.ts";
import { checkReservedTagsOf } from "./pool-tags.ts";
import { schemaOfNewPool } from "./schema.ts";

const DEFAULT_VALIDITY_DAYS = 7;

const DEFAULT_RECOVERY: AccountRecoverySettingType = {
  RecoveryMechanisms: [
    { Priority: 1, Name: "verified_email" },
    { Priority: 2, Name: "verified_phone_number" },
  ],
};

/** What both requests say of a pool. */
type PoolRequest = Omit<UpdateUserPoolRequest, "UserPoolId" | "PoolName">;

/** What a pool had before the request, where the request may say a part of it only. */
type Before = Pick<PoolSettings, "Policies" | "VerificationMessageTemplate">;

const NEW_POOL: Before = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: DEFAULT_VALIDITY_DAYS,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
  },
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
};

/** The settings of a new pool: the request's, checked against each other, with the service's defaults. */
export function settingsOfNewPool(input: CreateUserPoolRequest, region: string): PoolSettings {
  const settings: PoolSettings = {
    ...settingsIn(input, NEW_POOL),
    SchemaAttributes: schemaOfNewPool(input.Schema ?? []),
    AliasAttributes: input.AliasAttributes,
    UsernameAttributes: input.UsernameAttributes,
    UsernameConfiguration: input.UsernameConfiguration,
  };
  checkPoolSettings(settings, region);
  return settings;
}

/** Sent under an older name, or a part of it at a time: `settingsIn` sees to these. */
type InParts =
  | "Policies"
  | "VerificationMessageTemplate"
  | "SmsVerificationMessage"
  | "EmailVerificationMessage"
  | "EmailVerificationSubject";

/** What UpdateUserPool makes of a setting that it does not name: it stays, or goes back to its default. */
const WHEN_LEFT_OUT = {
  AccountRecoverySetting: "kept",
  AcrConfiguration: "kept",
  AdminCreateUserConfig: "reset",
  AutoVerifiedAttributes: "reset",
  DcrConfiguration: "kept",
  DeletionProtection: "kept",
  DeviceConfiguration: "reset",
  EmailConfiguration: "kept",
  IssuerConfiguration: "kept",
  KeyConfiguration: "kept",
  LambdaConfig: "reset",
  MfaConfiguration: "kept",
  SmsAuthenticationMessage: "reset",
  SmsConfiguration: "kept",
  UserAttributeUpdateSettings: "reset",
  UserPoolAddOns: "reset",
  UserPoolTags: "kept",
  UserPoolTier: "kept",
} as const satisfies Record<Exclude<keyof PoolRequest, InParts>, "kept" | "reset">;

const KEPT = (Object.keys(WHEN_LEFT_OUT) as (keyof typeof WHEN_LEFT_OUT)[]).filter(
  (member) => WHEN_LEFT_OUT[member] === "kept",
);

/** A pool's settings after UpdateUserPool, checked as a whole. What the request can't name can't change. */
export function updatedSettings(pool: Pool, input: UpdateUserPoolRequest): PoolSettings {
  const { settings: before } = pool;
  const unnamed = KEPT.filter((member) => input[member] === undefined);
  const kept: PoolRequest = Object.fromEntries(unnamed.map((member) => [member, before[member]]));
  const chosen = settingsIn({ ...input, ...kept }, before);
  const settings = { ...before, ...chosen, ...(chosen.MfaConfiguration === "OFF" && NO_FACTORS) };
  checkPoolSettings(settings, pool.region, before.UserPoolTier);
  checkReservedTagsOf(pool, settings.UserPoolTags);
  return settings;
}

/** What a request says of a pool, with the service's defaults for the rest. */
function settingsIn(input: PoolRequest, before: Before) {
  const passwordPolicy = passwordPolicyOf(input, before.Policies.PasswordPolicy);
  return {
    Policies: {
      PasswordPolicy: passwordPolicy,
      SignInPolicy: input.Policies?.SignInPolicy?.AllowedFirstAuthFactors
        ? input.Policies.SignInPolicy
        : before.Policies.SignInPolicy,
    },
    DeletionProtection: input.DeletionProtection ?? "INACTIVE",
    LambdaConfig: lambdaConfigOf(input.LambdaConfig ?? {}),
    VerificationMessageTemplate: verificationTemplateOf(input, before.VerificationMessageTemplate),
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
    AutoVerifiedAttributes: input.AutoVerifiedAttributes,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    SmsConfiguration: input.SmsConfiguration,
    DeviceConfiguration: input.DeviceConfiguration,
    UserPoolAddOns: input.UserPoolAddOns,
    DcrConfiguration: input.DcrConfiguration && dcrConfigurationOf(input.DcrConfiguration),
    AcrConfiguration: input.AcrConfiguration,
  } satisfies Partial<PoolSettings>;
}

/** A policy that is given in part is not filled from the one before, nor from the default one. */
function passwordPolicyOf(
  { Policies, AdminCreateUserConfig }: PoolRequest,
  before: PasswordPolicyType | undefined,
): PasswordPolicyType {
  const given = Policies?.PasswordPolicy;
  const unusedDays = AdminCreateUserConfig?.UnusedAccountValidityDays;
  if (given?.TemporaryPasswordValidityDays !== undefined && unusedDays !== undefined) {
    throw faults.validityDaysTwice();
  }
  const policy = given ?? before ?? {};
  const days = given || !unusedDays ? policy.TemporaryPasswordValidityDays || unusedDays : unusedDays;
  return {
    MinimumLength: policy.MinimumLength ?? 8,
    RequireUppercase: policy.RequireUppercase ?? false,
    RequireLowercase: policy.RequireLowercase ?? false,
    RequireNumbers: policy.RequireNumbers ?? false,
    RequireSymbols: policy.RequireSymbols ?? false,
    PasswordHistorySize: policy.PasswordHistorySize,
    TemporaryPasswordValidityDays: days || DEFAULT_VALIDITY_DAYS,
  };
}

const adminCreateUserConfigOf = (
  given: AdminCreateUserConfigType | undefined,
  policy: PasswordPolicyType,
): AdminCreateUserConfigType => ({
  AllowAdminCreateUserOnly: given?.AllowAdminCreateUserOnly ?? false,
  UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays,
  InviteMessageTemplate: given?.InviteMessageTemplate,
});

/** The two ways to name the code templates, made one; the answer shows both. */
function verificationTemplateOf(
  input: PoolRequest,
  before: VerificationMessageTemplateType,
): VerificationMessageTemplateType {
  const given = input.VerificationMessageTemplate;
  const rest = given ? {} : before;
  return {
    ...rest,
    ...given,
    SmsMessage: given?.SmsMessage ?? input.SmsVerificationMessage ?? rest.SmsMessage,
    EmailMessage: given?.EmailMessage ?? input.EmailVerificationMessage ?? rest.EmailMessage,
    EmailSubject: given?.EmailSubject ?? input.EmailVerificationSubject ?? rest.EmailSubject,
    DefaultEmailOption: given?.DefaultEmailOption ?? rest.DefaultEmailOption ?? "CONFIRM_WITH_CODE",
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

/** A configuration that says nothing of whether clients may register says that they may. */
const dcrConfigurationOf = (given: DcrConfigurationType): DcrConfigurationType => ({
  EnableStatus: given.EnableStatus ?? "Enabled",
  OpenDcrEnabled: given.OpenDcrEnabled ?? false,
  AuthenticatedGrantTypes: given.AuthenticatedGrantTypes ?? ["code", "client_credentials"],
  OpenDcrGrantTypes: given.OpenDcrGrantTypes ?? ["code"],
  AllowedScopes: given.AllowedScopes ?? [],
});
