import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AdminCreateUserRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  beforehand,
  codeFor,
  messagesTo,
  newApp,
  newPool,
  onEachDatabase,
  signIn,
  TEMPORARY,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Request = Partial<AdminCreateUserRequest>;

const EMAIL = { Name: "email", Value: "jane@example.com" };
const PREFIX = "Password did not conform with password policy: ";

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const create = async (Username: string, request: Request = {}) => {
    const { User } = await app().api.adminCreateUser({
      UserPoolId: app().poolId,
      Username,
      MessageAction: "SUPPRESS",
      ...request,
    });
    return there(User);
  };

  describe("a user whom an administrator creates", () => {
    test("has to change the password", async () => {
      const user = await create("jane", { TemporaryPassword: TEMPORARY, UserAttributes: [EMAIL] });
      const { UserCreateDate, UserLastModifiedDate, Attributes, ...rest } = user;
      assert.deepEqual(rest, { Username: "jane", Enabled: true, UserStatus: "FORCE_CHANGE_PASSWORD" });
      assert.ok(UserCreateDate instanceof Date);
      assert.deepEqual(UserLastModifiedDate, UserCreateDate);
      assert.deepEqual(
        Attributes?.map(({ Name }) => Name),
        ["sub", "email"],
      );
      const challenge = await signIn(app(), "jane", TEMPORARY);
      assert.equal(challenge.ChallengeName, "NEW_PASSWORD_REQUIRED");
    });

    test("gets a password that keeps the policy, where none is given", async () => {
      const email = { Name: "email", Value: "ken@example.com" };
      await create("ken", {
        MessageAction: undefined,
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [email],
      });
      const password = await codeFor(app(), "ken");
      assert.match(password, /^\S{8,}$/);
      for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(password, kind);
      assert.equal((await signIn(app(), "ken", password)).ChallengeName, "NEW_PASSWORD_REQUIRED");
    });

    test("gets one as long as the policy wants it", async () => {
      const long = await newApp(world(), { pool: { Policies: { PasswordPolicy: { MinimumLength: 40 } } } });
      await long.api.adminCreateUser({
        UserPoolId: long.poolId,
        Username: "lou",
        UserAttributes: [EMAIL],
        DesiredDeliveryMediums: ["EMAIL"],
      });
      assert.equal((await codeFor(long, "lou")).length, 40);
    });

    test("has another password after every creation", async () => {
      const passwords = new Set<string>();
      for (const username of ["m1", "m2", "m3"]) {
        await create(username, {
          MessageAction: undefined,
          DesiredDeliveryMediums: ["EMAIL"],
          UserAttributes: [EMAIL],
        });
        passwords.add(await codeFor(app(), username));
      }
      assert.equal(passwords.size, 3);
    });
  });

  describe("a temporary password", () => {
    const WEAK = {
      "Sh0rt!": "Password not long enough",
      "passw0rd!": "Password must have uppercase characters",
      "PASSW0RD!": "Password must have lowercase characters",
      "Password!": "Password must have numeric characters",
      Passw0rd: "Password must have symbol characters",
    };

    test("has to keep the policy, whose first broken rule is told", async () => {
      for (const [TemporaryPassword, reason] of Object.entries(WEAK)) {
        await assert.rejects(
          create("weak", { TemporaryPassword }),
          refusal("InvalidPasswordException", `${PREFIX}${reason}`),
        );
      }
    });

    test("is refused by its shape before its strength, and never shown", async () => {
      await assert.rejects(
        create("weak", { TemporaryPassword: "has blanks" }),
        refusal(
          "InvalidParameterException",
          "1 validation error detected: Value at 'temporaryPassword' failed to satisfy constraint: " +
            "Member must satisfy regular expression pattern: [\\S]+",
        ),
      );
    });

    test("leaves nobody behind when it is refused", async () => {
      await assert.rejects(create("ghost", { TemporaryPassword: "weak" }));
      await assert.rejects(
        app().api.adminGetUser({ UserPoolId: app().poolId, Username: "ghost" }),
        refusal("UserNotFoundException", "User does not exist."),
      );
    });
  });

  describe("a pool that signs in by codes", () => {
    const passwordless = beforehand(() =>
      newApp(world(), {
        pool: {
          Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
          Schema: [{ Name: "given_name", Required: true }],
        },
      }),
    );
    const createIn = async (Username: string, request: Request) => {
      const { poolId, api } = passwordless();
      const { User } = await api.adminCreateUser({ UserPoolId: poolId, Username, ...request });
      return there(User);
    };
    const NAME = { Name: "given_name", Value: "Jane" };

    test("has users without a password, confirmed from the beginning", async () => {
      const { UserStatus } = await createIn("nell", {
        UserAttributes: [EMAIL, NAME],
        DesiredDeliveryMediums: ["EMAIL"],
      });
      assert.equal(UserStatus, "CONFIRMED");
      const [invitation] = await messagesTo(passwordless(), "nell");
      assert.equal(invitation?.body, "Your username is nell. ");
      assert.equal(invitation?.code ?? null, null);
      await assert.rejects(
        signIn(passwordless(), "nell", "Passw0rd!"),
        refusal("NotAuthorizedException", "Incorrect username or password."),
      );
    });

    test("asks for everything at once there", async () => {
      await assert.rejects(
        createIn("otto", { UserAttributes: [EMAIL] }),
        refusal(
          "InvalidParameterException",
          "Attributes did not conform to the schema: given_name: The attribute is required\n",
        ),
      );
      await assert.rejects(
        createIn("otto", { UserAttributes: [NAME] }),
        refusal(
          "InvalidParameterException",
          "An email or phone_number attribute is required for a user without a password.",
        ),
      );
    });

    test("has users with a temporary password too", async () => {
      const { UserStatus } = await createIn("paul", {
        TemporaryPassword: TEMPORARY,
        MessageAction: "SUPPRESS",
      });
      assert.equal(UserStatus, "FORCE_CHANGE_PASSWORD");
    });
  });

  test("a pool that does not exist has no users", async () => {
    await assert.rejects(
      create("jane", { UserPoolId: "us-east-1_nowhere" }),
      refusal("ResourceNotFoundException", "User pool us-east-1_nowhere does not exist."),
    );
    const abroad = await newPool({ api: world().apiIn("eu-west-1") });
    await assert.rejects(
      create("jane", { UserPoolId: abroad }),
      refusal("ResourceNotFoundException", `User pool ${abroad} does not exist.`),
    );
  });
});
