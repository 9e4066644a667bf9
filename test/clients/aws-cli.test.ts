import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { skipWithout } from "../support/missing-tool.ts";
import { serve } from "../support/server.ts";

const AWS = "/usr/bin/aws";
const skip = existsSync(AWS) ? false : skipWithout("Debian's awscli");
const run = promisify(execFile);

/** What the AWS CLI failed with, as it prints it. */
const cliError = (name: string, operation: string, message: string) => (error: unknown) => {
  const { stderr } = error as { stderr: string };
  assert.equal(
    stderr.trim(),
    `An error occurred (${name}) when calling the ${operation} operation: ${message}`,
  );
  return true;
};

describe("the AWS CLI", { skip }, () => {
  it("does the main job", async () => {
    const server = await serve(":memory:");
    const aws = async (command: string, ...args: string[]): Promise<Record<string, never>> => {
      const { stdout } = await run(
        AWS,
        ["cognito-idp", command, "--endpoint-url", server.url, "--output", "json", ...args],
        {
          env: {
            ...{ PATH: "/usr/bin:/bin", AWS_REGION: "us-east-1", AWS_PAGER: "" },
            ...{
              AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
              AWS_SECRET_ACCESS_KEY: "secret",
              AWS_EC2_METADATA_DISABLED: "true",
            },
          },
        },
      );
      return stdout === "" ? {} : JSON.parse(stdout);
    };

    const { UserPool } = await aws("create-user-pool", "--pool-name", "cli");
    const pool = ["--user-pool-id", UserPool?.["Id"] ?? ""];
    const { UserPoolClient } = await aws(
      ...(["create-user-pool-client", ...pool, "--client-name", "cli"] as const),
      ...["--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    );
    const client = ["--client-id", UserPoolClient?.["ClientId"] ?? ""];
    const jane = ["--username", "jane"];
    await aws(
      ...(["admin-create-user", ...pool, ...jane, "--message-action", "SUPPRESS"] as const),
      ...["--user-attributes", "Name=email,Value=jane@example.com", "Name=email_verified,Value=true"],
    );
    await aws("admin-set-user-password", ...pool, ...jane, "--password", "Correct-Horse-7", "--permanent");
    const signIn = (password: string) =>
      aws(
        ...(["initiate-auth", ...client, "--auth-flow", "USER_PASSWORD_AUTH"] as const),
        ...["--auth-parameters", `USERNAME=jane,PASSWORD=${password}`],
      );
    assert.ok((await signIn("Correct-Horse-7"))["AuthenticationResult"]);

    await aws("admin-reset-user-password", ...pool, ...jane, "--client-metadata", "ticket=SEC-1");
    await assert.rejects(
      signIn("Correct-Horse-7"),
      cliError("PasswordResetRequiredException", "InitiateAuth", "Password reset required for the user"),
    );
    const [mail] = await server.inbox({ to: "jane@example.com" });
    await aws(
      ...(["confirm-forgot-password", ...client, ...jane] as const),
      ...["--confirmation-code", mail?.code ?? "", "--password", "Battery-Staple-8"],
    );
    assert.ok((await signIn("Battery-Staple-8"))["AuthenticationResult"]);
    await assert.rejects(
      aws("admin-reset-user-password", ...pool, "--username", "nobody"),
      cliError("UserNotFoundException", "AdminResetUserPassword", "User does not exist."),
    );
  });
});
