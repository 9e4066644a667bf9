import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import { onEachDatabase } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Settings = Partial<CreateUserPoolRequest>;

const lambda = (name: string, region = "us-east-1") =>
  `arn:aws:lambda:${region}:123456789012:function:${name}`;
const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
const mechanisms = (...names: ("verified_email" | "verified_phone_number" | "admin_only")[]) => ({
  RecoveryMechanisms: names.map((Name, at) => ({ Name, Priority: at + 1 })),
});
const strings = (constraints: Record<string, string>) => ({
  Name: "code",
  AttributeDataType: "String" as const,
  StringAttributeConstraints: constraints,
});

/** Settings that don't go together, and what the service says to them. */
const REFUSED: readonly (readonly [story: string, settings: Settings, message: string])[] = [
  [
    "alias and username attributes",
    { AliasAttributes: ["email"], UsernameAttributes: ["email"] },
    "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
  ],
  [
    "MFA without SMS",
    { MfaConfiguration: "OPTIONAL" },
    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
  ],
  [
    "verification of phone numbers without SMS",
    { AutoVerifiedAttributes: ["phone_number"] },
    "SMS configuration is required when phone_number is selected for auto verification",
  ],
  [
    "verification before update of what is not verified",
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
    "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
  ],
  [
    "SMS of another region",
    { SmsConfiguration: { ...SMS, SnsRegion: "eu-west-1" } },
    "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
  ],
  [
    "recovery by administrators and by others",
    { AccountRecoverySetting: mechanisms("admin_only", "verified_email") },
    "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
  ],
  [
    "a recovery mechanism twice",
    { AccountRecoverySetting: mechanisms("verified_email", "verified_email") },
    "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
  ],
  [
    "a recovery priority twice",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_email", Priority: 1 },
          { Name: "verified_phone_number", Priority: 1 },
        ],
      },
    },
    "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
  ],
  [
    "first factors without the password",
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } },
    "Password should be configured as one of the allowed first auth factors.",
  ],
  [
    "codes by SMS without SMS",
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } } },
    "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
  ],
  [
    "codes as a first factor under required MFA",
    {
      MfaConfiguration: "ON",
      SmsConfiguration: SMS,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
  ],
  [
    "passkeys as a first factor under required MFA",
    {
      MfaConfiguration: "ON",
      SmsConfiguration: SMS,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    },
    "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
  ],
  [
    "the days of validity under both names",
    {
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
      AdminCreateUserConfig: { UnusedAccountValidityDays: 4 },
    },
    "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
  ],
  [
    "two pre token generation functions",
    {
      LambdaConfig: {
        PreTokenGeneration: lambda("one"),
        PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: lambda("two") },
      },
    },
    "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
  ],
  [
    "a custom sender without a key",
    { LambdaConfig: { CustomEmailSender: { LambdaVersion: "V1_0", LambdaArn: lambda("sender") } } },
    "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
  ],
  [
    "a function of another region",
    { LambdaConfig: { CustomMessage: lambda("mail", "eu-west-1") } },
    "Cross-region lambda functions are not supported",
  ],
  [
    "a sender of one's own without its ARN",
    { EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } },
    "Source ARN is required to use DEVELOPER email sending owner",
  ],
  [
    "a sender that is no address",
    { EmailConfiguration: { From: "Acme <nobody>" } },
    "Provided From email address is invalid",
  ],
  [
    "a required custom attribute",
    { Schema: [{ Name: "team", AttributeDataType: "String", Required: true }] },
    "Required custom attributes are not supported currently.",
  ],
  [
    "a custom attribute twice",
    {
      Schema: [
        { Name: "team", AttributeDataType: "String" },
        { Name: "team", AttributeDataType: "Number" },
      ],
    },
    "Duplicate custom attribute names custom:team are not allowed in a user pool schema.",
  ],
  [
    "a custom attribute of no type",
    { Schema: [{ Name: "team" }] },
    "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
  ],
  [
    "a standard attribute of another type",
    { Schema: [{ Name: "email", AttributeDataType: "Number" }] },
    "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
  ],
  [
    "a standard attribute for developers only",
    { Schema: [{ Name: "name", DeveloperOnlyAttribute: true }] },
    "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute name",
  ],
  [
    "a longest length below the shortest",
    { Schema: [strings({ MinLength: "9", MaxLength: "8" })] },
    "Attribute custom:code cannot have a max length shorter than it's min length",
  ],
  [
    "a greatest value below the least",
    {
      Schema: [
        {
          Name: "rank",
          AttributeDataType: "Number",
          NumberAttributeConstraints: { MinValue: "2", MaxValue: "1" },
        },
      ],
    },
    "Attribute custom:rank cannot have a max value smaller than it's min value",
  ],
  [
    "a length beyond what is kept",
    { Schema: [strings({ MaxLength: "2049" })] },
    "user.custom:code: String attributes cannot have a length of more than 2048",
  ],
  [
    "a length that is no number",
    { Schema: [strings({ MinLength: "few" })] },
    "Invalid StringAttributeConstraints for schema attribute custom:code",
  ],
];

const LITE = "The following features need to be disabled for the LITE pricing tier configured: ";

const BEYOND_TIER: typeof REFUSED = [
  [
    "passwordless sign-in on LITE",
    {
      UserPoolTier: "LITE",
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    `${LITE}Passwordless Sign-In`,
  ],
  [
    "token customisation of version 2 on LITE",
    {
      UserPoolTier: "LITE",
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: lambda("claims") } },
    },
    `${LITE}Token Customization with Pre-Token Generation Lambda V2_0`,
  ],
  [
    "threat protection below PLUS",
    { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } },
    "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
  ],
];

await onEachDatabase((world) => {
  describe("a pool is refused", () => {
    for (const [story, settings, message] of REFUSED) {
      test(`for ${story}`, async () => {
        await assert.rejects(
          world().api.createUserPool({ PoolName: "acme", ...settings }),
          refusal("InvalidParameterException", message),
        );
      });
    }
    for (const [story, settings, message] of BEYOND_TIER) {
      test(`for ${story}`, async () => {
        await assert.rejects(
          world().api.createUserPool({ PoolName: "acme", ...settings }),
          refusal("FeatureUnavailableInTierException", message),
        );
      });
    }
    test("and nothing is left of it", async () => {
      const { UserPools } = await world().api.listUserPools({ MaxResults: 1 });
      assert.deepEqual(UserPools, []);
    });
  });
});
