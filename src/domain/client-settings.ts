import type {
  CreateUserPoolClientRequest,
  RefreshTokenRotationType,
  TokenValidityUnitsType,
  UpdateUserPoolClientRequest,
} from "../model/types.gen.ts";
import type { AppClient, ClientSettings } from "./app-client.ts";
import { STANDARD_SCOPES } from "./client-scopes.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import { declarationOf } from "./schema.ts";
import { checkTokenValidity, unitsWithDefaults } from "./token-validity.ts";

const DEFAULT_REFRESH_TOKEN_VALIDITY = 30;
const DEFAULT_AUTH_SESSION_VALIDITY = 3;

/** Lists come back sorted, whatever their order in the request. */
const sorted = <T extends string>(list: T[] | undefined): T[] | undefined =>
  list && [...new Set(list)].sort();

/** What a client of the pool may name beside what every pool has. */
export interface KnownNames {
  /** Scopes of the pool's resource servers: `<identifier>/<scope>`. */
  readonly scopes: ReadonlySet<string>;
  /** Names of the pool's identity providers. */
  readonly providers: ReadonlySet<string>;
}

/** Of a pool that has neither yet. */
const NO_NAMES: KnownNames = { scopes: new Set(), providers: new Set() };

type SettingsRequest = Omit<
  CreateUserPoolClientRequest,
  "UserPoolId" | "ClientName" | "GenerateSecret" | "ClientSecret"
>;

/** The settings of a new client: the request's, checked against each other and the pool. */
export function settingsOfNewClient(
  pool: Pool,
  input: SettingsRequest,
  hasSecret: boolean,
  known: KnownNames = NO_NAMES,
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
  checkAuthFlows(settings, hasSecret);
  checkTier(pool, settings);
  checkPermissions(pool, settings);
  checkProviders(pool, settings, known);
  checkOAuth(settings, hasSecret, known);
  checkAnalytics(settings);
  if (settings.EnablePropagateAdditionalUserContextData && !hasSecret) throw faults.contextDataNeedsSecret();
  return settings;
}

/** What an update that leaves it out keeps, as the service was measured; all else goes back to its default. */
const KEPT_WHEN_OMITTED = ["RefreshTokenValidity", "EnableTokenRevocation", "AuthSessionValidity"] as const;

/** The settings of a client that there is, made anew by a request and checked as a new client's. */
export function settingsOfChangedClient(
  pool: Pool,
  { settings, secrets }: Pick<AppClient, "settings" | "secrets">,
  input: Omit<UpdateUserPoolClientRequest, "UserPoolId" | "ClientId" | "ClientName">,
  known: KnownNames,
): ClientSettings {
  const kept = Object.fromEntries(
    KEPT_WHEN_OMITTED.map((member) => [member, input[member] ?? settings[member]]),
  );
  const request: SettingsRequest = {
    ...input,
    ...kept,
    TokenValidityUnits: unitsOfChangedClient(settings, input),
    RefreshTokenRotation: rotationOfChangedClient(settings.RefreshTokenRotation, input.RefreshTokenRotation),
  };
  const changed = settingsOfNewClient(pool, request, secrets.length > 0, known);
  return { ...changed, ClientType: settings.ClientType };
}

/** A lifetime that is kept keeps its unit: the number alone would mean another. */
function unitsOfChangedClient(
  { TokenValidityUnits: { RefreshToken } }: ClientSettings,
  input: Pick<UpdateUserPoolClientRequest, "RefreshTokenValidity" | "TokenValidityUnits">,
): TokenValidityUnitsType | undefined {
  const isDefault = RefreshToken === undefined || RefreshToken === "days";
  if (isDefault || input.RefreshTokenValidity !== undefined) return input.TokenValidityUnits;
  return {
    ...input.TokenValidityUnits,
    RefreshToken: input.TokenValidityUnits?.RefreshToken ?? RefreshToken,
  };
}

/** Rotation that is switched off shows a grace of no seconds. */
const rotationOfChangedClient = (
  before: RefreshTokenRotationType | undefined,
  after: RefreshTokenRotationType | undefined,
): RefreshTokenRotationType | undefined =>
  before && after?.Feature === "DISABLED" ? { RetryGracePeriodSeconds: 0, ...after } : after;

function checkAuthFlows(
  { ExplicitAuthFlows = [], RefreshTokenRotation }: ClientSettings,
  hasSecret: boolean,
): void {
  const modern = ExplicitAuthFlows.filter((flow) => flow.startsWith("ALLOW_"));
  if (modern.length > 0 && modern.length < ExplicitAuthFlows.length) throw faults.legacyFlowsMixed();
  if (RefreshTokenRotation?.Feature === "ENABLED" && ExplicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    throw faults.rotationWithRefreshAuth();
  }
  if (!ExplicitAuthFlows.includes("ALLOW_CLIENT_TOKEN_AUTH")) return;
  if (ExplicitAuthFlows.length > 1) throw faults.clientTokenAuthMixed();
  if (!hasSecret) throw faults.clientTokenAuthNeedsSecret();
}

function checkTier({ settings: { UserPoolTier } }: Pool, client: ClientSettings): void {
  if (UserPoolTier !== "LITE") return;
  const features = featuresBeyondLite(client);
  if (features.length > 0) throw faults.featuresNeedTier(UserPoolTier, features);
}

/** What a client uses that pools of the lowest tier don't have. */
export const featuresBeyondLite = (client: ClientSettings): string[] => [
  ...(client.ExplicitAuthFlows?.includes("ALLOW_USER_AUTH") ? ["Passwordless Sign-In"] : []),
  ...(client.RefreshTokenRotation?.Feature === "ENABLED" ? ["Refresh Token Rotation"] : []),
];

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

function checkProviders(
  pool: Pool,
  { SupportedIdentityProviders = [] }: ClientSettings,
  { providers }: KnownNames,
): void {
  const unknown = SupportedIdentityProviders.find((name) => name !== "COGNITO" && !providers.has(name));
  if (unknown !== undefined) throw faults.providerNotFound(unknown, pool.id);
}

const MAY_USE_HTTP = new Set(["localhost", "127.0.0.1", "[::1]"]);

function checkOAuth(settings: ClientSettings, hasSecret: boolean, { scopes }: KnownNames): void {
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
  const unknown = AllowedOAuthScopes.find((scope) => !STANDARD_SCOPES.has(scope) && !scopes.has(scope));
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
