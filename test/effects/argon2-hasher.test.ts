import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom, systemRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { Argon2Hasher, nodeEngine } from "../../src/effects/argon2-hasher.ts";

const scope = new TransactionScope();
const native = new Argon2Hasher({ random: systemRandom, log: silentLog, scope });
const builtIn = new Argon2Hasher({ random: systemRandom, log: silentLog, scope, engine: nodeEngine });

test("a hash is a PHC string of Argon2id with its costs and a salt of its own", async () => {
  const phc = await native.hash("Passw0rd!");
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(phc, await native.hash("Passw0rd!"));
});

test("a hash knows its password, whatever engine made it", async () => {
  for (const [maker, reader] of [
    [native, builtIn],
    [builtIn, native],
  ] as const) {
    const phc = await maker.hash("Pässw0rd! ✓");
    assert.equal(await reader.verify("Pässw0rd! ✓", phc), true);
    assert.equal(await reader.verify("Pässw0rd! x", phc), false);
  }
});

test("both engines give the same hash for the same salt", async () => {
  const made = [undefined, nodeEngine].map((engine) =>
    new Argon2Hasher({ random: seededRandom("salt"), log: silentLog, scope, ...(engine && { engine }) }).hash(
      "x",
    ),
  );
  const [first, second] = await Promise.all(made);
  assert.equal(first, second);
});

test("a hash of lower costs, as an import brings it, is verified", async () => {
  const phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  for (const hasher of [native, builtIn]) {
    assert.equal(await hasher.verify("password", phc), true);
    assert.equal(await hasher.verify("passwort", phc), false);
  }
});

for (const [what, phc] of [
  [
    "too much memory",
    "$argon2id$v=19$m=19457,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ],
  [
    "too many passes",
    "$argon2id$v=19$m=19456,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ],
  [
    "too many lanes",
    "$argon2id$v=19$m=19456,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ],
  ["a hash of three bytes", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA"],
  [
    "a salt of three bytes",
    "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ],
  [
    "another algorithm",
    "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ],
  ["no hash at all", "Passw0rd!"],
] as const) {
  test(`a stored hash with ${what} is refused without computing it`, async () => {
    await assert.rejects(native.verify("Passw0rd!", phc), RangeError);
  });
}

test("nothing is hashed inside a transaction", async () => {
  await scope.run(() => assert.rejects(native.hash("x"), /a password hash was started inside a transaction/));
});
