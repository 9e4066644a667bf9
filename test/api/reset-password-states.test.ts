import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  adminSignIn,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  messagesTo,
  newApp,
  newClient,
  openWorld,
  resetPassword,
  signIn,
  statusOf,
  tokensOf,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const notNow = refusal("NotAuthorizedException", "User password cannot be reset in the current state.");
const disabled = refusal("NotAuthorizedException", "User is disabled.");
const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");

/** A function that fails whoever it is asked for. */
const FAILING: AppOptions = { pool: { LambdaConfig: { CustomMessage: functionArn("refuses") } } };

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database, ...withFunctions) };
  });
  const app = beforehand(() => newApp(opened().world));

  /** Writes what no operation that is built can bring about. */
  const put = (username: string, values: string) =>
    rawSql(opened().database, `update users set ${values} where username = '${username}'`);
  const userIn = async (there: App, values: string) => {
    const username = await addUser(there);
    await put(username, values);
    return username;
  };

  describe("an administrator's reset is refused", () => {
    for (const status of ["FORCE_CHANGE_PASSWORD", "UNCONFIRMED", "EXTERNAL_PROVIDER", "COMPROMISED"]) {
      test(`to a user who is ${status}, before any function is asked`, async () => {
        const there = await newApp(opened().world, FAILING);
        const username = await userIn(there, `status = '${status}'`);
        await assert.rejects(resetPassword(there, username), notNow);
        assert.equal(await statusOf(there, username), status);
        assert.deepEqual(await messagesTo(there, username), []);
      });
    }

    test("to a user who is disabled, whatever else speaks against it", async () => {
      const there = await newApp(opened().world, FAILING);
      for (const values of ["", ", status = 'UNCONFIRMED'", ", attributes = '{}'"]) {
        const username = await userIn(there, `enabled = 0${values}`);
        await assert.rejects(resetPassword(there, username), disabled);
        assert.notEqual(await statusOf(there, username), "RESET_REQUIRED");
        assert.deepEqual(await messagesTo(there, username), []);
      }
    });

    test("to a user whose temporary password has expired, as no cure for it", async () => {
      const username = await addUser(app(), { password: null });
      opened().world.pass(8 * 24 * 3600);
      await assert.rejects(resetPassword(app(), username), notNow);
    });
  });

  test("an administrator's reset leaves nothing of the password in the database", async () => {
    const username = await addUser(app());
    await resetPassword(app(), username);
    const rows = await rawSql(
      opened().database,
      `select password from users where username = '${username}' and pool_id = '${app().poolId}'`,
    );
    assert.deepEqual(
      rows.map(({ password }) => password),
      [null],
    );
  });

  describe("a user who is disabled after a reset", () => {
    const resetThenDisabled = async () => {
      const username = await addUser(app());
      const { access } = await tokensOf(app(), username);
      await resetPassword(app(), username);
      await put(username, "enabled = 0");
      return { username, access, code: await codeFor(app(), username) };
    };

    test("is told no more than that", async () => {
      const { username, access, code } = await resetThenDisabled();
      await assert.rejects(signIn(app(), username), disabled);
      await assert.rejects(adminSignIn(app(), username), disabled);
      await assert.rejects(app().api.getUser({ AccessToken: access }), disabled);
      await assert.rejects(forgot(app(), username), disabled);
      await assert.rejects(confirmReset(app(), username, code), disabled);
    });

    test("has a code that counts again once the user does", async () => {
      const { username, code } = await resetThenDisabled();
      await assert.rejects(confirmReset(app(), username, code), disabled);
      await put(username, "enabled = 1");
      await confirmReset(app(), username, code);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
    });
  });

  describe("where users are concealed", () => {
    const concealing = async (): Promise<App> => ({
      ...app(),
      clientId: await newClient(app(), { PreventUserExistenceErrors: "ENABLED" }),
    });

    test("one who is disabled is told of a code that does not come", async () => {
      const there = await concealing();
      const username = await userIn(there, "enabled = 0");
      await assert.rejects(confirmReset(there, username, "123456"), expired);
      const { CodeDeliveryDetails } = await forgot(there, username);
      assert.equal(CodeDeliveryDetails?.DeliveryMedium, "EMAIL");
      assert.deepEqual(await messagesTo(there, username), []);
      await assert.rejects(confirmReset(there, username, "123456"), mismatch);
    });

    test("the code of one who was disabled since is as wrong as any", async () => {
      const there = await concealing();
      const username = await addUser(there);
      await forgot(there, username);
      const code = await codeFor(there, username);
      await put(username, "enabled = 0");
      await assert.rejects(confirmReset(there, username, code), mismatch);
    });
  });

  describe("a user who forgot the password", () => {
    for (const status of ["FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER", "COMPROMISED"]) {
      test(`and is ${status} gets no code, and can use none`, async () => {
        const username = await addUser(app());
        await forgot(app(), username);
        const code = await codeFor(app(), username);
        await put(username, `status = '${status}'`);
        await assert.rejects(forgot(app(), username), notNow);
        await assert.rejects(confirmReset(app(), username, code), notNow);
        assert.equal((await messagesTo(app(), username)).length, 1);
        assert.equal(await statusOf(app(), username), status);
      });
    }

    test("and is not confirmed yet gets a code, but is not confirmed by it", async () => {
      const username = await userIn(app(), "status = 'UNCONFIRMED'");
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      await assert.rejects(
        confirmReset(app(), username, code),
        refusal("UserNotConfirmedException", "User is not confirmed."),
      );
      assert.equal(await statusOf(app(), username), "UNCONFIRMED");
    });

    test("after a reset gets another code, and stays reset until it is used", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      await forgot(app(), username);
      assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
      await confirmReset(app(), username, await codeFor(app(), username));
      assert.equal(await statusOf(app(), username), "CONFIRMED");
    });
  });
});
