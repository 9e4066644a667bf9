import type { Caller } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Context } from "../flows/context.ts";
import type { OperationName } from "../model/types.gen.ts";
import { AdminInitiateAuth } from "./auth/admin-initiate-auth.ts";
import { AdminRespondToAuthChallenge } from "./auth/admin-respond-to-auth-challenge.ts";
import { InitiateAuth } from "./auth/initiate-auth.ts";
import { RespondToAuthChallenge } from "./auth/respond-to-auth-challenge.ts";
import { CreateUserPoolClient } from "./clients/create-user-pool-client.ts";
import { DeleteUserPoolClient } from "./clients/delete-user-pool-client.ts";
import { DescribeUserPoolClient } from "./clients/describe-user-pool-client.ts";
import { type NotYet, notYet, type Operation } from "./operation.ts";
import { CreateUserPool } from "./pools/create-user-pool.ts";
import { DeleteUserPool } from "./pools/delete-user-pool.ts";
import { DescribeUserPool } from "./pools/describe-user-pool.ts";
import { ListUserPools } from "./pools/list-user-pools.ts";
import { ConfirmForgotPassword } from "./recovery/confirm-forgot-password.ts";
import { ForgotPassword } from "./recovery/forgot-password.ts";
import { AdminCreateUser } from "./users/admin-create-user.ts";
import { AdminDeleteUser } from "./users/admin-delete-user.ts";
import { AdminGetUser } from "./users/admin-get-user.ts";
import { AdminResetUserPassword } from "./users/admin-reset-user-password.ts";
import { AdminSetUserPassword } from "./users/admin-set-user-password.ts";
import { GetUser } from "./users/get-user.ts";

