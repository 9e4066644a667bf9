import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "./fault.ts";
import { requireOwnRole, tokenGroupsOf } from "./group.ts";

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

const group = (name: string, precedence: number | null, roleName?: string) => ({
  name,
  precedence,
  roleArn: roleName === undefined ? null : role(roleName),
});

describe("the groups in tokens", () => {
  it("are none for a user who is in none", () => {
    assert.deepEqual(tokenGroupsOf([]), { names: [], roles: [], preferredRole: null });
  });

  it("keep their order, each role once", () => {
    const groups = [group("c", 0, "x"), group("a", 1, "y"), group("b", 2, "x"), group("d", null)];
    assert.deepEqual(tokenGroupsOf(groups), {
      names: ["c", "a", "b", "d"],
      roles: [role("x"), role("y")],
      preferredRole: role("x"),
    });
  });

  const preferred: [what: string, groups: Parameters<typeof tokenGroupsOf>[0], expected: string | null][] = [
    ["is missing where no group has a role", [group("a", 0), group("b", null)], null],
    ["is the only group's, whatever its precedence", [group("a", null, "x")], role("x")],
    [
      "is of the first group that has one",
      [group("a", 0), group("b", 1, "x"), group("c", 2, "y")],
      role("x"),
    ],
    ["is what groups of one precedence agree on", [group("a", 3, "x"), group("b", 3, "x")], role("x")],
    ["is missing where they disagree", [group("a", 3, "x"), group("b", 3, "y"), group("c", 4, "z")], null],
    ["is not disturbed by one without a role", [group("a", 3, "x"), group("b", 3)], role("x")],
    [
      "is missing where groups without precedence disagree",
      [group("a", null, "x"), group("b", null, "y")],
      null,
    ],
    ["counts 0 before no precedence", [group("a", 0, "x"), group("b", null, "y")], role("x")],
  ];
  for (const [what, groups, expected] of preferred) {
    it(`have a preferred role that ${what}`, () => {
      assert.equal(tokenGroupsOf(groups).preferredRole, expected);
    });
  }
});

describe("a group's role", () => {
  it("may be missing, or of the own account", () => {
    requireOwnRole(undefined, "123456789012");
    requireOwnRole(role("admin"), "123456789012");
    requireOwnRole("arn:aws-cn:iam::123456789012:role/path/admin", "123456789012");
  });

  it("is of no other account", () => {
    assert.throws(
      () => requireOwnRole(role("admin"), "210987654321"),
      (error) => error instanceof Fault && error.message === "Cross-account pass role is not allowed.",
    );
  });
});
