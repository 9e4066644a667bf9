import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const arnOf = (id: string, region = "us-east-1", account = "123456789012") =>
  `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`tag-${at}`, "x"]));

await onEachDatabase((world) => {
  const tagsOf = async (id: string) =>
    (await world().api.listTagsForResource({ ResourceArn: arnOf(id) })).Tags;
  const tag = (id: string, Tags: Record<string, string>) =>
    world().api.tagResource({ ResourceArn: arnOf(id), Tags });

  describe("the tags of a pool", () => {
    test("are none at first", async () => {
      assert.deepEqual(await tagsOf(await newPool(world())), {});
    });

    test("are added, changed and taken away, and are the pool's own UserPoolTags", async () => {
      const id = await newPool(world(), { UserPoolTags: { team: "red", stage: "test" } });
      await tag(id, { team: "blue", owner: "", "naïve ☕": "yes" });
      const expected = { team: "blue", stage: "test", owner: "", "naïve ☕": "yes" };
      assert.deepEqual(await tagsOf(id), expected);
      const { UserPool } = await world().api.describeUserPool({ UserPoolId: id });
      assert.deepEqual(UserPool?.UserPoolTags, expected);
      await world().api.untagResource({ ResourceArn: arnOf(id), TagKeys: ["team", "owner", "unknown"] });
      assert.deepEqual(await tagsOf(id), { stage: "test", "naïve ☕": "yes" });
    });

    test("are replaced by UpdateUserPool where it names some", async () => {
      const id = await newPool(world(), { UserPoolTags: { team: "red" } });
      await world().api.updateUserPool({ UserPoolId: id, UserPoolTags: { stage: "test" } });
      assert.deepEqual(await tagsOf(id), { stage: "test" });
    });

    test("leave the pool's date as it is", async () => {
      const id = await newPool(world());
      const dated = async () => {
        const { UserPool } = await world().api.describeUserPool({ UserPoolId: id });
        return there(UserPool?.LastModifiedDate);
      };
      const before = await dated();
      world().pass(60);
      await tag(id, { team: "red" });
      assert.deepEqual(await dated(), before);
    });

    test("are fifty at most, however they come", async () => {
      const id = await newPool(world());
      await tag(id, many(50));
      await tag(id, { "tag-0": "changed" });
      await assert.rejects(
        tag(id, { another: "x" }),
        refusal("InvalidParameterException", "A user pool can't have more than 50 tags."),
      );
      await assert.rejects(
        newPool(world(), { UserPoolTags: many(51) }),
        refusal("UserPoolTaggingException", "A user pool can't have more than 50 tags."),
      );
    });

    test("can't take the service's place, or Poolkeeper's with nonsense", async () => {
      const id = await newPool(world());
      for (const key of ["aws:x", "AWS:x"]) {
        await assert.rejects(
          tag(id, { [key]: "x" }),
          refusal(
            "InvalidParameterException",
            `aws: prefixed tag key names are not allowed for external use: ${key}`,
          ),
        );
      }
      await assert.rejects(
        tag(id, { "poolkeeper:password-hash": "md5" }),
        refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:password-hash."),
      );
      await assert.rejects(
        tag(id, { "poolkeeper:pool-id": "us-east-1_other" }),
        refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:pool-id."),
      );
      await tag(id, { "poolkeeper:pool-id": id });
    });
  });

  describe("an ARN", () => {
    const list = (ResourceArn: string, region = "us-east-1") =>
      world().apiIn(region).listTagsForResource({ ResourceArn });

    test("must be of a pool of this region and account", async () => {
      const id = await newPool(world());
      const nobody = refusal("ResourceNotFoundException", `User pool ${id} does not exist.`);
      await assert.rejects(list(arnOf(id, "eu-west-1")), nobody);
      await assert.rejects(list(arnOf(id, "eu-west-1"), "eu-west-1"), nobody);
      await assert.rejects(list(arnOf(id, "us-east-1", "999999999999")), nobody);
      await assert.rejects(
        list(arnOf("us-east-1_nobody")),
        refusal("ResourceNotFoundException", "User pool us-east-1_nobody does not exist."),
      );
    });

    test("must be of a pool at all", async () => {
      for (const arn of [
        "arn:aws:iam::123456789012:role/sample",
        "arn:aws:cognito-idp:us-east-1:123456789012:group/sample",
      ]) {
        await assert.rejects(
          list(arn),
          refusal("InvalidParameterException", `${arn} is not the ARN of a user pool.`),
        );
      }
    });
  });
});
