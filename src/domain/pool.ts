import type { UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { LogConfigurationType, SetUserPoolMfaConfigRequest, UserPoolType } from "../model/types.gen.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

type Settled =
  | "Policies"
  | "DeletionProtection"
  | "LambdaConfig"
  | "SchemaAttributes"
  | "VerificationMessageTemplate"
  | "UserAttributeUpdateSettings"
  | "MfaConfiguration"
  | "EmailConfiguration"
  | "UserPoolTags"
  | "AdminCreateUserConfig"
  | "UserPoolTier";

type Chosen =
  | "AccountRecoverySetting"
  | "AcrConfiguration"
  | "AliasAttributes"
  | "AutoVerifiedAttributes"
  | "DcrConfiguration"
  | "DeviceConfiguration"
  | "IssuerConfiguration"
  | "KeyConfiguration"
  | "SmsAuthenticationMessage"
  | "SmsConfiguration"
  | "UserPoolAddOns"
  | "UsernameAttributes"
  | "UsernameConfiguration";

/** What only SetUserPoolMfaConfig sets, and only GetUserPoolMfaConfig shows. */
type MfaSettings = Pick<
  SetUserPoolMfaConfigRequest,
  "SoftwareTokenMfaConfiguration" | "EmailMfaConfiguration" | "WebAuthnConfiguration"
> & {
  /** Whether SMS is among the second factors; undefined: it is, where there is MFA at all. */
  readonly SmsMfaEnabled?: boolean | undefined;
};

/** What SetLogDeliveryConfiguration sets. */
interface LogSettings {
  readonly LogConfigurations?: readonly LogConfigurationType[] | undefined;
}

/** A pool's settings in the API's own members: defaults filled in, members nobody chose left out. */
export type PoolSettings = { [Member in Settled]-?: NonNullable<UserPoolType[Member]> } & Pick<
  UserPoolType,
  Chosen
> &
  MfaSettings &
  LogSettings;

export interface Pool {
  readonly id: UserPoolId;
  readonly region: string;
  readonly name: string;
  readonly settings: PoolSettings;
  readonly sessions: SessionConfiguration;
  /** 32 random bytes that make this pool's stand-ins for missing users repeatable. */
  readonly secret: Sealed;
  /** Epoch milliseconds, as all times of entities. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

export const poolArn = ({ id, region }: Pick<Pool, "id" | "region">, account: string): string =>
  `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;
