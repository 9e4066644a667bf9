import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type CreateGroupRequest,
  type ListGroupsRequest,
  paginateListGroups,
} from "@aws-sdk/client-cognito-identity-provider";
import { addUser, beforehand, newApp, newPool, openWorld, outcomes, there } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const exists = refusal("GroupExistsException", "A group with the name already exists");
const unknown = refusal("ResourceNotFoundException", "Group not found.");
const badToken = refusal("InvalidParameterException", "Invalid pagination token given.");
const otherAccount = refusal("InvalidParameterException", "Cross-account pass role is not allowed.");

const role = (name: string, account = "123456789012"): string => `arn:aws:iam::${account}:role/${name}`;

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const world = () => opened().world;
  const app = beforehand(() => newApp(world()));

  const create = (GroupName: string, more: Partial<CreateGroupRequest> = {}) =>
    app().api.createGroup({ UserPoolId: app().poolId, GroupName, ...more });
  const get = async (GroupName: string) =>
    there((await app().api.getGroup({ UserPoolId: app().poolId, GroupName })).Group);
  const update = (GroupName: string, more: Partial<CreateGroupRequest>) =>
    app().api.updateGroup({ UserPoolId: app().poolId, GroupName, ...more });
  const remove = (GroupName: string) => app().api.deleteGroup({ UserPoolId: app().poolId, GroupName });

  describe("CreateGroup", () => {
    test("makes a group of a name alone", async () => {
      const { Group } = await create("plain");
      const { CreationDate, LastModifiedDate, ...rest } = there(Group);
      assert.deepEqual(rest, { GroupName: "plain", UserPoolId: app().poolId });
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(await get("plain"), Group);
    });

    test("keeps all that is given, to the character", async () => {
      const given = [
        { GroupName: "админы-№1", Description: "Who may do it all\n☕", RoleArn: role("a/b"), Precedence: 0 },
        { GroupName: "x".repeat(128), Description: "", Precedence: 2 ** 31 - 1 },
        { GroupName: "nul", Description: "a\0b" },
      ];
      for (const { GroupName, ...more } of given) {
        await create(GroupName, more);
        const { CreationDate, LastModifiedDate, UserPoolId, ...rest } = await get(GroupName);
        assert.deepEqual(rest, { GroupName, ...more });
      }
    });

    test("answers in the service's order", async () => {
      const { Group } = await create("ordered", { Description: "d", RoleArn: role("r"), Precedence: 1 });
      assert.deepEqual(Object.keys(there(Group)), [
        ...["GroupName", "UserPoolId", "Description", "RoleArn"],
        ...["Precedence", "LastModifiedDate", "CreationDate"],
      ]);
    });

    test("refuses a name that is taken, which is one in another case or another pool", async () => {
      await create("taken");
      await assert.rejects(create("taken", { Description: "another" }), exists);
      await create("Taken");
      await create("taken", { UserPoolId: await newPool(world()) });
    });

    test("gives a name that many want to one of them", async () => {
      const { kept, refusals } = await outcomes(
        Array.from({ length: 8 }, (_, at) => create("wanted", { Precedence: at })),
      );
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["GroupExistsException: A group with the name already exists"]),
      );
    });

    test("refuses a role of another account", async () => {
      await assert.rejects(create("foreign", { RoleArn: role("r", "210987654321") }), otherAccount);
      await assert.rejects(get("foreign"), unknown);
    });

    test("refuses a name with a space, and a precedence below 0", async () => {
      await assert.rejects(create("two words"), /at 'groupName' failed to satisfy constraint/);
      await assert.rejects(create("negative", { Precedence: -1 }), /greater than or equal to 0/);
    });

    test("refuses the 10,001st group of a pool", async () => {
      const poolId = await newPool(world());
      await rawSql(
        opened().database,
        `insert into groups (pool_id, id, name, created_at, updated_at, version)
         with recursive n(i) as (select 1 union all select i + 1 from n where i < 9999)
         select '${poolId}', 'id-' || i, 'group-' || i, 1, 1, 1 from n`,
      );
      await create("last", { UserPoolId: poolId });
      await assert.rejects(
        create("late", { UserPoolId: poolId }),
        refusal("LimitExceededException", "A user pool can't have more than 10000 groups."),
      );
      await app().api.deleteGroup({ UserPoolId: poolId, GroupName: "group-1" });
      await create("late", { UserPoolId: poolId });
    });
  });

  describe("UpdateGroup", () => {
    test("changes what is given, and keeps the rest", async () => {
      const { Group } = await create("changing", { Description: "old", RoleArn: role("old"), Precedence: 7 });
      world().pass(5);
      const changes: Partial<CreateGroupRequest>[] = [
        { Description: "new" },
        { RoleArn: role("new") },
        { Precedence: 0 },
        { Description: "" },
        {},
      ];
      let expected = { ...there(Group) };
      for (const change of changes) {
        const { Group: changed } = await update("changing", change);
        const { LastModifiedDate } = there(changed);
        assert.ok(there(LastModifiedDate) > there(expected.CreationDate));
        expected = { ...expected, ...change, LastModifiedDate };
        assert.deepEqual(changed, expected);
        assert.deepEqual(await get("changing"), expected);
      }
    });

    test("refuses a role of another account, and changes nothing then", async () => {
      const { Group } = await create("own");
      const foreign = update("own", { RoleArn: role("r", "210987654321"), Description: "d" });
      await assert.rejects(foreign, otherAccount);
      assert.deepEqual(await get("own"), Group);
    });

    test("keeps what others change at the same time", async () => {
      await create("shared");
      await Promise.all([
        update("shared", { Description: "d" }),
        update("shared", { RoleArn: role("r") }),
        update("shared", { Precedence: 3 }),
      ]);
      const { Description, RoleArn, Precedence } = await get("shared");
      assert.deepEqual([Description, RoleArn, Precedence], ["d", role("r"), 3]);
    });
  });

  describe("DeleteGroup", () => {
    test("ends the group, and its name is free again", async () => {
      const { Group } = await create("ended", { Description: "old", Precedence: 1 });
      await remove("ended");
      await assert.rejects(get("ended"), unknown);
      await assert.rejects(remove("ended"), unknown);
      world().pass(5);
      const { Group: anew } = await create("ended");
      assert.equal(anew?.Description, undefined);
      assert.ok(there(anew?.CreationDate) > there(Group?.CreationDate));
    });

    test("is done by one of many who ask for it at once", async () => {
      await create("once");
      const { kept, refusals } = await outcomes(Array.from({ length: 6 }, () => remove("once")));
      assert.equal(kept, 1);
      assert.deepEqual(new Set(refusals), new Set(["ResourceNotFoundException: Group not found."]));
    });

    test("leaves the group, or nothing, to those who change it at the same time", async () => {
      for (let round = 0; round < 5; round++) {
        const name = `doomed-${round}`;
        await create(name);
        const { refusals } = await outcomes([
          update(name, { Precedence: 1 }),
          remove(name),
          update(name, { Precedence: 2 }),
        ]);
        for (const one of refusals) assert.equal(one, "ResourceNotFoundException: Group not found.");
        await assert.rejects(get(name), unknown);
      }
    });
  });

  test("a group that is not there is refused by all that name one", async () => {
    const { api, poolId } = app();
    const Username = await addUser(app());
    const where = { UserPoolId: poolId, GroupName: "nowhere" };
    await assert.rejects(get("nowhere"), unknown);
    await assert.rejects(update("nowhere", {}), unknown);
    await assert.rejects(remove("nowhere"), unknown);
    await assert.rejects(api.listUsersInGroup(where), unknown);
    await assert.rejects(api.adminAddUserToGroup({ ...where, Username }), unknown);
    await assert.rejects(api.adminRemoveUserFromGroup({ ...where, Username }), unknown);
  });

  describe("ListGroups", () => {
    const poolWith = async (names: readonly string[]): Promise<string> => {
      const UserPoolId = await newPool(world());
      for (const name of names) await create(name, { UserPoolId });
      return UserPoolId;
    };
    const list = (UserPoolId: string, more: Partial<ListGroupsRequest> = {}) =>
      app().api.listGroups({ UserPoolId, ...more });
    const namesIn = async (listing: ReturnType<typeof list>): Promise<(string | undefined)[]> =>
      there((await listing).Groups).map(({ GroupName }) => GroupName);

    test("has nothing to tell of a pool without groups", async () => {
      const { Groups, NextToken } = await list(await newPool(world()));
      assert.deepEqual([Groups, NextToken], [[], undefined]);
    });

    test("tells all of each group", async () => {
      const poolId = await poolWith(["a"]);
      const made = await create("b", {
        UserPoolId: poolId,
        Description: "d",
        RoleArn: role("r"),
        Precedence: 4,
      });
      assert.deepEqual((await list(poolId)).Groups?.[1], made.Group);
    });

    test("has every group once, in the order of their names, page by page", async () => {
      const names = ["b", "a", "Z", "é", "c", "10", "9"];
      const poolId = await poolWith(names);
      const pages: (string | undefined)[][] = [];
      for await (const { Groups } of paginateListGroups(
        { client: app().api, pageSize: 3 },
        { UserPoolId: poolId },
      )) {
        pages.push(there(Groups).map(({ GroupName }) => GroupName));
      }
      assert.deepEqual(pages, [["10", "9", "Z"], ["a", "b", "c"], ["é"]]);
      assert.equal((await list(poolId, { Limit: 7 })).NextToken, undefined);
    });

    test("has 60 on a page at most, which is also what no limit and a limit of 0 mean", async () => {
      const poolId = await poolWith(Array.from({ length: 61 }, (_, at) => `group-${at}`));
      for (const Limit of [undefined, 0, 60]) {
        const { Groups, NextToken } = await list(poolId, { Limit });
        assert.equal(Groups?.length, 60);
        assert.equal((await list(poolId, { Limit, NextToken })).Groups?.length, 1);
      }
      await assert.rejects(list(poolId, { Limit: 61 }), /at 'limit' failed .* less than or equal to 60/);
    });

    test("goes on behind a group that is gone, and takes its tokens for the same pool alone", async () => {
      const poolId = await poolWith(["a", "b", "c", "d"]);
      const { NextToken } = await list(poolId, { Limit: 2 });
      await app().api.deleteGroup({ UserPoolId: poolId, GroupName: "b" });
      assert.deepEqual(await namesIn(list(poolId, { NextToken, Limit: 1 })), ["c"]);
      await assert.rejects(list(await newPool(world()), { NextToken }), badToken);
      await assert.rejects(list(poolId, { NextToken: "x" }), badToken);
      world().pass(3601);
      await assert.rejects(list(poolId, { NextToken }), badToken);
    });
  });

  test("groups go with their pool", async () => {
    const poolId = await newPool(world(), { UserPoolTags: { "poolkeeper:pool-id": "us-east-1_groups" } });
    await create("a", { UserPoolId: poolId });
    await app().api.deleteUserPool({ UserPoolId: poolId });
    await assert.rejects(
      app().api.listGroups({ UserPoolId: poolId }),
      refusal("ResourceNotFoundException", `User pool ${poolId} does not exist.`),
    );
    await newPool(world(), { UserPoolTags: { "poolkeeper:pool-id": "us-east-1_groups" } });
    assert.deepEqual((await app().api.listGroups({ UserPoolId: poolId })).Groups, []);
  });
});
