import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type AdminListGroupsForUserRequest,
  type ListUsersInGroupRequest,
  paginateAdminListGroupsForUser,
  paginateListUsersInGroup,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  newApp,
  openWorld,
  outcomes,
  there,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const unknown = refusal("ResourceNotFoundException", "Group not found.");
const badToken = refusal("InvalidParameterException", "Invalid pagination token given.");

const addGroup = ({ api, poolId }: App, GroupName: string, Precedence?: number) =>
  api.createGroup({ UserPoolId: poolId, GroupName, Precedence });
const deleteGroup = ({ api, poolId }: App, GroupName: string) =>
  api.deleteGroup({ UserPoolId: poolId, GroupName });
const join = ({ api, poolId }: App, Username: string, GroupName: string) =>
  api.adminAddUserToGroup({ UserPoolId: poolId, Username, GroupName });
const leave = ({ api, poolId }: App, Username: string, GroupName: string) =>
  api.adminRemoveUserFromGroup({ UserPoolId: poolId, Username, GroupName });
const deleteUser = ({ api, poolId }: App, Username: string) =>
  api.adminDeleteUser({ UserPoolId: poolId, Username });

const groupsOf = async (
  { api, poolId }: App,
  Username: string,
  more: Partial<AdminListGroupsForUserRequest> = {},
) => {
  const { Groups, NextToken } = await api.adminListGroupsForUser({ UserPoolId: poolId, Username, ...more });
  return { names: there(Groups).map(({ GroupName }) => GroupName), NextToken };
};
const membersOf = async (
  { api, poolId }: App,
  GroupName: string,
  more: Partial<ListUsersInGroupRequest> = {},
) => {
  const { Users, NextToken } = await api.listUsersInGroup({ UserPoolId: poolId, GroupName, ...more });
  return { names: there(Users).map(({ Username }) => Username), NextToken };
};

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const world = () => opened().world;
  const app = beforehand(() => newApp(world()));

  const membershipsIn = async ({ poolId }: App): Promise<number> => {
    const [row] = await rawSql(
      opened().database,
      `select count(*) as count from group_members where pool_id = '${poolId}'`,
    );
    return Number(row?.["count"]);
  };

  describe("AdminAddUserToGroup", () => {
    test("puts a user into a group, whatever name means the user", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      await addUser(aliased, { username: "jane" });
      const { UserAttributes } = await aliased.api.adminGetUser({
        UserPoolId: aliased.poolId,
        Username: "jane",
      });
      for (const name of ["jane", "jane@example.com", there(byName(UserAttributes)["sub"])]) {
        await addGroup(aliased, `of-${name}`);
        const { $metadata: _, ...answer } = await join(aliased, name, `of-${name}`);
        assert.deepEqual(answer, {});
        assert.deepEqual((await membersOf(aliased, `of-${name}`)).names, ["jane"]);
      }
      assert.equal((await groupsOf(aliased, "jane")).names.length, 3);
    });

    test("leaves the user's own dates alone", async () => {
      const username = await addUser(app());
      await addGroup(app(), "dates");
      const dates = async () => {
        const user = await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
        return [user.UserCreateDate, user.UserLastModifiedDate];
      };
      const before = await dates();
      world().pass(5);
      await join(app(), username, "dates");
      await leave(app(), username, "dates");
      assert.deepEqual(await dates(), before);
    });

    test("does nothing the second time", async () => {
      await addGroup(app(), "twice");
      const [first, second] = [await addUser(app()), await addUser(app())];
      for (const username of [first, second, first]) {
        await join(app(), username, "twice");
        world().pass(1);
      }
      await Promise.all(times(4, () => join(app(), first, "twice")));
      assert.deepEqual((await membersOf(app(), "twice")).names, [first, second]);
    });

    test("refuses a user or a group that is not there, the user first", async () => {
      const username = await addUser(app());
      await assert.rejects(join(app(), username, "nowhere"), unknown);
      await assert.rejects(join(app(), "nobody", "nowhere"), nobody);
      const elsewhere = await newApp(world());
      await addGroup(elsewhere, "elsewhere");
      await assert.rejects(join(app(), username, "elsewhere"), unknown);
      await assert.rejects(join(elsewhere, username, "elsewhere"), nobody);
    });

    test("puts a user into 100 groups at most, also where many ask for it at once", async () => {
      const crowded = await newApp(world());
      const username = await addUser(crowded);
      const names = times(103, (at) => `group-${at}`);
      await Promise.all(names.map((name) => addGroup(crowded, name)));
      await Promise.all(names.slice(0, 98).map((name) => join(crowded, username, name)));
      const { kept, refusals } = await outcomes(names.slice(98).map((name) => join(crowded, username, name)));
      assert.equal(kept, 2);
      assert.deepEqual(
        new Set(refusals),
        new Set(["LimitExceededException: A user can't be in more than 100 groups."]),
      );
      assert.equal(await membershipsIn(crowded), 100);

      await join(crowded, username, "group-0");
      await deleteGroup(crowded, "group-0");
      const { kept: stay } = await outcomes(names.slice(98).map((name) => join(crowded, username, name)));
      assert.equal(stay, 3, "those who are in already, and one in the place of the group that is gone");
    });
  });

  describe("AdminRemoveUserFromGroup", () => {
    test("takes a user out of that group alone, and nobody else", async () => {
      const [jane, joe] = [await addUser(app()), await addUser(app())];
      for (const name of ["left", "kept"]) {
        await addGroup(app(), name);
        for (const username of [jane, joe]) await join(app(), username, name);
      }
      const { $metadata: _, ...answer } = await leave(app(), jane, "left");
      assert.deepEqual(answer, {});
      assert.deepEqual((await groupsOf(app(), jane)).names, ["kept"]);
      assert.deepEqual((await groupsOf(app(), joe)).names, ["kept", "left"]);
    });

    test("does nothing to a user who is not in the group", async () => {
      const username = await addUser(app());
      await addGroup(app(), "without");
      await leave(app(), username, "without");
      await assert.rejects(leave(app(), "nobody", "without"), nobody);
      await assert.rejects(leave(app(), username, "nowhere"), unknown);
    });
  });

  describe("AdminListGroupsForUser", () => {
    test("tells all of each group", async () => {
      const username = await addUser(app());
      const { Group } = await app().api.createGroup({
        UserPoolId: app().poolId,
        GroupName: "told",
        Description: "d",
        RoleArn: "arn:aws:iam::123456789012:role/r",
        Precedence: 1,
      });
      assert.deepEqual((await groupsOf(app(), username)).names, []);
      await join(app(), username, "told");
      const { Groups } = await app().api.adminListGroupsForUser({
        UserPoolId: app().poolId,
        Username: username,
      });
      assert.deepEqual(Groups, [Group]);
    });

    test("has every group once, the one that counts most first, page by page", async () => {
      const ranked = await newApp(world());
      const username = await addUser(ranked);
      const groups: [name: string, precedence: number | undefined][] = [
        ["b", undefined],
        ["last", 2 ** 31 - 1],
        ["Z", undefined],
        ["high", 5],
        ["a", undefined],
        ["first", 0],
        ["also", 5],
        ["é", undefined],
      ];
      for (const [name, precedence] of groups) {
        await addGroup(ranked, name, precedence);
        await join(ranked, username, name);
      }
      const expected = ["first", "also", "high", "last", "Z", "a", "b", "é"];
      for (const pageSize of [1, 3, 8]) {
        const pages: (string | undefined)[][] = [];
        for await (const { Groups } of paginateAdminListGroupsForUser(
          { client: ranked.api, pageSize },
          { UserPoolId: ranked.poolId, Username: username },
        )) {
          pages.push(there(Groups).map(({ GroupName }) => GroupName));
        }
        assert.deepEqual(pages.flat(), expected);
        assert.equal(pages.length, Math.ceil(expected.length / pageSize));
      }

      const { NextToken } = await groupsOf(ranked, username, { Limit: 2 });
      await leave(ranked, username, "also");
      assert.deepEqual((await groupsOf(ranked, username, { NextToken, Limit: 2 })).names, ["high", "last"]);
      await assert.rejects(groupsOf(ranked, await addUser(ranked), { NextToken }), badToken);
      await assert.rejects(groupsOf(ranked, "nobody", { NextToken }), nobody);
    });
  });

  describe("ListUsersInGroup", () => {
    test("tells of each user what ListUsers tells", async () => {
      const listed = await newApp(world());
      await addGroup(listed, "all");
      for (const username of ["zoe", "abe"]) {
        await addUser(listed, { username, attributes: { email: `${username}@example.com`, name: username } });
        await join(listed, username, "all");
        world().pass(1);
      }
      await listed.api.adminDisableUser({ UserPoolId: listed.poolId, Username: "abe" });
      const { Users } = await listed.api.listUsersInGroup({ UserPoolId: listed.poolId, GroupName: "all" });
      assert.deepEqual(Users, (await listed.api.listUsers({ UserPoolId: listed.poolId })).Users);
      assert.deepEqual(
        Users?.map(({ Username, Enabled }) => [Username, Enabled]),
        [
          ["zoe", true],
          ["abe", false],
        ],
      );
    });

    test("has everybody once, in the order they came, page by page", async () => {
      const names = ["walt", "jane", "zoe", "abe", "kim"];
      await addGroup(app(), "ordered");
      for (const username of names) await addUser(app(), { username });
      for (const username of names.toReversed()) {
        await join(app(), username, "ordered");
        world().pass(1);
      }
      const pages: (string | undefined)[][] = [];
      for await (const { Users } of paginateListUsersInGroup(
        { client: app().api, pageSize: 2 },
        { UserPoolId: app().poolId, GroupName: "ordered" },
      )) {
        pages.push(there(Users).map(({ Username }) => Username));
      }
      assert.deepEqual(pages, [["kim", "abe"], ["zoe", "jane"], ["walt"]]);
      assert.equal((await membersOf(app(), "ordered", { Limit: 5 })).NextToken, undefined);

      const { NextToken } = await membersOf(app(), "ordered", { Limit: 2 });
      await leave(app(), "abe", "ordered");
      await deleteUser(app(), "zoe");
      assert.deepEqual((await membersOf(app(), "ordered", { NextToken })).names, ["jane", "walt"]);
    });

    test("has 60 on a page at most, which is also what no limit and a limit of 0 mean", async () => {
      const busy = await newApp(world());
      await addGroup(busy, "all");
      const member = async () => join(busy, await addUser(busy, { attributes: {}, password: null }), "all");
      await Promise.all(times(61, member));
      for (const Limit of [undefined, 0, 60]) {
        const { names, NextToken } = await membersOf(busy, "all", { Limit });
        assert.equal(names.length, 60);
        assert.equal((await membersOf(busy, "all", { Limit, NextToken })).names.length, 1);
      }
      await assert.rejects(membersOf(busy, "all", { Limit: 61 }), /at 'limit' failed/);
    });

    test("takes its tokens for the same group alone, and not for one made anew under its name", async () => {
      for (const name of ["one", "other"]) {
        await addGroup(app(), name);
        for (const username of [await addUser(app()), await addUser(app())]) {
          await join(app(), username, name);
        }
      }
      const { NextToken } = await membersOf(app(), "one", { Limit: 1 });
      await assert.rejects(membersOf(app(), "other", { NextToken }), badToken);
      await deleteGroup(app(), "one");
      await addGroup(app(), "one");
      await assert.rejects(membersOf(app(), "one", { NextToken }), badToken);
    });
  });

  test("a group made anew under the name of a deleted one is empty", async () => {
    const username = await addUser(app());
    await addGroup(app(), "phoenix");
    await join(app(), username, "phoenix");
    await deleteGroup(app(), "phoenix");
    assert.deepEqual((await groupsOf(app(), username)).names, []);
    await addGroup(app(), "phoenix");
    assert.deepEqual((await membersOf(app(), "phoenix")).names, []);
    assert.deepEqual((await groupsOf(app(), username)).names, []);
    await join(app(), username, "phoenix");
    assert.deepEqual((await membersOf(app(), "phoenix")).names, [username]);
  });

  test("a user made anew under the name of a deleted one is in no group", async () => {
    const own = await newApp(world());
    await addGroup(own, "staff");
    await addUser(own, { username: "jane" });
    await join(own, "jane", "staff");
    await deleteUser(own, "jane");
    assert.equal(await membershipsIn(own), 0);
    await addUser(own, { username: "jane" });
    assert.deepEqual((await groupsOf(own, "jane")).names, []);
    assert.deepEqual((await membersOf(own, "staff")).names, []);
  });

  test("a user who deletes the own account leaves all groups", async () => {
    const own = await newApp(world());
    await addGroup(own, "staff");
    const username = await addUser(own);
    await join(own, username, "staff");
    const { AuthenticationResult } = await own.api.initiateAuth({
      ClientId: own.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: "Passw0rd!" },
    });
    await own.api.deleteUser({ AccessToken: AuthenticationResult?.AccessToken });
    assert.equal(await membershipsIn(own), 0);
  });

  describe("at the same time", () => {
    test("as a user is added to groups the user is deleted, and leaves no trace in them", async () => {
      const own = await newApp(world());
      const names = times(4, (at) => `group-${at}`);
      for (const name of names) await addGroup(own, name);
      for (const username of await Promise.all(times(8, () => addUser(own)))) {
        const joining = names.map((name) => join(own, username, name));
        const { refusals } = await outcomes([...joining.slice(0, 2), deleteUser(own, username), ...joining]);
        for (const one of refusals) assert.equal(one, "UserNotFoundException: User does not exist.");
      }
      assert.equal(await membershipsIn(own), 0);
    });

    test("as users are added to a group it is deleted, and one made anew has none of them", async () => {
      const own = await newApp(world());
      const usernames = await Promise.all(times(6, () => addUser(own)));
      for (let round = 0; round < 5; round++) {
        await addGroup(own, "staff");
        const joining = usernames.map((username) => join(own, username, "staff"));
        const { refusals } = await outcomes([...joining.slice(0, 3), deleteGroup(own, "staff"), ...joining]);
        for (const one of refusals) assert.equal(one, "ResourceNotFoundException: Group not found.");
        for (const username of usernames) assert.deepEqual((await groupsOf(own, username)).names, []);
      }
      await addGroup(own, "staff");
      assert.deepEqual((await membersOf(own, "staff")).names, []);
    });

    test("an attribute changes and groups do, and neither is lost", async () => {
      const username = await addUser(app());
      const names = times(4, (at) => `beside-${at}`);
      for (const name of names) await addGroup(app(), name);
      await Promise.all([
        ...names.map((name) => join(app(), username, name)),
        app().api.adminUpdateUserAttributes({
          UserPoolId: app().poolId,
          Username: username,
          UserAttributes: attributeList({ name: "Jane" }),
        }),
      ]);
      assert.deepEqual((await groupsOf(app(), username)).names, names);
      const { UserAttributes } = await app().api.adminGetUser({
        UserPoolId: app().poolId,
        Username: username,
      });
      assert.equal(byName(UserAttributes)["name"], "Jane");
    });
  });
});
