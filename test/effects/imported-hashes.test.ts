import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { Argon2Hasher } from "../../src/effects/argon2-hasher.ts";
import { signExtendedKey } from "../../src/effects/bcrypt-key.ts";
import { HashVerifier } from "../../src/effects/imported-hashes.ts";
import { recordingLog } from "./support.ts";

const scope = new TransactionScope();
const hasher = new Argon2Hasher({ random: systemRandom, log: silentLog, scope });
const verifier = new HashVerifier({ hasher, log: silentLog, scope });

/** What other systems made of passwords. */
const KNOWN: [maker: string, password: string, hash: string][] = [
  ["crypt_blowfish", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["crypt_blowfish", "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
  ["libxcrypt", "Passw0rd!", "$2y$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm"],
  ["libxcrypt", "Pässw0rd! ✓", "$2a$05$abcdefghijklmnopqrstuu/hR8iLHwPNpbQPJ4mv2AXLBRC5SuYe2"],
  ["libxcrypt", "Pässw0rd! ✓", "$2b$05$abcdefghijklmnopqrstuu/hR8iLHwPNpbQPJ4mv2AXLBRC5SuYe2"],
  ["libxcrypt", "Pässw0rd! ✓", "$2x$05$abcdefghijklmnopqrstuueXJxxwFS98JcKXHh0FaACBnRIpm8sMC"],
  ["libxcrypt", "Pässw0rd! ✓", "$2y$05$abcdefghijklmnopqrstuu/hR8iLHwPNpbQPJ4mv2AXLBRC5SuYe2"],
  ["libxcrypt", "ä".repeat(40), "$2b$05$abcdefghijklmnopqrstuuTRSHZmuydJWPjOCBk/ch5P57D9cdiM2"],
  ["libxcrypt", "ä".repeat(40), "$2x$05$abcdefghijklmnopqrstuu0ISaAu.8zGMJRPG2RbA7R10DpPBQ8tu"],
  [
    "RFC 7914",
    "pleaseletmein",
    "16384$8$1$536f6469756d43686c6f72696465$" +
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
      "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
  ],
  [
    "the Argon2 reference",
    "password",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
  ],
  [
    "passlib",
    "password",
    "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
  ],
  [
    "passlib, in the usual base64",
    "password",
    "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw==$hsYF68OiOUPdDZ1Fg+fJPeq1h/gXXY7acBp9/6c+tmQ=",
  ],
];

for (const [maker, password, hash] of KNOWN) {
  test(`a hash of ${maker} knows its password: ${hash.slice(0, 20)}`, async () => {
    assert.equal(await verifier.verify(password, hash), true);
    assert.equal(await verifier.verify(`x${password.slice(1)}`, hash), false);
    assert.equal(await verifier.verify("", hash), false);
  });
}

test("what costs most is still computed", async () => {
  for (const hash of [
    "65536$8$1$73616c74206f6620736372797074$" +
      "ca2c767b9cc1b491756e5e8c2fa7449f00fbd22bc66e344c28baa44b3fe9434a",
    "$pbkdf2-sha256$600000$c2FsdCBvZiBhIHBia2RmMg$Na2amrqEhCp7f22qTZL/aPtRkSF.iPDuNOSeoAyhGyg",
    "$2b$12$abcdefghijklmnopqrstuuVnilgEP4HmrELfhxdikttFyCImGISEe",
  ]) {
    assert.equal(await verifier.verify("Passw0rd!", hash), true);
  }
});

describe("bcrypt", () => {
  test("takes no more than 72 bytes of a password", async () => {
    const hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    const first72 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    assert.equal(await verifier.verify(first72, hash), true);
    assert.equal(await verifier.verify(`${first72}chars after 72 are ignored`, hash), true);
    assert.equal(await verifier.verify(first72.slice(0, -1), hash), false);
  });

  test("of salts and hashes with spare bits set is computed all the same", async () => {
    const hash = "$2y$05$abcdefghijklmnopqrstuvFAKRAH04u6Xw79ex7hAKlkJe/GeWyTn";
    assert.equal(await verifier.verify("Passw0rd!", hash), true);
    assert.equal(await verifier.verify("Passw0rd?", hash), false);
  });

  test("of the old bug takes the key that the bug made", () => {
    const made = signExtendedKey(Uint8Array.of(0xa3));
    assert.deepEqual(
      made,
      Uint8Array.from({ length: 72 }, (_, at) => [0xff, 0xff, 0xa3, 0][at % 4] ?? 0),
    );
    const ascii = signExtendedKey(Buffer.from("abcd"));
    assert.equal(Buffer.from(ascii).toString("latin1"), "abcd\0".repeat(15).slice(0, 72));
  });

  test("that can't be loaded fails, and is no wrong password", async () => {
    const log = recordingLog();
    let loads = 0;
    const without = new HashVerifier({
      ...{ hasher, scope, log },
      loadBcrypt: async () => {
        loads++;
        throw new Error("no such binary");
      },
    });
    const hash = KNOWN[0]?.[2] ?? "";
    for (const _ of [1, 2]) {
      await assert.rejects(
        without.verify("U*U", hash),
        /^Error: imported bcrypt hashes can't be verified here$/,
      );
    }
    assert.equal(loads, 1);
    assert.deepEqual(
      log.lines.map(({ level, message }) => ({ level, message })),
      [
        {
          level: "error",
          message:
            "the native bcrypt can't be loaded: users with imported bcrypt hashes can't sign in by password",
        },
      ],
    );
    const scryptHash = `16$1$1$00$${"00".repeat(16)}`;
    assert.equal(await without.verify("U*U", scryptHash), false);
  });
});

test("what is no hash fails, and is not quoted", async () => {
  await assert.rejects(verifier.verify("x", "$2b$31$secret"), {
    name: "RangeError",
    message: "a stored password hash can't be verified: BCRYPT: the hash is malformed",
  });
});

test("no more are computed at once than leave the thread pool usable", async () => {
  let running = 0;
  let most = 0;
  const watched = new HashVerifier({
    ...{ hasher, scope, log: silentLog },
    loadBcrypt: async () => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return true;
    },
  });
  await Promise.all(Array.from({ length: 20 }, () => watched.verify("x", KNOWN[0]?.[2] ?? "")));
  assert.ok(most >= 1 && most <= 3, `${most} at once`);
});

test("nothing is computed inside a transaction", async () => {
  await scope.run(() =>
    assert.rejects(verifier.verify("x", KNOWN[0]?.[2] ?? ""), /a password hash was started inside/),
  );
});
