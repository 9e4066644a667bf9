import { ALLOW_EVERYTHING, type AllowRule, parseAllow } from "../domain/access-key.ts";
import { flag } from "./flag.ts";
import { configFlag, databaseFlag, masterKeyFlag } from "./server-flags.ts";

/** Where access keys lie: the settings of the server that they are for. */
export const keysFlags = { database: databaseFlag, masterKey: masterKeyFlag, config: configFlag };

export const keysCreateFlags = {
  allow: flag<readonly AllowRule[]>({
    value: "RULE,…",
    help: "what the key may do",
    absent: ALLOW_EVERYTHING,
    absentText: "everything",
    expects: "operations such as ListUsers, Admin* or Admin*@us-east-1_AbCdEf123, separated by commas",
    read: parseAllow,
    list: true,
    reach: "arguments",
  }),
  ...keysFlags,
};
