/** Faults the service is seen to give though the model doesn't declare them, and those of the protocol itself. */
import { isErrorName, operationModel } from "./operations.ts";
import type { ErrorName, OperationName } from "./types.gen.ts";

/** Names of the protocol, which no operation declares, and one of ours. */
export type UndeclaredName =
  | "AccessDeniedException"
  | "IncompleteSignatureException"
  | "InvalidSignatureException"
  | "MissingAuthenticationTokenException"
  | "NotImplementedException"
  | "SerializationException"
  | "UnknownOperationException"
  | "UnrecognizedClientException";

export interface ObservedFault {
  /** `*`: any operation. */
  readonly operation: OperationName | "*";
  readonly fault: ErrorName | UndeclaredName;
  readonly reason: string;
}

/** Take an access token, and yet declare nothing for one whose user was deleted. */
const SILENT_ABOUT_DELETED_USERS: readonly OperationName[] = [
  "AssociateSoftwareToken",
  "CompleteWebAuthnRegistration",
  "DeleteWebAuthnCredential",
  "GlobalSignOut",
  "ListWebAuthnCredentials",
  "StartWebAuthnRegistration",
];

/** Change a pool, which is done in its first region only, and yet declare nothing for the second. */
const SILENT_ABOUT_REPLICAS: readonly OperationName[] = [
  "AddUserPoolClientSecret",
  "CreateIdentityProvider",
  "DeleteIdentityProvider",
  "DeleteUserPoolClientSecret",
  "GetIdentityProviderByIdentifier",
  "SetLogDeliveryConfiguration",
  "UpdateIdentityProvider",
];

/** Take over users of another directory, who may bring along a name that somebody has. */
const MIGRATING: readonly OperationName[] = ["AdminInitiateAuth", "ForgotPassword", "InitiateAuth"];

/** How a function that makes tokens different fails. */
const OF_TRIGGERS = [
  "InvalidLambdaResponseException",
  "UnexpectedLambdaException",
  "UserLambdaValidationException",
] as const;

export const observedFaults: readonly ObservedFault[] = [
  {
    operation: "*",
    fault: "NotImplementedException",
    reason: "ours: an operation or option that is still to come",
  },
  {
    operation: "*",
    fault: "SerializationException",
    reason: "a body that isn't JSON, or is of another shape",
  },
  { operation: "*", fault: "UnknownOperationException", reason: "an X-Amz-Target that names no operation" },
  {
    operation: "*",
    fault: "MissingAuthenticationTokenException",
    reason: "a signed operation without a signature",
  },
  {
    operation: "*",
    fault: "IncompleteSignatureException",
    reason: "an Authorization header that lacks a part",
  },
  { operation: "*", fault: "InvalidSignatureException", reason: "a signature that is wrong, or too old" },
  { operation: "*", fault: "UnrecognizedClientException", reason: "an access key that nobody has" },
  {
    operation: "*",
    fault: "AccessDeniedException",
    reason: "an access key that may not call this operation",
  },
  {
    operation: "*",
    fault: "InternalErrorException",
    reason: "a bug; some operations declare InternalServerException only",
  },
  { operation: "*", fault: "InvalidParameterException", reason: "a limit of the model that is not kept" },
  { operation: "*", fault: "TooManyRequestsException", reason: "throttling: Rate exceeded" },
  {
    operation: "AdminCreateUser",
    fault: "AliasExistsException",
    reason:
      "an alias that another user has, without ForceAliasCreation; by analogy with SignUp's confirmation",
  },
  {
    operation: "AdminAddUserToGroup",
    fault: "LimitExceededException",
    reason: "a user who is in as many groups as the quota lets one be, as CreateGroup declares for a pool's",
  },
  {
    operation: "GetTokensFromRefreshToken",
    fault: "PasswordResetRequiredException",
    reason: "a user whose password was reset by an administrator, as InitiateAuth declares",
  },
  {
    operation: "AssociateSoftwareToken",
    fault: "PasswordResetRequiredException",
    reason: "an access token whose user's password was reset, as all others that take one declare",
  },
  ...OF_TRIGGERS.map(
    (fault): ObservedFault => ({
      operation: "GetClientToken",
      fault,
      reason: "a PreTokenGeneration function that fails, as the others that make tokens declare",
    }),
  ),
  ...SILENT_ABOUT_REPLICAS.map(
    (operation): ObservedFault => ({
      operation,
      fault: "OperationNotEnabledException",
      reason: "a call in the second region of a replicated pool, as the others declare",
    }),
  ),
  ...MIGRATING.flatMap((operation) =>
    (["AliasExistsException", "UsernameExistsException"] as const).map(
      (fault): ObservedFault => ({
        operation,
        fault,
        reason:
          "a user to take over whose alias or login another user has, as the others that make users declare",
      }),
    ),
  ),
  ...SILENT_ABOUT_DELETED_USERS.map(
    (operation): ObservedFault => ({
      operation,
      fault: "UserNotFoundException",
      reason: "an access token whose user was deleted, as the others that take one declare",
    }),
  ),
];

const observed = new Set(observedFaults.map(({ operation, fault }) => `${operation} ${fault}`));

/** Whether an operation may give a fault of this name. */
export function mayFault(operation: OperationName, name: string): boolean {
  if (isErrorName(name) && operationModel(operation).errors.has(name)) return true;
  return observed.has(`* ${name}`) || observed.has(`${operation} ${name}`);
}