/** Every operation of the API: there, or missing by name. */
export const operations = {
  AddCustomAttributes: notYet,
  AddUserPoolClientSecret: notYet,
  AdminAddUserToGroup: notYet,
  AdminConfirmSignUp: notYet,
  AdminCreateUser,
  AdminDeleteSoftwareToken: notYet,
  AdminDeleteUser,
  AdminDeleteUserAttributes: notYet,
  AdminDisableProviderForUser: notYet,
  AdminDisableUser: notYet,
  AdminEnableUser: notYet,
  AdminForgetDevice: notYet,
  AdminGetDevice: notYet,
  AdminGetUser,
  AdminGetUserAuthFactors: notYet,
  AdminInitiateAuth,
  AdminLinkProviderForUser: notYet,
  AdminListDevices: notYet,
  AdminListGroupsForUser: notYet,
  AdminListUserAuthEvents: notYet,
  AdminListUserSessions: notYet,
  AdminRemoveUserFromGroup: notYet,
  AdminResetUserPassword,
  AdminRespondToAuthChallenge,
  AdminRevokeUserSession: notYet,
  AdminSetUserMFAPreference: notYet,
  AdminSetUserPassword,
  AdminSetUserSettings: notYet,
  AdminUpdateAuthEventFeedback: notYet,
  AdminUpdateDeviceStatus: notYet,
  AdminUpdateUserAttributes: notYet,
  AdminUserGlobalSignOut: notYet,
  AssociateSoftwareToken: notYet,
  ChangePassword: notYet,
  CompleteWebAuthnRegistration: notYet,
  ConfirmDevice: notYet,
  ConfirmForgotPassword,
  ConfirmSignUp: notYet,
  CreateGroup: notYet,
  CreateIdentityProvider: notYet,
  CreateManagedLoginBranding: notYet,
  CreateResourceServer: notYet,
  CreateTerms: notYet,
  CreateUserImportJob: notYet,
  CreateUserPool,
  CreateUserPoolClient,
  CreateUserPoolDomain: notYet,
  CreateUserPoolReplica: notYet,
  DeleteGroup: notYet,
  DeleteIdentityProvider: notYet,
  DeleteManagedLoginBranding: notYet,
  DeleteResourceServer: notYet,
  DeleteTerms: notYet,
  DeleteUser: notYet,
  DeleteUserAttributes: notYet,
  DeleteUserPool,
  DeleteUserPoolClient,
  DeleteUserPoolClientSecret: notYet,
  DeleteUserPoolDomain: notYet,
  DeleteUserPoolReplica: notYet,
  DeleteWebAuthnCredential: notYet,
  DescribeIdentityProvider: notYet,
  DescribeManagedLoginBranding: notYet,
  DescribeManagedLoginBrandingByClient: notYet,
  DescribeResourceServer: notYet,
  DescribeRiskConfiguration: notYet,
  DescribeTerms: notYet,
  DescribeTermsByClient: notYet,
  DescribeUserImportJob: notYet,
  DescribeUserPool,
  DescribeUserPoolClient,
  DescribeUserPoolDomain: notYet,
  ForgetDevice: notYet,
  ForgotPassword,
  GetCSVHeader: notYet,
  GetClientToken: notYet,
  GetDevice: notYet,
  GetGroup: notYet,
  GetIdentityProviderByIdentifier: notYet,
  GetLogDeliveryConfiguration: notYet,
  GetProvisionedLimit: notYet,
  GetSigningCertificate: notYet,
  GetTokensFromRefreshToken: notYet,
  GetUICustomization: notYet,
  GetUser,
  GetUserAttributeVerificationCode: notYet,
  GetUserAuthFactors: notYet,
  GetUserPoolClientSessionConfiguration: notYet,
  GetUserPoolMfaConfig: notYet,
  GetUserPoolSessionConfiguration: notYet,
  GlobalSignOut: notYet,
  InitiateAuth,
  ListDevices: notYet,
  ListGroups: notYet,
  ListIdentityProviders: notYet,
  ListResourceServers: notYet,
  ListTagsForResource: notYet,
  ListTerms: notYet,
  ListUserImportJobs: notYet,
  ListUserPoolClientSecrets: notYet,
  ListUserPoolClients: notYet,
  ListUserPoolReplicas: notYet,
  ListUserPools,
  ListUserSessions: notYet,
  ListUsers: notYet,
  ListUsersInGroup: notYet,
  ListWebAuthnCredentials: notYet,
  ResendConfirmationCode: notYet,
  RespondToAuthChallenge,
  RevokeToken: notYet,
  RevokeUserSession: notYet,
  SetLogDeliveryConfiguration: notYet,
  SetRiskConfiguration: notYet,
  SetUICustomization: notYet,
  SetUserMFAPreference: notYet,
  SetUserPoolClientSessionConfiguration: notYet,
  SetUserPoolMfaConfig: notYet,
  SetUserPoolSessionConfiguration: notYet,
  SetUserSettings: notYet,
  SignUp: notYet,
  StartUserImportJob: notYet,
  StartWebAuthnRegistration: notYet,
  StopUserImportJob: notYet,
  TagResource: notYet,
  UntagResource: notYet,
  UpdateAuthEventFeedback: notYet,
  UpdateDeviceStatus: notYet,
  UpdateGroup: notYet,
  UpdateIdentityProvider: notYet,
  UpdateManagedLoginBranding: notYet,
  UpdateProvisionedLimit: notYet,
  UpdateResourceServer: notYet,
  UpdateTerms: notYet,
  UpdateUserAttributes: notYet,
  UpdateUserPool: notYet,
  UpdateUserPoolClient: notYet,
  UpdateUserPoolDomain: notYet,
  UpdateUserPoolReplica: notYet,
  VerifySoftwareToken: notYet,
  VerifyUserAttribute: notYet,
} satisfies { readonly [Name in OperationName]: Operation<Name> | NotYet };

/** Calls an operation with input that the wire has checked. */
export function invokeOperation(
  ctx: Context,
  name: OperationName,
  caller: Caller,
  input: object,
): Promise<object> {
  const found = operations[name];
  if (found.kind === "notYet") throw faults.notYet(`the operation ${name}`);
  return found.invoke(ctx, caller, input);
}
