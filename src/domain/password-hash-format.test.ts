import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toHex } from "../base/bytes.ts";
import { readPasswordHash } from "./password-hash-format.ts";

const SALT = "abcdefghijklmnopqrstuu";
const HASH = "FAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";
const BYTES_16 = "c29tZXNhbHRzb21lc2FsdA";
const BYTES_32 = "A".repeat(43);
const HEX_16 = "00ff".repeat(8);

function reading(text: string) {
  const read = readPasswordHash(text);
  assert.ok(read.ok, read.ok ? "" : read.reason);
  return read.hash;
}

describe("a password hash tells its algorithm", () => {
  const hashes: [text: string, algorithm: string][] = [
    [`$2a$05$${SALT}${HASH}`, "BCRYPT"],
    [`$2b$12$${SALT}${HASH}`, "BCRYPT"],
    [`$2x$04$${SALT}${HASH}`, "BCRYPT"],
    [`$2y$10$${SALT}${HASH}`, "BCRYPT"],
    [`16384$8$1$${HEX_16}$${HEX_16}`, "SCRYPT"],
    [`65536$8$1$00$${"ab".repeat(64)}`, "SCRYPT"],
    [`$argon2id$v=19$m=19456,t=2,p=1$${BYTES_16}$${BYTES_32}`, "ARGON2ID"],
    [`$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$${BYTES_16}`, "ARGON2ID"],
    [`$pbkdf2-sha256$600000$${BYTES_16}$${BYTES_32}`, "PBKDF2_SHA256"],
    [`$pbkdf2-sha256$1$${BYTES_16}==$${BYTES_32}=`, "PBKDF2_SHA256"],
  ];
  for (const [text, algorithm] of hashes) {
    test(text.slice(0, 40), () => assert.equal(reading(text).algorithm, algorithm));
  }
});

describe("bcrypt", () => {
  test("is read in one form, whatever its variant", () => {
    for (const variant of ["a", "b", "y"]) {
      assert.deepEqual(reading(`$2${variant}$05$${SALT}${HASH}`), {
        algorithm: "BCRYPT",
        signExtended: false,
        text: `$2b$05$${SALT}${HASH}`,
      });
    }
  });

  test("of the old bug is told apart", () => {
    const hash = reading(`$2x$05$${SALT}${HASH}`);
    assert.ok(hash.algorithm === "BCRYPT" && hash.signExtended);
  });

  test("loses the bits at the ends of salt and hash that mean nothing", () => {
    const expected = reading(`$2b$05$${SALT}${HASH}`);
    for (const end of ["u", "v", "9"]) {
      assert.deepEqual(reading(`$2b$05$${SALT.slice(0, -1)}${end}${HASH.slice(0, -1)}p`), expected);
    }
  });
});

test("passlib's base64 means the same bytes as the usual one", () => {
  const saltOf = (salt: string): string => {
    const hash = reading(`$pbkdf2-sha256$1212$${salt}$${BYTES_32}`);
    assert.ok(hash.algorithm === "PBKDF2_SHA256");
    return toHex(hash.salt);
  };
  assert.equal(saltOf("./.A"), saltOf("+/+A"));
  assert.equal(saltOf("./.A.w"), saltOf("+/+A+w=="));
  assert.notEqual(saltOf("./.A"), saltOf("//.A"));
});

