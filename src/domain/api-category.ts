import type { OperationName } from "../model/types.gen.ts";

interface Category {
  /** Requests a second that an account may make in a region. */
  readonly rate: number;
  /** Whether an account may have it raised. */
  readonly adjustable: boolean;
  /** Whether each operation also has a rate of its own for each pool. */
  readonly boundedByPool?: true;
  /** None for what no operation of the API does. */
  readonly operations: readonly OperationName[];
}

/** Whose operations share a rate. Those that the documentation does not place stand beside their like. */
export const apiCategories = {
  UserAuthentication: {
    rate: 120,
    adjustable: true,
    operations: [
      "AdminInitiateAuth",
      "AdminRespondToAuthChallenge",
      "GetTokensFromRefreshToken",
      "InitiateAuth",
      "RespondToAuthChallenge",
    ],
  },
  UserCreation: {
    rate: 50,
    adjustable: true,
    operations: ["AdminConfirmSignUp", "AdminCreateUser", "ConfirmSignUp", "SignUp"],
  },
  UserFederation: { rate: 25, adjustable: true, operations: [] },
  UserAccountRecovery: {
    rate: 30,
    adjustable: false,
    operations: [
      "AdminResetUserPassword",
      "AdminSetUserPassword",
      "ChangePassword",
      "ConfirmForgotPassword",
      "ForgotPassword",
    ],
  },
  UserRead: {
    rate: 120,
    adjustable: true,
    operations: ["AdminGetUser", "AdminGetUserAuthFactors", "GetUser", "GetUserAuthFactors"],
  },
  UserUpdate: {
    rate: 25,
    adjustable: false,
    operations: [
      "AdminAddUserToGroup",
      "AdminDeleteUser",
      "AdminDeleteUserAttributes",
      "AdminDisableProviderForUser",
      "AdminDisableUser",
      "AdminEnableUser",
      "AdminLinkProviderForUser",
      "AdminRemoveUserFromGroup",
      "AdminUpdateUserAttributes",
      "AdminUserGlobalSignOut",
      "DeleteUser",
      "DeleteUserAttributes",
      "GlobalSignOut",
      "UpdateUserAttributes",
      "VerifyUserAttribute",
    ],
  },
  UserToken: { rate: 120, adjustable: true, operations: ["RevokeToken"] },
  UserResourceRead: {
    rate: 50,
    adjustable: true,
    operations: [
      "AdminGetDevice",
      "AdminListDevices",
      "AdminListGroupsForUser",
      "AdminListUserAuthEvents",
      "AdminListUserSessions",
      "GetDevice",
      "GetUserAttributeVerificationCode",
      "ListDevices",
      "ListUserSessions",
      "ListWebAuthnCredentials",
      "ResendConfirmationCode",
    ],
  },
  UserResourceUpdate: {
    rate: 25,
    adjustable: false,
    operations: [
      "AdminDeleteSoftwareToken",
      "AdminForgetDevice",
      "AdminRevokeUserSession",
      "AdminSetUserMFAPreference",
      "AdminSetUserSettings",
      "AdminUpdateAuthEventFeedback",
      "AdminUpdateDeviceStatus",
      "AssociateSoftwareToken",
      "CompleteWebAuthnRegistration",
      "ConfirmDevice",
      "DeleteWebAuthnCredential",
      "ForgetDevice",
      "RevokeUserSession",
      "SetUserMFAPreference",
      "SetUserSettings",
      "StartWebAuthnRegistration",
      "UpdateAuthEventFeedback",
      "UpdateDeviceStatus",
      "VerifySoftwareToken",
    ],
  },
  UserList: { rate: 30, adjustable: false, operations: ["ListUsers", "ListUsersInGroup"] },
  UserPoolRead: {
    rate: 15,
    adjustable: false,
    operations: ["DescribeUserPool", "ListUserPoolReplicas", "ListUserPools"],
  },
  UserPoolUpdate: {
    rate: 15,
    adjustable: false,
    operations: [
      "CreateUserPool",
      "CreateUserPoolReplica",
      "DeleteUserPool",
      "DeleteUserPoolReplica",
      "UpdateUserPool",
      "UpdateUserPoolReplica",
    ],
  },
  UserPoolResourceRead: {
    rate: 20,
    adjustable: false,
    boundedByPool: true,
    operations: [
      "DescribeIdentityProvider",
      "DescribeManagedLoginBranding",
      "DescribeManagedLoginBrandingByClient",
      "DescribeResourceServer",
      "DescribeRiskConfiguration",
      "DescribeTerms",
      "DescribeTermsByClient",
      "DescribeUserImportJob",
      "DescribeUserPoolDomain",
      "GetCSVHeader",
      "GetGroup",
      "GetIdentityProviderByIdentifier",
      "GetLogDeliveryConfiguration",
      "GetSigningCertificate",
      "GetUICustomization",
      "GetUserPoolMfaConfig",
      "GetUserPoolSessionConfiguration",
      "ListGroups",
      "ListIdentityProviders",
      "ListResourceServers",
      "ListTagsForResource",
      "ListTerms",
      "ListUserImportJobs",
    ],
  },
  UserPoolResourceUpdate: {
    rate: 15,
    adjustable: false,
    boundedByPool: true,
    operations: [
      "AddCustomAttributes",
      "CreateGroup",
      "CreateIdentityProvider",
      "CreateManagedLoginBranding",
      "CreateResourceServer",
      "CreateTerms",
      "CreateUserImportJob",
      "CreateUserPoolDomain",
      "DeleteGroup",
      "DeleteIdentityProvider",
      "DeleteManagedLoginBranding",
      "DeleteResourceServer",
      "DeleteTerms",
      "DeleteUserPoolDomain",
      "SetLogDeliveryConfiguration",
      "SetRiskConfiguration",
      "SetUICustomization",
      "SetUserPoolMfaConfig",
      "SetUserPoolSessionConfiguration",
      "StartUserImportJob",
      "StopUserImportJob",
      "TagResource",
      "UntagResource",
      "UpdateGroup",
      "UpdateIdentityProvider",
      "UpdateManagedLoginBranding",
      "UpdateResourceServer",
      "UpdateTerms",
      "UpdateUserPoolDomain",
    ],
  },
  UserPoolClientRead: {
    rate: 15,
    adjustable: false,
    boundedByPool: true,
    operations: [
      "DescribeUserPoolClient",
      "GetUserPoolClientSessionConfiguration",
      "ListUserPoolClientSecrets",
      "ListUserPoolClients",
    ],
  },
  UserPoolClientUpdate: {
    rate: 15,
    adjustable: false,
    boundedByPool: true,
    operations: [
      "AddUserPoolClientSecret",
      "CreateUserPoolClient",
      "DeleteUserPoolClient",
      "DeleteUserPoolClientSecret",
      "SetUserPoolClientSessionConfiguration",
      "UpdateUserPoolClient",
    ],
  },
  ClientAuthentication: { rate: 150, adjustable: false, operations: ["GetClientToken"] },
  LimitManagement: {
    rate: 1,
    adjustable: false,
    operations: ["GetProvisionedLimit", "UpdateProvisionedLimit"],
  },
} as const satisfies Readonly<Record<string, Category>>;

