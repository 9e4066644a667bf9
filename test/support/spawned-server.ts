import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/poolkeeper.cjs", import.meta.url));

/** A server in a process of its own, as operators run it. */
export interface SpawnedServer {
  readonly url: string;
  readonly inboxUrl: string;
  /** What it logged so far. */
  readonly log: readonly string[];
  /** Sends a signal and waits until the process is gone; gives its exit code, null where the signal ended it. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** Starts the bin and waits until it answers; it is killed with the tests, whose end it does not hold up. `flags` are those of `poolkeeper start`. */
export async function spawnServer(
  flags: readonly string[],
  wrapper: readonly string[] = [],
): Promise<SpawnedServer> {
  const [program = process.execPath, ...prefix] = [...wrapper, process.execPath];
  const child = spawn(
    program,
    [...prefix, BIN, "start", "--port", "0", "--log-format", "json", "--log-level", "warn", ...flags],
    { env: { PATH: process.env["PATH"], HOME: process.env["HOME"] }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const orphaned = (): boolean => child.kill("SIGKILL");
  process.once("exit", orphaned);
  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const { url, inbox } = await announced(child, log);
  letGo(child);
  return {
    url,
    inboxUrl: inbox,
    log,
    async end(signal) {
      process.off("exit", orphaned);
      child.ref();
      const exit = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill(signal);
      await exit;
      return child.exitCode;
    },
  };
}

function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
}

/** Where the server says it is reached. */
async function announced(
  child: ChildProcess,
  log: readonly string[],
): Promise<{ url: string; inbox: string }> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log.join("\n")}`)));
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const [, url] = /^ +API +(\S+)$/m.exec(text) ?? [];
      const [, inbox] = /^ +Inbox +(\S+)$/m.exec(text) ?? [];
      if (url !== undefined && inbox !== undefined) resolve({ url, inbox });
    });
  });
}
