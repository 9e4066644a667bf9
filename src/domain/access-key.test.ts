import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seededRandom } from "../base/random.ts";
import {
  ALLOW_EVERYTHING,
  allows,
  formatRule,
  newAccessKeyId,
  newSecretAccessKey,
  parseAllow,
} from "./access-key.ts";

const POOL = "us-east-1_AbCdEf123";
const OTHER = "us-east-1_Zz9876543";

describe("an access key's rules", () => {
  const cases: [text: string, operation: string, pool: string | undefined, allowed: boolean][] = [
    ["*", "CreateUserPool", undefined, true],
    ["*", "AdminGetUser", POOL, true],
    ["ListUsers", "ListUsers", POOL, true],
    ["ListUsers", "ListUsersInGroup", POOL, false],
    ["ListUsers", "listusers", POOL, false],
    ["Admin*", "AdminResetUserPassword", OTHER, true],
    ["Admin*", "ListUsers", OTHER, false],
    [`Admin*@${POOL}`, "AdminGetUser", POOL, true],
    [`Admin*@${POOL}`, "AdminGetUser", OTHER, false],
    [`Admin*@${POOL}`, "AdminGetUser", `${POOL}x`, false],
    [`Admin*@${POOL}`, "AdminGetUser", undefined, false],
    [`Admin*@${POOL}`, "ListUsers", POOL, false],
    [POOL, "DeleteUserPool", POOL, true],
    [POOL, "DeleteUserPool", OTHER, false],
    [POOL, "CreateUserPool", undefined, false],
    ["us-east-1_*", "ListUsers", OTHER, true],
    ["us-east-1_*", "ListUsers", "eu-west-1_AbCdEf123", false],
    [`ListUserPools, ${POOL}`, "ListUserPools", undefined, true],
    [`ListUserPools, ${POOL}`, "AdminGetUser", POOL, true],
    [`ListUserPools, ${POOL}`, "AdminGetUser", OTHER, false],
  ];
  for (const [text, operation, pool, allowed] of cases) {
    test(`${text} ${allowed ? "allow" : "forbid"} ${operation} ${pool ? `on ${pool}` : "on no pool"}`, () => {
      const rules = parseAllow(text);
      assert.ok(rules);
      assert.equal(allows(rules, operation, pool), allowed);
    });
  }

  test("allow nothing when there are none, and everything when all is allowed", () => {
    assert.equal(allows([], "ListUsers", POOL), false);
    assert.equal(allows(ALLOW_EVERYTHING, "CreateUserPool", undefined), true);
  });

  for (const malformed of [
    "",
    ",",
    "Admin*,",
    "*Users",
    "A*B",
    "List Users",
    "Admin*@",
    "@us-east-1_a",
    "*@pool",
    "ListUser",
    "Admni*",
  ]) {
    test(`are refused as ${JSON.stringify(malformed)}`, () => assert.equal(parseAllow(malformed), undefined));
  }

  test("are written as they are read", () => {
    const text = `ListUsers,Admin*@${POOL},*@us-east-1_*`;
    assert.equal(parseAllow(text)?.map(formatRule).join(","), text);
  });
});

test("access keys look like AWS's, yet can't be taken for them", () => {
  const random = seededRandom("access keys");
  assert.match(newAccessKeyId(random), /^PK[0-9A-Z]{18}$/);
  assert.match(newSecretAccessKey(random), /^[0-9A-Za-z]{40}$/);
});
