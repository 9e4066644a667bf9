import type { OperationName } from "../model/types.gen.ts";

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** `poolId` is undefined for operations that name no pool. */
  allows(operation: OperationName, poolId: string | undefined): boolean;
}

export type FindKey = (accessKeyId: string) => Promise<AccessKey | undefined>;

/** `open`: a credential is asked for, and believed; `keys`: signatures are verified. */
export type ApiAuth = { readonly mode: "open" } | { readonly mode: "keys"; readonly findKey: FindKey };
