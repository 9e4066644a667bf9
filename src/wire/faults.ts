import { Fault, type FaultName } from "../domain/fault.ts";
import { errorStatus, isErrorName } from "../model/operations.ts";

const incomplete = (message: string): Fault => new Fault("IncompleteSignatureException", message);
const invalid = (message: string, detail?: string): Fault =>
  new Fault("InvalidSignatureException", message, detail);

/** Every wording the wire itself can refuse with, once; the service's own where it is known. */
export const wireFaults = {
  /** The service answers this name alone. */
  unknownOperation: () =>
    new Fault("UnknownOperationException", "The requested operation is not recognized by the service."),
  bodyUnreadable: (detail: string) =>
    new Fault("SerializationException", "The request body is not valid JSON.", detail),
  bodyNotObject: () => new Fault("SerializationException", "The request body is not a JSON object."),
  wrongType: (message: string) => new Fault("SerializationException", message),

  missingAuthentication: () =>
    new Fault("MissingAuthenticationTokenException", "Missing Authentication Token"),
  authorizationIncomplete: (requirements: readonly string[], headerDigest: string) =>
    incomplete(
      [...requirements, `(Hashed with SHA-256 and encoded with Base64) Authorization=${headerDigest}`].join(
        " ",
      ),
    ),
  authorizationMalformed: (headerDigest: string) =>
    incomplete(
      "Invalid key=value pair (missing equal-sign) in Authorization header " +
        `(hashed with SHA-256 and encoded with Base64): '${headerDigest}'.`,
    ),
  unsupportedAlgorithm: (algorithm: string) => incomplete(`Unsupported AWS 'algorithm': '${algorithm}'.`),
  credentialMalformed: (credential: string) =>
    incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, " +
        `got '${credential}'`,
    ),
  dateMalformed: (date: string) =>
    incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    ),

  signedTwice: () =>
    invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."),
  signatureExpired: (signed: string, earliest: string, now: string, minutes: number) =>
    invalid(`Signature expired: ${signed} is now earlier than ${earliest} (${now} - ${minutes} min.)`),
  signatureEarly: (signed: string, latest: string, now: string, minutes: number) =>
    invalid(`Signature not yet current: ${signed} is still later than ${latest} (${now} + ${minutes} min.)`),
  hostUnsigned: () => invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
  headerUnsigned: (name: string) => invalid(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`),
  wrongScope: (problems: readonly string[]) => invalid(problems.join(" ")),
  signatureMismatch: (detail?: string) =>
    invalid(
      "The request signature we calculated does not match the signature you provided. " +
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      detail,
    ),
  unrecognizedClient: (detail?: string) =>
    new Fault(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      detail,
    ),

  accessDenied: (accessKeyId: string, operation: string, resource: string) =>
    new Fault(
      "AccessDeniedException",
      `User: ${accessKeyId} is not authorized to perform: cognito-idp:${operation} on resource: ${resource}`,
    ),
  foreignPage: (detail: string) =>
    new Fault(
      "AccessDeniedException",
      "Where signatures go unchecked, a signed operation is not taken from a web page of another host.",
      detail,
    ),

  internal: (message = "Internal server error") => new Fault("InternalErrorException", message),
};

/** What stands in a `Credential` and does not fit, as parts of one message. */
export const scopeProblems = {
  region: (region: string) => `Credential should be scoped to a valid region, not '${region}'.`,
  service: (service: string) => `Credential should be scoped to correct service: '${service}'.`,
  terminator: (expected: string, given: string) =>
    `Credential should be scoped with a valid terminator: '${expected}', not '${given}'.`,
  date: (given: string, expected: string, signed: string) =>
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
    `'${given}' != '${expected}', from '${signed}'.`,
};

/** What an Authorization header lacks, as parts of one message. */
export const requirements = {
  parameter: (name: string) => `Authorization header requires '${name}' parameter.`,
  date: () => "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
};

/** A refusal's HTTP status: the model's, and 400 for what the model does not declare. */
export const statusOf = (name: FaultName): 400 | 500 => (isErrorName(name) ? errorStatus(name) : 400);
