/** What tokens tell of the groups that their user is in. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  beforehand,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  refresh,
  renew,
  signIn,
  TEMPORARY,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { type Claims, claimsOf } from "../support/claims.ts";
import { functionArn, withFunctions } from "../support/functions.ts";

const OF_GROUPS = ["cognito:groups", "cognito:roles", "cognito:preferred_role"];

/** The claims that are about groups. */
const inToken = (token: string): Claims =>
  Object.fromEntries(Object.entries(claimsOf(token)).filter(([name]) => OF_GROUPS.includes(name)));

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

const addGroup = (
  { api, poolId }: App,
  GroupName: string,
  { precedence, roleName }: { precedence?: number; roleName?: string } = {},
) =>
  api.createGroup({
    UserPoolId: poolId,
    GroupName,
    Precedence: precedence,
    RoleArn: roleName === undefined ? undefined : role(roleName),
  });
const join = ({ api, poolId }: App, Username: string, GroupName: string) =>
  api.adminAddUserToGroup({ UserPoolId: poolId, Username, GroupName });
const deleteGroup = ({ api, poolId }: App, GroupName: string) =>
  api.deleteGroup({ UserPoolId: poolId, GroupName });

await onEachDatabase(
  (world) => {
    const app = beforehand(async () => {
      const made = await newApp(world());
      await addGroup(made, "writers", { precedence: 5, roleName: "writer" });
      await addGroup(made, "admins", { precedence: 1, roleName: "admin" });
      await addGroup(made, "b-plain");
      await addGroup(made, "a-plain", { roleName: "writer" });
      return made;
    });

    test("a user who is in no group has no claims about any", async () => {
      const { id, access } = await tokensOf(app(), await addUser(app()));
      assert.deepEqual([inToken(id), inToken(access)], [{}, {}]);
    });

    test("both tokens name the groups, the one that counts most first, and the ID token their roles", async () => {
      const username = await addUser(app());
      for (const name of ["b-plain", "writers", "a-plain", "admins"]) await join(app(), username, name);
      const { id, access } = await tokensOf(app(), username);
      const names = ["admins", "writers", "a-plain", "b-plain"];
      assert.deepEqual(inToken(access), { "cognito:groups": names });
      assert.deepEqual(inToken(id), {
        "cognito:groups": names,
        "cognito:roles": [role("admin"), role("writer")],
        "cognito:preferred_role": role("admin"),
      });
      assert.deepEqual(Object.keys(claimsOf(access)).slice(0, 3), ["sub", "cognito:groups", "iss"]);
    });

    test("groups without roles are no claims about roles", async () => {
      const username = await addUser(app());
      await join(app(), username, "b-plain");
      const { id, access } = await tokensOf(app(), username);
      for (const token of [id, access]) assert.deepEqual(inToken(token), { "cognito:groups": ["b-plain"] });
    });

    test("no role is preferred where groups of one precedence disagree", async () => {
      const tied = await newApp(world());
      const username = await addUser(tied);
      for (const [name, roleName] of [
        ["one", "x"],
        ["other", "y"],
      ] as const) {
        await addGroup(tied, name, { precedence: 3, roleName });
        await join(tied, username, name);
      }
      assert.deepEqual(inToken((await tokensOf(tied, username)).id), {
        "cognito:groups": ["one", "other"],
        "cognito:roles": [role("x"), role("y")],
      });
      await tied.api.updateGroup({ UserPoolId: tied.poolId, GroupName: "other", RoleArn: role("x") });
      assert.equal(inToken((await tokensOf(tied, username)).id)["cognito:preferred_role"], role("x"));
    });

    test("a sign-in that asks for a new password ends with them too", async () => {
      const username = await addUser(app(), { password: null });
      await join(app(), username, "b-plain");
      const { Session } = await signIn(app(), username, TEMPORARY);
      const { access } = tokensIn(
        await app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
        }),
      );
      assert.deepEqual(inToken(access), { "cognito:groups": ["b-plain"] });
    });

    describe("a refresh", () => {
      const refreshed = async (of: App, token: string | undefined) => {
        const { id, access } = tokensIn(await refresh(of, token));
        const again = tokensIn(await renew(of, token));
        assert.deepEqual([inToken(again.id), inToken(again.access)], [inToken(id), inToken(access)]);
        assert.deepEqual(inToken(id)["cognito:groups"], inToken(access)["cognito:groups"]);
        return inToken(id);
      };

      test("tells of every change since the sign-in", async () => {
        const changing = await newApp(world());
        const { api, poolId } = changing;
        const username = await addUser(changing);
        const { refresh: token } = await tokensOf(changing, username);
        assert.deepEqual(await refreshed(changing, token), {});

        for (const name of ["one", "two"]) {
          await addGroup(changing, name);
          await join(changing, username, name);
        }
        assert.deepEqual(await refreshed(changing, token), { "cognito:groups": ["one", "two"] });

        await api.updateGroup({
          ...{ UserPoolId: poolId, GroupName: "two" },
          ...{ Precedence: 0, RoleArn: role("two") },
        });
        assert.deepEqual(await refreshed(changing, token), {
          "cognito:groups": ["two", "one"],
          "cognito:roles": [role("two")],
          "cognito:preferred_role": role("two"),
        });

        await api.adminRemoveUserFromGroup({ UserPoolId: poolId, Username: username, GroupName: "one" });
        await deleteGroup(changing, "two");
        assert.deepEqual(await refreshed(changing, token), {});
        await addGroup(changing, "two");
        assert.deepEqual(await refreshed(changing, token), {});
      });

      test("tells of them under rotation", async () => {
        const rotating = await newApp(world(), {
          client: {
            ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
            RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
          },
        });
        const username = await addUser(rotating);
        const { refresh: token } = await tokensOf(rotating, username);
        await addGroup(rotating, "staff");
        await join(rotating, username, "staff");
        const { access } = tokensIn(await renew(rotating, token));
        assert.deepEqual(inToken(access), { "cognito:groups": ["staff"] });
      });
    });

    describe("a function", () => {
      const appWith = async (pool: NonNullable<AppOptions["pool"]>) => {
        const made = await newApp(world(), { pool });
        await addGroup(made, "staff", { precedence: 2, roleName: "staff" });
        await addGroup(made, "admins", { precedence: 1 });
        return made;
      };
      const asking = (LambdaVersion: "V1_0" | "V2_0", name: string) =>
        appWith({
          LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn(name) } },
        });

      test("that is asked about tokens is told the groups, at the sign-in and at each refresh", async () => {
        const asked = await asking("V2_0", "event-in-token");
        const username = await addUser(asked);
        await join(asked, username, "staff");
        const configurationIn = (id: string) =>
          (claimsOf(id)["request"] as Claims)["groupConfiguration"] as Claims;
        const first = await tokensOf(asked, username);
        assert.deepEqual(configurationIn(first.id), {
          groupsToOverride: ["staff"],
          iamRolesToOverride: [role("staff")],
          preferredRole: role("staff"),
        });
        assert.deepEqual(inToken(first.access), { "cognito:groups": ["staff"] });

        await join(asked, username, "admins");
        const { id } = tokensIn(await refresh(asked, first.refresh));
        assert.deepEqual(configurationIn(id)["groupsToOverride"], ["admins", "staff"]);
      });

      test("may put others in their place, or none", async () => {
        const answered = async (groupOverrideDetails: object | undefined) => {
          const asked = await asking("V1_0", "answers-by-profile");
          const profile = JSON.stringify({ claimsOverrideDetails: { groupOverrideDetails } });
          const username = await addUser(asked, { attributes: { email: "jane@example.com", profile } });
          await join(asked, username, "staff");
          const { id, access } = await tokensOf(asked, username);
          assert.deepEqual(inToken(access)["cognito:groups"], inToken(id)["cognito:groups"]);
          return inToken(id);
        };
        assert.deepEqual(await answered({ groupsToOverride: ["guests"] }), { "cognito:groups": ["guests"] });
        assert.deepEqual(await answered({}), {});
        assert.deepEqual(await answered(undefined), {
          "cognito:groups": ["staff"],
          "cognito:roles": [role("staff")],
          "cognito:preferred_role": role("staff"),
        });
      });

      test("that puts the user into a group after the proof does so for this sign-in's tokens", async () => {
        const adding = await appWith({ LambdaConfig: { PostAuthentication: functionArn("adds-to-group") } });
        const { access } = await tokensOf(adding, await addUser(adding));
        assert.deepEqual(inToken(access), { "cognito:groups": ["staff"] });
      });
    });
  },
  ...withFunctions,
);
