import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { Mac, Sealed } from "../base/sealed.ts";
import type { ClientSecret, ClientSettings } from "../domain/app-client.ts";
import type { PoolSettings } from "../domain/pool.ts";
import type { StoredPassword, UserAttributes } from "../domain/user.ts";
import type { SearchedAttribute } from "../domain/user-search.ts";
import type { MFAOptionType, UserStatusType } from "../model/types.gen.ts";
import type { JsonText } from "./json-text.ts";

/** Epoch milliseconds. */
type Time = number;
type Flag = 0 | 1;

export type NameKind = "username" | "email" | "phone_number" | "preferred_username";
export type Medium = "EMAIL" | "SMS";
export type ErasureKind = "pool" | "client" | "user";
export type KeyUse = "id" | "access";
/** `kept`: stays in the inbox; `failed`: its carrier refused it for good. */
export type MessageStatus = "pending" | "kept" | "failed";

/** The database as the queries see it; the migrations make it so. */
export interface Tables {
  pools: {
    id: UserPoolId;
    region: string;
    name: string;
    settings: JsonText<PoolSettings>;
    secret: Sealed;
    created_at: Time;
    updated_at: Time;
    version: number;
  };
  app_clients: {
    pool_id: UserPoolId;
    id: ClientId;
    name: string;
    settings: JsonText<ClientSettings>;
    secrets: JsonText<readonly ClientSecret[]>;
    created_at: Time;
    updated_at: Time;
    version: number;
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
  signing_keys: {
    pool_id: UserPoolId;
    use: KeyUse;
    kid: string;
    /** SubjectPublicKeyInfo, DER, base64. */
    public_key: string;
    private_key: Sealed;
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
