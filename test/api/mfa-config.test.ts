import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  CreateUserPoolRequest,
  SetUserPoolMfaConfigRequest,
} from "@aws-sdk/client-cognito-identity-provider";
import { newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Config = Omit<SetUserPoolMfaConfigRequest, "UserPoolId">;
type Settings = Partial<CreateUserPoolRequest>;

const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "acme" };
const TOTP = { SoftwareTokenMfaConfiguration: { Enabled: true } };
const DEVELOPER = {
  EmailConfiguration: {
    EmailSendingAccount: "DEVELOPER" as const,
    SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/acme@example.com",
  },
};
const MAIL = { EmailMfaConfiguration: { Subject: "Code", Message: "It is {####}" } };
const PASSKEYS = { RelyingPartyId: "acme.example.com", UserVerification: "required" as const };
const MULTI = { ...PASSKEYS, FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION" as const };
const first = (...AllowedFirstAuthFactors: ("PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN")[]) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
});

await onEachDatabase((world) => {
  const set = async (UserPoolId: string, config: Config = {}) => {
    const { $metadata: _, ...answer } = await world().api.setUserPoolMfaConfig({ UserPoolId, ...config });
    return answer;
  };
  const get = async (UserPoolId: string) => {
    const { $metadata: _, ...answer } = await world().api.getUserPoolMfaConfig({ UserPoolId });
    return answer;
  };
  const poolOf = async (UserPoolId: string) =>
    there((await world().api.describeUserPool({ UserPoolId })).UserPool);

  describe("the MFA configuration", () => {
    test("of a new pool is off", async () => {
      assert.deepEqual(await get(await newPool(world())), { MfaConfiguration: "OFF" });
    });

    test("of a pool that was created with MFA is SMS", async () => {
      const id = await newPool(world(), {
        MfaConfiguration: "OPTIONAL",
        SmsConfiguration: SMS,
        SmsAuthenticationMessage: "It is {####}",
      });
      assert.deepEqual(await get(id), {
        SmsMfaConfiguration: { SmsAuthenticationMessage: "It is {####}", SmsConfiguration: SMS },
        MfaConfiguration: "OPTIONAL",
      });
    });

    test("shows every factor that was set, at once and later, and the pool shows what is its own", async () => {
      const id = await newPool(world(), DEVELOPER);
      const config = {
        SmsMfaConfiguration: { SmsAuthenticationMessage: "It is {####}", SmsConfiguration: SMS },
        ...TOTP,
        ...MAIL,
        MfaConfiguration: "ON" as const,
        WebAuthnConfiguration: MULTI,
      };
      assert.deepEqual(await set(id, config), config);
      assert.deepEqual(await get(id), config);
      const pool = await poolOf(id);
      assert.equal(pool.MfaConfiguration, "ON");
      assert.deepEqual(pool.SmsConfiguration, SMS);
      assert.equal(pool.SmsAuthenticationMessage, "It is {####}");
    });

    test("needs no SMS where there are authenticator apps, then or at the next update", async () => {
      const id = await newPool(world());
      await set(id, { MfaConfiguration: "ON", ...TOTP });
      await world().api.updateUserPool({ UserPoolId: id, PoolName: "renamed" });
      await world().api.updateUserPool({ UserPoolId: id, MfaConfiguration: "OPTIONAL" });
      assert.deepEqual(await get(id), { MfaConfiguration: "OPTIONAL", ...TOTP });
    });

    test("without SMS is without SMS, though the pool can send some", async () => {
      const id = await newPool(world(), { SmsConfiguration: SMS });
      await set(id, { MfaConfiguration: "OPTIONAL", ...TOTP });
      assert.deepEqual(await get(id), { MfaConfiguration: "OPTIONAL", ...TOTP });
      assert.deepEqual((await poolOf(id)).SmsConfiguration, SMS);
      await set(id, { MfaConfiguration: "OPTIONAL", SmsMfaConfiguration: {} });
      assert.deepEqual(await get(id), {
        MfaConfiguration: "OPTIONAL",
        SmsMfaConfiguration: { SmsConfiguration: SMS },
      });
    });

    test("is replaced as a whole, but for passkeys", async () => {
      const id = await newPool(world(), DEVELOPER);
      await set(id, { MfaConfiguration: "ON", ...TOTP, ...MAIL, WebAuthnConfiguration: PASSKEYS });
      assert.deepEqual(await set(id, { MfaConfiguration: "ON", ...MAIL }), {
        MfaConfiguration: "ON",
        ...MAIL,
        WebAuthnConfiguration: PASSKEYS,
      });
      assert.deepEqual(await set(id), { MfaConfiguration: "OFF", WebAuthnConfiguration: PASSKEYS });
      assert.equal((await poolOf(id)).MfaConfiguration, "OFF");
    });

    test("has no factors left once UpdateUserPool has turned MFA off", async () => {
      const id = await newPool(world());
      await set(id, { MfaConfiguration: "ON", ...TOTP });
      await world().api.updateUserPool({ UserPoolId: id, MfaConfiguration: "OFF" });
      assert.deepEqual(await get(id), { MfaConfiguration: "OFF" });
    });

    test("may be passkeys alone while MFA is off", async () => {
      const id = await newPool(world());
      const config = { MfaConfiguration: "OFF" as const, WebAuthnConfiguration: PASSKEYS };
      assert.deepEqual(await set(id, config), config);
    });

    test("lets passkeys be a first factor under required MFA where they are two factors in one", async () => {
      const id = await newPool(world(), first("PASSWORD", "WEB_AUTHN"));
      await set(id, { MfaConfiguration: "ON", ...TOTP, WebAuthnConfiguration: MULTI });
      assert.equal((await get(id)).MfaConfiguration, "ON");
    });
  });

  describe("SetUserPoolMfaConfig refuses", () => {
    const refuses = (
      story: string,
      settings: Settings,
      config: Config,
      message: string,
      name = "InvalidParameterException",
    ) =>
      test(story, async () => {
        const id = await newPool(world(), settings);
        const before = await get(id);
        await assert.rejects(set(id, config), refusal(name, message));
        assert.deepEqual(await get(id), before);
      });

    const OFF_AND_ON = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
    refuses("factors while MFA is off", {}, { MfaConfiguration: "OFF", ...TOTP }, OFF_AND_ON);
    refuses("factors where nothing is said of MFA", {}, TOTP, OFF_AND_ON);
    refuses(
      "even a factor that is off, while MFA is off",
      {},
      { SoftwareTokenMfaConfiguration: { Enabled: false } },
      OFF_AND_ON,
    );
    refuses("mail while MFA is off, before it asks who sends it", {}, MAIL, OFF_AND_ON);

    const NO_FACTOR =
      "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.";
    refuses("MFA without a factor", {}, { MfaConfiguration: "ON" }, NO_FACTOR);
    refuses(
      "MFA whose only factor is off",
      {},
      { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: false } },
      NO_FACTOR,
    );
    refuses(
      "codes by mail from the service's own address",
      {},
      { MfaConfiguration: "ON", ...MAIL },
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    );
    refuses(
      "codes by SMS where nothing can send any",
      {},
      { MfaConfiguration: "ON", SmsMfaConfiguration: {} },
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    );
    refuses(
      "required MFA where codes sign users in",
      first("PASSWORD", "EMAIL_OTP"),
      { MfaConfiguration: "ON", ...TOTP },
      "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    );
    refuses(
      "required MFA where passkeys of one factor sign users in",
      first("PASSWORD", "WEB_AUTHN"),
      { MfaConfiguration: "ON", ...TOTP, WebAuthnConfiguration: PASSKEYS },
      "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
    );
    refuses(
      "codes by mail in the lowest tier",
      { ...DEVELOPER, UserPoolTier: "LITE" },
      { MfaConfiguration: "ON", ...MAIL },
      "The following features need to be disabled for the LITE pricing tier configured: Email MFA",
      "FeatureUnavailableInTierException",
    );

    test("what the pool's mail can't carry any more, at an update", async () => {
      const id = await newPool(world(), DEVELOPER);
      await set(id, { MfaConfiguration: "OPTIONAL", ...MAIL });
      await assert.rejects(
        world().api.updateUserPool({
          UserPoolId: id,
          EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
        }),
        refusal(
          "InvalidParameterException",
          "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
        ),
      );
    });
  });
});
