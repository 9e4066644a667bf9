import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  CreateUserPoolRequest,
  UpdateUserPoolRequest,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

/** The life of a pool as a tool leads it that keeps a list of settings: what it sent, it must find. */

const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const identity = (address: string) => `arn:aws:ses:us-east-1:123456789012:identity/${address}`;
const key = (name: string) => `arn:aws:kms:us-east-1:123456789012:key/${name}`;

type Common = Omit<UpdateUserPoolRequest, "UserPoolId" | "PoolName">;

/** Every setting that both requests have, none with its default. */
const FIRST: Common = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireUppercase: false,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: false,
      PasswordHistorySize: 3,
      TemporaryPasswordValidityDays: 2,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  },
  DeletionProtection: "ACTIVE",
  LambdaConfig: {
    PreSignUp: lambda("pre-sign-up"),
    CustomMessage: lambda("custom-message"),
    PreTokenGeneration: lambda("claims"),
    PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: lambda("claims") },
    CustomEmailSender: { LambdaVersion: "V1_0", LambdaArn: lambda("mail") },
    CustomSMSSender: { LambdaVersion: "V1_0", LambdaArn: lambda("sms") },
    KMSKeyID: key("senders"),
  },
  AutoVerifiedAttributes: ["email", "phone_number"],
  SmsVerificationMessage: "SMS {####}",
  EmailVerificationMessage: "Mail {####}",
  EmailVerificationSubject: "Subject",
  VerificationMessageTemplate: {
    SmsMessage: "SMS {####}",
    EmailMessage: "Mail {####}",
    EmailSubject: "Subject",
    EmailMessageByLink: "Open {##this##}",
    EmailSubjectByLink: "Link",
    DefaultEmailOption: "CONFIRM_WITH_LINK",
  },
  SmsAuthenticationMessage: "MFA {####}",
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  MfaConfiguration: "OPTIONAL",
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  EmailConfiguration: {
    EmailSendingAccount: "DEVELOPER",
    SourceArn: identity("acme@example.com"),
    From: "Acme <acme@example.com>",
    ReplyToEmailAddress: "help@example.com",
    ConfigurationSet: "acme",
  },
  SmsConfiguration: { SnsCallerArn: role("sms"), ExternalId: "acme", SnsRegion: "us-east-1" },
  UserPoolTags: { team: "red", stage: "test" },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    InviteMessageTemplate: {
      SMSMessage: "{username} {####}",
      EmailMessage: "{username} {####}",
      EmailSubject: "Welcome",
    },
  },
  UserPoolAddOns: {
    AdvancedSecurityMode: "AUDIT",
    AdvancedSecurityAdditionalFlows: { CustomAuthMode: "AUDIT" },
  },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] },
  UserPoolTier: "PLUS",
  KeyConfiguration: { KeyType: "CUSTOMER_MANAGED_KEY", KmsKeyArn: key("mrk-1") },
  IssuerConfiguration: { Type: "UPDATED" },
  DcrConfiguration: {
    EnableStatus: "Disabled",
    OpenDcrEnabled: true,
    AuthenticatedGrantTypes: ["code"],
    OpenDcrGrantTypes: [],
    AllowedScopes: ["aws.cognito.signin.user.admin"],
  },
  AcrConfiguration: { Level1: { AcrValue: "bronze" }, Level4: { AcrValue: "gold" } },
};

