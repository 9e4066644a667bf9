import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  newApp,
  newClient,
  newPool,
  onEachDatabase,
  statusOf,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const idTag = (id: string) => ({ UserPoolTags: { "poolkeeper:pool-id": id } });
const clientTag = (id: string) => ({ UserPoolTags: { "poolkeeper:client-id": id } });

await onEachDatabase((world) => {
  describe("the tag poolkeeper:pool-id", () => {
    test("gives the pool its id", async () => {
      assert.equal(await newPool(world(), idTag("us-east-1_fixed")), "us-east-1_fixed");
    });

    test("must be an id of the caller's region", async () => {
      await assert.rejects(
        newPool(world(), idTag("eu-west-1_fixed")),
        refusal("InvalidParameterException", "User pool eu-west-1_fixed can't be created in us-east-1."),
      );
      for (const wrong of ["fixed", "us-east-1_", "us-east-1_a b", "US-EAST-1_a"]) {
        await assert.rejects(
          newPool(world(), idTag(wrong)),
          refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:pool-id."),
        );
      }
    });

    test("names one pool at a time", async () => {
      await newPool(world(), idTag("us-east-1_once"));
      await assert.rejects(
        newPool(world(), idTag("us-east-1_once")),
        refusal("InvalidParameterException", "User pool us-east-1_once already exists."),
      );
    });

    test("of two that race for an id one gets it", async () => {
      const tries = [1, 2, 3, 4].map(() => newPool(world(), idTag("us-east-1_raced")));
      const settled = await Promise.allSettled(tries);
      assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    });

    test("a pool created again finds none of the old users, clients or tokens", async () => {
      const pool = {
        UserPoolTags: { ...idTag("us-east-1_again").UserPoolTags, ...clientTag("again").UserPoolTags },
      };
      const old = await newApp(world(), { pool });
      for (const username of ["jane", "joe"]) await addUser(old, { username });
      const tokens = await tokensOf(old, "jane");
      await world().api.deleteUserPool({ UserPoolId: old.poolId });

      const fresh = await newApp(world(), { pool });
      assert.deepEqual([fresh.poolId, fresh.clientId], ["us-east-1_again", "again"]);
      await assert.rejects(statusOf(fresh, "jane"), refusal("UserNotFoundException", "User does not exist."));
      await addUser(fresh, { username: "jane" });
      await assert.rejects(
        world().api.getUser({ AccessToken: tokens.access }),
        refusal("NotAuthorizedException", "Could not verify signature for Access Token"),
      );
      await tokensOf(fresh, "jane");
    });
  });

  describe("the tag poolkeeper:client-id", () => {
    test("gives the first client its id, and the next ones have ids of their own", async () => {
      const app = await newApp(world(), { pool: clientTag("web-app+1".replaceAll("-", "_")) });
      assert.equal(app.clientId, "web_app+1");
      assert.match(await newClient(app), /^[a-z0-9]{26}$/);
    });

    test("an id that a client of another pool has is not given again", async () => {
      await newApp(world(), { pool: clientTag("taken") });
      const second = await newApp(world(), { pool: clientTag("taken") });
      assert.match(second.clientId, /^[a-z0-9]{26}$/);
    });

    test("an id is free again once its client, or its whole pool, is deleted", async () => {
      const first = await newApp(world(), { pool: clientTag("free") });
      await world().api.deleteUserPoolClient({ UserPoolId: first.poolId, ClientId: "free" });
      assert.equal(await newClient(first), "free");
      await world().api.deleteUserPool({ UserPoolId: first.poolId });
      const second = await newApp(world(), { pool: clientTag("free") });
      assert.equal(second.clientId, "free");
    });

    test("must be a client id", async () => {
      await assert.rejects(
        newPool(world(), clientTag("a b")),
        refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:client-id."),
      );
    });
  });

  test("the tag poolkeeper:password-hash knows two values", async () => {
    for (const hash of ["srp", "argon2id"]) {
      await newPool(world(), { UserPoolTags: { "poolkeeper:password-hash": hash } });
    }
    await assert.rejects(
      newPool(world(), { UserPoolTags: { "poolkeeper:password-hash": "md5" } }),
      refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:password-hash."),
    );
  });
});
