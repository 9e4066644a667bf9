import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, utf8 } from "../../src/base/bytes.ts";
import { seededRandom, systemRandom } from "../../src/base/random.ts";
import type { Mac, Sealed } from "../../src/base/sealed.ts";
import { newMasterKey, parseMasterKey } from "../../src/effects/master-key.ts";
import { checkValue, MasterKeyError, MasterKeyVault, VaultError } from "../../src/effects/vault.ts";

const SECRET = utf8("hunter2");
const OLD = "old AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NEW = "new AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

const vaultOf = (...lines: string[]): MasterKeyVault =>
  new MasterKeyVault(parseMasterKey(lines.join("\n"), "key"), systemRandom);

/** The same text with the bits of one character of its body turned. */
const altered = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

test("what was sealed opens in its own context", () => {
  const vault = vaultOf(OLD);
  const sealed = vault.seal("client-secret:p:c", SECRET);
  assert.match(sealed, /^1\.old\.[A-Za-z0-9_-]+$/);
  assert.deepEqual(Buffer.from(vault.open("client-secret:p:c", sealed)), Buffer.from(SECRET));
});

test("an empty secret seals too, and no two seals are alike", () => {
  const vault = vaultOf(OLD);
  const sealed = vault.seal("x", new Uint8Array(0));
  assert.equal(vault.open("x", sealed).length, 0);
  assert.notEqual(sealed, vault.seal("x", new Uint8Array(0)));
});

test("a sealed value does not open in another context or under another key", () => {
  const sealed = vaultOf(OLD).seal("totp:p:alice", SECRET);
  assert.throws(() => vaultOf(OLD).open("totp:p:bob", sealed), VaultError);
  const impostor = vaultOf(NEW.replace("new", "old"));
  assert.throws(() => impostor.open("totp:p:alice", sealed), VaultError);
});

test("no character of a sealed value can be altered", () => {
  const vault = vaultOf(OLD);
  const sealed = vault.seal("x", SECRET);
  const body = sealed.lastIndexOf(".") + 1;
  for (let at = body; at < sealed.length - 1; at++) {
    assert.throws(() => vault.open("x", altered(sealed, at) as Sealed), VaultError, `character ${at}`);
  }
});

test("a cut or foreign text is refused", () => {
  const vault = vaultOf(OLD);
  const sealed = vault.seal("x", SECRET);
  for (const text of [
    "",
    "1.old",
    "1.old.",
    "1.old.AAAA",
    sealed.slice(0, 20),
    `${sealed}.x`,
    `2${sealed.slice(1)}`,
  ]) {
    assert.throws(() => vault.open("x", text as Sealed), VaultError, text);
  }
});

test("after a rotation the new key seals and the old one still opens", () => {
  const sealed = vaultOf(OLD).seal("x", SECRET);
  const mac = vaultOf(OLD).mac("x", "123456");
  const rotated = vaultOf(NEW, OLD);
  assert.deepEqual(Buffer.from(rotated.open("x", sealed)), Buffer.from(SECRET));
  assert.equal(rotated.verifyMac("x", "123456", mac), true);
  assert.match(rotated.seal("x", SECRET), /^1\.new\./);
  assert.match(rotated.mac("x", "123456"), /^1\.new\./);
});

test("a key that is not at hand is named", () => {
  const sealed = vaultOf(OLD).seal("x", SECRET);
  assert.throws(
    () => vaultOf(NEW).open("x", sealed),
    (error) => error instanceof MasterKeyError && error.message.includes('"old"'),
  );
});

test("a keyed hash holds for its secret and context only", () => {
  const vault = vaultOf(OLD);
  const mac = vault.mac("code:p:alice", "123456");
  assert.equal(vault.verifyMac("code:p:alice", "123456", mac), true);
  assert.equal(vault.verifyMac("code:p:alice", "123457", mac), false);
  assert.equal(vault.verifyMac("code:p:bob", "123456", mac), false);
  assert.equal(vault.verifyMac("code:p:alice", "123456", altered(mac, 8) as Mac), false);
  assert.equal(vault.verifyMac("code:p:alice", "123456", mac.slice(0, -4) as Mac), false);
});

test("context and secret do not run into one another", () => {
  const vault = vaultOf(OLD);
  assert.notEqual(vault.mac("ab", "c"), vault.mac("a", "bc"));
});

test("a check value knows its key and only that", () => {
  const [a, b] = [newMasterKey(seededRandom("a")), newMasterKey(seededRandom("b"))];
  const check = ({ current, keys }: typeof a): string => checkValue(keys.get(current) ?? new Uint8Array(0));
  assert.equal(check(a), check(a));
  assert.notEqual(check(a), check(b));
  assert.equal(fromBase64(check(a)).length, 16);
});
