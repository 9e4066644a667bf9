import { type FileHandle, link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { type Bytes, fromBase64, toBase64 } from "../base/bytes.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { type MasterKey, MasterKeyError } from "./vault.ts";

const KEY_BYTES = 32;
const LINE = /^([A-Za-z0-9_-]{1,64})\s+([A-Za-z0-9+/]{43}=)$/;

/** A fresh key, for a new key file or for a server that keeps it in memory. */
export function newMasterKey(random: Random): MasterKey {
  const current = random.lowerAlphanumeric(8);
  return { current, keys: new Map([[current, random.bytes(KEY_BYTES)]]) };
}

/**
 * Reads the text of a key file: `<keyId> <base64 of 32 bytes>` a line, the first seals, all open; so a key is
 * changed by putting a new line on top. Empty lines and lines that begin with `#` are skipped.
 */
export function parseMasterKey(text: string, file: string): MasterKey {
  const keys = new Map<string, Bytes>();
  for (const [index, line] of text
    .split(/\r?\n/)
    .map((raw) => raw.trim())
    .entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const [, id, key] = LINE.exec(line) ?? [];
    const place = `${file}, line ${index + 1}`;
    if (id === undefined || key === undefined) {
      throw new MasterKeyError(`${place}: expected a key id and the base64 of 32 bytes`);
    }
    if (keys.has(id)) throw new MasterKeyError(`${place}: the key id "${id}" stands there twice`);
    keys.set(id, fromBase64(key));
  }
  const [current] = keys.keys();
  if (current === undefined) throw new MasterKeyError(`${file} holds no master key`);
  return { current, keys };
}

export function formatMasterKey({ current, keys }: MasterKey): string {
  const ids = [current, ...[...keys.keys()].filter((id) => id !== current)];
  return ids.map((id) => `${id} ${toBase64(keys.get(id) ?? new Uint8Array(0))}\n`).join("");
}

export interface MasterKeyFile {
  readonly file: string;
  /** Whether to make the file where it does not exist. */
  readonly create: boolean;
  readonly random: Random;
  readonly log: Log;
}

/** Reads the key file, or makes it; of several that make it at once, one wins and all read its key. */
export async function loadMasterKey({ file, create, random, log }: MasterKeyFile): Promise<MasterKey> {
  const text = await readIfPresent(file);
  if (text === undefined) {
    if (!create) throw new MasterKeyError(`the master key file ${file} does not exist`);
    await makeOnce(file, formatMasterKey(newMasterKey(random)), random);
    log.info({ file }, "made a master key; keep a copy of it: without it the database can't be read");
  }
  await warnWhereOthersMayRead(file, log);
  return parseMasterKey(text ?? (await readFile(file, "utf8")), file);
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new MasterKeyError(`the master key file ${file} can't be read (${codeOf(error)})`, {
      cause: error,
    });
  }
}

/** Leaves a whole file of mode 0600 or none, and never replaces one that is there. */
async function makeOnce(file: string, text: string, random: Random): Promise<void> {
  const draft = `${file}.${random.lowerAlphanumeric(12)}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeThrough(await open(draft, "wx", 0o600), text);
    try {
      await link(draft, file);
    } finally {
      await unlink(draft);
    }
    await syncDirectory(dirname(file));
  } catch (error) {
    if (hasCode(error, "EEXIST")) return;
    throw new MasterKeyError(`the master key file ${file} can't be made (${codeOf(error)})`, {
      cause: error,
    });
  }
}

async function writeThrough(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function warnWhereOthersMayRead(file: string, log: Log): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    log.warn({ file }, "the master key file is open to other users; chmod 600 it");
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code;
