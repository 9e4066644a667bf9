/** Administrators who change the same user, or want the same name, at the same time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  outcomes,
  resetPassword,
  signIn,
  statusOf,
} from "../support/arrange.ts";

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const setPassword = ({ api, poolId }: App, Username: string, Password: string) =>
  api.adminSetUserPassword({ UserPoolId: poolId, Username, Password, Permanent: true });

const deleteUser = ({ api, poolId }: App, Username: string) =>
  api.adminDeleteUser({ UserPoolId: poolId, Username });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  describe("one user whom many change at once", () => {
    test("has one of the passwords they set", async () => {
      const username = await addUser(app());
      const passwords = times(4, (at) => `Passw0rd!-${at}`);
      await Promise.all(passwords.map((password) => setPassword(app(), username, password)));
      const { kept } = await outcomes(passwords.map((password) => signIn(app(), username, password)));
      assert.equal(kept, 1);
    });

    test("is reset, or has the password that was set: never both", async () => {
      for (const username of await Promise.all(times(5, () => addUser(app())))) {
        await Promise.all([setPassword(app(), username, NEW_PASSWORD), resetPassword(app(), username)]);
        const { kept } = await outcomes([signIn(app(), username, NEW_PASSWORD)]);
        const status = await statusOf(app(), username);
        assert.equal(status, kept === 1 ? "CONFIRMED" : "RESET_REQUIRED");
      }
    });

    test("is gone once one of them deletes", async () => {
      for (const username of await Promise.all(times(5, () => addUser(app())))) {
        const changes = [setPassword(app(), username, NEW_PASSWORD), resetPassword(app(), username)];
        const { refusals } = await outcomes([deleteUser(app(), username), ...changes]);
        for (const one of refusals) assert.equal(one, "UserNotFoundException: User does not exist.");
        await assert.rejects(statusOf(app(), username));
      }
    });
  });

  describe("a name that many want at once", () => {
    test("is somebody's or nobody's where it is deleted and given again", async () => {
      for (let round = 0; round < 5; round++) {
        const username = await addUser(app(), { username: `phoenix-${round}`, password: null });
        const create = () => addUser(app(), { username, password: null });
        const { refusals } = await outcomes([deleteUser(app(), username), create(), create()]);
        for (const one of refusals) {
          assert.equal(one, "UsernameExistsException: User account already exists");
        }
        const found = await outcomes([statusOf(app(), username)]);
        assert.equal(found.kept, 2 - refusals.length, "as many users as were created after the deletion");
      }
    });

    test("is one user's where it is an address to sign in with", async () => {
      const byMail = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const create = () => addUser(byMail, { username: "race@example.com", attributes: {}, password: null });
      const { kept, refusals } = await outcomes(times(6, create));
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["UsernameExistsException: An account with the given email already exists."]),
      );
    });

    test("is the last one's where all of them take the alias by force", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const usernames = times(6, (at) => `taker-${at}`);
      const taken = await outcomes(
        usernames.map((Username) =>
          aliased.api.adminCreateUser({
            UserPoolId: aliased.poolId,
            Username,
            MessageAction: "SUPPRESS",
            ForceAliasCreation: true,
            UserAttributes: attributeList({ email: "alias@example.com", email_verified: "true" }),
          }),
        ),
      );
      assert.deepEqual(taken.refusals, []);

      const holder = await aliased.api.adminGetUser({
        UserPoolId: aliased.poolId,
        Username: "alias@example.com",
      });
      for (const Username of usernames) {
        const { UserAttributes } = await aliased.api.adminGetUser({ UserPoolId: aliased.poolId, Username });
        const { email, email_verified: isVerified } = byName(UserAttributes);
        assert.equal(email, "alias@example.com");
        assert.equal(isVerified, String(Username === holder.Username), Username);
      }
    });
  });
});
