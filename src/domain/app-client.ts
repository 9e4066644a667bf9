import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { UserPoolClientType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

type Settled =
  | "RefreshTokenValidity"
  | "TokenValidityUnits"
  | "AllowedOAuthFlowsUserPoolClient"
  | "EnableTokenRevocation"
  | "EnablePropagateAdditionalUserContextData"
  | "AuthSessionValidity";

type Elsewhere =
  | "UserPoolId"
  | "ClientId"
  | "ClientName"
  | "ClientSecret"
  | "LastModifiedDate"
  | "CreationDate";

/** A client's settings in the API's own members: defaults filled in, members nobody chose left out. */
export type ClientSettings = { [Member in Settled]-?: NonNullable<UserPoolClientType[Member]> } & Omit<
  UserPoolClientType,
  Settled | Elsewhere
>;

export interface AppClient {
  readonly poolId: UserPoolId;
  readonly id: ClientId;
  readonly name: string;
  readonly settings: ClientSettings;
  /** For so long after a sign-in it takes over the SSO session of it; 0: never. */
  readonly ssoValidityMinutes: number;
  /** Live secrets, oldest first; none for a public client. */
  readonly secrets: readonly ClientSecret[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

export interface ClientSecret {
  readonly id: string;
  readonly sealed: Sealed;
  readonly createdAt: number;
}

export const MOST_CLIENT_SECRETS = 2;

/** Refuses to touch the secrets of clients that registered themselves: theirs are not the administrator's. */
export function requireManagedSecrets({ settings }: Pick<AppClient, "settings">): void {
  if (settings.ClientType === "DCR") throw faults.clientSecretsNotManaged();
}
