import type { Caller } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Context } from "../flows/context.ts";
import type { OperationName } from "../model/types.gen.ts";
import { AdminDeleteUserAttributes } from "./attributes/admin-delete-user-attributes.ts";
import { AdminUpdateUserAttributes } from "./attributes/admin-update-user-attributes.ts";
import { DeleteUserAttributes } from "./attributes/delete-user-attributes.ts";
import { GetUserAttributeVerificationCode } from "./attributes/get-user-attribute-verification-code.ts";
import { UpdateUserAttributes } from "./attributes/update-user-attributes.ts";
import { VerifyUserAttribute } from "./attributes/verify-user-attribute.ts";
import { AdminInitiateAuth } from "./auth/admin-initiate-auth.ts";
import { AdminRespondToAuthChallenge } from "./auth/admin-respond-to-auth-challenge.ts";
import { InitiateAuth } from "./auth/initiate-auth.ts";
import { RespondToAuthChallenge } from "./auth/respond-to-auth-challenge.ts";
import { CreateUserPoolClient } from "./clients/create-user-pool-client.ts";
import { DeleteUserPoolClient } from "./clients/delete-user-pool-client.ts";
import { DescribeUserPoolClient } from "./clients/describe-user-pool-client.ts";
import { AdminGetUserAuthFactors } from "./factors/admin-get-user-auth-factors.ts";
import { AdminSetUserSettings } from "./factors/admin-set-user-settings.ts";
import { GetUserAuthFactors } from "./factors/get-user-auth-factors.ts";
import { SetUserSettings } from "./factors/set-user-settings.ts";
import { type NotYet, notYet, type Operation } from "./operation.ts";
import { AdminSetUserPassword } from "./passwords/admin-set-user-password.ts";
import { ChangePassword } from "./passwords/change-password.ts";
import { AddCustomAttributes } from "./pools/add-custom-attributes.ts";
import { CreateUserPool } from "./pools/create-user-pool.ts";
import { DeleteUserPool } from "./pools/delete-user-pool.ts";
import { DescribeUserPool } from "./pools/describe-user-pool.ts";
import { ListUserPools } from "./pools/list-user-pools.ts";
import { ConfirmForgotPassword } from "./recovery/confirm-forgot-password.ts";
import { ForgotPassword } from "./recovery/forgot-password.ts";
import { AdminConfirmSignUp } from "./sign-up/admin-confirm-sign-up.ts";
import { ConfirmSignUp } from "./sign-up/confirm-sign-up.ts";
import { ResendConfirmationCode } from "./sign-up/resend-confirmation-code.ts";
import { SignUp } from "./sign-up/sign-up.ts";
import { AdminUserGlobalSignOut } from "./tokens/admin-user-global-sign-out.ts";
import { GetTokensFromRefreshToken } from "./tokens/get-tokens-from-refresh-token.ts";
import { GlobalSignOut } from "./tokens/global-sign-out.ts";
import { RevokeToken } from "./tokens/revoke-token.ts";
import { AdminCreateUser } from "./users/admin-create-user.ts";
import { AdminDeleteUser } from "./users/admin-delete-user.ts";
import { AdminDisableUser } from "./users/admin-disable-user.ts";
import { AdminEnableUser } from "./users/admin-enable-user.ts";
import { AdminGetUser } from "./users/admin-get-user.ts";
import { AdminResetUserPassword } from "./users/admin-reset-user-password.ts";
import { DeleteUser } from "./users/delete-user.ts";
import { GetUser } from "./users/get-user.ts";
import { ListUsers } from "./users/list-users.ts";

/** Every operation of the API: there, or missing by name. */
export const operations = {
  AddCustomAttributes,
  AddUserPoolClientSecret: notYet,
  AdminAddUserToGroup: notYet,
  AdminConfirmSignUp,
  AdminCreateUser,
  AdminDeleteSoftwareToken: notYet,
  AdminDeleteUser,
  AdminDeleteUserAttributes,
  AdminDisableProviderForUser: notYet,
  AdminDisableUser,
  AdminEnableUser,
  AdminForgetDevice: notYet,
  AdminGetDevice: notYet,
  AdminGetUser,
  AdminGetUserAuthFactors,
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
  AdminSetUserSettings,
  AdminUpdateAuthEventFeedback: notYet,
  AdminUpdateDeviceStatus: notYet,
  AdminUpdateUserAttributes,
  AdminUserGlobalSignOut,
  AssociateSoftwareToken: notYet,
  ChangePassword,
  CompleteWebAuthnRegistration: notYet,
  ConfirmDevice: notYet,
  ConfirmForgotPassword,
  ConfirmSignUp,
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
  DeleteUser,
  DeleteUserAttributes,
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
  GetTokensFromRefreshToken,
  GetUICustomization: notYet,
  GetUser,
  GetUserAttributeVerificationCode,
  GetUserAuthFactors,
  GetUserPoolClientSessionConfiguration: notYet,
  GetUserPoolMfaConfig: notYet,
  GetUserPoolSessionConfiguration: notYet,
  GlobalSignOut,
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
  ListUsers,
  ListUsersInGroup: notYet,
  ListWebAuthnCredentials: notYet,
  ResendConfirmationCode,
  RespondToAuthChallenge,
  RevokeToken,
  RevokeUserSession: notYet,
  SetLogDeliveryConfiguration: notYet,
  SetRiskConfiguration: notYet,
  SetUICustomization: notYet,
  SetUserMFAPreference: notYet,
  SetUserPoolClientSessionConfiguration: notYet,
  SetUserPoolMfaConfig: notYet,
  SetUserPoolSessionConfiguration: notYet,
  SetUserSettings,
  SignUp,
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
  UpdateUserAttributes,
  UpdateUserPool: notYet,
  UpdateUserPoolClient: notYet,
  UpdateUserPoolDomain: notYet,
  UpdateUserPoolReplica: notYet,
  VerifySoftwareToken: notYet,
  VerifyUserAttribute,
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