export type ApiCategory = keyof typeof apiCategories;

const categories: Readonly<Record<ApiCategory, Category>> = apiCategories;

/** In the documentation's order. */
export const apiCategoryNames = Object.keys(apiCategories) as ApiCategory[];

export const isApiCategory = (name: string): name is ApiCategory => Object.hasOwn(apiCategories, name);

/** The rate that an account has of itself, requests a second. */
export const freeLimit = (category: ApiCategory): number => categories[category].rate;

/** An account's ceiling is its own in the service: ten times the default stands for it. */
export const largestLimit = (category: ApiCategory): number => 10 * freeLimit(category);

export const isAdjustable = (category: ApiCategory): boolean => categories[category].adjustable;

/** How often one operation of some categories may be called for one pool, requests a second. */
export const POOL_RATE = 5;

export const isBoundedByPool = (category: ApiCategory): boolean =>
  categories[category].boundedByPool ?? false;

/** How much more answers to challenges have than the sign-ins they belong to, apart from them. */
export const CHALLENGE_SHARE = 3;

/** What a request draws on. */
export interface Draw {
  readonly category: ApiCategory;
  /** Times the category's rate. */
  readonly share: number;
}

const draws = new Map<OperationName, Draw>(
  apiCategoryNames.flatMap((category) =>
    categories[category].operations.map((operation) => [operation, { category, share: 1 }] as const),
  ),
);

const ANSWER: Draw = { category: "UserAuthentication", share: CHALLENGE_SHARE };
const NEW_PASSWORD: Draw = { category: "UserAccountRecovery", share: 1 };

const ANSWERS: ReadonlySet<OperationName> = new Set([
  "AdminRespondToAuthChallenge",
  "RespondToAuthChallenge",
]);

/** An answer that sets a new password counts as a recovery, and no other answer as a sign-in. */
export function drawOf(operation: OperationName, challenge: unknown): Draw {
  if (ANSWERS.has(operation)) return challenge === "NEW_PASSWORD_REQUIRED" ? NEW_PASSWORD : ANSWER;
  const draw = draws.get(operation);
  if (draw === undefined) throw new Error(`${operation} has no category`);
  return draw;
}
