import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { UserPoolClientType } from "../model/types.gen.ts";

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
