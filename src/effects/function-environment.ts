import type { FunctionArn } from "./function-arn.ts";
import { type FunctionFile, handlerName, taskRoot } from "./function-file.ts";

export interface FunctionSurroundings {
  /** The server's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a function reaches this server. */
  readonly endpoint: string;
  /** What it signs its calls with; undefined: what the server's environment has. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly memoryMB: number;
}

/** Variables that would make an SDK prefer other credentials to the ones given. */
const OTHER_CREDENTIALS = new Set(["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);

/** The server's environment without its settings and secrets, and what Lambda's runtime sets. */
export function functionEnvironment(
  { environment, endpoint, credentials, memoryMB }: FunctionSurroundings,
  { name, region }: FunctionArn,
  file: FunctionFile,
): Record<string, string | undefined> {
  const inherited = Object.entries(environment).filter(
    ([variable]) =>
      !variable.startsWith("POOLKEEPER_") && !(credentials !== undefined && OTHER_CREDENTIALS.has(variable)),
  );
  return {
    ...Object.fromEntries(inherited),
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: taskRoot(file),
    _HANDLER: handlerName(file),
  };
}
