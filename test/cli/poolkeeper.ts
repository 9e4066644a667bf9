import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const BIN = fileURLToPath(new URL("../../bin/poolkeeper.cjs", import.meta.url));

/** An empty folder for this test file, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "poolkeeper-cli-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment of a shell in which nobody has set anything for Poolkeeper. */
export const plainEnvironment = () => ({ PATH: process.env["PATH"], HOME: process.env["HOME"] });

/** Runs a command to its end. */
export function poolkeeper(cwd: string, argv: readonly string[], node = process.execPath) {
  const { status, stdout, stderr } = spawnSync(node, [BIN, ...argv], {
    cwd,
    encoding: "utf8",
    env: plainEnvironment(),
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  return { status, stdout, stderr };
}

/** Starts a server and waits until it says that it is ready; what is left of it is killed after the tests. */
export async function startPoolkeeper(cwd: string, argv: readonly string[]) {
  const child = spawn(process.execPath, [BIN, "start", ...argv], { cwd, env: plainEnvironment() });
  after(() => child.kill("SIGKILL"));
  let stdout = "";
  for await (const chunk of child.stdout) {
    stdout += chunk;
    if (stdout.includes("Inbox")) break;
  }
  child.stderr.resume();
  const url = /^ +API +(\S+)$/m.exec(stdout)?.[1];
  if (url === undefined) throw new Error(`not ready: ${stdout}`);
  return { child, stdout, url };
}
