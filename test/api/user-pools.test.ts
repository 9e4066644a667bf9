import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const text = (Name: string, MinLength = "0", MaxLength = "2048") => ({
  Name,
  AttributeDataType: "String",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
});
const flag = (Name: string) => ({
  Name,
  AttributeDataType: "Boolean",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
});

const STANDARD_ATTRIBUTES = [
  text("profile"),
  text("address"),
  text("birthdate", "10", "10"),
  text("gender"),
  text("preferred_username"),
  { ...flag("updated_at"), AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "0" } },
  text("website"),
  text("picture"),
  { ...flag("identities"), AttributeDataType: "String", StringAttributeConstraints: {} },
  { ...text("sub", "1"), Mutable: false, Required: true },
  text("phone_number"),
  flag("phone_number_verified"),
  text("zoneinfo"),
  text("locale"),
  text("email"),
  flag("email_verified"),
  text("given_name"),
  text("family_name"),
  text("middle_name"),
  text("name"),
  text("nickname"),
];

await onEachDatabase((world) => {
  describe("a pool with only a name", () => {
    test("has the service's defaults", async () => {
      const { UserPool } = await world().api.createUserPool({ PoolName: "plain" });
      const { Id, Arn, CreationDate, LastModifiedDate, ...rest } = there(UserPool);
      assert.match(there(Id), /^us-east-1_[A-Za-z0-9]{9}$/);
      assert.equal(Arn, `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${Id}`);
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(rest, {
        Name: "plain",
        Policies: {
          PasswordPolicy: {
            MinimumLength: 8,
            RequireUppercase: true,
            RequireLowercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
            TemporaryPasswordValidityDays: 7,
          },
          SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
        },
        DeletionProtection: "INACTIVE",
        LambdaConfig: {},
        SchemaAttributes: STANDARD_ATTRIBUTES,
        VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
        MfaConfiguration: "OFF",
        EstimatedNumberOfUsers: 0,
        EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
        UserPoolTags: {},
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Priority: 1, Name: "verified_email" },
            { Priority: 2, Name: "verified_phone_number" },
          ],
        },
        UserPoolTier: "ESSENTIALS",
        KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
        IssuerConfiguration: { Type: "ORIGINAL" },
        AcrConfiguration: {
          Level1: { AcrValue: "urn:cognito:loa:1" },
          Level2: { AcrValue: "urn:cognito:loa:2" },
          Level3: { AcrValue: "urn:cognito:loa:3" },
          Level4: { AcrValue: "urn:cognito:loa:4" },
        },
      });
    });

    test("is described as it was made, with a count of its users", async () => {
      const { api } = world();
      const { UserPool: made } = await api.createUserPool({ PoolName: "plain" });
      await api.adminCreateUser({ UserPoolId: there(made?.Id), Username: "jane", MessageAction: "SUPPRESS" });
      const { UserPool: found } = await api.describeUserPool({ UserPoolId: there(made?.Id) });
      assert.deepEqual(found, { ...made, EstimatedNumberOfUsers: 1 });
    });
  });

  describe("what a request says", () => {
    const made = async (settings: Parameters<typeof newPool>[1]) => {
      const { UserPool } = await world().api.createUserPool({ PoolName: "acme", ...settings });
      return there(UserPool);
    };

    test("a password policy given in part is not filled from the default one", async () => {
      const { Policies, AdminCreateUserConfig } = await made({
        Policies: { PasswordPolicy: { RequireNumbers: true, TemporaryPasswordValidityDays: 3 } },
      });
      assert.deepEqual(Policies?.PasswordPolicy, {
        MinimumLength: 8,
        RequireUppercase: false,
        RequireLowercase: false,
        RequireNumbers: true,
        RequireSymbols: false,
        TemporaryPasswordValidityDays: 3,
      });
      assert.equal(AdminCreateUserConfig?.UnusedAccountValidityDays, 3);
    });

    test("no days of validity are seven", async () => {
      const { Policies } = await made({ Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 0 } } });
      assert.equal(Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 7);
    });

    test("the old name of the days of validity sets the new one", async () => {
      const { Policies, AdminCreateUserConfig } = await made({
        AdminCreateUserConfig: { UnusedAccountValidityDays: 30 },
      });
      assert.equal(Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 30);
      assert.equal(Policies?.PasswordPolicy?.RequireSymbols, true);
      assert.equal(AdminCreateUserConfig?.UnusedAccountValidityDays, 30);
    });

    test("a message template shows under both of its names", async () => {
      const byTemplate = await made({
        VerificationMessageTemplate: {
          EmailMessage: "It is {####}",
          EmailSubject: "Code",
          SmsMessage: "{####}!!",
        },
      });
      assert.equal(byTemplate.EmailVerificationMessage, "It is {####}");
      assert.equal(byTemplate.EmailVerificationSubject, "Code");
      assert.equal(byTemplate.SmsVerificationMessage, "{####}!!");
      const byMembers = await made({
        EmailVerificationMessage: "It is {####}",
        SmsVerificationMessage: "{####}!!",
      });
      assert.deepEqual(byMembers.VerificationMessageTemplate, {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "It is {####}",
        SmsMessage: "{####}!!",
      });
    });

    test("a pre token generation function shows under both of its names", async () => {
      const arn = "arn:aws:lambda:us-east-1:123456789012:function:claims";
      const expected = {
        PreTokenGeneration: arn,
        PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: arn },
      };
      assert.deepEqual((await made({ LambdaConfig: { PreTokenGeneration: arn } })).LambdaConfig, expected);
    });

    test("aliases keep their order, and standard attributes their place when declared again", async () => {
      const pool = await made({
        AliasAttributes: ["preferred_username", "email"],
        UsernameConfiguration: { CaseSensitive: false },
        Schema: [
          { Name: "team", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
          { Name: "rank", AttributeDataType: "Number" },
          { Name: "email", Required: true, StringAttributeConstraints: { MaxLength: "100" } },
        ],
      });
      assert.deepEqual(pool.AliasAttributes, ["preferred_username", "email"]);
      assert.deepEqual(pool.UsernameConfiguration, { CaseSensitive: false });
      const schema = there(pool.SchemaAttributes);
      assert.equal(schema.length, 23);
      assert.deepEqual(schema[14], { ...text("email", "0", "100"), Required: true });
      assert.deepEqual(schema.slice(21), [
        {
          Name: "dev:custom:team",
          AttributeDataType: "String",
          DeveloperOnlyAttribute: true,
          Mutable: true,
          Required: false,
          StringAttributeConstraints: {},
        },
        {
          Name: "custom:rank",
          AttributeDataType: "Number",
          DeveloperOnlyAttribute: false,
          Mutable: false,
          Required: false,
          NumberAttributeConstraints: {},
        },
      ]);
    });
  });

  describe("a pool that is deleted", () => {
    test("does not exist any more", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      await api.deleteUserPool({ UserPoolId });
      const gone = refusal("ResourceNotFoundException", `User pool ${UserPoolId} does not exist.`);
      await assert.rejects(api.describeUserPool({ UserPoolId }), gone);
      await assert.rejects(api.deleteUserPool({ UserPoolId }), gone);
      await assert.rejects(api.adminGetUser({ UserPoolId, Username: "jane" }), gone);
    });

    test("takes its clients along", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId, ClientName: "web" });
      const ClientId = there(UserPoolClient?.ClientId);
      await api.deleteUserPool({ UserPoolId });
      await assert.rejects(
        api.forgotPassword({ ClientId, Username: "jane" }),
        refusal("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`),
      );
    });

    test("must not be protected from it", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world(), { DeletionProtection: "ACTIVE" });
      await assert.rejects(
        api.deleteUserPool({ UserPoolId }),
        refusal(
          "InvalidParameterException",
          "The user pool cannot be deleted because deletion protection is activated. " +
            "Deletion protection must be inactivated first.",
        ),
      );
      await api.describeUserPool({ UserPoolId });
    });
  });

  describe("a pool of another region", () => {
    test("does not exist for who asks from elsewhere", async () => {
      const abroad = world().apiIn("eu-west-1");
      const { UserPool } = await abroad.createUserPool({ PoolName: "abroad" });
      const UserPoolId = there(UserPool?.Id);
      assert.match(UserPoolId, /^eu-west-1_/);
      assert.match(there(UserPool?.Arn), /^arn:aws:cognito-idp:eu-west-1:/);
      await assert.rejects(
        world().api.describeUserPool({ UserPoolId }),
        refusal("ResourceNotFoundException", `User pool ${UserPoolId} does not exist.`),
      );
      await assert.rejects(
        world().api.deleteUserPool({ UserPoolId }),
        refusal("ResourceNotFoundException", `User pool ${UserPoolId} does not exist.`),
      );
      await abroad.describeUserPool({ UserPoolId });
    });
  });
});
