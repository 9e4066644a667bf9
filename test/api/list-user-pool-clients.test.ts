import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ListUserPoolClientsRequest,
  paginateListUserPoolClients,
} from "@aws-sdk/client-cognito-identity-provider";
import { newClient, newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const badToken = refusal("InvalidParameterException", "Invalid pagination token given.");

await onEachDatabase((world) => {
  /** A pool with clients, each made a second after the one before. */
  async function poolWith(...names: string[]) {
    const { api } = world();
    const poolId = await newPool({ api });
    const ids: string[] = [];
    for (const ClientName of names) {
      ids.push(await newClient({ api, poolId }, { ClientName }));
      world().pass(1);
    }
    const list = (request: Partial<ListUserPoolClientsRequest> = {}) =>
      api.listUserPoolClients({ UserPoolId: poolId, ...request });
    return { api, poolId, ids, list };
  }

  test("pages hold every client once, oldest first", async () => {
    const { api, poolId, ids } = await poolWith("one", "two", "three", "four", "five");
    const pages: (string | undefined)[][] = [];
    const paginator = paginateListUserPoolClients({ client: api, pageSize: 2 }, { UserPoolId: poolId });
    for await (const page of paginator)
      pages.push(there(page.UserPoolClients).map(({ ClientId }) => ClientId));
    assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  test("clients made in the same moment are all there", async () => {
    const { api } = world();
    const poolId = await newPool({ api });
    const made = await Promise.all(Array.from({ length: 7 }, () => newClient({ api, poolId })));
    const seen: (string | undefined)[] = [];
    const paginator = paginateListUserPoolClients({ client: api, pageSize: 2 }, { UserPoolId: poolId });
    for await (const page of paginator)
      seen.push(...there(page.UserPoolClients).map((item) => item.ClientId));
    assert.deepEqual(seen.sort(), made.sort());
  });

  test("an item tells id, pool and name, and nothing else", async () => {
    const { list, poolId, ids } = await poolWith("one");
    const { UserPoolClients, NextToken } = await list();
    assert.deepEqual(UserPoolClients, [{ ClientId: ids[0], UserPoolId: poolId, ClientName: "one" }]);
    assert.equal(NextToken, undefined);
  });

  test("a pool without clients has an empty list", async () => {
    const { list } = await poolWith();
    const { UserPoolClients, NextToken } = await list({ MaxResults: 1 });
    assert.deepEqual([UserPoolClients, NextToken], [[], undefined]);
  });

  test("a list of those who registered themselves leaves out all others, page by page", async () => {
    const { list } = await poolWith("one", "two");
    const first = await list({ ClientType: "DCR", MaxResults: 1 });
    assert.deepEqual(first.UserPoolClients, []);
    const second = await list({ ClientType: "DCR", MaxResults: 1, NextToken: there(first.NextToken) });
    assert.deepEqual([second.UserPoolClients, second.NextToken], [[], undefined]);
    assert.equal((await list({ ClientType: "REGULAR" })).UserPoolClients?.length, 2);
  });

  test("a deleted client is gone from the list, and its place is still a place", async () => {
    const { api, list, poolId, ids } = await poolWith("one", "two", "three");
    const { NextToken } = await list({ MaxResults: 2 });
    await api.deleteUserPoolClient({ UserPoolId: poolId, ClientId: there(ids[1]) });
    const rest = await list({ MaxResults: 2, NextToken: there(NextToken) });
    assert.deepEqual(
      rest.UserPoolClients?.map((item) => item.ClientId),
      ids.slice(2),
    );
    assert.deepEqual(
      (await list()).UserPoolClients?.map((item) => item.ClientId),
      [ids[0], ids[2]],
    );
  });

  test("a token that was made up, or made for another list, is refused", async () => {
    const { list } = await poolWith("one", "two");
    const other = await poolWith("one", "two");
    const { NextToken } = await list({ MaxResults: 1 });
    const token = there(NextToken);
    await assert.rejects(list({ NextToken: "x" }), badToken);
    await assert.rejects(list({ NextToken: token, ClientType: "DCR" }), badToken);
    await assert.rejects(other.list({ NextToken: token }), badToken);
    world().pass(3601);
    await assert.rejects(list({ NextToken: token }), badToken);
  });

  test("a pool that is not there, or not in this region, has no list", async () => {
    const { api, poolId } = await poolWith();
    const missing = refusal("ResourceNotFoundException", `User pool ${poolId} does not exist.`);
    await assert.rejects(world().apiIn("eu-west-1").listUserPoolClients({ UserPoolId: poolId }), missing);
    await api.deleteUserPool({ UserPoolId: poolId });
    await assert.rejects(api.listUserPoolClients({ UserPoolId: poolId }), missing);
  });
});