describe("a password hash is refused", () => {
  const unknown = "expected a hash of BCRYPT, SCRYPT, ARGON2ID or PBKDF2_SHA256";
  const refusals: [text: string, reason: string][] = [
    ["", unknown],
    ["Passw0rd!", unknown],
    [`$1$${SALT}$${HASH}`, unknown],
    [`$argon2i$v=19$m=19456,t=2,p=1$${BYTES_16}$${BYTES_32}`, unknown],
    [`$pbkdf2-sha512$1000$${BYTES_16}$${BYTES_32}`, unknown],
    [`$2$05$${SALT}${HASH}`, "BCRYPT: the hash is malformed"],
    [`$2z$05$${SALT}${HASH}`, "BCRYPT: the hash is malformed"],
    [`$2b$5$${SALT}${HASH}`, "BCRYPT: the hash is malformed"],
    [`$2b$05$${SALT}${HASH.slice(1)}`, "BCRYPT: the hash is malformed"],
    [`$2b$05$${SALT}${HASH}\n`, "BCRYPT: the hash is malformed"],
    [`$2b$03$${SALT}${HASH}`, "BCRYPT: cost must be from 4 to 12, not 3"],
    [`$2b$13$${SALT}${HASH}`, "BCRYPT: cost must be from 4 to 12, not 13"],
    [`16384$8$1$${HEX_16}`, "SCRYPT: the hash is malformed"],
    [`16384$8$1$0$${HEX_16}`, "SCRYPT: the hash is malformed"],
    [`16384$8$1$zz$${HEX_16}`, "SCRYPT: the hash is malformed"],
    [`016384$8$1$00$${HEX_16}`, "SCRYPT: the hash is malformed"],
    [`131072$8$1$00$${HEX_16}`, "SCRYPT: N must be from 2 to 65536, not 131072"],
    [`1$8$1$00$${HEX_16}`, "SCRYPT: N must be from 2 to 65536, not 1"],
    [`1000$8$1$00$${HEX_16}`, "SCRYPT: N must be a power of 2, not 1000"],
    [`16384$9$1$00$${HEX_16}`, "SCRYPT: r must be from 1 to 8, not 9"],
    [`16384$8$2$00$${HEX_16}`, "SCRYPT: p must be 1, not 2"],
    [`16384$8$1$00$${"00".repeat(15)}`, "SCRYPT: hash must be from 16 to 128 bytes, not 15"],
    [`16384$8$1$${"00".repeat(129)}$${HEX_16}`, "SCRYPT: salt must be from 1 to 128 bytes, not 129"],
    [`$argon2id$m=19456,t=2,p=1$${BYTES_16}$${BYTES_32}`, "ARGON2ID: the hash is malformed"],
    [`$argon2id$v=19$t=2,m=19456,p=1$${BYTES_16}$${BYTES_32}`, "ARGON2ID: the hash is malformed"],
    [`$argon2id$v=19$m=19456,t=2,p=1$${BYTES_16}$${BYTES_32}AA`, "ARGON2ID: the hash is malformed"],
    [`$argon2id$v=16$m=19456,t=2,p=1$${BYTES_16}$${BYTES_32}`, "ARGON2ID: v must be 19, not 16"],
    [
      `$argon2id$v=19$m=19457,t=2,p=1$${BYTES_16}$${BYTES_32}`,
      "ARGON2ID: m must be from 8 to 19456, not 19457",
    ],
    [`$argon2id$v=19$m=19456,t=3,p=1$${BYTES_16}$${BYTES_32}`, "ARGON2ID: t must be from 1 to 2, not 3"],
    [`$argon2id$v=19$m=19456,t=2,p=4$${BYTES_16}$${BYTES_32}`, "ARGON2ID: p must be 1, not 4"],
    [`$argon2id$v=19$m=19456,t=2,p=1$AAAA$${BYTES_32}`, "ARGON2ID: salt must be from 8 to 64 bytes, not 3"],
    [
      `$pbkdf2-sha256$600001$${BYTES_16}$${BYTES_32}`,
      "PBKDF2_SHA256: iterations must be from 1 to 600000, not 600001",
    ],
    [`$pbkdf2-sha256$0$${BYTES_16}$${BYTES_32}`, "PBKDF2_SHA256: the hash is malformed"],
    [`$pbkdf2-sha256$1000$${BYTES_16}$A`, "PBKDF2_SHA256: the hash is malformed"],
    [
      `$pbkdf2-sha256$1000$${BYTES_16}$${"A".repeat(88)}`,
      "PBKDF2_SHA256: hash must be from 16 to 64 bytes, not 66",
    ],
  ];
  for (const [text, reason] of refusals) {
    test(`${reason}: ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.deepEqual(readPasswordHash(text), { ok: false, reason }));
  }
});
