import { NOT_NULL } from "../model/constraints.ts";
import type { ErrorName } from "../model/types.gen.ts";

/** Refusals of the protocol itself, which no operation declares, and `NotImplementedException`, which is ours. */
export type ProtocolFaultName =
  | "AccessDeniedException"
  | "IncompleteSignatureException"
  | "InvalidSignatureException"
  | "MissingAuthenticationTokenException"
  | "NotImplementedException"
  | "SerializationException"
  | "UnknownOperationException"
  | "UnrecognizedClientException";

export type FaultName = ErrorName | ProtocolFaultName;

/** A refusal: what the caller may know, and for the log alone `detail`. Knows nothing of HTTP. */
export class Fault extends Error {
  override readonly name: FaultName;
  readonly detail: string | undefined;

  constructor(name: FaultName, message: string, detail?: string) {
    super(message);
    this.name = name;
    this.detail = detail;
  }
}

const fault = (name: FaultName, message: string, detail?: string): Fault => new Fault(name, message, detail);
const invalid = (message: string): Fault => fault("InvalidParameterException", message);
const constraintFailed = (subject: string, constraint: string): Fault =>
  invalid(`1 validation error detected: ${subject} failed to satisfy constraint: ${constraint}`);
const notAuthorized = (message: string, detail?: string): Fault =>
  fault("NotAuthorizedException", message, detail);
const invalidPassword = (message: string): Fault => fault("InvalidPasswordException", message);

/** Each reason on a line of its own, the last one too. */
const lines = (reasons: readonly string[]): string => reasons.map((reason) => `${reason}\n`).join("");

/** What stands before the reason in an `InvalidPasswordException`, by what the password is to be. */
const PASSWORD_REFUSALS = {
  signUp: "Password did not conform with policy: ",
  temporary: "Password did not conform with password policy: ",
  new: "Password does not conform to policy: ",
} as const;

/** Of a user who signs up, of one who is invited, or in another one's place. */
export type PasswordUse = keyof typeof PASSWORD_REFUSALS;

export type TriggerName =
  | "PreSignUp"
  | "PostConfirmation"
  | "PreAuthentication"
  | "PostAuthentication"
  | "CustomMessage"
  | "PreTokenGeneration"
  | "UserMigration"
  | "DefineAuthChallenge"
  | "CreateAuthChallenge"
  | "VerifyAuthChallengeResponse";

