import type { AppClient } from "../../domain/app-client.ts";
import type { UserPoolClientType } from "../../model/types.gen.ts";

/** A client as the API shows it, members in the service's order; `secret` is the newest, in clear. */
export const clientView = (client: AppClient, secret: string | undefined): UserPoolClientType => ({
  UserPoolId: client.poolId,
  ClientName: client.name,
  ClientId: client.id,
  ClientSecret: secret,
  LastModifiedDate: client.updatedAt,
  CreationDate: client.createdAt,
  ...client.settings,
});
