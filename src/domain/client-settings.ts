import type { CreateUserPoolClientRequest } from "../model/types.gen.ts";
import type { AppClient, ClientSettings } from "./app-client.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import { declarationOf } from "./schema.ts";
import { checkTokenValidity, unitsWithDefaults } from "./token-validity.ts";

const DEFAULT_REFRESH_TOKEN_VALIDITY = 30;
const DEFAULT_AUTH_SESSION_VALIDITY = 3;

/** Lists come back sorted, whatever their order in the request. */
const sorted = <T extends string>(list: T[] | undefined): T[] | undefined =>
  list && [...new Set(list)].sort();

/** The settings of a new client: the request's, checked against each other and the pool. */
export function settingsOfNewClient(
  pool: Pool,
  input: CreateUserPoolClientRequest,
  hasSecret: boolean,
): ClientSettings {
  const settings: ClientSettings = {
    RefreshTokenValidity: input.RefreshTokenValidity || DEFAULT_REFRESH_TOKEN_VALIDITY,
    AccessTokenValidity: input.AccessTokenValidity,
    IdTokenValidity: input.IdTokenValidity,
    TokenValidityUnits: unitsWithDefaults(input.TokenValidityUnits),
    ReadAttributes: sorted(input.ReadAttributes),
    WriteAttributes: sorted(input.WriteAttributes),
    ExplicitAuthFlows: sorted(input.ExplicitAuthFlows),
    SupportedIdentityProviders: input.SupportedIdentityProviders,
    CallbackURLs: sorted(input.CallbackURLs),
    LogoutURLs: sorted(input.LogoutURLs),
    DefaultRedirectURI: input.DefaultRedirectURI,
    AllowedOAuthFlows: sorted(input.AllowedOAuthFlows),
    AllowedOAuthScopes: sorted(input.AllowedOAuthScopes),
    AllowedOAuthFlowsUserPoolClient: input.AllowedOAuthFlowsUserPoolClient ?? false,
    AnalyticsConfiguration: input.AnalyticsConfiguration,
    PreventUserExistenceErrors: input.PreventUserExistenceErrors,
    EnableTokenRevocation: input.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: input.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: input.AuthSessionValidity ?? DEFAULT_AUTH_SESSION_VALIDITY,
    RefreshTokenRotation: input.RefreshTokenRotation,
  };
  checkTokenValidity(settings);
  checkAuthFlows(settings);
  checkTier(pool, settings);
  checkPermissions(pool, settings);
  checkProviders(pool, settings);
  checkOAuth(settings, hasSecret);
  checkAnalytics(settings);
  if (settings.EnablePropagateAdditionalUserContextData && !hasSecret) throw faults.contextDataNeedsSecret();
  return settings;
}

function checkAuthFlows({ ExplicitAuthFlows = [], RefreshTokenRotation }: ClientSettings): void {
  const modern = ExplicitAuthFlows.filter((flow) => flow.startsWith("ALLOW_"));
  if (modern.length > 0 && modern.length < ExplicitAuthFlows.length) throw faults.legacyFlowsMixed();
  if (RefreshTokenRotation?.Feature === "ENABLED" && ExplicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    throw faults.rotationWithRefreshAuth();
  }
}

function checkTier({ settings: { UserPoolTier } }: Pool, client: ClientSettings): void {
  if (UserPoolTier !== "LITE") return;
  const features = [
    ...(client.ExplicitAuthFlows?.includes("ALLOW_USER_AUTH") ? ["Passwordless Sign-In"] : []),
    ...(client.RefreshTokenRotation?.Feature === "ENABLED" ? ["Refresh Token Rotation"] : []),
  ];
  if (features.length > 0) throw faults.featuresNeedTier(UserPoolTier, features);
}

const NOT_WRITABLE = ["sub", "email_verified", "phone_number_verified"];

function checkPermissions(pool: Pool, { ReadAttributes, WriteAttributes }: ClientSettings): void {
  const schema = pool.settings.SchemaAttributes;
  if (ReadAttributes?.some((name) => !declarationOf(schema, name))) throw faults.readAttributesInvalid();
  if (!WriteAttributes) return;
  const required = schema.filter(({ Name, Required }) => Required && Name !== "sub");
  const unwritable = WriteAttributes.some(
    (name) => !declarationOf(schema, name) || NOT_WRITABLE.includes(name),
  );
  if (unwritable || required.some(({ Name = "" }) => !WriteAttributes.includes(Name))) {
    throw faults.writeAttributesInvalid();
  }
}

function checkProviders(pool: Pool, { SupportedIdentityProviders = [] }: ClientSettings): void {
  const unknown = SupportedIdentityProviders.find((name) => name !== "COGNITO");
  if (unknown !== undefined) throw faults.providerNotFound(unknown, pool.id);
}

const STANDARD_SCOPES = new Set(["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"]);
const MAY_USE_HTTP = new Set(["localhost", "127.0.0.1", "[::1]"]);

function checkOAuth(settings: ClientSettings, hasSecret: boolean): void {
  const { AllowedOAuthFlows = [], AllowedOAuthScopes = [], CallbackURLs = [], LogoutURLs = [] } = settings;
  for (const url of [...CallbackURLs, ...LogoutURLs]) checkUrl(url);
  const { DefaultRedirectURI } = settings;
  if (DefaultRedirectURI !== undefined && !CallbackURLs.includes(DefaultRedirectURI)) {
    throw faults.defaultRedirectNotCallback(DefaultRedirectURI);
  }
  if (
    settings.AllowedOAuthFlowsUserPoolClient &&
    (AllowedOAuthFlows.length === 0 || AllowedOAuthScopes.length === 0)
  ) {
    throw faults.oauthNeedsFlowsAndScopes();
  }
  if (AllowedOAuthFlows.includes("client_credentials")) {
    if (AllowedOAuthFlows.length > 1) throw faults.clientCredentialsMixed();
    if (!hasSecret) throw faults.clientCredentialsNeedSecret();
  } else if (AllowedOAuthFlows.length > 0 && CallbackURLs.length === 0) {
    throw faults.callbackUrlsNeeded();
  }
  const unknown = AllowedOAuthScopes.find((scope) => !STANDARD_SCOPES.has(scope));
  if (unknown !== undefined) throw faults.scopeDoesNotExist(unknown);
}

function checkUrl(text: string): void {
  const url = URL.parse(text);
  if (!url) throw faults.urlNotAbsolute(text);
  if (text.includes("#")) throw faults.urlUsesFragment(text);
  if (url.protocol === "http:" && !MAY_USE_HTTP.has(url.hostname)) throw faults.urlUsesHttp(text);
}

function checkAnalytics({ AnalyticsConfiguration: analytics }: ClientSettings): void {
  if (!analytics) return;
  const byArn = analytics.ApplicationArn !== undefined;
  const parts = [analytics.ApplicationId, analytics.RoleArn, analytics.ExternalId];
  const byParts = parts.every((part) => part !== undefined);
  if (byArn === parts.some((part) => part !== undefined) || (!byArn && !byParts))
    throw faults.analyticsInvalid();
}

/** Whether the client hides from callers that a user does not exist (PreventUserExistenceErrors). */
export const concealsUsers = (client: AppClient): boolean =>
  client.settings.PreventUserExistenceErrors === "ENABLED";
