import type { UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { UserPoolType } from "../model/types.gen.ts";

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

/** A pool's settings in the API's own members: defaults filled in, members nobody chose left out. */
export type PoolSettings = { [Member in Settled]-?: NonNullable<UserPoolType[Member]> } & Pick<
  UserPoolType,
  Chosen
>;

export interface Pool {
  readonly id: UserPoolId;
  readonly region: string;
  readonly name: string;
  readonly settings: PoolSettings;
  /** 32 random bytes that make this pool's stand-ins for missing users repeatable. */
  readonly secret: Sealed;
  /** Epoch milliseconds, as all times of entities. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}
