import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AuthFactorType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  newApp,
  onEachDatabase,
  resetPassword,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const EMAIL = { email: "jane@example.com" };
const PHONE = { phone_number: "+15550100" };
const VERIFIED_EMAIL = { ...EMAIL, email_verified: "true" };
const VERIFIED_PHONE = { ...PHONE, phone_number_verified: "true" };

await onEachDatabase((world) => {
  const appThatAllows = (...AllowedFirstAuthFactors: AuthFactorType[]) =>
    newApp(world(), {
      pool: {
        Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
        SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
      },
    });
  const plain = beforehand(() => newApp(world()));
  const choosy = beforehand(() => appThatAllows("PASSWORD", "SMS_OTP", "EMAIL_OTP", "WEB_AUTHN"));
  const mailing = beforehand(() => appThatAllows("PASSWORD", "EMAIL_OTP"));

  const factorsByAdmin = async ({ api, poolId }: App, username: string) => {
    const { $metadata: _, ...answer } = await api.adminGetUserAuthFactors({
      UserPoolId: poolId,
      Username: username,
    });
    return answer;
  };

  const cases: readonly {
    readonly who: string;
    readonly app: () => App;
    readonly attributes: Readonly<Record<string, string>>;
    readonly factors: readonly AuthFactorType[];
  }[] = [
    {
      who: "a user of a pool that allows the password alone",
      app: plain,
      attributes: { ...VERIFIED_EMAIL, ...VERIFIED_PHONE },
      factors: ["PASSWORD"],
    },
    {
      who: "one whose contacts are verified",
      app: choosy,
      attributes: { ...VERIFIED_EMAIL, ...VERIFIED_PHONE },
      factors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP"],
    },
    {
      who: "one who has a verified phone number",
      app: choosy,
      attributes: { ...EMAIL, ...VERIFIED_PHONE },
      factors: ["PASSWORD", "SMS_OTP"],
    },
    {
      who: "one whose contacts are not verified",
      app: choosy,
      attributes: { ...EMAIL, ...PHONE, email_verified: "false" },
      factors: ["PASSWORD"],
    },
    {
      who: "one of a pool that sends mail alone",
      app: mailing,
      attributes: { ...VERIFIED_EMAIL, ...VERIFIED_PHONE },
      factors: ["PASSWORD", "EMAIL_OTP"],
    },
  ];

  describe("GetUserAuthFactors and AdminGetUserAuthFactors", () => {
    for (const { who, app, attributes, factors } of cases) {
      test(`tell ${factors.join(", ")} of ${who}`, async () => {
        const username = await addUser(app(), { attributes });
        const expected = { Username: username, ConfiguredUserAuthFactors: factors };
        assert.deepEqual(await factorsByAdmin(app(), username), expected);
        const { access } = await tokensOf(app(), username);
        const { $metadata: _, ...answer } = await app().api.getUserAuthFactors({ AccessToken: access });
        assert.deepEqual(answer, expected);
      });
    }

    test("tell no password of a user who has none", async () => {
      const { api, poolId } = mailing();
      await api.adminCreateUser({
        UserPoolId: poolId,
        Username: "passwordless",
        UserAttributes: Object.entries(VERIFIED_EMAIL).map(([Name, Value]) => ({ Name, Value })),
        MessageAction: "SUPPRESS",
      });
      assert.deepEqual(await factorsByAdmin(mailing(), "passwordless"), {
        Username: "passwordless",
        ConfiguredUserAuthFactors: ["EMAIL_OTP"],
      });
    });

    test("tell nothing of a user whose one factor was reset", async () => {
      const username = await addUser(plain());
      await resetPassword(plain(), username);
      assert.deepEqual(await factorsByAdmin(plain(), username), {
        Username: username,
        ConfiguredUserAuthFactors: [],
      });
    });

    test("need a user that exists", async () => {
      await assert.rejects(
        factorsByAdmin(plain(), "nobody"),
        refusal("UserNotFoundException", "User does not exist."),
      );
    });
  });
});