/** Another value for each of them. */
const NEXT: Required<Common> = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: false,
      RequireNumbers: false,
      RequireSymbols: true,
      PasswordHistorySize: 0,
      TemporaryPasswordValidityDays: 5,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] },
  },
  DeletionProtection: "INACTIVE",
  LambdaConfig: { PostConfirmation: lambda("post-confirmation"), UserMigration: lambda("migrate") },
  AutoVerifiedAttributes: ["phone_number", "email"],
  SmsVerificationMessage: "Changed {####}",
  EmailVerificationMessage: "Changed {####}",
  EmailVerificationSubject: "Changed",
  VerificationMessageTemplate: {
    SmsMessage: "Changed {####}",
    EmailMessage: "Changed {####}",
    EmailSubject: "Changed",
    DefaultEmailOption: "CONFIRM_WITH_CODE",
  },
  SmsAuthenticationMessage: "Changed {####}",
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["phone_number"] },
  MfaConfiguration: "OFF",
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false },
  EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
  SmsConfiguration: {
    EumsSms: { CallerArn: role("eums"), OriginationIdentity: "ACME", Region: "us-east-1" },
  },
  UserPoolTags: { stage: "production" },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
  UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Priority: 2, Name: "verified_email" },
      { Priority: 1, Name: "verified_phone_number" },
    ],
  },
  UserPoolTier: "PLUS",
  KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
  IssuerConfiguration: { Type: "ORIGINAL" },
  DcrConfiguration: {
    EnableStatus: "Enabled",
    OpenDcrEnabled: false,
    AuthenticatedGrantTypes: ["code", "client_credentials"],
    OpenDcrGrantTypes: ["code"],
    AllowedScopes: [],
  },
  AcrConfiguration: { Level2: { AcrValue: "silver" } },
};

/** What can't change any more once the pool is there. */
const FOR_GOOD: Partial<CreateUserPoolRequest> = {
  UsernameAttributes: ["email", "phone_number"],
  UsernameConfiguration: { CaseSensitive: true },
};

const level = (AcrValue: string) => ({ AcrValue });

/** What a pool shows of such settings: they themselves, and what follows from them. */
const shown = (settings: Common): Partial<UserPoolType> => ({
  ...settings,
  AdminCreateUserConfig: {
    ...settings.AdminCreateUserConfig,
    UnusedAccountValidityDays: settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays,
  },
  AcrConfiguration: {
    ...Object.fromEntries([1, 2, 3, 4].map((n) => [`Level${n}`, level(`urn:cognito:loa:${n}`)])),
    ...settings.AcrConfiguration,
  },
});

await onEachDatabase((world) => {
  const described = async (UserPoolId: string) => {
    const { UserPool } = await world().api.describeUserPool({ UserPoolId });
    const { SchemaAttributes, Arn, CreationDate, LastModifiedDate, ...rest } = there(UserPool);
    assert.ok(Arn && CreationDate && LastModifiedDate && SchemaAttributes?.length === 22);
    return rest;
  };

  const created = async () => {
    const { UserPool } = await world().api.createUserPool({
      PoolName: "life",
      ...FIRST,
      ...FOR_GOOD,
      Schema: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
    });
    return there(UserPool?.Id);
  };

  const expected = (Id: string, settings: Common) => ({
    Id,
    Name: "life",
    EstimatedNumberOfUsers: 0,
    ...FOR_GOOD,
    ...shown(settings),
  });

  test("a pool is born with every setting, lives through a change of each, and ends", async () => {
    const { api } = world();
    const id = await created();
    assert.deepEqual(await described(id), expected(id, FIRST));

    await api.updateUserPool({ UserPoolId: id, ...FIRST });
    assert.deepEqual(await described(id), expected(id, FIRST), "the same settings change nothing");

    await api.updateUserPool({ UserPoolId: id, ...NEXT });
    assert.deepEqual(await described(id), expected(id, NEXT));

    await api.deleteUserPool({ UserPoolId: id });
    await assert.rejects(
      api.describeUserPool({ UserPoolId: id }),
      refusal("ResourceNotFoundException", `User pool ${id} does not exist.`),
    );
  });

  describe("each setting changes alone, when the others are sent along", () => {
    /** The older names of a template's texts go with it. */
    const TEMPLATE = [
      "VerificationMessageTemplate",
      "SmsVerificationMessage",
      "EmailVerificationMessage",
      "EmailVerificationSubject",
    ] as const;
    const members = (Object.keys(NEXT) as (keyof Common)[]).filter(
      (member) => !TEMPLATE.some((name) => name === member && name !== "VerificationMessageTemplate"),
    );

    for (const member of members) {
      test(member, async () => {
        const id = await created();
        const names = member === "VerificationMessageTemplate" ? TEMPLATE : [member];
        const changed = { ...FIRST, ...Object.fromEntries(names.map((name) => [name, NEXT[name]])) };
        await world().api.updateUserPool({ UserPoolId: id, ...changed });
        assert.deepEqual(await described(id), expected(id, changed));
      });
    }
  });
});
