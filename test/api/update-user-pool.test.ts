import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest, UpdateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  addUser,
  lastMessageTo,
  newApp,
  newPool,
  onEachDatabase,
  outcomes,
  resetPassword,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Changes = Omit<UpdateUserPoolRequest, "UserPoolId">;
type Settings = Partial<CreateUserPoolRequest>;

const lambda = (name: string, region = "us-east-1") =>
  `arn:aws:lambda:${region}:123456789012:function:${name}`;
const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
const SES = "arn:aws:ses:us-east-1:123456789012:identity/acme@example.com";
const FIRST = (...AllowedFirstAuthFactors: ("PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN")[]) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
});

await onEachDatabase((world) => {
  const described = async (UserPoolId: string) =>
    there((await world().api.describeUserPool({ UserPoolId })).UserPool);
  const update = (UserPoolId: string, changes: Changes = {}) =>
    world().api.updateUserPool({ UserPoolId, ...changes });

  /** A pool made of `settings`, changed, and then described. */
  const changed = async (settings: Settings, changes: Changes) => {
    const id = await newPool(world(), settings);
    await update(id, changes);
    return described(id);
  };

  describe("what UpdateUserPool names", () => {
    test("is answered by nothing, and dated", async () => {
      const id = await newPool(world());
      const before = await described(id);
      world().pass(60);
      const { $metadata: _, ...answer } = await update(id, { PoolName: "renamed" });
      assert.deepEqual(answer, {});
      const { LastModifiedDate, ...after } = await described(id);
      const { LastModifiedDate: made, ...rest } = before;
      assert.deepEqual(after, { ...rest, Name: "renamed" });
      assert.ok(there(LastModifiedDate) > there(made));
    });

    test("counts from now on: a template, deletion protection", async () => {
      const app = await newApp(world());
      const username = await addUser(app);
      await update(app.poolId, {
        VerificationMessageTemplate: { EmailMessage: "Here: {####}", EmailSubject: "Changed" },
        DeletionProtection: "ACTIVE",
      });
      await resetPassword(app, username);
      const { subject, body } = await lastMessageTo(app, username);
      assert.equal(subject, "Changed");
      assert.match(body, /^Here: \d{6}$/);
      await assert.rejects(
        app.api.deleteUserPool({ UserPoolId: app.poolId }),
        refusal(
          "InvalidParameterException",
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
        ),
      );
      await update(app.poolId, { DeletionProtection: "INACTIVE" });
      await app.api.deleteUserPool({ UserPoolId: app.poolId });
    });

    test("shows a pre token generation function under both of its names", async () => {
      const arn = lambda("claims");
      const { LambdaConfig } = await changed({}, { LambdaConfig: { PreTokenGeneration: arn } });
      assert.deepEqual(LambdaConfig, {
        PreTokenGeneration: arn,
        PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: arn },
      });
    });

    test("may be a part of the policies; the other part stays", async () => {
      const PasswordPolicy = { MinimumLength: 12, TemporaryPasswordValidityDays: 3 };
      const settings = { Policies: { ...FIRST("PASSWORD", "EMAIL_OTP").Policies, PasswordPolicy } };
      const byPassword = await changed(settings, { Policies: { PasswordPolicy: { MinimumLength: 20 } } });
      assert.deepEqual(byPassword.Policies, {
        PasswordPolicy: {
          MinimumLength: 20,
          RequireUppercase: false,
          RequireLowercase: false,
          RequireNumbers: false,
          RequireSymbols: false,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
      });
      const byFactors = await changed(settings, FIRST("PASSWORD"));
      assert.equal(byFactors.Policies?.PasswordPolicy?.MinimumLength, 12);
      assert.equal(byFactors.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 3);
      assert.deepEqual(byFactors.Policies?.SignInPolicy?.AllowedFirstAuthFactors, ["PASSWORD"]);
    });

    test("may be the days of validity under their old name alone", async () => {
      const pool = await changed(
        { Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 3 } } },
        { AdminCreateUserConfig: { UnusedAccountValidityDays: 30 } },
      );
      assert.equal(pool.Policies?.PasswordPolicy?.MinimumLength, 12);
      assert.equal(pool.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 30);
      assert.equal(pool.AdminCreateUserConfig?.UnusedAccountValidityDays, 30);
    });

    test("may be one text of the template under its old name; the others stay", async () => {
      const pool = await changed(
        { VerificationMessageTemplate: { EmailMessage: "Old {####}", SmsMessage: "Old {####}" } },
        { EmailVerificationMessage: "New {####}" },
      );
      assert.deepEqual(pool.VerificationMessageTemplate, {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "New {####}",
        SmsMessage: "Old {####}",
      });
      assert.equal(pool.EmailVerificationMessage, "New {####}");
    });

    test("names some levels of authentication; the answer names all four", async () => {
      const pool = await changed({}, { AcrConfiguration: { Level2: { AcrValue: "urn:acme:silver" } } });
      assert.deepEqual(pool.AcrConfiguration, {
        Level1: { AcrValue: "urn:cognito:loa:1" },
        Level2: { AcrValue: "urn:acme:silver" },
        Level3: { AcrValue: "urn:cognito:loa:3" },
        Level4: { AcrValue: "urn:cognito:loa:4" },
      });
    });

    test("lets clients register where it does not say that they may not", async () => {
      const pool = await changed({}, { DcrConfiguration: { OpenDcrEnabled: true } });
      assert.deepEqual(pool.DcrConfiguration, {
        EnableStatus: "Enabled",
        OpenDcrEnabled: true,
        AuthenticatedGrantTypes: ["code", "client_credentials"],
        OpenDcrGrantTypes: ["code"],
        AllowedScopes: [],
      });
    });
  });

  describe("what UpdateUserPool leaves out", () => {
    const KEPT: Settings = {
      Policies: {
        PasswordPolicy: { MinimumLength: 10, RequireSymbols: true, TemporaryPasswordValidityDays: 2 },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
      },
      MfaConfiguration: "OPTIONAL",
      SmsConfiguration: SMS,
      DeletionProtection: "ACTIVE",
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_email" }] },
      UserPoolTier: "PLUS",
      EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: SES },
      IssuerConfiguration: { Type: "UPDATED" },
      KeyConfiguration: {
        KeyType: "CUSTOMER_MANAGED_KEY",
        KmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mine",
      },
      UserPoolTags: { team: "red" },
      DcrConfiguration: { EnableStatus: "Disabled" },
      AcrConfiguration: { Level1: { AcrValue: "urn:acme:bronze" } },
    };

    test("stays: most of it", async () => {
      const id = await newPool(world(), KEPT);
      const { LastModifiedDate: _, ...before } = await described(id);
      await update(id);
      const { LastModifiedDate: __, ...after } = await described(id);
      assert.deepEqual(after, before);
    });

    test("stays for what can never change", async () => {
      const { AliasAttributes, UsernameConfiguration, SchemaAttributes } = await changed(
        {
          AliasAttributes: ["email"],
          UsernameConfiguration: { CaseSensitive: false },
          Schema: [{ Name: "team", AttributeDataType: "String" }],
        },
        { PoolName: "renamed" },
      );
      assert.deepEqual(AliasAttributes, ["email"]);
      assert.deepEqual(UsernameConfiguration, { CaseSensitive: false });
      assert.equal(there(SchemaAttributes).length, 22);
    });

    test("goes back to its default: functions, automatic verification and what hangs on it, and others", async () => {
      const pool = await changed(
        {
          LambdaConfig: { CustomMessage: lambda("mail") },
          AutoVerifiedAttributes: ["email"],
          UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
          UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
          UserPoolTier: "PLUS",
          SmsAuthenticationMessage: "It is {####}",
        },
        {},
      );
      assert.deepEqual(pool.LambdaConfig, {});
      assert.equal(pool.AutoVerifiedAttributes, undefined);
      assert.deepEqual(pool.UserAttributeUpdateSettings, { AttributesRequireVerificationBeforeUpdate: [] });
      assert.deepEqual(pool.AdminCreateUserConfig, {
        AllowAdminCreateUserOnly: false,
        UnusedAccountValidityDays: 7,
      });
      assert.equal(pool.DeviceConfiguration, undefined);
      assert.equal(pool.UserPoolAddOns, undefined);
      assert.equal(pool.SmsAuthenticationMessage, undefined);
    });
  });

  describe("UpdateUserPool refuses", () => {
    const refuses = (
      story: string,
      settings: Settings,
      changes: Changes,
      message: string,
      name = "InvalidParameterException",
    ) =>
      test(story, async () => {
        const id = await newPool(world(), settings);
        const before = await described(id);
        await assert.rejects(update(id, { PoolName: "renamed", ...changes }), refusal(name, message));
        assert.deepEqual(await described(id), before);
      });

    refuses(
      "verification before an update when automatic verification is left out",
      { AutoVerifiedAttributes: ["email"] },
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
      "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    );
    refuses(
      "the days of validity under both names",
      {},
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 4 },
      },
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    );
    refuses(
      "MFA without anything to send codes by",
      {},
      { MfaConfiguration: "ON" },
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    );
    refuses(
      "codes as a first factor where the pool requires MFA already",
      { MfaConfiguration: "ON", SmsConfiguration: SMS },
      FIRST("PASSWORD", "EMAIL_OTP"),
      "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    );
    refuses(
      "a function of another region",
      {},
      { LambdaConfig: { PreSignUp: lambda("gate", "eu-west-1") } },
      "Cross-region lambda functions are not supported",
    );
    refuses(
      "mail from a region that has none",
      {},
      {
        EmailConfiguration: {
          EmailSendingAccount: "DEVELOPER",
          SourceArn: SES.replace("us-east-1", "sa-east-1"),
        },
      },
      "Provided SourceArn must be in one of the following SES regions: eu-west-1, us-east-1, us-west-2.",
    );
    refuses(
      "two ways to send SMS",
      {},
      { SmsConfiguration: { ...SMS, EumsSms: { CallerArn: SMS.SnsCallerArn } } },
      "Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.",
    );
    refuses(
      "two levels of authentication with one name",
      {},
      { AcrConfiguration: { Level1: { AcrValue: "urn:cognito:loa:4" } } },
      "The names of all ACR levels must be unique.",
    );
    refuses(
      "a level of authentication that is not there",
      {},
      { AcrConfiguration: { Level5: { AcrValue: "urn:acme:mithril" } } },
      "Invalid ACR level Level5.",
    );
    refuses(
      "a lower tier while a feature of the higher one is on",
      { UserPoolTier: "PLUS" },
      { UserPoolTier: "ESSENTIALS", UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } },
      "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
      "TierChangeNotAllowedException",
    );
    refuses(
      "the lowest tier while codes sign users in and clients may register",
      { ...FIRST("PASSWORD", "EMAIL_OTP"), DcrConfiguration: {} },
      { UserPoolTier: "LITE" },
      "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In, Dynamic Client Registration",
      "TierChangeNotAllowedException",
    );
    refuses(
      "a feature that the pool's tier lacks",
      { UserPoolTier: "LITE" },
      FIRST("PASSWORD", "EMAIL_OTP"),
      "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
      "FeatureUnavailableInTierException",
    );
    refuses(
      "tags of the service's own",
      {},
      { UserPoolTags: { "aws:cloudformation:stack-name": "x" } },
      "aws: prefixed tag key names are not allowed for external use: aws:cloudformation:stack-name",
      "UserPoolTaggingException",
    );
    refuses(
      "another id for a pool that has one",
      {},
      { UserPoolTags: { "poolkeeper:pool-id": "us-east-1_another" } },
      "Invalid value for the tag poolkeeper:pool-id.",
    );

    test("a pool that is not there, or of another region", async () => {
      const id = await newPool(world());
      await assert.rejects(
        world().apiIn("eu-west-1").updateUserPool({ UserPoolId: id }),
        refusal("ResourceNotFoundException", `User pool ${id} does not exist.`),
      );
    });
  });

  test("a tier may go down once nothing needs it any more", async () => {
    const id = await newPool(world(), {
      UserPoolTier: "PLUS",
      UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
    });
    await update(id, { UserPoolTier: "ESSENTIALS", UserPoolAddOns: { AdvancedSecurityMode: "OFF" } });
    await update(id, { UserPoolTier: "LITE" });
    assert.equal((await described(id)).UserPoolTier, "LITE");
  });

  test("a tier stays while a client needs it", async () => {
    const app = await newApp(world(), { client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] } });
    await assert.rejects(
      update(app.poolId, { UserPoolTier: "LITE" }),
      refusal(
        "TierChangeNotAllowedException",
        "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
      ),
    );
    await app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId: app.clientId });
    await update(app.poolId, { UserPoolTier: "LITE" });
  });

  test("a tier stays while the pool's sign-in pages need it", async () => {
    const id = await newPool(world());
    const Domain = id.slice(-9).toLowerCase();
    await world().api.createUserPoolDomain({ UserPoolId: id, Domain, ManagedLoginVersion: 2 });
    await assert.rejects(
      update(id, { UserPoolTier: "LITE" }),
      refusal(
        "TierChangeNotAllowedException",
        "The following features need to be disabled for the LITE pricing tier configured: Managed Login Version 2",
      ),
    );
    await world().api.updateUserPoolDomain({ UserPoolId: id, Domain, ManagedLoginVersion: 1 });
    await update(id, { UserPoolTier: "LITE" });
  });

  test("of many who change a pool at once, each finds what the others left", async () => {
    const id = await newPool(world());
    const { Arn } = await described(id);
    const changes = Array.from({ length: 4 }, (_, n) =>
      world().api.tagResource({ ResourceArn: Arn, Tags: { [`tag-${n}`]: String(n) } }),
    );
    const { kept, refusals } = await outcomes([...changes, update(id, { PoolName: "renamed" })]);
    assert.deepEqual({ kept, refusals }, { kept: 5, refusals: [] });
    const pool = await described(id);
    assert.equal(pool.Name, "renamed");
    assert.deepEqual(pool.UserPoolTags, { "tag-0": "0", "tag-1": "1", "tag-2": "2", "tag-3": "3" });
  });
});
