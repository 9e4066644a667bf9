import { type AccessKeys, withAccessKeys } from "../server/access-keys.ts";
import { sealedDatabase } from "../server/config.ts";
import type { FlagValues } from "../server/flag.ts";
import { keysCreateFlags, keysFlags } from "../server/key-flags.ts";
import { readSettings } from "../server/settings.ts";
import { ConfigError } from "../server/startup-error.ts";
import type { Run, Shell } from "./shell.ts";

export const createKey: Run = async (shell) => {
  const { values, positionals } = await readSettings(keysCreateFlags, shell);
  expectNoMore(positionals);
  const { id, secret } = await withKeys(shell, values, (keys) => keys.create(values.allow));
  shell.print(`AccessKeyId      ${id}`);
  shell.print(`SecretAccessKey  ${secret}`);
  shell.complain("Keep the secret access key in a safe place: it is not shown again.");
};

export const listKeys: Run = async (shell) => {
  const { values, positionals } = await readSettings(keysFlags, shell);
  expectNoMore(positionals);
  const keys = await withKeys(shell, values, (all) => all.list());
  shell.print(row("AccessKeyId", "Created", "Revoked", "Allow"));
  for (const { id, createdAt, revokedAt, allow } of keys) {
    shell.print(row(id, moment(createdAt), revokedAt === null ? "-" : moment(revokedAt), allow.join(",")));
  }
};

export const revokeKey: Run = async (shell) => {
  const { values, positionals } = await readSettings(keysFlags, shell);
  const [id, ...more] = positionals;
  if (id === undefined) throw new ConfigError("keys revoke: expected the ID of an access key");
  expectNoMore(more);
  const revoked = await withKeys(shell, values, (keys) => keys.revoke(id));
  if (!revoked) throw new ConfigError(`there is no access key ${JSON.stringify(id)} that could be revoked`);
  shell.print(`Revoked ${id}.`);
};

type Where = Pick<FlagValues<typeof keysFlags>, "database" | "masterKey">;

function withKeys<T>(shell: Shell, where: Where, work: (keys: AccessKeys) => Promise<T>): Promise<T> {
  const { database, masterKeyFile } = sealedDatabase(where.database, where.masterKey, shell.cwd);
  if (database.kind === "memory") {
    throw new ConfigError("a database in memory can't be reached from here: its access keys would be lost");
  }
  return withAccessKeys({ database, masterKeyFile }, work);
}

function expectNoMore(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new ConfigError(`unexpected argument ${JSON.stringify(positionals[0])}`);
}

const moment = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 19).concat("Z");

const row = (id: string, created: string, revoked: string, allow: string): string =>
  `${id.padEnd(20)}  ${created.padEnd(20)}  ${revoked.padEnd(20)}  ${allow}`;
