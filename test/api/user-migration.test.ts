/** A UserMigration function brings users along from another directory when they sign in, or forgot the password. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  byName,
  codeFor,
  confirmReset,
  forgot,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  there,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const noSuchUser = refusal("UserNotFoundException", "User does not exist.");
const wrongPassword = refusal("NotAuthorizedException", "Incorrect username or password.");
const resetRequired = refusal("PasswordResetRequiredException", "Password reset required for the user");
const unusable = refusal("InvalidLambdaResponseException", "Unrecognizable lambda output");

/** A password that no policy lets anybody choose. */
const OLD_PASSWORD = "old";
const LENA = { email: "lena@example.com", email_verified: "true" };

/** What the function `old-directory` is told to answer. */
const answering = (response: object) => ({ answer: JSON.stringify(response) });
const knowing = (userAttributes: Record<string, string>, more: object = {}) =>
  answering({ userAttributes, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS", ...more });

type Metadata = Record<string, string>;

const moveIn = (
  { api, clientId }: App,
  USERNAME: string,
  ClientMetadata: Metadata,
  password = OLD_PASSWORD,
) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: password },
    ClientMetadata,
  });

const adminMoveIn = ({ api, clientId, poolId }: App, USERNAME: string, ClientMetadata: Metadata) =>
  api.adminInitiateAuth({
    UserPoolId: poolId,
    ClientId: clientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: OLD_PASSWORD },
    ClientMetadata,
  });

const userNamed = ({ api, poolId }: App, Username: string) =>
  api.adminGetUser({ UserPoolId: poolId, Username });

