import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { serve, type TestServer } from "../support/server.ts";

async function arrange(server: TestServer, usernameAttributes?: "email") {
  const { UserPool } = await server.sdk.send(
    new CreateUserPoolCommand({
      PoolName: "app",
      ...(usernameAttributes && { UsernameAttributes: [usernameAttributes] }),
      Schema: [{ Name: "given_name", Required: true, Mutable: true, AttributeDataType: "String" }],
    }),
  );
  const UserPoolId = UserPool?.Id ?? "";
  const { UserPoolClient } = await server.sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: "app" }),
  );
  const Pool = new CognitoUserPool({
    UserPoolId,
    ClientId: UserPoolClient?.ClientId ?? "",
    endpoint: server.url,
  });
  return { UserPoolId, userNamed: (Username: string) => new CognitoUser({ Username, Pool }) };
}

type NewPassword = (
  user: CognitoUser,
  required: string[],
) => { password: string; attributes: Record<string, string> };

const authenticate = (
  user: CognitoUser,
  Password: string,
  answer?: NewPassword,
): Promise<CognitoUserSession> =>
  new Promise((onSuccess, onFailure) => {
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), {
      onSuccess,
      onFailure,
      newPasswordRequired(_attributes: unknown, required: string[]) {
        const chosen = answer?.(user, required);
        if (!chosen) return onFailure(new Error("a new password was asked for"));
        user.completeNewPasswordChallenge(chosen.password, chosen.attributes, { onSuccess, onFailure });
      },
    });
  });

const confirmPassword = (user: CognitoUser, code: string, password: string): Promise<string> =>
  new Promise((onSuccess, onFailure) => {
    user.confirmPassword(code, password, { onSuccess, onFailure });
  });

describe("amazon-cognito-identity-js", () => {
  it("signs in by SRP, replaces a temporary password, and follows a reset", async () => {
    const server = await serve(":memory:");
    const { UserPoolId, userNamed } = await arrange(server);
    await server.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username: "jane",
        TemporaryPassword: "Temporary-1",
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: "jane@example.com" },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    );
    const first = await authenticate(userNamed("jane"), "Temporary-1", (_user, required) => {
      assert.deepEqual(required, ["given_name"]);
      return { password: "Correct-Horse-7", attributes: { given_name: "Jane" } };
    });
    assert.equal(first.getIdToken().payload["given_name"], "Jane");
    assert.ok((await authenticate(userNamed("jane"), "Correct-Horse-7")).isValid());
    await assert.rejects(authenticate(userNamed("jane"), "Wrong-Horse-7"), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });

    await server.sdk.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: "jane" }));
    await assert.rejects(authenticate(userNamed("jane"), "Correct-Horse-7"), {
      name: "PasswordResetRequiredException",
      message: "Password reset required for the user",
    });
    const [mail] = await server.inbox();
    await confirmPassword(userNamed("jane"), mail?.code ?? "", "Battery-Staple-8");
    const session = await authenticate(userNamed("jane"), "Battery-Staple-8");

    const refreshed = await new Promise<CognitoUserSession>((resolve, reject) => {
      userNamed("jane").refreshSession(
        session.getRefreshToken(),
        (error: unknown, renewed: CognitoUserSession) => (error ? reject(error) : resolve(renewed)),
      );
    });
    assert.ok(refreshed.isValid());
  });

  it("signs in by an e-mail address that stands for a username", async () => {
    const server = await serve(":memory:");
    const { UserPoolId, userNamed } = await arrange(server, "email");
    const { User } = await server.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username: "jane@example.com",
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "given_name", Value: "Jane" }],
      }),
    );
    const Username = User?.Username ?? "";
    await server.sdk.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: "Correct-Horse-7", Permanent: true }),
    );
    const session = await authenticate(userNamed("jane@example.com"), "Correct-Horse-7");
    assert.equal(session.getIdToken().payload["cognito:username"], Username);
  });
});
