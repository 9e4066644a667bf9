import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isInRanges, plainAddress, readRange } from "./ip-ranges.ts";

describe("readRange", () => {
  for (const text of ["10.0.0.0/8", "192.0.2.1/32", "0.0.0.0/0", "2001:db8::/32", "::1/128"]) {
    test(`reads ${text}`, () => assert.notEqual(readRange(text), null));
  }
  for (const text of [
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0/8",
    "300.0.0.1/8",
    "::1/129",
    "10.0.0.0/-1",
    "a/8",
  ]) {
    test(`refuses ${JSON.stringify(text)}`, () => assert.equal(readRange(text), null));
  }
});

describe("isInRanges", () => {
  const ranges = ["192.0.2.0/24", "2001:db8::/32"];
  test("finds addresses of both families", () => {
    assert.equal(isInRanges("192.0.2.77", ranges), true);
    assert.equal(isInRanges("2001:db8::77", ranges), true);
    assert.equal(isInRanges("::ffff:192.0.2.77", ranges), true);
  });
  test("leaves others out", () => {
    assert.equal(isInRanges("192.0.3.77", ranges), false);
    assert.equal(isInRanges("2001:db9::77", ranges), false);
    assert.equal(isInRanges("no address", ranges), false);
    assert.equal(isInRanges("192.0.2.77", []), false);
  });
});

test("plainAddress takes IPv4 out of its IPv6 clothes, and leaves the rest", () => {
  assert.equal(plainAddress("::ffff:127.0.0.1"), "127.0.0.1");
  assert.equal(plainAddress("::1"), "::1");
});
