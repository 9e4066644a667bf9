import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  messagesTo,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  signIn,
  there,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirmAsAdmin, EMAIL, newSignUpApp, signUp, userNamed } from "../support/sign-up.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PHONE = "+15555550100";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const denied = (message: string) => refusal("NotAuthorizedException", message);
const exists = (message: string) => refusal("UsernameExistsException", message);
const noConfirmation = denied("Incorrect username or password.");
const unconfirmed = refusal("UserNotConfirmedException", "User is not confirmed.");
const unwritable = denied("A client attempted to write unauthorized attribute");

await onEachDatabase((world) => {
  const app = beforehand(() => newSignUpApp(world()));
  const appWith = (pool: Partial<CreateUserPoolRequest>) => newSignUpApp(world(), { pool });
  const remains = async (username: string, at: App = app()) => {
    await assert.rejects(userNamed(at, username), refusal("UserNotFoundException", "User does not exist."));
  };

  describe("who signs up", () => {
    test("is a user who has to confirm, and not to be signed in before", async () => {
      const { username, $metadata, UserSub, ...answer } = await signUp(app());
      assert.match(there(UserSub), UUID);
      assert.deepEqual(answer, {
        UserConfirmed: false,
        CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "j***@e***" },
      });
      assert.deepEqual(await userNamed(app(), username), {
        username,
        status: "UNCONFIRMED",
        enabled: true,
        attributes: { sub: UserSub, email: EMAIL, email_verified: "false" },
      });
      await assert.rejects(signIn(app(), username), unconfirmed);
      await assert.rejects(signIn(app(), username, "Wr0ng-Passw0rd!"), unconfirmed);
    });

    test("is sent a code of six digits, once", async () => {
      const { username } = await signUp(app());
      const [message, ...others] = await messagesTo(app(), username);
      assert.deepEqual(others, []);
      assert.match(there(message?.code), /^\d{6}$/);
      const { medium, to, kind, subject, body } = there(message);
      assert.deepEqual(
        { medium, to, kind, subject, body },
        {
          medium: "EMAIL",
          to: EMAIL,
          kind: "signUp",
          subject: "Your verification code",
          body: `Your confirmation code is ${message?.code}`,
        },
      );
    });

    test("signs in with the password once confirmed", async () => {
      const { username } = await signUp(app());
      await confirmAsAdmin(app(), username);
      assert.ok((await signIn(app(), username, PASSWORD)).AuthenticationResult);
    });

    test("gets no code, and no word of one, without the attribute that the pool verifies", async () => {
      for (const attributes of [{}, { phone_number: PHONE }, { email: "" }]) {
        const { username, ...answer } = await signUp(app(), { attributes });
        assert.equal(answer.CodeDeliveryDetails, undefined);
        assert.deepEqual(await messagesTo(app(), username), []);
        assert.equal((await userNamed(app(), username)).status, "UNCONFIRMED");
      }
    });

    test("gets none in a pool that verifies nothing", async () => {
      const silent = await newApp(world());
      const { username, CodeDeliveryDetails } = await signUp(silent);
      assert.equal(CodeDeliveryDetails, undefined);
      assert.deepEqual(await messagesTo(silent, username), []);
    });

    test("gets the code by SMS where the pool verifies both", async () => {
      const both = await appWith({ AutoVerifiedAttributes: ["email", "phone_number"] });
      const { username, CodeDeliveryDetails } = await signUp(both, {
        attributes: { email: EMAIL, phone_number: PHONE },
      });
      assert.deepEqual(CodeDeliveryDetails, {
        AttributeName: "phone_number",
        DeliveryMedium: "SMS",
        Destination: "+*******0100",
      });
      const messages = await messagesTo(both, username);
      assert.deepEqual(
        messages.map(({ medium, to }) => ({ medium, to })),
        [{ medium: "SMS", to: PHONE }],
      );
      const byMail = await signUp(both);
      assert.equal(byMail.CodeDeliveryDetails?.DeliveryMedium, "EMAIL");
    });

    test("keeps the attributes that were given, and none of the data for the functions", async () => {
      const own = await appWith({
        Schema: [{ Name: "tenant", AttributeDataType: "String", StringAttributeConstraints: {} }],
      });
      const clientId = await newClient(own, { WriteAttributes: ["email", "name", "custom:tenant"] });
      const { username } = await signUp(
        { ...own, clientId },
        {
          attributes: { email: EMAIL, name: "Jane", "custom:tenant": "blue" },
          ValidationData: [{ Name: "secret", Value: "hush" }],
          ClientMetadata: { campaign: "spring" },
        },
      );
      const { attributes } = await userNamed(own, username);
      assert.deepEqual(
        { ...attributes, sub: "" },
        { sub: "", email: EMAIL, email_verified: "false", name: "Jane", "custom:tenant": "blue" },
      );
    });
  });

  describe("a pool whose users sign in by an address", () => {
    test("keeps it as an attribute of a user whose name is an id", async () => {
      const byMail = await appWith({ UsernameAttributes: ["email"] });
      const { UserSub } = await signUp(byMail, {
        username: EMAIL,
        attributes: { email: "else@example.com" },
      });
      assert.deepEqual(await userNamed(byMail, EMAIL), {
        username: UserSub,
        status: "UNCONFIRMED",
        enabled: true,
        attributes: { sub: UserSub, email: EMAIL, email_verified: "false" },
      });
      await confirmAsAdmin(byMail, EMAIL);
      assert.ok((await signIn(byMail, EMAIL)).AuthenticationResult);
    });

    test("takes the address at once, confirmed or not", async () => {
      const byEither = await appWith({ UsernameAttributes: ["email", "phone_number"] });
      await signUp(byEither, { username: EMAIL, attributes: {} });
      await signUp(byEither, { username: PHONE, attributes: {} });
      await assert.rejects(
        signUp(byEither, { username: EMAIL, attributes: {} }),
        exists("An account with the given email already exists."),
      );
      await assert.rejects(
        signUp(byEither, { username: PHONE, attributes: {} }),
        exists("An account with the given phone_number already exists."),
      );
      await assert.rejects(
        signUp(byEither, { username: "other@example.com", attributes: { phone_number: PHONE } }),
        exists("An account with the given phone_number already exists."),
      );
    });

    test("lets the client give it for a username that it may not write as an attribute", async () => {
      const byMail = await newSignUpApp(world(), {
        pool: { UsernameAttributes: ["email"] },
        client: { WriteAttributes: ["name"] },
      });
      await signUp(byMail, { username: EMAIL, attributes: { name: "Jane" } });
      await assert.rejects(
        signUp(byMail, { username: "other@example.com", attributes: { email: "other@example.com" } }),
        unwritable,
      );
    });

    test("takes no other names", async () => {
      const byMail = await appWith({ UsernameAttributes: ["email"] });
      const byPhone = await appWith({ UsernameAttributes: ["phone_number"] });
      const byEither = await appWith({ UsernameAttributes: ["email", "phone_number"] });
      await assert.rejects(signUp(byMail, { username: PHONE }), invalid("Username should be an email."));
      await assert.rejects(
        signUp(byPhone, { username: EMAIL }),
        invalid("Username should be a phone number."),
      );
      await assert.rejects(
        signUp(byEither, { username: "jane" }),
        invalid("Username should be either an email or a phone number."),
      );
    });
  });

  describe("a pool with aliases", () => {
    test("reserves nothing for who has not confirmed", async () => {
      const aliased = await appWith({ AliasAttributes: ["email"] });
      await signUp(aliased, { username: "first" });
      await signUp(aliased, { username: "second" });
      await addUser(aliased, { username: "owner" });
      await signUp(aliased, { username: "third" });
      assert.equal((await userNamed(aliased, EMAIL)).username, "owner");
    });

    test("takes no username that reads like an alias", async () => {
      const aliased = await appWith({ AliasAttributes: ["email", "phone_number"] });
      await assert.rejects(
        signUp(aliased, { username: EMAIL }),
        invalid("Username cannot be of email format, since user pool is configured for email alias."),
      );
      await assert.rejects(
        signUp(aliased, { username: PHONE }),
        invalid(
          "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
      );
    });

    test("takes a preferred username only later", async () => {
      const aliased = await appWith({ AliasAttributes: ["preferred_username"] });
      await assert.rejects(
        signUp(aliased, { attributes: { preferred_username: "jj" } }),
        invalid(
          "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
        ),
      );
      const plain = await signUp(app(), { attributes: { preferred_username: "jj" } });
      assert.equal((await userNamed(app(), plain.username)).attributes["preferred_username"], "jj");
    });
  });

  describe("a username", () => {
    test("is one user's", async () => {
      const { username } = await signUp(app());
      await assert.rejects(signUp(app(), { username }), exists("User already exists"));
      const made = await addUser(app());
      await assert.rejects(signUp(app(), { username: made }), exists("User already exists"));
      const folding = await appWith({ UsernameConfiguration: { CaseSensitive: false } });
      await signUp(folding, { username: "Jane" });
      await assert.rejects(signUp(folding, { username: "jANE" }), exists("User already exists"));
    });

    test("is refused as taken even where the client conceals who is there", async () => {
      const clientId = await newClient(app(), { PreventUserExistenceErrors: "ENABLED" });
      const { username } = await signUp({ ...app(), clientId });
      await assert.rejects(signUp({ ...app(), clientId }, { username }), exists("User already exists"));
    });

    test("that is another user's id is taken", async () => {
      const { UserSub } = await signUp(app());
      await assert.rejects(signUp(app(), { username: there(UserSub) }), exists("User already exists"));
    });
  });

  describe("an attribute", () => {
    const strict = beforehand(() =>
      newSignUpApp(world(), {
        pool: {
          Schema: [
            { Name: "name", Required: true },
            { Name: "family_name", Required: true },
            { Name: "age", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "18" } },
            { Name: "grade", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true },
          ],
        },
      }),
    );
    const NAMED = { name: "Jane", family_name: "Roe" };

    test("that is required has to be given", async () => {
      const missing = (...names: string[]) =>
        invalid(
          `Attributes did not conform to the schema: ${names.map((name) => `${name}: The attribute is required\n`).join("")}`,
        );
      await assert.rejects(signUp(strict()), missing("family_name", "name"));
      await assert.rejects(signUp(strict(), { attributes: { ...NAMED, name: "" } }), missing("name"));
      const { username } = await signUp(strict(), { attributes: NAMED });
      assert.equal((await userNamed(strict(), username)).attributes["family_name"], "Roe");
    });

    test("that the pool does not declare is not taken", async () => {
      await assert.rejects(
        signUp(app(), { attributes: { "custom:role": "chief" } }),
        invalid(
          "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
        ),
      );
    });

    test("that the client may not write is not taken", async () => {
      const own = [{ "custom:age": "20" }, { "dev:custom:grade": "a" }, { sub: "me" }, { identities: "[]" }];
      for (const attributes of own) {
        await assert.rejects(signUp(strict(), { attributes: { ...NAMED, ...attributes } }), unwritable);
      }
      const verified = [
        { email: EMAIL, email_verified: "true" },
        { phone_number: PHONE, phone_number_verified: "false" },
      ];
      for (const attributes of verified) await assert.rejects(signUp(app(), { attributes }), unwritable);
    });

    test("has to be of its form", async () => {
      const clientId = await newClient(strict(), {
        WriteAttributes: ["name", "family_name", "custom:age"],
      });
      await assert.rejects(
        signUp({ ...strict(), clientId }, { attributes: { ...NAMED, "custom:age": "17" } }),
        invalid("Attributes did not conform to the schema: custom:age: Number must be no less than 18\n"),
      );
      await assert.rejects(
        signUp(app(), { attributes: { birthdate: "soon" } }),
        invalid(
          "Attributes did not conform to the schema: birthdate: String must be no shorter than 10 characters\n",
        ),
      );
      await assert.rejects(
        signUp(app(), { attributes: { email: "jane" } }),
        invalid("Invalid email address format."),
      );
      await assert.rejects(
        signUp(app(), { attributes: { phone_number: "555" } }),
        invalid("Invalid phone number format."),
      );
    });

    test("without a value is not taken", async () => {
      const { api, clientId } = app();
      await assert.rejects(
        api.signUp({
          ClientId: clientId,
          Username: "nobody-yet",
          Password: PASSWORD,
          UserAttributes: [{ Name: "picture", Value: undefined }],
        }),
        invalid("Attribute value for picture must not be null"),
      );
    });
  });

  describe("a password", () => {
    test("has to keep the policy", async () => {
      const broken = {
        "Sh0rt!": "Password not long enough",
        "passw0rd!": "Password must have uppercase characters",
        "PASSW0RD!": "Password must have lowercase characters",
        "Password!": "Password must have numeric characters",
        Passw0rd: "Password must have symbol characters",
      };
      for (const [Password, reason] of Object.entries(broken)) {
        await assert.rejects(
          signUp(app(), { username: "weak", Password }),
          refusal("InvalidPasswordException", `Password did not conform with policy: ${reason}`),
        );
      }
      await remains("weak");
    });

    test("has to be one at all", async () => {
      await assert.rejects(
        signUp(app(), { Password: undefined }),
        invalid(
          "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
        ),
      );
      for (const Password of ["", "with blanks"]) {
        await assert.rejects(
          signUp(app(), { Password }),
          invalid(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: " +
              "Member must satisfy regular expression pattern: [\\S]+",
          ),
        );
      }
    });

    test("may be left out where codes sign in, by who can get one", async () => {
      const passwordless = await appWith({
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      });
      const { username, CodeDeliveryDetails } = await signUp(passwordless, { Password: undefined });
      assert.equal(CodeDeliveryDetails?.DeliveryMedium, "EMAIL");
      assert.equal((await userNamed(passwordless, username)).status, "UNCONFIRMED");
      await confirmAsAdmin(passwordless, username);
      await assert.rejects(signIn(passwordless, username), noConfirmation);
      await assert.rejects(
        signUp(passwordless, { Password: undefined, attributes: {} }),
        invalid("An email or phone_number attribute is required for a user without a password."),
      );
      const keyed = await signUp(passwordless, { attributes: {} });
      assert.equal((await userNamed(passwordless, keyed.username)).status, "UNCONFIRMED");
    });

    test("is kept as the pool keeps passwords", async () => {
      const hashing = await appWith({ UserPoolTags: { "poolkeeper:password-hash": "argon2id" } });
      const { username } = await signUp(hashing);
      await confirmAsAdmin(hashing, username);
      assert.ok((await signIn(hashing, username)).AuthenticationResult);
    });
  });

  describe("a client with a secret", () => {
    const secretive = beforehand(async () => {
      const { api, poolId, ...rest } = await newSignUpApp(world(), {
        pool: { UsernameAttributes: ["email"] },
      });
      const { UserPoolClient } = await api.createUserPoolClient({
        UserPoolId: poolId,
        ClientName: "server",
        GenerateSecret: true,
      });
      return {
        ...rest,
        api,
        poolId,
        clientId: there(UserPoolClient?.ClientId),
        secret: there(UserPoolClient?.ClientSecret),
      };
    });
    const hash = (username: string) => {
      const { secret, clientId } = secretive();
      return createHmac("sha256", secret).update(`${username}${clientId}`).digest("base64");
    };

    test("signs up with its hash over the name as it was sent", async () => {
      const { UserSub } = await signUp(secretive(), { username: EMAIL, SecretHash: hash(EMAIL) });
      assert.match(there(UserSub), UUID);
    });

    test("signs nobody up without it, or with another", async () => {
      const { clientId } = secretive();
      await assert.rejects(
        signUp(secretive(), { username: "other@example.com" }),
        denied(`Client ${clientId} is configured with secret but SECRET_HASH was not received`),
      );
      await assert.rejects(
        signUp(secretive(), { username: "other@example.com", SecretHash: hash(EMAIL) }),
        denied(`Unable to verify secret hash for client ${clientId}`),
      );
      await remains("other@example.com", secretive());
    });
  });

  describe("of several faults", () => {
    test("the client's is told before the pool's, and the pool's before the user's", async () => {
      const closed = await appWith({
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        UsernameAttributes: ["email"],
        LambdaConfig: { PreSignUp: functionArn("never-called") },
      });
      const wrong = { username: "jane", attributes: { "custom:role": "x" }, Password: "weak" };
      await assert.rejects(
        signUp({ ...closed, clientId: "nobodysclient" }, wrong),
        refusal("ResourceNotFoundException", "User pool client nobodysclient does not exist."),
      );
      await assert.rejects(
        signUp(closed, { ...wrong, SecretHash: "bm9uZQ==" }),
        denied(`Unable to verify secret hash for client ${closed.clientId}`),
      );
      await assert.rejects(signUp(closed, wrong), denied("SignUp is not permitted for this user pool"));
    });

    test("the username's is told before the attributes', then the password's, then that it is taken", async () => {
      const byMail = await appWith({ UsernameAttributes: ["email"] });
      await signUp(byMail, { username: EMAIL, attributes: {} });
      const nickname = { nickname: "j", "custom:role": "x" };
      await assert.rejects(
        signUp(byMail, { username: "jane", attributes: nickname, Password: "weak" }),
        invalid("Username should be an email."),
      );
      await assert.rejects(
        signUp(byMail, { username: EMAIL, attributes: nickname, Password: "weak" }),
        invalid(
          "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
        ),
      );
      await assert.rejects(signUp(byMail, { username: EMAIL, attributes: {}, Password: "weak" }), {
        name: "InvalidPasswordException",
      });
      await assert.rejects(
        signUp(byMail, { username: EMAIL, attributes: {} }),
        exists("An account with the given email already exists."),
      );
    });
  });
});
