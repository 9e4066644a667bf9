import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  messagesTo,
  onEachDatabase,
  signIn,
  there,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirm, EMAIL, newSignUpApp, signUp, userNamed } from "../support/sign-up.ts";
import { keepRecords } from "../triggers/records.ts";

const PHONE = "+15555550100";
const SOURCE = "PreSignUp_SignUp";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const unusable = refusal("InvalidLambdaResponseException", "Unrecognizable lambda output");

/** Has the function of these tests answer so. */
const answering = (answer: object) => ({ ClientMetadata: { [SOURCE]: JSON.stringify(answer) } });

await onEachDatabase(
  (world) => {
    const records = beforehand(async () => keepRecords());
    const appWith = (file: string, pool: Partial<CreateUserPoolRequest> = {}) =>
      newSignUpApp(world(), {
        pool: { ...pool, LambdaConfig: { PreSignUp: functionArn(file), ...pool.LambdaConfig } },
      });
    const app = beforehand(() => appWith("does-as-told"));
    const requestsIn = (at: App) => records()(at.poolId).map(({ event }) => event.request);

    const createUser = ({ api, poolId }: App, Username: string, more: object = {}) =>
      api.adminCreateUser({ UserPoolId: poolId, Username, MessageAction: "SUPPRESS", ...more });

    describe("the function", () => {
      test("is told who signs up where, and what was sent along", async () => {
        const own = await appWith("does-as-told");
        const ClientMetadata = { campaign: "spring" };
        const ValidationData = attributeList({ invitation: "abc" });
        await signUp(own, {
          username: "jane",
          attributes: { email: EMAIL, name: "Jane" },
          ValidationData,
          ClientMetadata,
        });
        const [event, ...others] = records()(own.poolId).map((record) => record.event);
        assert.deepEqual(others, []);
        const { callerContext, ...rest } = there(event);
        assert.equal(callerContext["clientId"], own.clientId);
        assert.match(there(callerContext["awsSdkVersion"]), /^aws-sdk-js-3\./);
        assert.deepEqual(rest, {
          version: "1",
          triggerSource: "PreSignUp_SignUp",
          region: "us-east-1",
          userPoolId: own.poolId,
          userName: "jane",
          request: {
            userAttributes: { email: EMAIL, name: "Jane" },
            validationData: { invitation: "abc" },
            clientMetadata: ClientMetadata,
          },
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        });
      });

      test("is told nothing where nothing was sent along", async () => {
        const own = await appWith("does-as-told");
        await signUp(own);
        assert.deepEqual(requestsIn(own), [{ userAttributes: { email: EMAIL }, validationData: null }]);
      });

      test("is told the name that the user will have", async () => {
        const byMail = await appWith("does-as-told", { UsernameAttributes: ["email"] });
        const { UserSub } = await signUp(byMail, { username: EMAIL, attributes: { name: "Jane" } });
        const [record] = records()(byMail.poolId);
        assert.equal(record?.event.userName, UserSub);
        assert.deepEqual(record?.event.request["userAttributes"], { email: EMAIL, name: "Jane" });
      });

      test("is asked before it is looked whether the name is free", async () => {
        const own = await appWith("does-as-told");
        const { username } = await signUp(own);
        await assert.rejects(
          signUp(own, { username }),
          refusal("UsernameExistsException", "User already exists"),
        );
        assert.equal(requestsIn(own).length, 2);
      });

      test("may make room for who never confirmed", async () => {
        const roomy = await appWith("makes-room");
        const { username, UserSub } = await signUp(roomy);
        const again = await signUp(roomy, { username });
        assert.notEqual(again.UserSub, UserSub);
        assert.equal((await userNamed(roomy, username)).attributes["sub"], again.UserSub);
      });

      test("is not asked about who would be refused anyhow", async () => {
        const own = await appWith("does-as-told");
        await assert.rejects(signUp(own, { Password: "weak" }), { name: "InvalidPasswordException" });
        await assert.rejects(signUp(own, { attributes: { email: "jane" } }), {
          name: "InvalidParameterException",
        });
        await assert.rejects(signUp(own, { SecretHash: "bm9uZQ==" }), { name: "NotAuthorizedException" });
        assert.deepEqual(requestsIn(own), []);
      });
    });

    describe("where it confirms", () => {
      test("the user is confirmed, without a code", async () => {
        const { username, UserConfirmed, CodeDeliveryDetails } = await signUp(app(), {
          ...answering({ autoConfirmUser: true }),
        });
        assert.equal(UserConfirmed, true);
        assert.equal(CodeDeliveryDetails, undefined);
        const { status, attributes } = await userNamed(app(), username);
        assert.deepEqual([status, attributes["email_verified"]], ["CONFIRMED", "false"]);
        assert.deepEqual(await messagesTo(app(), username), []);
        assert.ok((await signIn(app(), username)).AuthenticationResult);
      });

      test("it may say what is verified", async () => {
        const attributes = { email: EMAIL, phone_number: PHONE };
        const verifying = async (answer: object) => {
          const told = answering({ autoConfirmUser: true, ...answer });
          const { username } = await signUp(app(), { attributes, ...told });
          const found = (await userNamed(app(), username)).attributes;
          return [found["email_verified"], found["phone_number_verified"]];
        };
        assert.deepEqual(await verifying({ autoVerifyEmail: true }), ["true", "false"]);
        assert.deepEqual(await verifying({ autoVerifyPhone: true }), ["false", "true"]);
        assert.deepEqual(await verifying({ autoVerifyEmail: true, autoVerifyPhone: true }), ["true", "true"]);
      });

      test("a verified alias moves to the new user, without a word", async () => {
        const aliased = await appWith("does-as-told", { AliasAttributes: ["email"] });
        const owner = await addUser(aliased);
        const told = answering({ autoConfirmUser: true, autoVerifyEmail: true });
        const { username } = await signUp(aliased, told);
        assert.equal((await userNamed(aliased, EMAIL)).username, username);
        assert.equal((await userNamed(aliased, owner)).attributes["email_verified"], "false");
        assert.ok((await signIn(aliased, EMAIL)).AuthenticationResult);
      });
    });

    describe("nobody is made", () => {
      const refused = async (
        expected: ReturnType<typeof refusal>,
        newcomer: Parameters<typeof signUp>[1],
        at: App = app(),
      ) => {
        const username = "refused";
        await assert.rejects(signUp(at, { username, ...newcomer }), expected);
        await assert.rejects(userNamed(at, username), nobody);
        assert.deepEqual(await messagesTo(at, username), []);
      };

      test("where the function throws", async () => {
        await refused(refusal("UserLambdaValidationException", "PreSignUp failed with error not here."), {
          ClientMetadata: { [SOURCE]: "throw not here" },
        });
      });

      test("where its answer is of no use", async () => {
        for (const flag of ["yes", 1, {}]) {
          await refused(unusable, answering({ autoConfirmUser: flag }));
        }
        await refused(unusable, {}, await appWith("half-an-event"));
        await refused(
          refusal("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"),
          {},
          await appWith("no-event"),
        );
      });

      test("where it can't be called", async () => {
        await refused(
          refusal(
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error ResourceNotFoundException.",
          ),
          {},
          await appWith("no-such-function"),
        );
      });

      test("where it verifies what is not there", async () => {
        await refused(
          refusal("InvalidParameterException", "Email is required to verify/un-verify an email"),
          { attributes: {}, ...answering({ autoConfirmUser: true, autoVerifyEmail: true }) },
        );
        await refused(
          refusal("InvalidParameterException", "Phone Number is required to verify/un-verify a phone number"),
          answering({ autoConfirmUser: true, autoVerifyPhone: true }),
        );
      });

      test("where it verifies a user whom it does not confirm", async () => {
        for (const flag of ["autoVerifyEmail", "autoVerifyPhone"]) {
          await refused(
            refusal(
              "InvalidLambdaResponseException",
              "Phone or email cannot be auto verified, when user is not being auto confirmed.",
            ),
            { attributes: { email: EMAIL, phone_number: PHONE }, ...answering({ [flag]: true }) },
          );
        }
      });
    });

    describe("a user whom an administrator creates", () => {
      test("passes the function too, which has other facts", async () => {
        const own = await appWith("does-as-told");
        await createUser(own, "jane", {
          UserAttributes: attributeList({ email: EMAIL, email_verified: "true" }),
          ValidationData: attributeList({ ticket: "T-1" }),
          ClientMetadata: { campaign: "spring" },
        });
        const [record] = records()(own.poolId);
        const { triggerSource, userName, callerContext, request } = there(record).event;
        assert.equal(triggerSource, "PreSignUp_AdminCreateUser");
        assert.equal(userName, "jane");
        assert.equal(callerContext["clientId"], "CLIENT_ID_NOT_APPLICABLE");
        assert.deepEqual(request, {
          userAttributes: { email: EMAIL, email_verified: "true" },
          validationData: { ticket: "T-1" },
          clientMetadata: { campaign: "spring" },
        });
      });

      test("has to change the password, whatever it decides", async () => {
        const decided = { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true };
        for (const answer of [decided, { autoVerifyEmail: true }, { autoConfirmUser: "yes" }]) {
          const username = `invited-${JSON.stringify(answer).length}`;
          await createUser(app(), username, {
            UserAttributes: attributeList({ email: EMAIL }),
            ClientMetadata: { PreSignUp_AdminCreateUser: JSON.stringify(answer) },
          });
          const { status, attributes } = await userNamed(app(), username);
          assert.equal(status, "FORCE_CHANGE_PASSWORD");
          assert.equal(attributes["email_verified"], undefined);
        }
      });

      test("is not made where it throws", async () => {
        await assert.rejects(
          createUser(app(), "unwanted", { ClientMetadata: { PreSignUp_AdminCreateUser: "throw no" } }),
          refusal("UserLambdaValidationException", "PreSignUp failed with error no."),
        );
        await assert.rejects(userNamed(app(), "unwanted"), nobody);
      });
    });

    describe("CustomMessage at sign-up", () => {
      const custom = beforehand(() =>
        newSignUpApp(world(), { pool: { LambdaConfig: { CustomMessage: functionArn("does-as-told") } } }),
      );

      test("sees the new user, and writes the message", async () => {
        const message = { emailSubject: "Welcome", emailMessage: "Your code: {####}" };
        const ClientMetadata = { CustomMessage_SignUp: JSON.stringify(message) };
        const { username, UserSub } = await signUp(custom(), { ClientMetadata });
        const [sent] = await messagesTo(custom(), username);
        assert.deepEqual([sent?.subject, sent?.body], ["Welcome", `Your code: ${sent?.code}`]);
        const event = records()(custom().poolId).find((record) => record.event.userName === username)?.event;
        assert.equal(event?.callerContext["clientId"], custom().clientId);
        assert.deepEqual(event?.request, {
          userAttributes: {
            sub: UserSub,
            "cognito:user_status": "UNCONFIRMED",
            email: EMAIL,
            email_verified: "false",
          },
          codeParameter: "{####}",
          linkParameter: "{##Click Here##}",
          usernameParameter: null,
          clientMetadata: ClientMetadata,
        });
        await confirm(custom(), username, there(sent?.code));
      });

      test("that fails leaves the user to be confirmed, without a code", async () => {
        await assert.rejects(
          signUp(custom(), { username: "left", ClientMetadata: { CustomMessage_SignUp: "throw no ink" } }),
          refusal("UserLambdaValidationException", "CustomMessage failed with error no ink."),
        );
        assert.equal((await userNamed(custom(), "left")).status, "UNCONFIRMED");
        assert.deepEqual(await messagesTo(custom(), "left"), []);
        const { api, clientId } = custom();
        await api.resendConfirmationCode({ ClientId: clientId, Username: "left" });
        const [sent] = await messagesTo(custom(), "left");
        await confirm(custom(), "left", there(sent?.code));
      });

      test("that deletes the user leaves nobody, and nothing to be sent", async () => {
        const fickle = await newSignUpApp(world(), {
          pool: { LambdaConfig: { CustomMessage: functionArn("deletes-user") } },
        });
        const { username, UserConfirmed, CodeDeliveryDetails } = await signUp(fickle);
        assert.deepEqual([UserConfirmed, CodeDeliveryDetails], [false, undefined]);
        await assert.rejects(userNamed(fickle, username), nobody);
        assert.deepEqual(await messagesTo(fickle, username), []);
      });
    });
  },
  ...withFunctions,
);
