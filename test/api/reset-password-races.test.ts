import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  otherCode,
  outcomes,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  there,
  tokensIn,
} from "../support/arrange.ts";

const RESET_REQUIRED = "PasswordResetRequiredException: Password reset required for the user";
const MISMATCH = "CodeMismatchException: Invalid verification code provided, please try again.";
const EXPIRED = "ExpiredCodeException: Invalid code provided, please request a code again.";
const NOBODY = "UserNotFoundException: User does not exist.";
const NO_COMBINATION = "UserNotFoundException: Username/client id combination not found.";

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const only = (refusals: readonly string[], ...expected: readonly string[]) =>
  assert.deepEqual(
    refusals.filter((one) => !expected.includes(one)),
    [],
  );

const remove = ({ api, poolId: UserPoolId }: App, Username: string) =>
  api.adminDeleteUser({ UserPoolId, Username });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  test("of five resets at once each sends a code, and one code counts", async () => {
    const username = await addUser(app());
    const { kept } = await outcomes(times(5, () => resetPassword(app(), username)));
    assert.equal(kept, 5);
    const codes = new Set((await messagesTo(app(), username)).map(({ code }) => there(code)));
    const confirmed = await outcomes([...codes].map((code) => confirmReset(app(), username, code)));
    assert.equal(confirmed.kept, 1);
    only(confirmed.refusals, MISMATCH, EXPIRED);
    assert.equal(await statusOf(app(), username), "CONFIRMED");
  });

  test("resets and forgotten passwords at once leave one code that counts, and the user reset", async () => {
    const username = await addUser(app());
    const asked = [resetPassword(app(), username), forgot(app(), username)];
    const { kept } = await outcomes([...asked, resetPassword(app(), username), forgot(app(), username)]);
    assert.equal(kept, 4);
    assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
    const codes = new Set((await messagesTo(app(), username)).map(({ code }) => there(code)));
    const confirmed = await outcomes([...codes].map((code) => confirmReset(app(), username, code)));
    assert.equal(confirmed.kept, 1);
    only(confirmed.refusals, MISMATCH, EXPIRED);
  });

  test("a reset beside the confirmation of an earlier code leaves the user reset", async () => {
    for (let round = 1; round <= 5; round++) {
      const username = await addUser(app());
      await resetPassword(app(), username);
      const code = await codeFor(app(), username);
      const [confirmed, reset] = await Promise.all([
        outcomes([confirmReset(app(), username, code)]),
        outcomes([resetPassword(app(), username)]),
      ]);
      assert.equal(reset.kept, 1);
      only(confirmed.refusals, MISMATCH);
      assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
      await assert.rejects(signIn(app(), username, NEW_PASSWORD), { name: "PasswordResetRequiredException" });
    }
  });

  test("a reset beside a password that an administrator sets comes before it or after it", async () => {
    for (let round = 1; round <= 5; round++) {
      const username = await addUser(app());
      const set = { UserPoolId: app().poolId, Username: username, Password: NEW_PASSWORD, Permanent: true };
      await Promise.all([resetPassword(app(), username), app().api.adminSetUserPassword(set)]);
      const code = await codeFor(app(), username);
      if ((await statusOf(app(), username)) === "RESET_REQUIRED") await confirmReset(app(), username, code);
      else await assert.rejects(confirmReset(app(), username, code), { name: "ExpiredCodeException" });
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    }
  });

  test("no sign-in beside a reset gets tokens that count", async () => {
    const username = await addUser(app());
    const signingIn = times(10, () => signIn(app(), username));
    await Promise.all([resetPassword(app(), username), outcomes(signingIn)]);
    only((await outcomes(signingIn)).refusals, RESET_REQUIRED);
    for (const result of await Promise.allSettled(signingIn)) {
      if (result.status === "rejected") continue;
      const { access: AccessToken } = tokensIn(result.value);
      await assert.rejects(app().api.getUser({ AccessToken }), { name: "PasswordResetRequiredException" });
    }
  });

  test("nothing beside a deletion brings the user back", async () => {
    const username = await addUser(app());
    await resetPassword(app(), username);
    const wrong = otherCode(await codeFor(app(), username));
    const deletion = remove(app(), username);
    const resets = await outcomes(times(5, () => resetPassword(app(), username)));
    const asked = await outcomes(times(5, () => forgot(app(), username)));
    const confirmed = await outcomes(times(5, () => confirmReset(app(), username, wrong, PASSWORD)));
    await deletion;
    only(resets.refusals, NOBODY);
    only(asked.refusals, NO_COMBINATION);
    only(confirmed.refusals, NO_COMBINATION, MISMATCH, EXPIRED);
    await assert.rejects(statusOf(app(), username), { name: "UserNotFoundException" });
  });

  test("a wrong code beside the user's deletion is one of nobody, or one that is wrong or gone", async () => {
    for (let round = 1; round <= 5; round++) {
      const username = await addUser(app());
      await forgot(app(), username);
      const wrong = otherCode(await codeFor(app(), username));
      const confirming = times(4, () => confirmReset(app(), username, wrong));
      const [{ refusals }] = await Promise.all([outcomes(confirming), remove(app(), username)]);
      only(refusals, NO_COMBINATION, MISMATCH, EXPIRED);
    }
  });
});
