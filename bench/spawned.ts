import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A Node.js process that ends with this one at the latest. */
export interface Spawned {
  /** The first match in a line that it prints; undefined where it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray | undefined>;
  stop(): Promise<void>;
}

export interface SpawnedOptions {
  readonly cwd?: string;
  /** A file descriptor; without it, this process's own standard error. */
  readonly stderr?: number;
}

export function spawnNode(args: readonly string[], { cwd, stderr }: SpawnedOptions = {}): Spawned {
  const stdio: StdioOptions = ["ignore", "pipe", stderr ?? "inherit"];
  // Settings of whoever runs this must not become the server's.
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  const child = spawn(process.execPath, [...args], { cwd, env, stdio });
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  return {
    printed: (pattern) => firstMatch(child.stdout, pattern),
    async stop() {
      process.off("exit", kill);
      await end(child);
    },
  };
}

async function firstMatch(stdout: Readable | null, pattern: RegExp): Promise<RegExpExecArray | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface({ input: stdout })) {
    const match = pattern.exec(line);
    if (match) return match;
  }
  return undefined;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
