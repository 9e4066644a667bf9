import type { Caller } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Context } from "../flows/context.ts";
import { poolElsewhere, requireEnabledInRegion } from "../flows/replicas.ts";
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
import { CreateManagedLoginBranding } from "./branding/create-managed-login-branding.ts";
import { DeleteManagedLoginBranding } from "./branding/delete-managed-login-branding.ts";
import { DescribeManagedLoginBranding } from "./branding/describe-managed-login-branding.ts";
import { DescribeManagedLoginBrandingByClient } from "./branding/describe-managed-login-branding-by-client.ts";
import { GetUICustomization } from "./branding/get-ui-customization.ts";
import { SetUICustomization } from "./branding/set-ui-customization.ts";
import { UpdateManagedLoginBranding } from "./branding/update-managed-login-branding.ts";
import { AddUserPoolClientSecret } from "./clients/add-user-pool-client-secret.ts";
import { CreateUserPoolClient } from "./clients/create-user-pool-client.ts";
import { DeleteUserPoolClient } from "./clients/delete-user-pool-client.ts";
import { DeleteUserPoolClientSecret } from "./clients/delete-user-pool-client-secret.ts";
import { DescribeUserPoolClient } from "./clients/describe-user-pool-client.ts";
import { ListUserPoolClientSecrets } from "./clients/list-user-pool-client-secrets.ts";
import { ListUserPoolClients } from "./clients/list-user-pool-clients.ts";
import { UpdateUserPoolClient } from "./clients/update-user-pool-client.ts";
import { CreateUserPoolDomain } from "./domains/create-user-pool-domain.ts";
import { DeleteUserPoolDomain } from "./domains/delete-user-pool-domain.ts";
import { DescribeUserPoolDomain } from "./domains/describe-user-pool-domain.ts";
import { UpdateUserPoolDomain } from "./domains/update-user-pool-domain.ts";
import { AdminGetUserAuthFactors } from "./factors/admin-get-user-auth-factors.ts";
import { AdminSetUserSettings } from "./factors/admin-set-user-settings.ts";
import { GetUserAuthFactors } from "./factors/get-user-auth-factors.ts";
import { SetUserSettings } from "./factors/set-user-settings.ts";
import { AdminAddUserToGroup } from "./groups/admin-add-user-to-group.ts";
import { AdminListGroupsForUser } from "./groups/admin-list-groups-for-user.ts";
import { AdminRemoveUserFromGroup } from "./groups/admin-remove-user-from-group.ts";
import { CreateGroup } from "./groups/create-group.ts";
import { DeleteGroup } from "./groups/delete-group.ts";
import { GetGroup } from "./groups/get-group.ts";
import { ListGroups } from "./groups/list-groups.ts";
import { ListUsersInGroup } from "./groups/list-users-in-group.ts";
import { UpdateGroup } from "./groups/update-group.ts";
import { CreateUserImportJob } from "./imports/create-user-import-job.ts";
import { DescribeUserImportJob } from "./imports/describe-user-import-job.ts";
import { GetCSVHeader } from "./imports/get-csv-header.ts";
import { ListUserImportJobs } from "./imports/list-user-import-jobs.ts";
import { StartUserImportJob } from "./imports/start-user-import-job.ts";
import { StopUserImportJob } from "./imports/stop-user-import-job.ts";
import { GetProvisionedLimit } from "./limits/get-provisioned-limit.ts";
import { UpdateProvisionedLimit } from "./limits/update-provisioned-limit.ts";
import { GetLogDeliveryConfiguration } from "./logs/get-log-delivery-configuration.ts";
import { SetLogDeliveryConfiguration } from "./logs/set-log-delivery-configuration.ts";
import { type NotYet, notYet, type Operation } from "./operation.ts";
import { AdminSetUserPassword } from "./passwords/admin-set-user-password.ts";
import { ChangePassword } from "./passwords/change-password.ts";
import { AddCustomAttributes } from "./pools/add-custom-attributes.ts";
import { CreateUserPool } from "./pools/create-user-pool.ts";
import { DeleteUserPool } from "./pools/delete-user-pool.ts";
import { DescribeUserPool } from "./pools/describe-user-pool.ts";
import { GetSigningCertificate } from "./pools/get-signing-certificate.ts";
import { GetUserPoolMfaConfig } from "./pools/get-user-pool-mfa-config.ts";
import { ListUserPools } from "./pools/list-user-pools.ts";
import { SetUserPoolMfaConfig } from "./pools/set-user-pool-mfa-config.ts";
import { UpdateUserPool } from "./pools/update-user-pool.ts";
import { CreateIdentityProvider } from "./providers/create-identity-provider.ts";
import { DeleteIdentityProvider } from "./providers/delete-identity-provider.ts";
import { DescribeIdentityProvider } from "./providers/describe-identity-provider.ts";
import { GetIdentityProviderByIdentifier } from "./providers/get-identity-provider-by-identifier.ts";
import { ListIdentityProviders } from "./providers/list-identity-providers.ts";
import { UpdateIdentityProvider } from "./providers/update-identity-provider.ts";
import { ConfirmForgotPassword } from "./recovery/confirm-forgot-password.ts";
import { ForgotPassword } from "./recovery/forgot-password.ts";
import { CreateUserPoolReplica } from "./replicas/create-user-pool-replica.ts";
import { DeleteUserPoolReplica } from "./replicas/delete-user-pool-replica.ts";
import { ListUserPoolReplicas } from "./replicas/list-user-pool-replicas.ts";
import { UpdateUserPoolReplica } from "./replicas/update-user-pool-replica.ts";
import { CreateResourceServer } from "./resource-servers/create-resource-server.ts";
import { DeleteResourceServer } from "./resource-servers/delete-resource-server.ts";
import { DescribeResourceServer } from "./resource-servers/describe-resource-server.ts";
import { ListResourceServers } from "./resource-servers/list-resource-servers.ts";
import { UpdateResourceServer } from "./resource-servers/update-resource-server.ts";
import { AdminListUserAuthEvents } from "./risk/admin-list-user-auth-events.ts";
import { AdminUpdateAuthEventFeedback } from "./risk/admin-update-auth-event-feedback.ts";
import { DescribeRiskConfiguration } from "./risk/describe-risk-configuration.ts";
import { SetRiskConfiguration } from "./risk/set-risk-configuration.ts";
import { UpdateAuthEventFeedback } from "./risk/update-auth-event-feedback.ts";
import { AdminConfirmSignUp } from "./sign-up/admin-confirm-sign-up.ts";
import { ConfirmSignUp } from "./sign-up/confirm-sign-up.ts";
import { ResendConfirmationCode } from "./sign-up/resend-confirmation-code.ts";
import { SignUp } from "./sign-up/sign-up.ts";
import { ListTagsForResource } from "./tags/list-tags-for-resource.ts";
import { TagResource } from "./tags/tag-resource.ts";
import { UntagResource } from "./tags/untag-resource.ts";
import { CreateTerms } from "./terms/create-terms.ts";
import { DeleteTerms } from "./terms/delete-terms.ts";
import { DescribeTerms } from "./terms/describe-terms.ts";
import { DescribeTermsByClient } from "./terms/describe-terms-by-client.ts";
import { ListTerms } from "./terms/list-terms.ts";
import { UpdateTerms } from "./terms/update-terms.ts";
import { AdminUserGlobalSignOut } from "./tokens/admin-user-global-sign-out.ts";
import { GetClientToken } from "./tokens/get-client-token.ts";
import { GetTokensFromRefreshToken } from "./tokens/get-tokens-from-refresh-token.ts";
import { GlobalSignOut } from "./tokens/global-sign-out.ts";
import { RevokeToken } from "./tokens/revoke-token.ts";
import { AdminListUserSessions } from "./user-sessions/admin-list-user-sessions.ts";
import { AdminRevokeUserSession } from "./user-sessions/admin-revoke-user-session.ts";
import { GetUserPoolClientSessionConfiguration } from "./user-sessions/get-user-pool-client-session-configuration.ts";
import { GetUserPoolSessionConfiguration } from "./user-sessions/get-user-pool-session-configuration.ts";
import { ListUserSessions } from "./user-sessions/list-user-sessions.ts";
import { RevokeUserSession } from "./user-sessions/revoke-user-session.ts";
import { SetUserPoolClientSessionConfiguration } from "./user-sessions/set-user-pool-client-session-configuration.ts";
import { SetUserPoolSessionConfiguration } from "./user-sessions/set-user-pool-session-configuration.ts";
import { AdminCreateUser } from "./users/admin-create-user.ts";
import { AdminDeleteUser } from "./users/admin-delete-user.ts";
import { AdminDisableProviderForUser } from "./users/admin-disable-provider-for-user.ts";
import { AdminDisableUser } from "./users/admin-disable-user.ts";
import { AdminEnableUser } from "./users/admin-enable-user.ts";
import { AdminGetUser } from "./users/admin-get-user.ts";
import { AdminLinkProviderForUser } from "./users/admin-link-provider-for-user.ts";
import { AdminResetUserPassword } from "./users/admin-reset-user-password.ts";
import { DeleteUser } from "./users/delete-user.ts";
import { GetUser } from "./users/get-user.ts";
import { ListUsers } from "./users/list-users.ts";

