import assert from "node:assert/strict";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import {
  formatMasterKey,
  loadMasterKey,
  newMasterKey,
  parseMasterKey,
} from "../../src/effects/master-key.ts";
import { MasterKeyError } from "../../src/effects/vault.ts";
import { recordingLog, temporaryFolder } from "./support.ts";

const KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const load = (file: string, create: boolean, log = silentLog) =>
  loadMasterKey({ file, create, random: systemRandom, log });

test("the first key of a file seals; comments and empty lines are skipped", () => {
  const parsed = parseMasterKey(`# made in May\r\n\nk2 ${KEY}\n  k1\t${KEY}  \n`, "key");
  assert.equal(parsed.current, "k2");
  assert.deepEqual([...parsed.keys.keys()], ["k2", "k1"]);
});

test("a key file survives being written and read", () => {
  const key = newMasterKey(systemRandom);
  const read = parseMasterKey(formatMasterKey(key), "key");
  assert.equal(read.current, key.current);
  assert.deepEqual(
    Buffer.from(read.keys.get(key.current) ?? []),
    Buffer.from(key.keys.get(key.current) ?? []),
  );
});

for (const [what, text, message] of [
  ["nothing", "\n", "key holds no master key"],
  ["a short key", "k1 AAAA\n", "key, line 1: expected a key id and the base64 of 32 bytes"],
  ["no id", `${KEY}\n`, "key, line 1: expected a key id and the base64 of 32 bytes"],
  ["one id twice", `k1 ${KEY}\nk1 ${KEY}\n`, 'key, line 2: the key id "k1" stands there twice'],
] as const) {
  test(`a file with ${what} is refused in one line that does not repeat it`, () => {
    assert.throws(
      () => parseMasterKey(text, "key"),
      (error) => error instanceof MasterKeyError && error.message === message,
    );
  });
}

test("a key file is made once, readable by its owner only, and nothing is left beside it", async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, "deep", "master.key");
  const made = await load(file, true);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(folder, "deep")), ["master.key"]);
  assert.deepEqual(await load(file, true), made);
  assert.deepEqual(await load(file, false), made);
});

test("of many that make the file at once all have the same key", async (t) => {
  const file = join(await temporaryFolder(t), "master.key");
  const keys = await Promise.all(Array.from({ length: 20 }, () => load(file, true)));
  assert.equal(new Set(keys.map((key) => key.current)).size, 1);
  assert.equal(parseMasterKey(await readFile(file, "utf8"), file).current, keys[0]?.current);
});

test("a missing file is not made where it must exist", async (t) => {
  const file = join(await temporaryFolder(t), "master.key");
  await assert.rejects(load(file, false), new MasterKeyError(`the master key file ${file} does not exist`));
});

test("a file that can't be read or made is one line", async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(
    load(folder, true),
    (error) => error instanceof MasterKeyError && /can't be read/.test(error.message),
  );
  await writeFile(join(folder, "plain"), "");
  const below = load(join(folder, "plain", "master.key"), true);
  await assert.rejects(below, (error) => error instanceof MasterKeyError && !error.message.includes("\n"));
});

test("a file that others may read is warned of", async (t) => {
  const file = join(await temporaryFolder(t), "master.key");
  await load(file, true);
  await chmod(file, 0o644);
  const log = recordingLog();
  await load(file, false, log);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["warn"],
  );
});
