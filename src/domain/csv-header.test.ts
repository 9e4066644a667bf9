import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { csvHeaderOf, readCsvHeader } from "./csv-header.ts";
import { schemaOfNewPool } from "./schema.ts";

const SCHEMA = schemaOfNewPool([{ Name: "team", AttributeDataType: "String" }]);
const COLUMNS = csvHeaderOf(SCHEMA).filter((column) => column !== "password_hash");

describe("the header of an import file", () => {
  test("names no attribute that the service keeps by itself", () => {
    const header = csvHeaderOf(SCHEMA);
    assert.ok(header.includes("custom:team"));
    assert.ok(!header.includes("sub") && !header.includes("identities"));
    assert.equal(new Set(header).size, header.length);
  });

  test("may have the columns in any order, and that of hashes or not", () => {
    for (const columns of [COLUMNS, [...COLUMNS].reverse(), ["password_hash", ...COLUMNS]]) {
      assert.deepEqual(readCsvHeader(SCHEMA, null, columns.join(" , ")), { ok: true, columns });
    }
  });

  test("may have fewer of them where users come with hashes", () => {
    const columns = ["cognito:username", "email", "email_verified", "password_hash"];
    assert.deepEqual(readCsvHeader(SCHEMA, "SCRYPT", columns.join(",")), { ok: true, columns });
    assert.equal(readCsvHeader(SCHEMA, null, columns.join(",")).ok, false);
  });

  const REFUSED = [
    ["headerDiffers", null, ""],
    ["headerDiffers", null, COLUMNS.slice(1).join(",")],
    ["headerDiffers", null, [...COLUMNS, "sub"].join(",")],
    ["headerDiffers", null, [...COLUMNS, "email"].join(",")],
    ["headerDiffers", null, COLUMNS.join(";")],
    ["headerDiffers", "BCRYPT", "email,password_hash"],
    ["hashColumnMissing", "BCRYPT", COLUMNS.join(",")],
    ["byteOrderMark", null, `\uFEFF${COLUMNS.join(",")}`],
  ] as const;
  for (const [reason, algorithm, line] of REFUSED) {
    test(`is refused: ${reason} in ${JSON.stringify(line.slice(0, 30))}`, () => {
      assert.deepEqual(readCsvHeader(SCHEMA, algorithm, line), { ok: false, reason });
    });
  }
});
