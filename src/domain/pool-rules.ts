import type {
  AccountRecoverySettingType,
  EmailConfigurationType,
  LambdaConfigType,
  UserPoolTierType,
} from "../model/types.gen.ts";
import { checkAcrLevels } from "./acr-levels.ts";
import { faults } from "./fault.ts";
import { addressIn } from "./mail-address.ts";
import { smsIsFactor } from "./mfa-config.ts";
import type { PoolSettings } from "./pool.ts";
import { tagFault } from "./pool-tags.ts";
import { checkReservedTags } from "./reserved-tags.ts";
import { checkTier } from "./tiers.ts";

/** The rules between a pool's settings; `tierBefore` is the tier of a pool that is there already. */
export function checkPoolSettings(
  settings: PoolSettings,
  region: string,
  tierBefore?: UserPoolTierType,
): void {
  checkSignInNames(settings);
  checkSms(settings, region);
  checkEmail(settings, region);
  checkRecovery(settings.AccountRecoverySetting);
  checkFirstFactors(settings);
  checkLambdas(settings.LambdaConfig, region);
  checkAcrLevels(settings.AcrConfiguration);
  checkTier(settings, tierBefore);
  const refusedTag = tagFault(settings.UserPoolTags, "UserPoolTaggingException");
  if (refusedTag) throw refusedTag;
  checkReservedTags(settings.UserPoolTags);
}

function checkSignInNames({ AliasAttributes, UsernameAttributes }: PoolSettings): void {
  if (AliasAttributes?.length && UsernameAttributes?.length) throw faults.aliasAndUsernameAttributes();
}

function checkSms(settings: PoolSettings, region: string): void {
  const sms = settings.SmsConfiguration;
  const autoVerified = settings.AutoVerifiedAttributes ?? [];
  if (smsIsFactor(settings) && !sms) throw faults.mfaNeedsSms();
  if (autoVerified.includes("phone_number") && !sms) throw faults.autoVerifyNeedsSms();
  if (sms?.SnsRegion !== undefined && sms.SnsRegion !== region) throw faults.snsRegion(region);
  if (sms?.SnsCallerArn && sms.EumsSms) throw faults.twoSmsSenders();
  if (sms?.EumsSms?.Region !== undefined && sms.EumsSms.Region !== region) throw faults.eumsRegion(region);
  const beforeUpdate = settings.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate ?? [];
  if (beforeUpdate.some((name) => !autoVerified.includes(name))) {
    throw faults.updateVerificationNotAutoVerified();
  }
}

/** Where mail may be sent from for pools of any region; elsewhere, only by pools of that very region. */
const SES_REGIONS = ["eu-west-1", "us-east-1", "us-west-2"];

function checkEmail(
  { EmailConfiguration: email, EmailMfaConfiguration }: PoolSettings,
  region: string,
): void {
  if (email.EmailSendingAccount === "DEVELOPER" && email.SourceArn === undefined) {
    throw faults.developerEmailNeedsArn();
  }
  checkSourceRegion(email, region);
  if (email.From !== undefined && addressIn(email.From) === null) throw faults.fromAddressInvalid();
  if (EmailMfaConfiguration && email.EmailSendingAccount !== "DEVELOPER")
    throw faults.emailMfaNeedsDeveloper();
}

function checkSourceRegion({ SourceArn }: EmailConfigurationType, region: string): void {
  const [, , service, sourceRegion = ""] = SourceArn?.split(":") ?? [];
  const allowed = [...new Set([...SES_REGIONS, region])].sort();
  if (service === "ses" && !allowed.includes(sourceRegion)) throw faults.sesRegion(allowed);
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
  const passkeys = settings.WebAuthnConfiguration?.FactorConfiguration ?? "SINGLE_FACTOR";
  if (factors.includes("WEB_AUTHN") && passkeys === "SINGLE_FACTOR") throw faults.passkeyUnderRequiredMfa();
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
