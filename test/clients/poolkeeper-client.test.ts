import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CognitoIdp, isCognitoIdpError } from "../../src/client/cognito-idp.ts";
import { serve } from "../support/server.ts";

describe("poolkeeper/client", () => {
  it("does the main job", async () => {
    const server = await serve(":memory:");
    const cognito = new CognitoIdp({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
    const { UserPool } = await cognito.createUserPool({ PoolName: "own" });
    const UserPoolId = UserPool?.Id ?? "";
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "own",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    });
    const ClientId = UserPoolClient?.ClientId ?? "";
    const Username = "jane";
    await cognito.adminCreateUser({
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: "jane@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    await cognito.adminSetUserPassword({
      UserPoolId,
      Username,
      Password: "Correct-Horse-7",
      Permanent: true,
    });
    const signIn = (PASSWORD: string) =>
      cognito.initiateAuth({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: Username, PASSWORD },
      });

    await cognito.adminResetUserPassword({ UserPoolId, Username, ClientMetadata: { ticket: "SEC-1" } });
    await assert.rejects(signIn("Correct-Horse-7"), (error) =>
      isCognitoIdpError(error, "PasswordResetRequiredException"),
    );
    const [mail] = await server.inbox();
    await cognito.confirmForgotPassword({
      ClientId,
      Username,
      ConfirmationCode: mail?.code ?? "",
      Password: "Battery-Staple-8",
    });
    const { AuthenticationResult } = await signIn("Battery-Staple-8");
    const user = await cognito.getUser({ AccessToken: AuthenticationResult?.AccessToken ?? "" });
    assert.equal(user.Username, Username);
  });
});
