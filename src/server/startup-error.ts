import { MasterKeyError } from "../effects/vault.ts";
import { StoreError } from "../store/store-error.ts";

/** Why the server can't start, in one line that tells the operator what to change. */
export class StartupError extends Error {}

/** A flag, environment variable or config file that asks for what can't be. */
export class ConfigError extends StartupError {}

/** Whether an error's message is all the operator needs, and its stack nothing but noise. */
export const explainsItself = (error: unknown): error is Error =>
  [StartupError, StoreError, MasterKeyError].some((kind) => error instanceof kind);
