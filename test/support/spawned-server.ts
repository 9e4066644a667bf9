import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/poolkeeper.cjs", import.meta.url));

/** A server in a process of its own, as operators run it; it ends with the process of the tests at the latest. */
export interface SpawnedServer {
  readonly url: string;
  readonly inboxUrl: string;
  /** What it logged so far. */
  readonly log: readonly string[];
  /** Sends a signal and waits until the process is gone; gives its exit code, null where the signal ended it. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

export interface SpawnOptions {
  /** The checkout's where it is not given. */
  readonly bin?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts the bin on a free port and waits until it says that it is ready. `flags` are those of `poolkeeper start`. */
export async function spawnServer(
  flags: readonly string[],
  { bin = BIN, cwd, env = {} }: SpawnOptions = {},
): Promise<SpawnedServer> {
  const options = ["--port", "0", "--log-format", "json", "--log-level", "warn", ...flags];
  const child = spawn(process.execPath, [bin, "start", ...options], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);

  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const { API, Inbox } = await announced(child, child.stdout, log);
  // A test that fails leaves its server behind, which must not keep the tests from ending.
  for (const handle of [child, child.stdout, child.stderr]) {
    if (handle === child || handle instanceof Socket) handle.unref();
  }
  return {
    url: API,
    inboxUrl: Inbox,
    log,
    async end(signal) {
      process.off("exit", kill);
      child.ref();
      const exit = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill(signal);
      await exit;
      return child.exitCode;
    },
  };
}

interface Announcement {
  readonly API: string;
  readonly Inbox: string;
}

/** Reads the lines `  API  http://…` and so on that a server prints when it is ready. */
function announced(child: ChildProcess, stdout: Readable, log: readonly string[]): Promise<Announcement> {
  const told = { API: "", Inbox: "" };
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log.join("\n")}`)));
    createInterface({ input: stdout }).on("line", (line) => {
      const [, name, value] = /^ +(API|Inbox) +(\S+)$/.exec(line) ?? [];
      if ((name !== "API" && name !== "Inbox") || value === undefined) return;
      told[name] = value;
      if (told.API && told.Inbox) resolve(told);
    });
  });
}
