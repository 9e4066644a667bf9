/** `--auth keys`, end to end: keys of the command line, signatures of the real SDK. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { type Key, openGuardedWorld } from "../support/access-keys.ts";
import {
  addUser,
  beforehand,
  NEW_PASSWORD,
  newApp,
  newClient,
  newPool,
  PASSWORD,
  there,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { type InboxMessage, refusal } from "../support/server.ts";

const unknownKey = refusal(
  "UnrecognizedClientException",
  "The security token included in the request is invalid.",
);
const wrongSignature = refusal(
  "InvalidSignatureException",
  "The request signature we calculated does not match the signature you provided. " +
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
);

const forbidden = (user: string, operation: string, poolId?: string, region = "us-east-1") => {
  const pool = poolId === undefined ? "*" : `arn:aws:cognito-idp:${region}:123456789012:userpool/${poolId}`;
  return refusal(
    "AccessDeniedException",
    `User: ${user} is not authorized to perform: cognito-idp:${operation} on resource: ${pool}`,
  );
};

const basic = ({ accessKeyId, secretAccessKey }: Key) => ({
  authorization: `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString("base64")}`,
});

await forEachDatabase((_, makeDatabase) => {
  const guarded = beforehand(async () => openGuardedWorld(await makeDatabase()));
  const administrator = beforehand(async () => guarded().as(await guarded().create()));

  async function inboxAs(key: Key, pool: string): Promise<InboxMessage[]> {
    const answer = await fetch(`${guarded().world.inboxUrl}?pool=${pool}`, { headers: basic(key) });
    return (await answer.json()) as InboxMessage[];
  }

  describe("a key", () => {
    test("does all there is to do", async () => {
      const api = administrator();
      const poolId = await newPool({ api });
      const clientId = await newClient({ api, poolId });
      const user = { UserPoolId: poolId, Username: "jane" };
      await api.adminCreateUser({
        ...user,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: "jane@example.com" },
          { Name: "email_verified", Value: "true" },
        ],
      });
      await api.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true });
      const { AuthenticationResult } = await api.adminInitiateAuth({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "jane", PASSWORD },
      });
      assert.ok(AuthenticationResult?.AccessToken);
      await api.adminResetUserPassword(user);
      assert.equal((await api.adminGetUser(user)).UserStatus, "RESET_REQUIRED");
      await api.adminDeleteUser(user);
      await api.deleteUserPool({ UserPoolId: poolId });
    });

    test("is good in every region, whose pools it finds there alone", async () => {
      const key = await guarded().create();
      const abroad = guarded().as(key, { region: "eu-west-1" });
      const poolId = await newPool({ api: abroad });
      assert.match(poolId, /^eu-west-1_/);
      await abroad.describeUserPool({ UserPoolId: poolId });
      await assert.rejects(
        guarded().as(key).describeUserPool({ UserPoolId: poolId }),
        refusal("ResourceNotFoundException", `User pool ${poolId} does not exist.`),
      );
    });

    test("is good at once, and no longer once it is revoked", async () => {
      const key = await guarded().create();
      const api = guarded().as(key);
      await api.listUserPools({ MaxResults: 1 });
      await guarded().revoke(key);
      await assert.rejects(api.listUserPools({ MaxResults: 1 }), unknownKey);
      await administrator().listUserPools({ MaxResults: 1 });
    });

    test("is refused with another one's secret", async () => {
      const { accessKeyId } = await guarded().create();
      const { secretAccessKey } = await guarded().create();
      const api = guarded().as({ accessKeyId, secretAccessKey });
      await assert.rejects(api.listUserPools({ MaxResults: 1 }), wrongSignature);
    });

    test("is refused where nobody made it", async () => {
      for (const accessKeyId of ["AKIDEXAMPLE", "PK0123456789ABCDEFGH"]) {
        const api = guarded().as({ accessKeyId, secretAccessKey: "secret" });
        await assert.rejects(api.listUserPools({ MaxResults: 1 }), unknownKey);
      }
    });

    test("is refused with a session of Amazon's", async () => {
      const api = new CognitoIdentityProvider({
        endpoint: guarded().world.url,
        region: "us-east-1",
        credentials: { ...(await guarded().create()), sessionToken: "of-another-service" },
        maxAttempts: 1,
      });
      await assert.rejects(api.listUserPools({ MaxResults: 1 }), unknownKey);
      api.destroy();
    });

    test("tells nothing before its signature holds: neither what is there nor what is wrong", async () => {
      const { accessKeyId } = await guarded().create();
      const api = guarded().as({ accessKeyId, secretAccessKey: "wrong" });
      const poolId = await newPool({ api: administrator() });
      for (const UserPoolId of [poolId, "us-east-1_nowhere", "not a pool's id"]) {
        await assert.rejects(api.describeUserPool({ UserPoolId }), wrongSignature);
      }
    });
  });

  describe("a key limited", () => {
    test("to operations does no others", async () => {
      const poolId = await newPool({ api: administrator() });
      const key = await guarded().create("--allow", "AdminGetUser,List*");
      const api = guarded().as(key);
      await api.listUserPools({ MaxResults: 1 });
      await assert.rejects(
        api.adminGetUser({ UserPoolId: poolId, Username: "nobody" }),
        refusal("UserNotFoundException", "User does not exist."),
      );

      const { accessKeyId } = key;
      await assert.rejects(newPool({ api }), forbidden(accessKeyId, "CreateUserPool"));
      await assert.rejects(
        api.adminDeleteUser({ UserPoolId: poolId, Username: "nobody" }),
        forbidden(accessKeyId, "AdminDeleteUser", poolId),
      );
      await assert.rejects(
        api.deleteUserPool({ UserPoolId: poolId }),
        forbidden(accessKeyId, "DeleteUserPool", poolId),
      );
      await administrator().describeUserPool({ UserPoolId: poolId });
    });

    test("to a pool touches no other, nor what concerns all", async () => {
      const [own, other] = [
        await newPool({ api: administrator() }),
        await newPool({ api: administrator() }),
      ] as const;
      const key = await guarded().create("--allow", own);
      const api = guarded().as(key);
      await newClient({ api, poolId: own });
      await api.adminCreateUser({ UserPoolId: own, Username: "jane", MessageAction: "SUPPRESS" });

      const { accessKeyId } = key;
      await assert.rejects(
        api.adminCreateUser({ UserPoolId: other, Username: "jane", MessageAction: "SUPPRESS" }),
        forbidden(accessKeyId, "AdminCreateUser", other),
      );
      await assert.rejects(
        api.describeUserPool({ UserPoolId: "us-east-1_nowhere" }),
        forbidden(accessKeyId, "DescribeUserPool", "us-east-1_nowhere"),
      );
      await assert.rejects(api.listUserPools({ MaxResults: 1 }), forbidden(accessKeyId, "ListUserPools"));
    });

    test("to an operation on a pool does that one there", async () => {
      const [own, other] = [
        await newPool({ api: administrator() }),
        await newPool({ api: administrator() }),
      ] as const;
      const key = await guarded().create("--allow", `Describe*@${own}`);
      const api = guarded().as(key);
      await api.describeUserPool({ UserPoolId: own });
      await assert.rejects(
        api.describeUserPool({ UserPoolId: other }),
        forbidden(key.accessKeyId, "DescribeUserPool", other),
      );
      await assert.rejects(
        api.deleteUserPool({ UserPoolId: own }),
        forbidden(key.accessKeyId, "DeleteUserPool", own),
      );
    });
  });

  describe("the time of a signature", () => {
    for (const [aheadSeconds, words] of [
      [-360, "expired"],
      [360, "not yet current"],
    ] as const) {
      test(`is refused as ${words} where it is six minutes off`, async () => {
        const api = guarded().as(await guarded().create(), { aheadSeconds });
        await assert.rejects(api.listUserPools({ MaxResults: 1 }), ({ name, message }: Error) => {
          assert.equal(name, "InvalidSignatureException");
          assert.ok(message.startsWith(`Signature ${words}: `), message);
          return true;
        });
      });
    }

    test("may be some minutes off, and is not the test clock's", async () => {
      const key = await guarded().create();
      for (const aheadSeconds of [-240, 240]) {
        await guarded().as(key, { aheadSeconds }).listUserPools({ MaxResults: 1 });
      }
      guarded().world.pass(24 * 60 * 60);
      await administrator().listUserPools({ MaxResults: 1 });
    });
  });

  describe("who has no key", () => {
    test("signs in, is reset and changes the password as a user", async () => {
      const { world } = guarded();
      const app = await newApp({ ...world, api: administrator() });
      const username = await addUser(app);
      const nobody = guarded().as({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" });
      const { AuthenticationResult } = await nobody.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD },
      });
      const { Username } = await nobody.getUser({ AccessToken: there(AuthenticationResult?.AccessToken) });
      assert.equal(Username, username);

      await nobody.forgotPassword({ ClientId: app.clientId, Username: username });
      const key = await guarded().create();
      const [message] = await inboxAs(key, app.poolId);
      await nobody.confirmForgotPassword({
        ClientId: app.clientId,
        Username: username,
        ConfirmationCode: there(message?.code),
        Password: NEW_PASSWORD,
      });
    });

    test("does not see the inbox", async () => {
      const { inboxUrl } = guarded().world;
      assert.equal((await fetch(inboxUrl)).status, 401);
      const revoked = await guarded().create();
      await guarded().revoke(revoked);
      for (const key of [revoked, { ...(await guarded().create()), secretAccessKey: "wrong" }]) {
        assert.equal((await fetch(inboxUrl, { headers: basic(key) })).status, 401);
      }
    });
  });
});
