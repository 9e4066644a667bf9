import type { App } from "../support/arrange.ts";

export type Metadata = Record<string, string> | undefined;

/** Where an event tells the ClientMetadata of the request. */
export type Seen = "clientMetadata" | "validationData" | "nowhere";

/** A row of the matrix: an operation that takes ClientMetadata, and the events it causes, in order. */
export interface Cell {
  readonly operation: string;
  /** Makes ready what the call is about; what that calls does not count. */
  readonly call: (app: App) => Promise<(metadata: Metadata, validation: Metadata) => Promise<unknown>>;
  readonly events: readonly (readonly [source: string, seen: Seen])[];
}

let names = 0;

/** A username that no other cell has. */
export const newName = (): string => `cell-${++names}`;
