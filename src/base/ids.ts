import type { Brand } from "./brand.ts";

/** `us-east-1_AbCdEf123`. */
export type UserPoolId = Brand<string, "UserPoolId">;
/** Of an app client. */
export type ClientId = Brand<string, "ClientId">;
/** A user's immutable UUID. */
export type Sub = Brand<string, "Sub">;

export const userPoolId = (text: string): UserPoolId => text as UserPoolId;
export const clientId = (text: string): ClientId => text as ClientId;
export const sub = (text: string): Sub => text as Sub;

/** The region a pool id begins with: `us-east-1` of `us-east-1_AbCdEf123`. */
export const regionOf = (id: UserPoolId): string => id.slice(0, id.lastIndexOf("_"));

/** What stands after the `_`: the name SRP hashes. */
export const poolNameOf = (id: UserPoolId): string => id.slice(id.lastIndexOf("_") + 1);
