import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { JsonObject } from "../base/json.ts";
import type { Mac, Sealed } from "../base/sealed.ts";
import type { ApiCategory } from "../domain/api-category.ts";
import type { ClientSecret, ClientSettings } from "../domain/app-client.ts";
import type { IdentityProvider } from "../domain/identity-provider.ts";
import type { PoolSettings } from "../domain/pool.ts";
import type { DomainKind, PoolDomain } from "../domain/pool-domain.ts";
import type { ProviderDetails } from "../domain/provider-details.ts";
import type { Replica } from "../domain/replica.ts";
import type { ResourceServer } from "../domain/resource-server.ts";
import type { AuthEvent, EventFeedback } from "../domain/risk/auth-event.ts";
import type { RiskSettings } from "../domain/risk/configuration.ts";
import type { SamlMetadata } from "../domain/saml-metadata.ts";
import type { SessionConfiguration } from "../domain/session-configuration.ts";
import type { LogoFormat } from "../domain/ui-customization.ts";
import type { StoredPassword, UserAttributes } from "../domain/user.ts";
import type { SearchedAttribute } from "../domain/user-search.ts";
import type {
  AssetCategoryType,
  AssetExtensionType,
  ColorSchemeModeType,
  EventResponseType,
  EventType,
  LinksType,
  MFAOptionType,
  PasswordHashingAlgorithmType,
  TermsEnforcementType,
  TermsSourceType,
  UserImportJobStatusType,
  UserStatusType,
} from "../model/types.gen.ts";
import type { JsonText } from "./json-text.ts";

/** Epoch milliseconds. */
type Time = number;
type Flag = 0 | 1;

export type NameKind = "username" | "email" | "phone_number" | "preferred_username";
export type Medium = "EMAIL" | "SMS";
export type ErasureKind = "pool" | "client" | "group" | "user" | "importJob";
export type KeyUse = "id" | "access" | "saml";
/** `kept`: stays in the inbox; `failed`: its carrier refused it for good. */
export type MessageStatus = "pending" | "kept" | "failed";

