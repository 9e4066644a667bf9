import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { run } from "../../src/cli/run.ts";
import { openWorld, type World } from "./arrange.ts";

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedOptions {
  readonly region?: string;
  /** How far ahead the caller's clock goes. */
  readonly aheadSeconds?: number;
}

/** A server that verifies signatures, and the command line beside it. */
export interface GuardedWorld {
  readonly world: World;
  /** `poolkeeper keys create`. */
  create(...flags: string[]): Promise<Key>;
  /** `poolkeeper keys revoke`. */
  revoke(key: Key): Promise<void>;
  /** The SDK, signing with a key. */
  as(key: Key, options?: SignedOptions): CognitoIdentityProvider;
}

/** Starts a server with `--auth keys` on an empty database. */
export async function openGuardedWorld(database: string): Promise<GuardedWorld> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-test-"));
  after(() => rm(folder, { recursive: true, force: true }));
  const where = ["--database", database, "--master-key", join(folder, "master.key")];
  const world = await openWorld(database, "--auth", "keys", ...where);
  return {
    world,
    async create(...flags) {
      const lines = await command(folder, "keys", "create", ...where, ...flags);
      const [accessKeyId = "", secretAccessKey = ""] = lines.map((line) => line.split(/\s+/)[1]);
      return { accessKeyId, secretAccessKey };
    },
    async revoke({ accessKeyId }) {
      await command(folder, "keys", "revoke", accessKeyId, ...where);
    },
    as(credentials, { region = "us-east-1", aheadSeconds = 0 } = {}) {
      const api = new CognitoIdentityProvider({
        endpoint: world.url,
        region,
        credentials,
        systemClockOffset: aheadSeconds * 1000,
        maxAttempts: 1,
      });
      after(() => api.destroy());
      return api;
    },
  };
}

/** Runs a command of Poolkeeper and gives the lines it printed. */
async function command(cwd: string, ...argv: string[]): Promise<string[]> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const status = await run({
    argv,
    cwd,
    env: {},
    terminal: false,
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
    stopRequested: () => new Promise(() => {}),
  });
  assert.equal(status, 0, complaints.join("\n"));
  return printed;
}
