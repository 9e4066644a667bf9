import type { GetUserPoolMfaConfigResponse, SetUserPoolMfaConfigRequest } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { PoolSettings } from "./pool.ts";

/** Whether codes by SMS are a second factor of the pool. A pool that requires MFA from its creation has no other. */
export const smsIsFactor = ({ MfaConfiguration, SmsMfaEnabled }: PoolSettings): boolean =>
  MfaConfiguration !== "OFF" && (SmsMfaEnabled ?? true);

/** A pool without MFA has no second factors. */
export const NO_FACTORS = {
  SmsMfaEnabled: undefined,
  SoftwareTokenMfaConfiguration: undefined,
  EmailMfaConfiguration: undefined,
} as const satisfies Partial<PoolSettings>;

/**
 * A pool's settings after SetUserPoolMfaConfig, not yet checked against each other. It replaces all that there was,
 * but for passkeys and what the pool needs for other messages too, which stay unless they are named.
 */
export function withMfaConfig(settings: PoolSettings, input: SetUserPoolMfaConfigRequest): PoolSettings {
  const { MfaConfiguration = "OFF", SmsMfaConfiguration: sms, EmailMfaConfiguration: email } = input;
  const totp = input.SoftwareTokenMfaConfiguration;
  const WebAuthnConfiguration = input.WebAuthnConfiguration ?? settings.WebAuthnConfiguration;
  if (MfaConfiguration === "OFF") {
    if (sms || totp || email) throw faults.mfaOffWithFactors();
    return { ...settings, ...NO_FACTORS, MfaConfiguration, WebAuthnConfiguration };
  }
  if (!sms && !email && !totp?.Enabled) throw faults.mfaWithoutFactors();
  return {
    ...settings,
    MfaConfiguration,
    SmsMfaEnabled: sms !== undefined,
    SmsConfiguration: sms?.SmsConfiguration ?? settings.SmsConfiguration,
    SmsAuthenticationMessage: sms ? sms.SmsAuthenticationMessage : settings.SmsAuthenticationMessage,
    SoftwareTokenMfaConfiguration: totp && { Enabled: totp.Enabled ?? false },
    EmailMfaConfiguration: email,
    WebAuthnConfiguration,
  };
}

/** What GetUserPoolMfaConfig shows: whether there is MFA, and the factors that are configured. */
export const mfaConfigOf = (settings: PoolSettings): GetUserPoolMfaConfigResponse => ({
  SmsMfaConfiguration: smsIsFactor(settings)
    ? {
        SmsAuthenticationMessage: settings.SmsAuthenticationMessage,
        SmsConfiguration: settings.SmsConfiguration,
      }
    : undefined,
  SoftwareTokenMfaConfiguration: settings.SoftwareTokenMfaConfiguration,
  EmailMfaConfiguration: settings.EmailMfaConfiguration,
  MfaConfiguration: settings.MfaConfiguration,
  WebAuthnConfiguration: settings.WebAuthnConfiguration,
});
