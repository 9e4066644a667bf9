import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "./pieces.ts";

test("a list is cut into pieces of few lengths, with nothing lost", () => {
  const list = Array.from({ length: 21 }, (_, at) => at);
  const cut = [...pieces(list, 8)];
  assert.deepEqual(
    cut.map(({ length }) => length),
    [8, 8, 4, 1],
  );
  assert.deepEqual(cut.flat(), list);
  assert.deepEqual([...pieces([], 8)], []);
  assert.deepEqual([...pieces([1], 8)], [[1]]);
});
