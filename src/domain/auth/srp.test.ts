import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBase64, fromHex, sha256, toHex, utf8 } from "../../base/bytes.ts";
import {
  G,
  isProofOf,
  isTimestamp,
  N,
  pad,
  privateKey,
  readableSalt,
  readPublicValue,
  scramblingParameter,
  serverPublicValue,
  sessionKey,
  sharedBase,
} from "./srp.ts";

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % N, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
    if (rest & 1n) result = (result * square) % N;
  }
  return result;
}

const int = (hex: string): bigint => BigInt(`0x${hex}`);
const digest = (value: bigint): string => toHex(sha256(utf8(value.toString(16))));

describe("SRP as Cognito's clients compute it", () => {
  const who = { poolName: "EXAMPLE12", userId: "6d6a3b36-1111-4222-8333-0123456789ab" };
  const salt = "1f6ec3f5ed4bdf5a9cf0e2b1a4c3d2e1";
  const a = int(toHex(sha256(utf8("client ephemeral"))));
  const b = int(toHex(sha256(utf8("server ephemeral"))));
  const x = privateKey(who, "Passw0rd!", salt);
  const v = power(G, x);
  const A = power(G, a);
  const B = serverPublicValue(v, power(G, b));
  const u = scramblingParameter(A, B);
  const S = power(sharedBase(A, power(v, u)), b);

  it("agrees with the vector of an independent client, step by step", () => {
    assert.equal(x.toString(16), "89dc7e5d16d92ba4c2927c12361ca349018515a4ffe0fb78f4830cdc3c0d5d75");
    assert.equal(digest(v), "05d7387081cfb74ec024fbffcfb6cc6ee5577bfc3b11271d7e296ee0d1a052d6");
    assert.equal(digest(A), "3467138ca0e18facbdb03fe9973f838ef29e057eaf040fa1a519be4cd3acba4b");
    assert.equal(digest(B), "2511f59059de1ffdd0e663eeee17f27e87d23b8fec6280d5cc4cc22c73f96df6");
    assert.equal(u.toString(16), "6c45b213655345cb29750230b60cd005b1629691e65b172471b00e9b7c0835db");
    assert.equal(digest(S), "3f0991a0d4e74e999c8ca139f84ede36e770b3ee15de76927ddfb7689e946a82");
    assert.equal(toHex(sessionKey(S, u)), "03155d5b1d1bb235036789a7045455ca");
  });

  it("takes the proof of that session, and no other", () => {
    const proof = {
      secretBlock: fromBase64("ZXhhbXBsZS1zZWNyZXQtYmxvY2stMDEyMzQ1Njc4OQ=="),
      timestamp: "Tue Mar 5 04:07:09 UTC 2024",
      signature: "9Zg/dkosZpaOcd/q2o+SQCWgbmzdK2x0qLHagLhbxjU=",
    };
    const key = fromHex("03155d5b1d1bb235036789a7045455ca");
    assert.ok(isProofOf(key, who, proof));
    assert.ok(!isProofOf(key, who, { ...proof, timestamp: "Tue Mar 5 04:07:10 UTC 2024" }));
    assert.ok(!isProofOf(key, { ...who, userId: "jane" }, proof));
    assert.ok(!isProofOf(key, who, { ...proof, signature: "" }));
  });

  it("pads integers to the form that is hashed", () => {
    for (const [value, padded] of [
      [0x7fn, "7f"],
      [0x80n, "0080"],
      [0x123n, "0123"],
      [0x8123n, "008123"],
    ] as const) {
      assert.equal(toHex(pad(value)), padded);
    }
  });

  it("refuses public values that would make the secret known to anybody", () => {
    for (const hex of ["0", N.toString(16), (2n * N).toString(16), "", "xyz", "-1", "f".repeat(2000)]) {
      assert.equal(readPublicValue(hex), null, hex.slice(0, 10));
    }
    assert.equal(readPublicValue("0a"), 10n);
  });

  it("reads the one form of timestamp that clients sign", () => {
    assert.ok(isTimestamp("Tue Mar 5 04:07:09 UTC 2024"));
    for (const wrong of [
      "Tue Mar 05 04:07:09 UTC 2024",
      "Mon Mar 5 04:07:09 UTC 2024",
      "Tue Mar 5 24:07:09 UTC 2024",
      "Tue Foo 5 04:07:09 UTC 2024",
      "2024-03-05T04:07:09Z",
      "",
    ]) {
      assert.ok(!isTimestamp(wrong), wrong);
    }
  });

  it("makes salts that every client reads alike", () => {
    for (let byte = 0; byte < 256; byte++) {
      const first = int(readableSalt(Uint8Array.of(byte, 0, 1)).slice(0, 2));
      assert.ok(first >= 0x10n && first <= 0x7fn);
    }
  });
});
