import type { ClientSecret } from "../../domain/app-client.ts";
import type { ClientSecretDescriptorType } from "../../model/types.gen.ts";

/** A secret as the API tells of it; `value` only where the server made it, and only once. */
export const clientSecretView = (
  { id, createdAt }: ClientSecret,
  value?: string,
): ClientSecretDescriptorType => ({
  ClientSecretId: id,
  ClientSecretValue: value,
  ClientSecretCreateDate: createdAt,
});