/** Every operation of the API: there, or missing by name. */
export const operations = {
  AddCustomAttributes,
  AddUserPoolClientSecret,
  AdminAddUserToGroup,
  AdminConfirmSignUp,
  AdminCreateUser,
  AdminDeleteSoftwareToken: notYet,
  AdminDeleteUser,
  AdminDeleteUserAttributes,
  AdminDisableProviderForUser,
  AdminDisableUser,
  AdminEnableUser,
  AdminForgetDevice: notYet,
  AdminGetDevice: notYet,
  AdminGetUser,
  AdminGetUserAuthFactors,
  AdminInitiateAuth,
  AdminLinkProviderForUser,
  AdminListDevices: notYet,
  AdminListGroupsForUser,
  AdminListUserAuthEvents,
  AdminListUserSessions,
  AdminRemoveUserFromGroup,
  AdminResetUserPassword,
  AdminRespondToAuthChallenge,
  AdminRevokeUserSession,
  AdminSetUserMFAPreference: notYet,
  AdminSetUserPassword,
  AdminSetUserSettings,
  AdminUpdateAuthEventFeedback,
  AdminUpdateDeviceStatus: notYet,
  AdminUpdateUserAttributes,
  AdminUserGlobalSignOut,
  AssociateSoftwareToken: notYet,
  ChangePassword,
  CompleteWebAuthnRegistration: notYet,
  ConfirmDevice: notYet,
  ConfirmForgotPassword,
  ConfirmSignUp,
  CreateGroup,
  CreateIdentityProvider,
  CreateManagedLoginBranding,
  CreateResourceServer,
  CreateTerms,
  CreateUserImportJob,
  CreateUserPool,
  CreateUserPoolClient,
  CreateUserPoolDomain,
  CreateUserPoolReplica,
  DeleteGroup,
  DeleteIdentityProvider,
  DeleteManagedLoginBranding,
  DeleteResourceServer,
  DeleteTerms,
  DeleteUser,
  DeleteUserAttributes,
  DeleteUserPool,
  DeleteUserPoolClient,
  DeleteUserPoolClientSecret,
  DeleteUserPoolDomain,
  DeleteUserPoolReplica,
  DeleteWebAuthnCredential: notYet,
  DescribeIdentityProvider,
  DescribeManagedLoginBranding,
  DescribeManagedLoginBrandingByClient,
  DescribeResourceServer,
  DescribeRiskConfiguration,
  DescribeTerms,
  DescribeTermsByClient,
  DescribeUserImportJob,
  DescribeUserPool,
  DescribeUserPoolClient,
  DescribeUserPoolDomain,
  ForgetDevice: notYet,
  ForgotPassword,
  GetCSVHeader,
  GetClientToken,
  GetDevice: notYet,
  GetGroup,
  GetIdentityProviderByIdentifier,
  GetLogDeliveryConfiguration,
  GetProvisionedLimit,
  GetSigningCertificate,
  GetTokensFromRefreshToken,
  GetUICustomization,
  GetUser,
  GetUserAttributeVerificationCode,
  GetUserAuthFactors,
  GetUserPoolClientSessionConfiguration,
  GetUserPoolMfaConfig,
  GetUserPoolSessionConfiguration,
  GlobalSignOut,
  InitiateAuth,
  ListDevices: notYet,
  ListGroups,
  ListIdentityProviders,
  ListResourceServers,
  ListTagsForResource,
  ListTerms,
  ListUserImportJobs,
  ListUserPoolClientSecrets,
  ListUserPoolClients,
  ListUserPoolReplicas,
  ListUserPools,
  ListUserSessions,
  ListUsers,
  ListUsersInGroup,
  ListWebAuthnCredentials: notYet,
  ResendConfirmationCode,
  RespondToAuthChallenge,
  RevokeToken,
  RevokeUserSession,
  SetLogDeliveryConfiguration,
  SetRiskConfiguration,
  SetUICustomization,
  SetUserMFAPreference: notYet,
  SetUserPoolClientSessionConfiguration,
  SetUserPoolMfaConfig,
  SetUserPoolSessionConfiguration,
  SetUserSettings,
  SignUp,
  StartUserImportJob,
  StartWebAuthnRegistration: notYet,
  StopUserImportJob,
  TagResource,
  UntagResource,
  UpdateAuthEventFeedback,
  UpdateDeviceStatus: notYet,
  UpdateGroup,
  UpdateIdentityProvider,
  UpdateManagedLoginBranding,
  UpdateProvisionedLimit,
  UpdateResourceServer,
  UpdateTerms,
  UpdateUserAttributes,
  UpdateUserPool,
  UpdateUserPoolClient,
  UpdateUserPoolDomain,
  UpdateUserPoolReplica,
  VerifySoftwareToken: notYet,
  VerifyUserAttribute,
} satisfies { readonly [Name in OperationName]: Operation<Name> | NotYet };

/** Calls an operation with input that the wire has checked. */
export async function invokeOperation(
  ctx: Context,
  name: OperationName,
  caller: Caller,
  input: object,
): Promise<object> {
  const found = operations[name];
  if (found.kind === "notYet") throw faults.notYet(`the operation ${name}`);
  const elsewhere = poolElsewhere(caller, input);
  if (elsewhere !== undefined) await requireEnabledInRegion(ctx, name, caller.origin, elsewhere);
  return found.invoke(ctx, caller, input);
}
