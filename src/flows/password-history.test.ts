import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { userOf } from "../../test/support/entities.ts";
import type { Sealed } from "../base/sealed.ts";
import { faults } from "../domain/fault.ts";
import type { User } from "../domain/user.ts";
import { requireSamePassword, whilePasswordsStay } from "./password-history.ts";

const withPassword = (sealed: string): User =>
  userOf({}, { password: { kind: "argon2id", sealed: sealed as Sealed } });

describe("what was decided by a password", () => {
  test("holds while the user has that password, or none", () => {
    requireSamePassword(withPassword("a"), userOf({ email: "jane@example.com" }, withPassword("a")));
    requireSamePassword(userOf({}), userOf({}));
  });

  test("is decided again once another has replaced it", async () => {
    for (const [before, after] of [
      [withPassword("a"), withPassword("b")],
      [withPassword("a"), userOf({})],
      [userOf({}), withPassword("a")],
    ] as const) {
      const tries: number[] = [];
      const answer = await whilePasswordsStay(async (tried) => {
        tries.push(tried);
        requireSamePassword(tried === 1 ? before : after, after);
        return "done";
      });
      assert.equal(answer, "done");
      assert.deepEqual(tries, [1, 2]);
    }
  });

  test("is given up where passwords change without end", async () => {
    await assert.rejects(
      whilePasswordsStay(async () => requireSamePassword(withPassword("a"), withPassword("b"))),
      { name: "TooManyRequestsException", message: "Rate exceeded" },
    );
  });

  test("is not decided again after a refusal", async () => {
    let tries = 0;
    const refused = whilePasswordsStay(async () => {
      tries++;
      throw faults.passwordUsedBefore();
    });
    await assert.rejects(refused, { name: "PasswordHistoryPolicyViolationException" });
    assert.equal(tries, 1);
  });
});