/** Every wording the API can refuse with, once. */
export const faults = {
  notYet: (what: string) => fault("NotImplementedException", `Poolkeeper does not support ${what} yet.`),

  constraint: (message: string) => invalid(message),
  attemptLimit: () => fault("LimitExceededException", "Attempt limit exceeded, please try after some time."),
  rateExceeded: (detail?: string) => fault("TooManyRequestsException", "Rate exceeded", detail),

  poolNotFound: (id: string) => fault("ResourceNotFoundException", `User pool ${id} does not exist.`),
  clientNotFound: (id: string) =>
    fault("ResourceNotFoundException", `User pool client ${id} does not exist.`),
  userNotFound: () => fault("UserNotFoundException", "User does not exist."),
  userClientCombinationNotFound: () =>
    fault("UserNotFoundException", "Username/client id combination not found."),
  badPaginationToken: () => invalid("Invalid pagination token given."),

  groupExists: () => fault("GroupExistsException", "A group with the name already exists"),
  groupNotFound: () => fault("ResourceNotFoundException", "Group not found."),
  tooManyGroups: (most: number) =>
    fault("LimitExceededException", `A user pool can't have more than ${most} groups.`),
  tooManyGroupsOfUser: (most: number) =>
    fault("LimitExceededException", `A user can't be in more than ${most} groups.`),
  crossAccountRole: () => invalid("Cross-account pass role is not allowed."),

  filterMalformed: () => invalid("Error while parsing filter."),
  filterByCustomAttribute: () => invalid("Input fails to satisfy the constraints."),
  filterAttributeInvalid: (name: string) => invalid(`Invalid search attribute: ${name}`),
  requestedAttributesMissing: () => invalid("One or more requested attributes do not exist."),

  secretHashMissing: (clientId: string) =>
    notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`),
  secretHashWrong: (clientId: string) => notAuthorized(`Unable to verify secret hash for client ${clientId}`),
  clientSecretMissing: (clientId: string) =>
    notAuthorized(`Client ${clientId} is configured with secret but client secret was not received`),
  clientSecretWrong: (clientId: string) =>
    notAuthorized(`Unable to verify client secret for client ${clientId}`),
  clientUnauthorized: (detail: string) => fault("UnauthorizedException", "Invalid client or secret", detail),
  clientOrSecretInvalid: () => notAuthorized("Invalid client or secret"),
  missingParameter: (name: string) => invalid(`Missing required parameter ${name}`),

  wrongCredentials: (detail?: string) => notAuthorized("Incorrect username or password.", detail),
  passwordAttemptsExceeded: () => notAuthorized("Password attempts exceeded"),
  userDisabled: () => notAuthorized("User is disabled."),
  userNotConfirmed: () => fault("UserNotConfirmedException", "User is not confirmed."),
  passwordResetRequired: () =>
    fault("PasswordResetRequiredException", "Password reset required for the user"),
  temporaryPasswordExpired: () =>
    notAuthorized("Temporary password has expired and must be reset by an administrator."),

  userPasswordAuthNotEnabled: () => invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
  userSrpAuthNotEnabled: () => invalid("USER_SRP_AUTH is not enabled for the client."),
  customAuthNotEnabled: () => invalid("CUSTOM_AUTH is not enabled for the client."),
  onlyCustomAuthEnabled: () => invalid("Only custom auth (lambda driven) is enabled for this client."),
  userAuthNotEnabled: () => invalid("USER_AUTH flow not enabled for this client"),
  authFlowNotEnabled: () => invalid("Auth flow not enabled for this client"),
  clientTokenAuthNotEnabled: () => invalid("ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client."),
  authMethodNotSupported: () => invalid("Initiate Auth method not supported."),
  refreshFlowUnderRotation: () =>
    fault(
      "UnsupportedOperationException",
      "Refresh token rotation is enabled for this client, use GetTokensFromRefreshToken.",
    ),
  srpNotAvailable: () =>
    invalid("USER_SRP_AUTH is not available in a user pool that keeps Argon2id password hashes."),

  sessionInvalid: (detail?: string) => notAuthorized("Invalid session for the user.", detail),
  sessionUsed: () => notAuthorized("Invalid session for the user, session can only be used once."),
  sessionExpired: () => notAuthorized("Invalid session for the user, session is expired."),

  customAuthNotConfigured: () => invalid("Custom auth lambda trigger is not configured for the user pool."),
  srpPublicValueInvalid: () => invalid("Invalid SRP_A."),

  newPasswordAttributeMissing: (name: string) => invalid(`Invalid attributes given, ${name} is missing`),
  attributeAlreadyProvided: (name: string) => notAuthorized(`Cannot modify an already provided ${name}`),
  attributeNotWritable: () => notAuthorized("A client attempted to write unauthorized attribute"),
  attributeNonMutable: (name: string) => invalid(`Cannot modify the non-mutable attribute ${name}`),
  attributeNull: (name: string) => invalid(`Attribute value for ${name} must not be null`),
  attributesOffSchema: (reasons: readonly string[]) =>
    invalid(`Attributes did not conform to the schema: ${lines(reasons)}`),
  attributeUndeclared: (name: string) => invalid(`user.${name}: Attribute does not exist in the schema.\n`),
  attributeViolates: (name: string, reason: string) => invalid(`user.${name}: ${reason}\n`),
  attributeTypeUnknown: (name: string) =>
    invalid(`Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`),
  invalidEmail: () => invalid("Invalid email address format."),
  invalidPhoneNumber: () => invalid("Invalid phone number format."),
  emailNeededToVerify: () => invalid("Email is required to verify/un-verify an email"),
  phoneNumberNeededToVerify: () => invalid("Phone Number is required to verify/un-verify a phone number"),
  userAttributesRefused: (reasons: readonly string[]) => invalid(lines(reasons)),
  userAttributesUndeletable: (reasons: readonly string[]) =>
    invalid(`Invalid user attributes: ${lines(reasons)}`),
  requiredAttributeUndeletable: (name: string) =>
    invalid(`Invalid user attributes: ${name}: Required attribute cannot be deleted.`),
  onlyContactsAreVerified: () =>
    invalid("Invalid attribute name. Only phone_number and email can be verified."),
  noSuchContact: (attribute: "email" | "phone_number") =>
    invalid(
      `User does not have a valid registered ${attribute === "email" ? "email address" : "phone number"}`,
    ),

  attributeDataTypeMissing: () =>
    invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum."),
  standardAttributeRetyped: (name: string) =>
    invalid(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
    ),
  requiredCustomAttribute: () => invalid("Required custom attributes are not supported currently."),
  duplicateCustomAttribute: (name: string) =>
    invalid(`Duplicate custom attribute names ${name} are not allowed in a user pool schema.`),
  schemaConstraintInvalid: (constraint: string, name: string) =>
    invalid(`Invalid ${constraint} for schema attribute ${name}`),
  stringAttributeTooLong: (name: string) =>
    invalid(`user.${name}: String attributes cannot have a length of more than 2048`),
  maxLengthBelowMin: (name: string) =>
    invalid(`Attribute ${name} cannot have a max length shorter than it's min length`),
  maxValueBelowMin: (name: string) =>
    invalid(`Attribute ${name} cannot have a max value smaller than it's min value`),
  customAttributeExists: (name: string) => invalid(`${name}: Existing attribute already has name ${name}.`),
  customAttributeNameless: () => invalid("A custom attribute needs a name."),
  tooManyCustomAttributes: (most: number) =>
    invalid(`A user pool can't have more than ${most} custom attributes.`),

  aliasAndUsernameAttributes: () =>
    invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool."),
  mfaNeedsSms: () =>
    invalid(
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    ),
  autoVerifyNeedsSms: () =>
    invalid("SMS configuration is required when phone_number is selected for auto verification"),
  smsOtpNeedsSms: () =>
    invalid("SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration"),
  updateVerificationNotAutoVerified: () =>
    invalid(
      "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    ),
  recoveryAdminOnlyMixed: () =>
    invalid("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms."),
  recoveryDuplicates: () =>
    invalid("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."),
  firstFactorsNeedPassword: () =>
    invalid("Password should be configured as one of the allowed first auth factors."),
  firstFactorsUnderRequiredMfa: () =>
    invalid("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"),
  passkeyUnderRequiredMfa: () =>
    invalid(
      "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
    ),
  featuresNeedTier: (tier: string, features: readonly string[]) =>
    fault(
      "FeatureUnavailableInTierException",
      `The following features need to be disabled for the ${tier} pricing tier configured: ${features.join(", ")}`,
    ),
  validityDaysTwice: () =>
    invalid(
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    ),
  preTokenArnsDiffer: () =>
    invalid(
      "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
    ),
  customSenderNeedsKey: () =>
    invalid("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."),
  lambdaOfOtherRegion: () => invalid("Cross-region lambda functions are not supported"),
  snsRegion: (region: string) => invalid(`Invalid snsRegion. Allowed SNS region for ${region} is ${region}`),
  developerEmailNeedsArn: () => invalid("Source ARN is required to use DEVELOPER email sending owner"),
  fromAddressInvalid: () => invalid("Provided From email address is invalid"),
  deletionProtected: () =>
    invalid(
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    ),
  poolIdTaken: (id: string) => invalid(`User pool ${id} already exists.`),
  poolIdOfOtherRegion: (id: string, region: string) =>
    invalid(`User pool ${id} can't be created in ${region}.`),
  reservedTagInvalid: (tag: string) => invalid(`Invalid value for the tag ${tag}.`),
  mfaWithoutFactors: () =>
    invalid("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."),
  mfaOffWithFactors: () =>
    invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together."),
  emailMfaNeedsDeveloper: () =>
    invalid(
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    ),
  sesRegion: (allowed: readonly string[]) =>
    invalid(`Provided SourceArn must be in one of the following SES regions: ${allowed.join(", ")}.`),
  twoSmsSenders: () => invalid("Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration."),
  eumsRegion: (region: string) =>
    invalid(`Invalid EumsSms Region. Allowed region for ${region} is ${region}`),
  acrLevelUnknown: (level: string) => invalid(`Invalid ACR level ${level}.`),
  acrNamesNotUnique: () => invalid("The names of all ACR levels must be unique."),
  featuresHinderTierChange: (tier: string, features: readonly string[]) =>
    fault(
      "TierChangeNotAllowedException",
      `The following features need to be disabled for the ${tier} pricing tier configured: ${features.join(", ")}`,
    ),
  featureNotInTier: (tier: string, feature: string) =>
    fault(
      "FeatureUnavailableInTierException",
      `The following feature is not available for the ${tier} pricing tier configured: ${feature}`,
    ),
  arnNotOfPool: (arn: string) => invalid(`${arn} is not the ARN of a user pool.`),
  tagKeyReserved: (name: FaultName, key: string) =>
    fault(name, `aws: prefixed tag key names are not allowed for external use: ${key}`),
  tooManyTags: (name: FaultName, most: number) =>
    fault(name, `A user pool can't have more than ${most} tags.`),
  logSourceTwice: () => invalid("Following event sources appear more then once in a request"),
  logLevelOfSource: (source: string, level: string) =>
    invalid(`Events of ${source} can only be logged with the level ${level}.`),
  logDestination: (source: string, destinations: readonly string[]) =>
    invalid(`Events of ${source} can only be logged to exactly one of ${destinations.join(", ")}.`),
  logArnOfOtherRegion: () => invalid("ARN does not belong to current region"),

  oauthNeedsFlowsAndScopes: () =>
    invalid(
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    ),
  clientCredentialsMixed: () =>
    fault(
      "InvalidOAuthFlowException",
      "client_credentials flow can not be selected along with code flow or implicit flow.",
    ),
  clientCredentialsNeedSecret: () =>
    fault(
      "InvalidOAuthFlowException",
      "client_credentials flow can not be selected if client does not have a client secret.",
    ),
  callbackUrlsNeeded: () =>
    fault(
      "InvalidOAuthFlowException",
      "CallbackUrls can not be empty when code flow or implicit flow is selected",
    ),
  scopeDoesNotExist: (scope: string) =>
    fault("ScopeDoesNotExistException", `Invalid scope requested: ${scope}`),
  requestedScopeUnknown: (scope: string) => invalid(`Invalid scope requested: ${scope}`),
  requestedScopeNotAllowed: (scope: string) =>
    notAuthorized(`The scope ${scope} is not allowed for the client.`),
  resourceServerNotFound: (id: string) =>
    fault("ResourceNotFoundException", `Resource server ${id} does not exist.`),
  resourceServerExists: (id: string, poolId: string) =>
    invalid(`${id} already exists in user pool ${poolId}.`),
  tooManyResourceServers: (most: number) =>
    fault("LimitExceededException", `A user pool can't have more than ${most} resource servers.`),
  scopeNamedTwice: (name: string) => invalid(`A resource server can't have two scopes named ${name}.`),
  urlUsesHttp: (url: string) => invalid(`${url} cannot use the HTTP protocol.`),
  urlUsesFragment: (url: string) => invalid(`${url} cannot use fragment`),
  urlNotAbsolute: (url: string) => invalid(`${url} is not an absolute URI.`),
  defaultRedirectNotCallback: (url: string) =>
    invalid(`The default redirect URI ${url} is not in the callback URIs list.`),
  providerNotFound: (name: string, poolId: string) =>
    invalid(`The provider ${name} does not exist for User Pool ${poolId}.`),
  writeAttributesInvalid: () => invalid("Invalid write attributes specified while creating a client"),
  readAttributesInvalid: () => invalid("Invalid read attributes specified while creating a client"),
  legacyFlowsMixed: () =>
    invalid("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."),
  tokenValidityRange: () => invalid("Invalid range for token validity."),
  tokenValidityOrder: () =>
    invalid(
      "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    ),
  contextDataNeedsSecret: () =>
    invalid("Client Secret is required to set EnablePropagateAdditionalUserContextData as true"),
  analyticsInvalid: () =>
    invalid(
      "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid",
    ),
  rotationWithRefreshAuth: () =>
    invalid("ALLOW_REFRESH_TOKEN_AUTH can not be enabled together with refresh token rotation."),
  secretGivenAndGenerated: () => invalid("Only one of the ClientSecret or GenerateSecret can be set."),
  clientTokenAuthMixed: () =>
    invalid("ALLOW_CLIENT_TOKEN_AUTH can not be enabled together with other auth flows."),
  clientTokenAuthNeedsSecret: () =>
    invalid("ALLOW_CLIENT_TOKEN_AUTH can not be enabled if client does not have a client secret."),
  clientSecretsNotManaged: () =>
    invalid("The secrets of a dynamically registered client can not be managed."),
  publicClientHasNoSecrets: () => invalid("A client secret can not be added to a public client."),
  tooManyClientSecrets: (most: number) =>
    fault("LimitExceededException", `A client can't have more than ${most} client secrets.`),
  lastClientSecret: () => invalid("The last client secret of a client can not be deleted."),
  clientSecretNotFound: (id: string) =>
    fault("ResourceNotFoundException", `Client secret ${id} does not exist.`),

  patternBroken: (path: string, value: string, pattern: string) =>
    constraintFailed(
      `Value '${value}' at '${path}'`,
      `Member must satisfy regular expression pattern: ${pattern}`,
    ),
  identityProviderNotFound: (name: string) =>
    fault("ResourceNotFoundException", `Identity provider ${name} does not exist.`),
  identityProviderExists: (name: string, poolId: string) =>
    fault("DuplicateProviderException", `${name} already exists in user pool ${poolId}`),
  tooManyProviders: (most: number) =>
    fault("LimitExceededException", `A user pool can't have more than ${most} identity providers.`),
  identifierTaken: (identifier: string) =>
    invalid(`The identifier ${identifier} belongs to another identity provider.`),
  providerOfOtherType: (name: string, type: string) => invalid(`Provider ${name} cannot be of type ${type}.`),
  attributeMappingInvalid: (names: readonly string[]) =>
    invalid(`AttributeMapping contains invalid mapping: [${names.join(", ")}]`),
  acrMappingNotSupported: (type: string) =>
    invalid(`AcrMapping is not supported for identity providers of type ${type}.`),
  socialDetailsMissing: () =>
    invalid("clientId, clientSecret and authorizeScopes are all required idp details."),
  oidcDetailsMissing: () =>
    invalid(
      "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    ),
  appleDetailsMissing: () => invalid("clientId, privateKey, teamId, and keyId are all required idp details."),
  attributesRequestMethod: (value: string, methods: readonly string[]) =>
    constraintFailed(
      `Value '${value}' at 'attributesRequestMethod'`,
      `Member must satisfy enum value set: [${methods.join(", ")}]`,
    ),
  openidScopeMissing: () => invalid("authorizeScopes must contain openid."),
  endpointNotHttps: () => invalid("OIDC endpoint must start with https://"),
  wellKnownUnreachable: (detail: string) =>
    fault("InvalidParameterException", "Unable to contact well-known endpoint", detail),
  samlMetadataMissing: () => invalid("At least one of the MetadataURL or MetadataFile should be provided."),
  samlMetadataTwice: () => invalid("Only one of the MetadataURL or MetadataFile should be provided."),
  samlMetadataUnreachable: (url: string, detail: string) =>
    fault("InvalidParameterException", `Error retrieving metadata from ${url}`, detail),
  samlMetadataInvalid: (reason: string) => invalid(`Invalid SAML metadata: ${reason}.`),
  providerDetailInvalid: (key: string) => invalid(`Invalid value for the provider detail ${key}.`),

  memberNull: (path: string) => constraintFailed(`Value null at '${path}'`, NOT_NULL),
  memberTooLong: (path: string, most: number) =>
    constraintFailed(`Value at '${path}'`, `Member must have length less than or equal to ${most}`),
  sourceUserNative: () => invalid("SourceUser must be a user of an external identity provider."),
  sourceAttributeInvalid: (name: string, provider: string) =>
    invalid(`The attribute ${name} is not mapped to users of the identity provider ${provider}.`),
  sourceHasProfile: () =>
    invalid(
      "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
    ),
  sourceAlreadyLinked: () => invalid("SourceUser is already linked to DestinationUser"),
  sourceLinkedElsewhere: () => invalid("SourceUser is already linked to another user"),
  tooManyIdentities: (most: number) =>
    fault("LimitExceededException", `A user can't have more than ${most} linked identities.`),
  tooManySourceAttributes: (most: number) =>
    fault(
      "LimitExceededException",
      `Users of an identity provider can't be linked by more than ${most} different attributes.`,
    ),

  domainTaken: () => invalid("Domain already associated with another user pool."),
  poolHasDomain: () => invalid("User pool already has a domain configured."),
  domainCharacters: () =>
    invalid(
      "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens.",
    ),
  domainReserved: (word: string) => invalid(`Domain cannot contain reserved word: ${word}`),
  rootDomainUnresolved: () =>
    invalid(
      "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists for the root domain.",
    ),
  domainCertificateInvalid: () =>
    invalid(
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    ),
  certificateNeedsCustomDomain: () => invalid("CustomDomainConfig can only be set for a custom domain."),
  routingNeedsCustomDomain: () => invalid("Routing can only be set for a custom domain."),
  managedLoginVersionInvalid: (version: number) =>
    constraintFailed(
      `Value '${version}' at 'managedLoginVersion'`,
      `Member must have value ${version < 1 ? "greater than or equal to 1" : "less than or equal to 2"}`,
    ),
  noSuchDomain: () => invalid("No such domain or user pool exists."),
  poolHasDomainStill: () =>
    invalid("User pool cannot be deleted. It has a domain configured that should be deleted first."),

  usernameIsEmailShaped: () =>
    invalid("Username cannot be of email format, since user pool is configured for email alias."),
  usernameIsPhoneShaped: () =>
    invalid(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    ),
  usernameShouldBeEmail: () => invalid("Username should be an email."),
  usernameShouldBePhoneNumber: () => invalid("Username should be a phone number."),
  usernameShouldBeEmailOrPhoneNumber: () => invalid("Username should be either an email or a phone number."),
  userExists: () => fault("UsernameExistsException", "User already exists"),
  userAccountExists: () => fault("UsernameExistsException", "User account already exists"),
  accountWithNameExists: (attribute: string) =>
    fault("UsernameExistsException", `An account with the given ${attribute} already exists.`),
  aliasExists: (attribute: string) =>
    fault("AliasExistsException", `An account with the ${attribute} already exists.`),

  loginExists: (attribute: string) =>
    fault("AliasExistsException", `An account with the given ${attribute} already exists.`),

  signUpNotPermitted: () => notAuthorized("SignUp is not permitted for this user pool"),
  signUpPasswordMissing: () => constraintFailed("Value at 'password'", NOT_NULL),
  preferredUsernameTooEarly: () =>
    invalid(
      "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    ),
  autoVerifiedUnconfirmed: () =>
    fault(
      "InvalidLambdaResponseException",
      "Phone or email cannot be auto verified, when user is not being auto confirmed.",
    ),
  userNotConfirmable: (status: string) =>
    notAuthorized(`User cannot be confirmed. Current status is ${status}`),
  resendNotPossible: (name: string) =>
    fault(
      "UnsupportedUserStateException",
      `Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`,
    ),
  userAlreadyConfirmed: () => invalid("User is already confirmed."),
  autoVerificationOff: () => notAuthorized("Cannot resend codes. Auto verification not turned on."),

  invalidPassword: (as: PasswordUse, reason: string) => invalidPassword(`${PASSWORD_REFUSALS[as]}${reason}`),
  passwordUsedBefore: () =>
    fault(
      "PasswordHistoryPolicyViolationException",
      "Password was used before and can not be used again yet.",
    ),
  previousPasswordMissing: () => constraintFailed("Value at 'previousPassword'", NOT_NULL),

  passwordNotResettable: () => notAuthorized("User password cannot be reset in the current state."),
  noRecoveryContact: () =>
    invalid("Cannot reset password for the user as there is no registered/verified email or phone_number"),
  passwordlessNeedsContact: () =>
    invalid("An email or phone_number attribute is required for a user without a password."),
  contactAdministrator: () => notAuthorized("Contact administrator to reset password."),
  codeMismatch: () => fault("CodeMismatchException", "Invalid verification code provided, please try again."),
  codeExpired: () => fault("ExpiredCodeException", "Invalid code provided, please request a code again."),

  invitationNeeds: (attribute: "email" | "phone_number", medium: "EMAIL" | "SMS") =>
    invalid(`The ${attribute} attribute is required to deliver the invitation by ${medium}.`),

  accessTokenInvalid: (detail?: string) => notAuthorized("Invalid Access Token", detail),
  accessTokenForged: () => notAuthorized("Could not verify signature for Access Token"),
  accessTokenExpired: () => notAuthorized("Access Token has expired"),
  accessTokenRevoked: () => notAuthorized("Access Token has been revoked"),
  accessTokenScope: () => notAuthorized("Access Token does not have required scopes"),
  refreshTokenInvalid: (detail?: string) => notAuthorized("Invalid Refresh Token.", detail),
  refreshTokenExpired: () => notAuthorized("Refresh Token has expired"),
  refreshTokenRevoked: () => notAuthorized("Refresh Token has been revoked"),
  refreshTokenReused: () =>
    fault("RefreshTokenReuseException", "Refresh Token has already been used and was rotated out"),
  tokenRevocationNotEnabled: () =>
    fault("UnsupportedOperationException", "Token revocation is not enabled for this client"),
  tokenTypeNotRevocable: () => fault("UnsupportedTokenTypeException", "Only refresh tokens can be revoked"),

  cidrInvalid: () => invalid("Incorrect CIDR format"),
  addOnNotEnabled: () =>
    fault("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled for this user pool."),
  authEventNotFound: (id: string) =>
    fault("ResourceNotFoundException", `Authentication event ${id} does not exist.`),
  feedbackTokenInvalid: (detail?: string) => notAuthorized("Invalid Feedback Token.", detail),
  addressBlocked: () => notAuthorized("Request not allowed due to security reasons."),
  signInBlocked: () => notAuthorized("Unable to login because of security reasons."),
  passwordCompromised: () => invalidPassword("Provided password cannot be used for security reasons."),

  mfaOptionInvalid: () =>
    invalid("MFAOptions can only have the DeliveryMedium SMS with the AttributeName phone_number."),

  brandingNeedsOneStyle: () =>
    invalid("useCognitoProvidedValues or settings should be specified (but not both)"),
  brandingExists: (clientId: string) =>
    fault(
      "ManagedLoginBrandingExistsException",
      `A ManagedLoginBranding already exists for client ${clientId}`,
    ),
  brandingNotFound: () => fault("ResourceNotFoundException", "ManagedLoginBranding does not exist."),
  brandingOfClientNotFound: (clientId: string) =>
    fault("ResourceNotFoundException", `ManagedLoginBranding for client ${clientId} does not exist.`),
  tooManyBrandings: (most: number) =>
    fault(
      "LimitExceededException",
      `A user pool can't have more than ${most} managed login branding styles.`,
    ),
  brandingSettingsNoObject: () => invalid("Settings must be a JSON object."),
  brandingSettingsTooLarge: (most: number) =>
    invalid(`Settings can't have more than ${most} characters of JSON.`),
  tooManyAssets: (most: number) => invalid(`A style can't have more than ${most} assets.`),
  assetWithoutBytes: (category: string) => invalid(`An asset of the category ${category} has no Bytes.`),
  assetExtension: (extension: string, category: string) =>
    invalid(`The extension ${extension} is not supported for the category ${category}.`),
  assetMediaType: () => invalid("Media type not supported"),
  assetActive: () => invalid("An SVG asset can't contain scripts, event handlers or entities."),
  uiNeedsDomain: () => invalid("A domain must be associated with this user pool."),
  uiTooLarge: () => invalid("request parameters too large"),
  logoFormat: () => invalid("The image file must be a PNG or JPEG image."),
  cssClassNotAllowed: (selector: string) =>
    invalid(`The CSS class ${selector} is not in the list of allowed classes.`),
  cssForbidden: (what: string) => invalid(`The CSS must not contain ${what}`),
  cssMalformed: () => invalid("The CSS is malformed."),
  termsExist: (name: string, clientId: string) =>
    fault("TermsExistsException", `Terms with the name ${name} already exist for client ${clientId}`),
  termsNotFound: () => fault("ResourceNotFoundException", "Terms do not exist."),
  termsOfClientNotFound: (clientId: string) =>
    fault("ResourceNotFoundException", `Terms for client ${clientId} do not exist.`),
  tooManyTerms: (most: number) =>
    fault("LimitExceededException", `A user pool can't have more than ${most} terms documents.`),
  termsLinkProtocol: (link: string) => invalid(`${link} must use the HTTPS or HTTP protocol.`),

  sessionsNotTracked: () =>
    fault("OperationNotEnabledException", "Session tracking is not enabled for this user pool."),
  sessionNotFound: (id: string) => fault("ResourceNotFoundException", `Session ${id} does not exist.`),
  ownSession: () => invalid("The current session cannot be revoked."),

  operationNotEnabled: (operation: string, region: string) =>
    fault("OperationNotEnabledException", `${operation} is not enabled for this user pool in ${region}.`),
  replicationNeedsKey: () =>
    fault(
      "OperationNotEnabledException",
      "A user pool needs a multi-Region customer managed key before it can be replicated.",
    ),
  regionInvalid: (region: string) => invalid(`Invalid region: ${region}`),
  regionIsPrimary: (region: string) => invalid(`${region} is the primary region of this user pool.`),
  replicaNotFound: (poolId: string, region: string) =>
    fault("ResourceNotFoundException", `User pool ${poolId} has no replica in ${region}.`),
  replicaLimit: () => fault("LimitExceededException", "A user pool can have only one replica."),
  replicaBeingCreated: () => invalid("The replica is still being created."),
  replicaNotInactive: () => invalid("Only a replica in the INACTIVE status can be deleted."),

  limitCategoryMissing: () => invalid("The attribute Category is required."),
  limitAttributeUnknown: (name: string) => invalid(`Invalid limit attribute: ${name}`),
  limitNotFound: (category: string) =>
    fault("ResourceNotFoundException", `Limit for the category ${category} does not exist.`),
  limitNotAdjustable: (category: string) => invalid(`The limit of ${category} is not adjustable.`),
  limitTooLow: (category: string, least: number) =>
    invalid(`The limit of ${category} can't be lower than its default of ${least}.`),
  limitTooHigh: (category: string, most: number) =>
    fault("ServiceQuotaExceededException", `The limit of ${category} can't be higher than ${most}.`),

  importJobNotFound: (id: string) =>
    fault("ResourceNotFoundException", `User import job ${id} does not exist.`),
  importFileMissing: (id: string) =>
    fault("PreconditionNotMetException", `No csv file was uploaded for ${id}`),
  importNeedsAutoVerified: () =>
    fault("PreconditionNotMetException", "The user pool does not have any auto verified attributes."),
  otherImportActive: () =>
    fault("PreconditionNotMetException", "Another user import job is already in progress."),
  importNotStartable: (id: string, status: string) =>
    fault(
      "PreconditionNotMetException",
      `User import job ${id} cannot be started. Current status is ${status}`,
    ),
  importNotStoppable: (id: string, status: string) =>
    fault(
      "PreconditionNotMetException",
      `User import job ${id} cannot be stopped. Current status is ${status}`,
    ),
  tooManyImportJobs: (most: number) =>
    fault("LimitExceededException", `A user pool can't have more than ${most} user import jobs.`),
  userImportInProgress: () =>
    fault("UserImportInProgressException", "A user import job is in progress for this user pool."),

  messageConstraint: (member: string, constraint: string) =>
    constraintFailed(`Value at '${member}'`, constraint),
  triggerFailed: (trigger: TriggerName, message: string) =>
    fault("UserLambdaValidationException", `${trigger} failed with error ${message}.`),
  triggerNotInvoked: (trigger: TriggerName, error: string) =>
    fault("UnexpectedLambdaException", `${trigger} invocation failed due to error ${error}.`),
  triggerAnswerUnusable: (detail: string) =>
    fault("InvalidLambdaResponseException", "Unrecognizable lambda output", detail),
  triggerAnswerNotJson: () =>
    fault("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"),
} as const;
