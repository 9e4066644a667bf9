import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RequestLog } from "./request-log.ts";
import { spawnNode } from "./spawned.ts";

const BIN = fileURLToPath(new URL("../bin/poolkeeper.cjs", import.meta.url));

/** A server in a process of its own, with the settings that operators get unasked. */
export interface BenchServer {
  readonly url: string;
  /** From the start of the process to its first answer. */
  readonly startUpMs: number;
  readonly log: RequestLog;
  /** What the whole process, threads included, has used of the processors so far. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** `flags` are those of `poolkeeper start`; in `folder` lies whatever the server leaves behind. */
export async function startServer(folder: string, flags: readonly string[]): Promise<BenchServer> {
  const log = new RequestLog(join(folder, "server.log"));
  const stderr = openSync(log.file, "a");
  const began = performance.now();
  const child = spawnNode([BIN, "start", "--port", "0", ...flags], { cwd: folder, stderr });
  closeSync(stderr);
  const [, url] = (await child.printed(/^ +API +(\S+)$/)) ?? [];
  if (url === undefined) throw new Error(`the server did not start: ${await log.text()}`);
  await get(`${url}/healthz`);
  const startUpMs = performance.now() - began;
  return {
    url,
    startUpMs,
    log,
    cpuSeconds: async () => readCpuSeconds(await get(`${url}/metrics`)),
    stop: () => child.stop(),
  };
}

async function get(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${new URL(url).pathname} was answered with ${answer.status}`);
  return answer.text();
}

/** The server's own word, from getrusage(2): to the microsecond, on every system. */
function readCpuSeconds(metrics: string): number {
  const [, seconds] = /^process_cpu_seconds_total (\S+)/m.exec(metrics) ?? [];
  if (seconds === undefined) throw new Error("the server does not tell its processor time");
  return Number(seconds);
}
