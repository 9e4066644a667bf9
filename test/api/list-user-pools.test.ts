import assert from "node:assert/strict";
import { test } from "node:test";
import { paginateListUserPools } from "@aws-sdk/client-cognito-identity-provider";
import { newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const badToken = refusal("InvalidParameterException", "Invalid pagination token given.");

await onEachDatabase((world) => {
  /** Pools of a region that nobody else uses. */
  async function threePools(region: string) {
    const api = world().apiIn(region);
    const ids: string[] = [];
    for (const PoolName of ["one", "two", "three"]) ids.push(await newPool({ api }, { PoolName }));
    return { api, ids };
  }

  test("pages hold every pool of the region once, oldest first", async () => {
    const { api, ids } = await threePools("eu-west-1");
    await newPool({ api: world().api });
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListUserPools({ client: api, pageSize: 2 }, { MaxResults: 2 })) {
      pages.push(there(page.UserPools).map(({ Id }) => Id));
    }
    assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2)]);
  });

  test("an item tells a pool's name, functions and dates", async () => {
    const { api } = await threePools("eu-west-2");
    const LambdaConfig = { PreSignUp: "arn:aws:lambda:eu-west-2:123456789012:function:gate" };
    const Id = await newPool({ api }, { PoolName: "four", LambdaConfig });
    const { UserPools = [], NextToken } = await api.listUserPools({ MaxResults: 60 });
    const { CreationDate, LastModifiedDate, ...last } = there(UserPools.at(-1));
    assert.deepEqual(last, { Id, Name: "four", LambdaConfig });
    assert.ok(CreationDate instanceof Date && LastModifiedDate instanceof Date);
    assert.equal(NextToken, undefined);
  });

  test("a region without pools has an empty list", async () => {
    const { UserPools, NextToken } = await world().apiIn("sa-east-1").listUserPools({ MaxResults: 1 });
    assert.deepEqual([UserPools, NextToken], [[], undefined]);
  });

  test("the last full page ends the list", async () => {
    const { api } = await threePools("eu-west-3");
    const { NextToken } = await api.listUserPools({ MaxResults: 3 });
    assert.equal(NextToken, undefined);
  });

  test("a token that was made up, altered, or made for another region is refused", async () => {
    const { api } = await threePools("eu-north-1");
    const { NextToken } = await api.listUserPools({ MaxResults: 1 });
    const token = there(NextToken);
    const altered = `${token.slice(0, -8)}${token.at(-8) === "A" ? "B" : "A"}${token.slice(-7)}`;
    const madeUp = Buffer.from(JSON.stringify({ after: { createdAt: 0, id: "" } })).toString("base64url");
    for (const forged of ["x", madeUp, altered]) {
      await assert.rejects(api.listUserPools({ MaxResults: 1, NextToken: forged }), badToken, forged);
    }
    await assert.rejects(world().api.listUserPools({ MaxResults: 1, NextToken: token }), badToken);
  });

  test("a token lives as long as its pools may vanish, but no longer than an hour", async () => {
    const { api, ids } = await threePools("ap-south-1");
    const { NextToken, UserPools } = await api.listUserPools({ MaxResults: 1 });
    await api.deleteUserPool({ UserPoolId: there(UserPools?.[0]?.Id) });
    const second = await api.listUserPools({ MaxResults: 5, NextToken });
    assert.deepEqual(
      second.UserPools?.map(({ Id }) => Id),
      ids.slice(1),
    );
    world().pass(3601);
    await assert.rejects(api.listUserPools({ MaxResults: 1, NextToken }), badToken);
  });
});
