import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Which rooms, or which single file of a room, a room may import. Its own files it always may. */
const WALLS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: [],
  domain: ["base", "model"],
  ports: ["base", "domain"],
  store: ["base", "model", "domain"],
  wire: ["base", "model", "domain"],
  flows: ["base", "model", "domain", "ports", "store"],
  effects: ["base", "domain", "ports", "wire/sigv4.ts"],
  client: ["base", "model", "wire/sigv4.ts"],
  operations: ["base", "model", "domain", "ports", "store", "flows"],
  oauth: ["base", "model", "domain", "ports", "store", "flows", "wire/http.ts", "wire/cors.ts"],
  pages: ["base", "model", "domain", "ports", "store", "flows", "wire/http.ts", "wire/cors.ts"],
  ops: ["base", "domain", "ports", "store", "wire/http.ts"],
  jobs: ["base", "model", "domain", "ports", "store", "flows"],
  server: [
    ...["base", "model", "domain", "ports", "store", "wire", "flows", "effects"],
    ...["client", "operations", "oauth", "pages", "ops", "jobs"],
  ],
  cli: ["server", "client"],
};

/** Which rooms may know a package; a package that is not here belongs to nobody yet. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@node-rs/argon2": ["effects"],
  "@node-rs/bcrypt": ["effects"],
  fastify: ["wire", "oauth", "pages", "ops", "server"],
  kysely: ["store"],
  nodemailer: ["effects"],
  pg: ["store"],
  pino: ["server"],
  "pino-pretty": ["server"],
  "prom-client": ["ops"],
  zod: ["server"],
};

const UNREPEATABLE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\b(?:crypto|webcrypto)\.random|\brandom(?:Bytes|UUID|Int|Fill|FillSync)\b|\bgetRandomValues\b/;

interface SourceFile {
  /** Below `src/`. */
  readonly path: string;
  readonly room: string;
  readonly code: string;
  /** Of ours, below `src/`. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

function read(path: string): SourceFile {
  const code = readFileSync(join(SRC, path), "utf8").replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  const imported = [...code.matchAll(/(?<!")(?:\bfrom|\bimport|\bimport\()\s*"([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
  return {
    path,
    room: path.split("/")[0] ?? "",
    code,
    files: imported.filter((name) => name.startsWith(".")).map((name) => join(dirname(path), name)),
    packages: imported.filter((name) => !name.startsWith(".") && !name.startsWith("node:")).map(packageOf),
  };
}

/** `kysely` of `kysely/migration`. */
const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

const sources = globSync("**/*.ts", { cwd: SRC })
  .filter((path) => !path.endsWith(".test.ts"))
  .map(read);

const everyImport = sources.flatMap((source) => source.files.map((target) => ({ source, target })));

function mayImport(room: string, target: string): boolean {
  const allowed = [room, ...(WALLS[room] ?? [])];
  return allowed.some((entry) => target === entry || target.startsWith(`${entry}/`));
}

/** Chains of imports that come back to where they began, each once. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const filesOf = new Map(sources.map(({ path, files }) => [path, files]));

  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const next of filesOf.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}

describe("the house", () => {
  test("has only rooms with walls", () => {
    assert.ok(sources.length > 0);
    const strange = sources.filter(({ room }) => WALLS[room] === undefined).map(({ path }) => path);
    assert.deepEqual(strange, []);
  });

  test("has arrows that run down only", () => {
    const through = everyImport.filter(({ source, target }) => !mayImport(source.room, target));
    assert.deepEqual(
      through.map(({ source, target }) => `${source.path} imports ${target}`),
      [],
    );
  });

  test("has no circles", () => assert.deepEqual(circles(), []));

  test("lets packages in where they belong", () => {
    const misplaced = sources.flatMap(({ path, room, packages }) =>
      packages
        .filter((name) => !(Object.hasOwn(PACKAGES, name) && PACKAGES[name]?.includes(room)))
        .map((name) => `${path} imports ${name}`),
    );
    assert.deepEqual(misplaced, []);
  });

  test("reads the clock and draws randomness in base only", () => {
    const careless = sources.filter(({ room, code }) => room !== "base" && UNREPEATABLE.test(code));
    assert.deepEqual(
      careless.map(({ path, code }) => `${path}: ${UNREPEATABLE.exec(code)?.[0]}`),
      [],
    );
  });

  test("has no barrels", () => {
    assert.deepEqual(
      sources.map(({ path }) => path).filter((path) => path.endsWith("/index.ts")),
      [],
    );
  });
});