await onEachDatabase(
  (world) => {
    const appWith = (pool: AppOptions["pool"] = {}, client: AppOptions["client"] = {}) =>
      newApp(world(), {
        pool: { LambdaConfig: { UserMigration: functionArn("old-directory") }, ...pool },
        client,
      });
    const concealing = async (app: App): Promise<App> => ({
      ...app,
      clientId: await newClient(app, { PreventUserExistenceErrors: "ENABLED" }),
    });

    describe("a sign-in of somebody whom the pool does not know", () => {
      test("takes the user over with the password that was typed, whatever the policy, and goes on", async () => {
        const app = await appWith({
          Schema: [{ Name: "tenant", AttributeDataType: "String", Mutable: true }],
        });
        for (const [username, begin] of [
          ["lena", moveIn],
          ["lars", adminMoveIn],
        ] as const) {
          const attributes = { ...LENA, "custom:tenant": "blue" };
          assert.ok((await begin(app, username, knowing(attributes))).AuthenticationResult?.AccessToken);
          const { Username, UserStatus, Enabled, UserAttributes } = await userNamed(app, username);
          const { sub, ...rest } = byName(UserAttributes);
          assert.deepEqual([Username, UserStatus, Enabled], [username, "CONFIRMED", true]);
          assert.ok(sub);
          assert.deepEqual(rest, attributes);
          assert.ok(
            (await signIn(app, username, OLD_PASSWORD)).AuthenticationResult,
            "the function is not asked",
          );
          await assert.rejects(signIn(app, username, PASSWORD), wrongPassword);
          assert.deepEqual(await messagesTo(app, username), []);
        }
      });

      test("takes the user over to choose another password, unless the function says otherwise", async () => {
        const app = await appWith();
        await assert.rejects(
          moveIn(app, "lena", answering({ userAttributes: LENA, messageAction: "SUPPRESS" })),
          resetRequired,
        );
        assert.equal(await statusOf(app, "lena"), "RESET_REQUIRED");
        await assert.rejects(signIn(app, "lena", OLD_PASSWORD), resetRequired);
        await forgot(app, "lena");
        await confirmReset(app, "lena", await codeFor(app, "lena"));
        assert.ok((await signIn(app, "lena", NEW_PASSWORD)).AuthenticationResult);
      });

      test("comes to nothing where the function knows nobody", async () => {
        const app = await appWith();
        const hiding = await concealing(app);
        const answers = [{}, answering({}), answering({ userAttributes: null })];
        for (const [at, metadata] of answers.entries()) {
          await assert.rejects(moveIn(app, `nobody-${at}`, metadata), noSuchUser);
          await assert.rejects(moveIn(hiding, `nobody-${at}`, metadata), wrongPassword);
          await assert.rejects(statusOf(app, `nobody-${at}`), noSuchUser);
        }
      });

      test("is refused in the function's words where it throws", async () => {
        const app = await appWith();
        const refused = refusal(
          "UserLambdaValidationException",
          "UserMigration failed with error Bad password.",
        );
        await assert.rejects(moveIn(app, "lena", { refuse: "Bad password" }), refused);
        await assert.rejects(moveIn(await concealing(app), "lena", { refuse: "Bad password" }), refused);
        await assert.rejects(statusOf(app, "lena"), noSuchUser);
      });

      test("is held up after too many failures, like a guess at any password", async () => {
        for (const metadata of [{ refuse: "Bad password" }, {}]) {
          const app = await appWith();
          for (let guess = 0; guess < 5; guess++) await assert.rejects(moveIn(app, "lena", metadata));
          await assert.rejects(
            moveIn(app, "lena", knowing(LENA)),
            refusal("NotAuthorizedException", "Password attempts exceeded"),
          );
          world().pass(2);
          assert.ok((await moveIn(app, "lena", knowing(LENA))).AuthenticationResult);
        }
      });

      test("tells only so many of those who guess side by side that they are wrong", async () => {
        for (const metadata of [{ refuse: "Bad password" }, {}]) {
          const app = await appWith();
          const { kept, refusals } = await outcomes(
            Array.from({ length: 12 }, () => moveIn(app, "lena", metadata)),
          );
          assert.equal(kept, 0);
          const locked = refusals.filter((text) => text.endsWith("Password attempts exceeded"));
          assert.ok(refusals.length - locked.length <= 5, refusals.join("\n"));
        }
      });

      test("takes nobody over by SRP, nor when an administrator resets the password", async () => {
        const app = await appWith();
        const begun = app.api.initiateAuth({
          ClientId: app.clientId,
          AuthFlow: "USER_SRP_AUTH",
          AuthParameters: { USERNAME: "lena", SRP_A: srpClient(app.poolId).publicValue },
          ClientMetadata: knowing(LENA),
        });
        await assert.rejects(begun, noSuchUser);
        await assert.rejects(resetPassword(app, "lena", knowing(LENA)), noSuchUser);
        await assert.rejects(statusOf(app, "lena"), noSuchUser);
      });

      test("does not ask about a name that nobody can have", async () => {
        const app = await appWith();
        for (const name of ["two words", "x".repeat(129), "nul\0"]) {
          await assert.rejects(moveIn(app, name, { refuse: "it was asked" }), noSuchUser);
        }
      });

      test("goes on with the PreAuthentication function, which sees the user", async () => {
        const app = await appWith({
          LambdaConfig: {
            UserMigration: functionArn("old-directory"),
            PreAuthentication: functionArn("tells-request"),
          },
        });
        await assert.rejects(moveIn(app, "lena", knowing(LENA)), (error: Error) => {
          assert.match(error.message, /^PreAuthentication failed with error .*lena@example\.com/);
          return true;
        });
        assert.equal(await statusOf(app, "lena"), "CONFIRMED");
      });

      test("of those who come at once one is stored, and all go on", async () => {
        const app = await appWith();
        const moving = Array.from({ length: 10 }, () => moveIn(app, "lena", knowing(LENA)));
        assert.deepEqual(await outcomes(moving), { kept: 10, refusals: [] });
        assert.equal((await app.api.listUsers({ UserPoolId: app.poolId })).Users?.length, 1);
      });

      test("goes on with who has the name by then, whose password counts", async () => {
        const app = await appWith();
        const made = { create: PASSWORD, ...knowing(LENA) };
        await assert.rejects(moveIn(app, "lena", made), wrongPassword);
        assert.equal(byName((await userNamed(app, "lena")).UserAttributes)["email"], undefined);
        assert.ok((await moveIn(app, "lars", made, PASSWORD)).AuthenticationResult);
      });
    });

    describe("a user who is taken over", () => {
      test("must fit the pool's schema", async () => {
        const app = await appWith({ Schema: [{ Name: "name", Required: true }] });
        await assert.rejects(
          moveIn(app, "lena", knowing(LENA)),
          refusal(
            "InvalidParameterException",
            "Attributes did not conform to the schema: name: The attribute is required\n",
          ),
        );
        await assert.rejects(
          moveIn(app, "lena", knowing({ name: "Lena", email: "lena" })),
          refusal("InvalidParameterException", "Invalid email address format."),
        );
        await assert.rejects(
          moveIn(app, "lena", knowing({ name: "Lena", sub: "s" })),
          refusal("InvalidParameterException", "Cannot modify the non-mutable attribute sub"),
        );
        await assert.rejects(statusOf(app, "lena"), noSuchUser);
      });

      test("must be told of as the trigger is described", async () => {
        const app = await appWith();
        for (const more of [{ finalUserStatus: "ARCHIVED" }, { userAttributes: { name: 1 } }]) {
          await assert.rejects(moveIn(app, "lena", knowing(LENA, more)), unusable);
        }
      });

      test("has an id for a username where the pool signs in by address", async () => {
        const app = await appWith({ UsernameAttributes: ["email"] });
        const given = { email_verified: "true", name: "Lena" };
        assert.ok((await moveIn(app, "lena@example.com", knowing(given))).AuthenticationResult);
        const { Username, UserAttributes } = await userNamed(app, "lena@example.com");
        const { sub, ...rest } = byName(UserAttributes);
        assert.equal(Username, sub);
        assert.deepEqual(rest, { ...given, email: "lena@example.com" });
        await assert.rejects(
          moveIn(app, "lena", knowing(LENA)),
          refusal("InvalidParameterException", "Username should be an email."),
        );
      });

      test("can't be named by an alias", async () => {
        const app = await appWith({ AliasAttributes: ["email"] });
        await assert.rejects(
          moveIn(app, "lena@example.com", knowing(LENA)),
          refusal(
            "InvalidParameterException",
            "Username cannot be of email format, since user pool is configured for email alias.",
          ),
        );
      });

      test("gets another one's alias only by force", async () => {
        const app = await appWith({ AliasAttributes: ["email"] });
        const owner = await addUser(app, { attributes: LENA });
        await assert.rejects(
          moveIn(app, "lena", knowing(LENA)),
          refusal("AliasExistsException", "An account with the email already exists."),
        );
        await assert.rejects(statusOf(app, "lena"), noSuchUser);
        await moveIn(app, "lena", knowing(LENA, { forceAliasCreation: true, enableSMSMFA: true }));
        assert.equal((await userNamed(app, "lena@example.com")).Username, "lena");
        assert.equal(byName((await userNamed(app, owner)).UserAttributes)["email_verified"], "false");
      });

      test("never gets another one's login", async () => {
        const app = await appWith({ UsernameAttributes: ["email", "phone_number"] });
        await addUser(app, { username: "+15550100", attributes: {} });
        const given = knowing({ phone_number: "+15550100" }, { forceAliasCreation: true });
        await assert.rejects(
          moveIn(app, "lena@example.com", given),
          refusal("UsernameExistsException", "An account with the given phone_number already exists."),
        );
      });

      test("is welcomed by SMS or as the function says, unless it says not to", async () => {
        const app = await appWith();
        const attributes = { ...LENA, phone_number: "+15550100" };
        for (const [username, more, sent] of [
          ["by-sms", { messageAction: null }, ["+15550100"]],
          ["by-mail", { messageAction: "RESEND", desiredDeliveryMediums: ["EMAIL"] }, [LENA.email]],
          [
            "by-both",
            { messageAction: null, desiredDeliveryMediums: ["SMS", "EMAIL"] },
            [LENA.email, "+15550100"],
          ],
          ["by-none", { messageAction: "SUPPRESS", desiredDeliveryMediums: ["EMAIL"] }, []],
        ] as const) {
          await moveIn(app, username, knowing(attributes, more));
          const messages = await messagesTo(app, username);
          assert.deepEqual(messages.map(({ to }) => to).toSorted(), sent.toSorted());
          for (const { body } of messages) assert.equal(body, `Your username is ${username}. `);
        }
        await moveIn(app, "no-phone", knowing(LENA, { messageAction: null }));
        assert.deepEqual(await messagesTo(app, "no-phone"), []);
      });
    });

    describe("a forgotten password of somebody whom the pool does not know", () => {
      test("is reset by a code that is sent at once", async () => {
        const app = await appWith();
        const told = { userAttributes: LENA, messageAction: "SUPPRESS" };
        const { CodeDeliveryDetails } = await forgot(app, "lena", answering(told));
        assert.deepEqual(CodeDeliveryDetails, {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "l***@e***",
        });
        assert.equal(await statusOf(app, "lena"), "RESET_REQUIRED");
        await confirmReset(app, "lena", await codeFor(app, "lena"));
        assert.equal(await statusOf(app, "lena"), "CONFIRMED");
        assert.ok((await signIn(app, "lena", NEW_PASSWORD)).AuthenticationResult);
      });

      test("needs a verified contact", async () => {
        const app = await appWith();
        await assert.rejects(
          forgot(
            app,
            "lena",
            answering({ userAttributes: { email: LENA.email }, messageAction: "SUPPRESS" }),
          ),
          refusal(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
          ),
        );
      });

      test("is nobody's where the function knows nobody", async () => {
        const app = await appWith();
        const refused = refusal("UserNotFoundException", "Username/client id combination not found.");
        await assert.rejects(forgot(app, "nobody", {}), refused);
        const { CodeDeliveryDetails } = await forgot(await concealing(app), "nobody", {});
        assert.ok(there(CodeDeliveryDetails).Destination);
        await assert.rejects(
          forgot(app, "lena", { refuse: "gone" }),
          refusal("UserLambdaValidationException", "UserMigration failed with error gone."),
        );
        await assert.rejects(statusOf(app, "nobody"), noSuchUser);
      });

      test("of a user whom the pool knows asks no function", async () => {
        const app = await appWith();
        const username = await addUser(app);
        assert.ok((await forgot(app, username, { refuse: "it was asked" })).CodeDeliveryDetails);
      });
    });
  },
  ...withFunctions,
);