/** The database as the queries see it; the migrations make it so. */
export interface Tables {
  pools: {
    id: UserPoolId;
    region: string;
    name: string;
    settings: JsonText<PoolSettings>;
    sessions: JsonText<SessionConfiguration> | null;
    secret: Sealed;
    /** As of `users_counted_at`; null before the first count. */
    user_count: number | null;
    users_counted_at: Time | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  app_clients: {
    pool_id: UserPoolId;
    id: ClientId;
    name: string;
    settings: JsonText<ClientSettings>;
    sso_validity_minutes: number | null;
    secrets: JsonText<readonly ClientSecret[]>;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  resource_servers: {
    pool_id: UserPoolId;
    identifier: string;
    name: string;
    scopes: JsonText<ResourceServer["scopes"]>;
  };
  users: {
    pool_id: UserPoolId;
    sub: Sub;
    username: string;
    status: UserStatusType;
    enabled: Flag;
    attributes: JsonText<UserAttributes>;
    password: JsonText<StoredPassword> | null;
    password_set_at: Time | null;
    signed_out_at: Time | null;
    mfa_options: JsonText<readonly MFAOptionType[]> | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  user_search: {
    pool_id: UserPoolId;
    attribute: SearchedAttribute;
    value: string;
    sub: Sub;
  };
  password_histories: {
    pool_id: UserPoolId;
    sub: Sub;
    passwords: JsonText<readonly StoredPassword[]>;
  };
  user_names: {
    pool_id: UserPoolId;
    name_key: string;
    kind: NameKind;
    sub: Sub;
  };
  groups: {
    pool_id: UserPoolId;
    id: string;
    name: string;
    /** As JSON, for it may hold what a text column can't. */
    description: JsonText<string> | null;
    role_arn: string | null;
    precedence: number | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  group_members: {
    pool_id: UserPoolId;
    sub: Sub;
    group_id: string;
    added_at: Time;
  };
  codes: {
    pool_id: UserPoolId;
    sub: Sub;
    purpose: string;
    mac: Mac;
    attribute: string;
    medium: Medium;
    destination: string;
    created_at: Time;
    expires_at: Time;
    tries: number;
    consumed_at: Time | null;
  };
  attempts: {
    pool_id: UserPoolId;
    subject: string;
    kind: string;
    count: number;
    first_at: Time;
    last_at: Time;
  };
  auth_sessions: {
    pool_id: UserPoolId;
    id: string;
    client_id: ClientId;
    sub: Sub | null;
    username: string;
    challenge: string;
    state: Sealed;
    created_at: Time;
    expires_at: Time;
    tries: number;
    claimed_at: Time | null;
  };
  grants: {
    pool_id: UserPoolId;
    id: string;
    sub: Sub;
    client_id: ClientId;
    username: string;
    auth_time: Time;
    event_id: string;
    scopes: JsonText<readonly string[]>;
    created_at: Time;
    expires_at: Time;
    revoked_at: Time | null;
  };
  refresh_tokens: {
    pool_id: UserPoolId;
    hash: string;
    grant_id: string;
    issued_at: Time;
    expires_at: Time;
    retired_at: Time | null;
  };
  user_sessions: {
    pool_id: UserPoolId;
    id: string;
    sub: Sub;
    client_id: ClientId;
    grant_id: string;
    device_type: string;
    ip: string;
    created_at: Time;
    last_active_at: Time;
    expires_at: Time;
  };
  user_pool_replicas: {
    pool_id: UserPoolId;
    region: string;
    status: Replica["status"];
    tags: JsonText<Replica["tags"]>;
    created_at: Time;
    version: number;
  };
  provisioned_limits: {
    region: string;
    category: ApiCategory;
    value: number;
    updated_at: Time;
  };
  signing_keys: {
    pool_id: UserPoolId;
    use: KeyUse;
    kid: string;
    /** SubjectPublicKeyInfo, DER, base64. */
    public_key: string;
    private_key: Sealed;
    /** X.509, DER, base64. */
    certificate: string | null;
    created_at: Time;
  };
  messages: {
    pool_id: UserPoolId;
    id: string;
    sub: Sub | null;
    username: string;
    medium: Medium;
    kind: string;
    destination: string;
    content: Sealed | null;
    status: MessageStatus;
    created_at: Time;
    sent_at: Time | null;
    next_try_at: Time;
    tries: number;
  };
  risk_configurations: {
    pool_id: UserPoolId;
    /** Empty: of the whole pool. */
    client_id: ClientId;
    settings: JsonText<RiskSettings>;
    updated_at: Time;
  };
  auth_events: {
    pool_id: UserPoolId;
    id: string;
    sub: Sub;
    type: EventType;
    response: EventResponseType;
    details: JsonText<Pick<AuthEvent, "risk" | "challenges" | "context">>;
    feedback: JsonText<EventFeedback> | null;
    created_at: Time;
  };
  brandings: {
    pool_id: UserPoolId;
    id: string;
    client_id: ClientId;
    uses_provided_values: Flag;
    settings: JsonText<JsonObject> | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  branding_assets: {
    pool_id: UserPoolId;
    client_id: ClientId;
    category: AssetCategoryType;
    color_mode: ColorSchemeModeType;
    /** Empty where the asset has none. */
    resource_id: string;
    extension: AssetExtensionType;
    /** Base64. */
    bytes: string;
  };
  ui_customizations: {
    pool_id: UserPoolId;
    /** Empty: for every client without one of its own. */
    client_id: ClientId;
    css: string | null;
    css_version: string | null;
    logo_version: string | null;
    logo_format: LogoFormat | null;
    /** Base64. */
    logo: string | null;
    created_at: Time;
    updated_at: Time;
  };
  terms: {
    pool_id: UserPoolId;
    id: string;
    client_id: ClientId;
    name: string;
    source: TermsSourceType;
    enforcement: TermsEnforcementType;
    links: JsonText<LinksType>;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  identity_providers: {
    pool_id: UserPoolId;
    name: string;
    type: IdentityProvider["type"];
    details: JsonText<ProviderDetails>;
    secrets: Sealed | null;
    attribute_mapping: JsonText<IdentityProvider["attributeMapping"]>;
    identifiers: JsonText<readonly string[]>;
    acr_mapping: JsonText<NonNullable<IdentityProvider["acrMapping"]>> | null;
    saml: JsonText<SamlMetadata> | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  provider_identifiers: {
    pool_id: UserPoolId;
    identifier: string;
    provider: string;
  };
  linked_identities: {
    pool_id: UserPoolId;
    provider: string;
    attribute: string;
    value_key: string;
    sub: Sub;
    created_at: Time;
  };
  domains: {
    pool_id: UserPoolId;
    kind: DomainKind;
    domain: string;
    managed_login_version: number;
    custom_config: JsonText<NonNullable<PoolDomain["customConfig"]>> | null;
    routing: JsonText<NonNullable<PoolDomain["routing"]>> | null;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  import_jobs: {
    pool_id: UserPoolId;
    id: string;
    name: string;
    logs_role_arn: string;
    algorithm: PasswordHashingAlgorithmType | null;
    status: UserImportJobStatusType;
    file_id: string | null;
    file_lines: number | null;
    next_byte: number;
    next_line: number;
    imported: number;
    skipped: number;
    failed: number;
    created_at: Time;
    started_at: Time | null;
    completed_at: Time | null;
    completion_message: string | null;
    version: number;
  };
  import_chunks: {
    pool_id: UserPoolId;
    job_id: string;
    file_id: string;
    first_byte: number;
    content: Sealed;
  };
  import_logs: {
    pool_id: UserPoolId;
    job_id: string;
    first_line: number;
    text: string;
    expires_at: Time;
  };
  active_imports: {
    pool_id: UserPoolId;
    job_id: string;
    region: string;
    leased_until: Time;
  };
  erasures: {
    pool_id: UserPoolId;
    kind: ErasureKind;
    target_id: string;
    requested_at: Time;
  };
  access_keys: {
    id: string;
    sealed_secret: Sealed;
    allow: JsonText<readonly string[]>;
    created_at: Time;
    revoked_at: Time | null;
  };
  master_keys: {
    key_id: string;
    check_value: string;
    created_at: Time;
  };
}
