import type { FlagTable } from "../server/flag.ts";
import { keysCreateFlags, keysFlags } from "../server/key-flags.ts";
import { serverFlags } from "../server/server-flags.ts";
import type { Run } from "./shell.ts";

export interface Command {
  readonly name: string;
  readonly arguments?: string;
  readonly summary: string;
  readonly flags: FlagTable;
  readonly notes?: string;
  /** Loads what the command needs, and nothing before it is asked for. */
  readonly load: () => Promise<Run>;
}

export const commands: readonly Command[] = [
  {
    name: "start",
    summary: "Starts the server.",
    flags: serverFlags,
    notes: `Every flag can also be given in the environment (--tls-cert as POOLKEEPER_TLS_CERT) and in
poolkeeper.config.ts, .js or .json (as tlsCert). A flag goes before the environment before the file.`,
    load: async () => (await import("./start.ts")).start,
  },
  {
    name: "keys create",
    summary: "Makes an access key and prints its secret, once.",
    flags: keysCreateFlags,
    notes: `--allow takes rules separated by commas. A rule is an operation (ListUsers), the beginning of
operations (Admin*) or all (*), on every pool; with @POOL after it, on that pool; a pool's id
alone allows all operations on that pool. A pool may be the beginning of ids (us-east-1_*).

  poolkeeper keys create --allow 'Admin*@us-east-1_AbCdEf123,ListUserPools'`,
    load: async () => (await import("./keys.ts")).createKey,
  },
  {
    name: "keys list",
    summary: "Lists access keys, without their secrets.",
    flags: keysFlags,
    load: async () => (await import("./keys.ts")).listKeys,
  },
  {
    name: "keys revoke",
    arguments: "ID",
    summary: "Makes an access key worthless at once.",
    flags: keysFlags,
    load: async () => (await import("./keys.ts")).revokeKey,
  },
];
