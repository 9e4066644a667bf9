import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type CreateResourceServerRequest,
  paginateListResourceServers,
  type ResourceServerScopeType,
  type ResourceServerType,
} from "@aws-sdk/client-cognito-identity-provider";
import { newClient, newPool, onEachDatabase, outcomes, there } from "../support/arrange.ts";
import { cleanRefusal, rawCall } from "../support/raw-call.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const missing = (message: string) => refusal("ResourceNotFoundException", message);

const scope = (ScopeName: string, ScopeDescription = `may ${ScopeName}`): ResourceServerScopeType => ({
  ScopeName,
  ScopeDescription,
});

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

await onEachDatabase((world) => {
  async function arrange() {
    const { api } = world();
    const UserPoolId = await newPool({ api });
    const create = async (Identifier: string, more: Partial<CreateResourceServerRequest> = {}) => {
      const request = { UserPoolId, Identifier, Name: "Photos", ...more };
      return there((await api.createResourceServer(request)).ResourceServer);
    };
    const describeServer = async (Identifier: string) =>
      there((await api.describeResourceServer({ UserPoolId, Identifier })).ResourceServer);
    const identifiers = async (MaxResults = 50) => {
      const { ResourceServers } = await api.listResourceServers({ UserPoolId, MaxResults });
      return there(ResourceServers).map(({ Identifier }) => Identifier);
    };
    return { api, UserPoolId, create, describeServer, identifiers };
  }

  describe("a resource server", () => {
    test("is what it was made of, its scopes in order", async () => {
      const { UserPoolId, create, describeServer } = await arrange();
      const Identifier = "https://photos.example/v1";
      const made = await create(Identifier, { Scopes: [scope("write"), scope("read")] });
      assert.deepEqual(made, {
        UserPoolId,
        Identifier,
        Name: "Photos",
        Scopes: [scope("read"), scope("write")],
      });
      assert.deepEqual(await describeServer(Identifier), made);
    });

    test("may have no scopes", async () => {
      const { create } = await arrange();
      assert.deepEqual((await create("photos")).Scopes, []);
    });

    test("has an identifier of its own in its pool", async () => {
      const { UserPoolId, create, describeServer } = await arrange();
      const first = await create("photos", { Scopes: [scope("read")] });
      await assert.rejects(
        create("photos", { Name: "Other" }),
        invalid(`photos already exists in user pool ${UserPoolId}.`),
      );
      assert.deepEqual(await describeServer("photos"), first);
      await create("Photos");
      await (await arrange()).create("photos");
    });

    test("has as many scopes as the service allows, each with a name of its own", async () => {
      const { create } = await arrange();
      const many = range(101).map((index) => scope(`s${index}`));
      assert.equal((await create("photos", { Scopes: many.slice(1) })).Scopes?.length, 100);
      await assert.rejects(create("more", { Scopes: many }), { name: "InvalidParameterException" });
      await assert.rejects(
        create("twice", { Scopes: [scope("read", "one"), scope("read", "two")] }),
        invalid("A resource server can't have two scopes named read."),
      );
    });
  });

  test("a pool has twenty-five, even where more are made at once", async () => {
    const { create, identifiers, api, UserPoolId } = await arrange();
    const { kept, refusals } = await outcomes(range(28).map((index) => create(`server-${index}`)));
    assert.equal(kept, 25);
    assert.deepEqual(
      refusals,
      range(3).map(() => "LimitExceededException: A user pool can't have more than 25 resource servers."),
    );
    const [first] = await identifiers();
    await api.deleteResourceServer({ UserPoolId, Identifier: there(first) });
    await create("in-its-place");
  });

  describe("an update", () => {
    test("gives another name and other scopes", async () => {
      const { api, UserPoolId, create, describeServer } = await arrange();
      await create("photos", { Scopes: [scope("read"), scope("write")] });
      const request = { UserPoolId, Identifier: "photos", Name: "Pictures" };
      const { ResourceServer } = await api.updateResourceServer({
        ...request,
        Scopes: [scope("share"), scope("read", "may look")],
      });
      assert.deepEqual(ResourceServer, { ...request, Scopes: [scope("read", "may look"), scope("share")] });
      assert.deepEqual(await describeServer("photos"), ResourceServer);
    });

    test("takes away the scopes that it leaves out", async () => {
      const { api, UserPoolId, create, describeServer } = await arrange();
      await create("photos", { Scopes: [scope("read")] });
      await api.updateResourceServer({ UserPoolId, Identifier: "photos", Name: "Photos" });
      assert.deepEqual((await describeServer("photos")).Scopes, []);
    });
  });

  test("one that is deleted is gone, and may be made anew", async () => {
    const { api, UserPoolId, create, describeServer } = await arrange();
    await create("photos", { Scopes: [scope("read")] });
    const photos = { UserPoolId, Identifier: "photos" };
    const { $metadata, ...answer } = await api.deleteResourceServer(photos);
    assert.deepEqual(answer, {});
    const gone = missing("Resource server photos does not exist.");
    await assert.rejects(describeServer("photos"), gone);
    await assert.rejects(api.deleteResourceServer(photos), gone);
    await assert.rejects(api.updateResourceServer({ ...photos, Name: "Photos" }), gone);
    await create("photos");
  });

  test("what a pool has is no other pool's, nor another region's", async () => {
    const { UserPoolId, create } = await arrange();
    const other = await arrange();
    await create("photos");
    assert.deepEqual(await other.identifiers(), []);
    await assert.rejects(other.describeServer("photos"), missing("Resource server photos does not exist."));
    await assert.rejects(
      world().apiIn("eu-west-1").describeResourceServer({ UserPoolId, Identifier: "photos" }),
      missing(`User pool ${UserPoolId} does not exist.`),
    );
  });

  describe("the list", () => {
    test("holds every resource server once, with its scopes", async () => {
      const { api, UserPoolId, create } = await arrange();
      const made = [];
      for (const id of ["c", "a", "b", "B", "a:b"]) {
        made.push(await create(id, { Scopes: [scope("read")] }));
      }
      const pages: number[] = [];
      const seen = [];
      const paginator = paginateListResourceServers(
        { client: api, pageSize: 2 },
        { UserPoolId, MaxResults: 2 },
      );
      for await (const { ResourceServers = [] } of paginator) {
        pages.push(ResourceServers.length);
        seen.push(...ResourceServers);
      }
      assert.deepEqual(pages, [2, 2, 1]);
      const byId = (a: ResourceServerType, b: ResourceServerType) =>
        there(a.Identifier) < there(b.Identifier) ? -1 : 1;
      assert.deepEqual(seen, made.sort(byId));
    });

    test("must be told how many a page is to hold", async () => {
      const { UserPoolId } = await arrange();
      const answer = await rawCall(world().url, "ListResourceServers", { UserPoolId });
      assert.deepEqual(cleanRefusal(answer), {
        name: "InvalidParameterException",
        message:
          "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
      });
    });

    test("refuses a token that was made up or is another pool's", async () => {
      const { api, UserPoolId, create } = await arrange();
      for (const id of ["a", "b"]) await create(id);
      const { NextToken } = await api.listResourceServers({ UserPoolId, MaxResults: 1 });
      const bad = invalid("Invalid pagination token given.");
      const other = await arrange();
      const page = { MaxResults: 1, NextToken };
      await assert.rejects(api.listResourceServers({ UserPoolId: other.UserPoolId, ...page }), bad);
      await assert.rejects(api.listResourceServers({ UserPoolId, ...page, NextToken: "x" }), bad);
      world().pass(3601);
      await assert.rejects(api.listResourceServers({ UserPoolId, ...page }), bad);
    });
  });

  describe("a client", () => {
    test("may be allowed the scopes that there are", async () => {
      const { api, UserPoolId: poolId, create } = await arrange();
      await create("photos", { Scopes: [scope("read")] });
      await newClient({ api, poolId }, { AllowedOAuthScopes: ["photos/read", "openid"] });
      for (const unknown of ["photos/write", "films/read", "photos"]) {
        await assert.rejects(
          newClient({ api, poolId }, { AllowedOAuthScopes: ["photos/read", unknown] }),
          refusal("ScopeDoesNotExistException", `Invalid scope requested: ${unknown}`),
        );
      }
    });

    test("keeps a scope that its resource server lost", async () => {
      const { api, UserPoolId: poolId, create } = await arrange();
      await create("photos", { Scopes: [scope("read")] });
      const ClientId = await newClient({ api, poolId }, { AllowedOAuthScopes: ["photos/read"] });
      await api.deleteResourceServer({ UserPoolId: poolId, Identifier: "photos" });
      const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId: poolId, ClientId });
      assert.deepEqual(UserPoolClient?.AllowedOAuthScopes, ["photos/read"]);
    });
  });
});
