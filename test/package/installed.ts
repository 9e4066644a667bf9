import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
const NODE = "node@24.21.0";
const run = promisify(execFile);

/** The environment of somebody who has never seen this checkout. */
const elsewhere = (...first: readonly string[]): Record<string, string | undefined> => ({
  HOME: process.env["HOME"],
  PATH: [
    ...first,
    ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules")),
  ].join(delimiter),
});

/** The package as users install it, in a folder of its own, with the Node.js it asks for. */
export interface Installed {
  readonly folder: string;
  /** Runs a program of the folder's own `node_modules/.bin`, or of the machine. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  readonly node: string;
  readonly bin: string;
  remove(): Promise<void>;
}

/** Packs this checkout and installs what came out. */
export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-package-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: CHECKOUT });
  const [packed]: { filename: string }[] = JSON.parse(stdout.slice(stdout.search(/^\[/m)));
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ private: true, allowScripts: { node: true } }),
  );
  await run("npm", ["install", `./${packed?.filename}`, NODE], { cwd: folder, env: elsewhere() });
  const programs = join(folder, "node_modules", ".bin");
  return {
    folder,
    node: join(programs, "node"),
    bin: join(folder, "node_modules", "poolkeeper", "bin", "poolkeeper.cjs"),
    async run(program, ...args) {
      return (await run(program, args, { cwd: folder, env: elsewhere(programs) })).stdout;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An older Node.js of this machine; undefined where it has none. */
export async function olderNode(): Promise<string | undefined> {
  const folders = elsewhere()["PATH"]?.split(delimiter) ?? [];
  for (const node of folders.map((folder) => join(folder, "node")).filter((file) => existsSync(file))) {
    const { stdout } = await run(node, ["--version"]);
    if (Number(/^v(\d+)/.exec(stdout)?.[1]) < 24) return node;
  }
  return undefined;
}
