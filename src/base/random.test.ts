import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random, seededRandom, systemRandom } from "./random.ts";

/** Draws the given 32-bit numbers, one after another. */
function scripted(...numbers: number[]): Random {
  return new Random((buffer) => {
    new DataView(buffer.buffer).setUint32(0, numbers.shift() ?? 0);
    return buffer;
  });
}

describe("a number below a limit", () => {
  test("is the rest of what was drawn", () => {
    assert.equal(scripted(1234567).below(10), 7);
  });

  test("is drawn again where the rest would favour small numbers", () => {
    // 4294967296 = 10 · 429496729 + 6: of the last six numbers each would give one of 0 to 5 once more.
    assert.equal(scripted(0xffff_ffff, 0xffff_fffa, 0xffff_fff9).below(10), 9);
  });

  test("comes up as often as any other", () => {
    const random = seededRandom("dice");
    const counts = Array<number>(6).fill(0);
    for (let thrown = 0; thrown < 60_000; thrown++) {
      const side = random.below(6);
      counts[side] = (counts[side] ?? 0) + 1;
    }
    // Six standard deviations of a fair die.
    for (const count of counts) assert.ok(Math.abs(count - 10_000) < 550, String(counts));
  });
});

describe("texts", () => {
  test("are as long as asked, of their alphabet", () => {
    assert.match(systemRandom.digits(6), /^[0-9]{6}$/);
    assert.match(systemRandom.lowerAlphanumeric(26), /^[0-9a-z]{26}$/);
    assert.match(systemRandom.alphanumeric(9), /^[0-9A-Za-z]{9}$/);
    assert.equal(systemRandom.text(0, "ab"), "");
  });

  test("begin with a zero like any other digit", () => {
    const random = seededRandom("zeros");
    const first = new Set(Array.from({ length: 200 }, () => random.digits(6)[0]));
    assert.equal(first.size, 10);
  });
});

test("a UUID is of version 4 and the variant of RFC 9562", () => {
  for (let made = 0; made < 100; made++) {
    assert.match(
      systemRandom.uuid(),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
  assert.notEqual(systemRandom.uuid(), systemRandom.uuid());
});

test("shuffling keeps all items and favours no order", () => {
  const random = seededRandom("cards");
  const orders = new Map<string, number>();
  for (let shuffled = 0; shuffled < 6000; shuffled++) {
    const order = random.shuffled(["a", "b", "c"]).join("");
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assert.deepEqual([...orders.keys()].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
  for (const count of orders.values()) assert.ok(Math.abs(count - 1000) < 180, String(count));
  assert.deepEqual(random.shuffled([]), []);
});

describe("seeded randomness", () => {
  test("repeats itself, and differs by its seed", () => {
    const draw = (seed: string) => {
      const random = seededRandom(seed);
      return [random.digits(6), random.uuid(), random.bytes(100).join()];
    };
    assert.deepEqual(draw("one"), draw("one"));
    assert.notDeepEqual(draw("one"), draw("two"));
  });

  test("fills buffers of any length", () => {
    const random = seededRandom("long");
    for (const length of [0, 1, 31, 32, 33, 100]) assert.equal(random.bytes(length).length, length);
    assert.ok(random.bytes(1000).some((byte) => byte !== 0));
  });
});
