import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineCounter, readRow, splitRow } from "./csv-row.ts";

describe("a row", () => {
  const SPLIT: readonly (readonly [line: string, values: readonly string[]])[] = [
    ["", [""]],
    ["a,b", ["a", "b"]],
    [" a\t, b c ,", ["a", "b c", ""]],
    ["a\\,b,c", ["a,b", "c"]],
    ["\\,,\\,", [",", ","]],
    ["C:\\temp,\\n", ["C:\\temp", "\\n"]],
    ['"a,b"', ['"a', 'b"']],
  ];
  for (const [line, values] of SPLIT) {
    test(`${JSON.stringify(line)} has the values ${JSON.stringify(values)}`, () => {
      assert.deepEqual(splitRow(line), values);
    });
  }

  test("leaves out what is empty", () => {
    assert.deepEqual(
      [...readRow(["a", "b", "c"], "1, ,3")],
      [
        ["a", "1"],
        ["c", "3"],
      ],
    );
  });

  test("has a value for each column, and 16,000 characters at most", () => {
    for (const line of ["1", "1,2,3"]) {
      assert.throws(() => readRow(["a", "b"], line), /number of values/);
    }
    assert.equal(readRow(["a"], "x".repeat(16_000)).get("a")?.length, 16_000);
    assert.throws(() => readRow(["a"], "x".repeat(16_001)), /longer than the maximum/);
  });
});

describe("the lines of a file", () => {
  const TEXTS: readonly (readonly [text: string, lines: number])[] = [
    ["", 0],
    ["\n\r\n\n", 0],
    ["a", 1],
    ["a\n", 1],
    ["a\r\nb", 2],
    ["a\n\nb\n\r\nc\n\n", 3],
  ];
  for (const [text, lines] of TEXTS) {
    test(`${JSON.stringify(text)} are ${lines}, in whatever pieces they arrive`, () => {
      for (const size of [1, 2, 3, 100]) {
        const counter = new LineCounter();
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
        assert.equal(counter.lines, lines, `pieces of ${size}`);
      }
    });
  }
});
