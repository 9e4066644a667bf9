import { effectiveAcrLevels } from "../../domain/acr-levels.ts";
import { type Pool, poolArn } from "../../domain/pool.ts";
import type { DomainKind, PoolDomain } from "../../domain/pool-domain.ts";
import type { UserPoolType } from "../../model/types.gen.ts";

/** A pool as CreateUserPool and DescribeUserPool show it, members in the service's order. */
export function poolView(
  pool: Pool,
  account: string,
  estimatedNumberOfUsers: number,
  domains: readonly PoolDomain[] = [],
): UserPoolType {
  const { settings } = pool;
  const domainOf = (wanted: DomainKind) => domains.find(({ kind }) => kind === wanted)?.domain;
  const { SmsMessage, EmailMessage, EmailSubject } = settings.VerificationMessageTemplate;
  return {
    Id: pool.id,
    Name: pool.name,
    Policies: settings.Policies,
    DeletionProtection: settings.DeletionProtection,
    LambdaConfig: settings.LambdaConfig,
    LastModifiedDate: pool.updatedAt,
    CreationDate: pool.createdAt,
    SchemaAttributes: settings.SchemaAttributes,
    AutoVerifiedAttributes: settings.AutoVerifiedAttributes,
    AliasAttributes: settings.AliasAttributes,
    UsernameAttributes: settings.UsernameAttributes,
    SmsVerificationMessage: SmsMessage,
    EmailVerificationMessage: EmailMessage,
    EmailVerificationSubject: EmailSubject,
    VerificationMessageTemplate: settings.VerificationMessageTemplate,
    SmsAuthenticationMessage: settings.SmsAuthenticationMessage,
    UserAttributeUpdateSettings: settings.UserAttributeUpdateSettings,
    MfaConfiguration: settings.MfaConfiguration,
    DeviceConfiguration: settings.DeviceConfiguration,
    EstimatedNumberOfUsers: estimatedNumberOfUsers,
    EmailConfiguration: settings.EmailConfiguration,
    SmsConfiguration: settings.SmsConfiguration,
    UserPoolTags: settings.UserPoolTags,
    Domain: domainOf("prefix"),
    CustomDomain: domainOf("custom"),
    AdminCreateUserConfig: settings.AdminCreateUserConfig,
    UserPoolAddOns: settings.UserPoolAddOns,
    UsernameConfiguration: settings.UsernameConfiguration,
    Arn: poolArn(pool, account),
    AccountRecoverySetting: settings.AccountRecoverySetting,
    UserPoolTier: settings.UserPoolTier,
    KeyConfiguration: settings.KeyConfiguration,
    IssuerConfiguration: settings.IssuerConfiguration,
    DcrConfiguration: settings.DcrConfiguration,
    AcrConfiguration: effectiveAcrLevels(settings.AcrConfiguration),
  };
}
