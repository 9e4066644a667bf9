/** Replicas of user pools: their statuses, who may have one, and what a pool does in its second region. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CognitoIdentityProvider,
  CreateUserPoolRequest,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  adminSignIn,
  newApp,
  onEachDatabase,
  outcomes,
  there,
  tokensIn,
} from "../support/arrange.ts";
import { wellFormedInput } from "../support/malformed.ts";
import { rawCall } from "../support/raw-call.ts";
import { refusal } from "../support/server.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef";
const REPLICABLE: Partial<CreateUserPoolRequest> = {
  KeyConfiguration: { KeyType: "CUSTOMER_MANAGED_KEY", KmsKeyArn: KEY },
};

const needsKey = refusal(
  "OperationNotEnabledException",
  "A user pool needs a multi-Region customer managed key before it can be replicated.",
);
const notEnabled = (operation: string, region = "eu-west-1") =>
  refusal("OperationNotEnabledException", `${operation} is not enabled for this user pool in ${region}.`);

const arn = (region: string, poolId: string) =>
  `arn:aws:cognito-idp:${region}:123456789012:userpool/${poolId}`;

const create = ({ api, poolId }: App, RegionName = "eu-west-1") =>
  api.createUserPoolReplica({ UserPoolId: poolId, RegionName });

const update = (
  { api, poolId }: Pick<App, "api" | "poolId">,
  Status: "ACTIVE" | "INACTIVE",
  RegionName = "eu-west-1",
) => api.updateUserPoolReplica({ UserPoolId: poolId, RegionName, Status });

const remove = ({ api, poolId }: Pick<App, "api" | "poolId">, RegionName = "eu-west-1") =>
  api.deleteUserPoolReplica({ UserPoolId: poolId, RegionName });

const list = async ({ api, poolId }: Pick<App, "api" | "poolId">) =>
  there((await api.listUserPoolReplicas({ UserPoolId: poolId })).UserPoolReplicas);

await onEachDatabase((world) => {
  const replicable = (pool: Partial<CreateUserPoolRequest> = {}) =>
    newApp(world(), { pool: { ...REPLICABLE, ...pool } });

  /** A pool whose replica is made. */
  async function replicated(): Promise<App & { readonly away: CognitoIdentityProvider }> {
    const app = await replicable();
    await create(app);
    world().pass(5);
    return { ...app, away: world().apiIn("eu-west-1") };
  }

  test("a replica is created, stands by, is activated and taken back, and goes", async () => {
    const app = await replicable();
    const primary = {
      RegionName: "us-east-1",
      Role: "PRIMARY",
      Status: "ACTIVE",
      UserPoolArn: arn("us-east-1", app.poolId),
    };
    const secondary = (Status: string) => ({
      RegionName: "eu-west-1",
      Role: "SECONDARY",
      Status,
      UserPoolArn: arn("eu-west-1", app.poolId),
    });
    assert.deepEqual(await list(app), [primary]);
    assert.deepEqual((await create(app)).UserPoolReplica, secondary("CREATING"));
    assert.deepEqual(await list(app), [secondary("CREATING"), primary]);
    const early = refusal("InvalidParameterException", "The replica is still being created.");
    await assert.rejects(update(app, "ACTIVE"), early);
    const notInactive = refusal(
      "InvalidParameterException",
      "Only a replica in the INACTIVE status can be deleted.",
    );
    await assert.rejects(remove(app), notInactive);

    world().pass(5);
    assert.deepEqual(await list(app), [secondary("INACTIVE"), primary]);
    assert.deepEqual((await update(app, "ACTIVE")).UserPoolReplica, secondary("ACTIVE"));
    assert.deepEqual(await list(app), [secondary("ACTIVE"), primary]);
    await assert.rejects(remove(app), notInactive);
    await update(app, "INACTIVE");
    assert.deepEqual((await remove(app)).UserPoolReplica, secondary("DELETING"));
    assert.deepEqual(await list(app), [primary]);
    await create(app, "ap-south-1");
  });

  test("a pool without a key for several regions, or in the LITE tier, has no replica", async () => {
    await assert.rejects(create(await newApp(world())), needsKey);
    const oneRegion = KEY.replace("mrk-", "");
    const local = { KeyType: "CUSTOMER_MANAGED_KEY", KmsKeyArn: oneRegion } as const;
    await assert.rejects(create(await replicable({ KeyConfiguration: local })), needsKey);
    await assert.rejects(
      create(await replicable({ UserPoolTier: "LITE" })),
      refusal(
        "FeatureUnavailableInTierException",
        "The following features need to be disabled for the LITE pricing tier configured: Multi-Region Replication",
      ),
    );
  });

  test("a replica is in another region, one that is known, and there is one at most", async () => {
    const app = await replicable();
    const invalid = (message: string) => refusal("InvalidParameterException", message);
    await assert.rejects(
      create(app, "us-east-1"),
      invalid("us-east-1 is the primary region of this user pool."),
    );
    await assert.rejects(create(app, "somewhere"), invalid("Invalid region: somewhere"));
    const full = refusal("LimitExceededException", "A user pool can have only one replica.");
    const { kept, refusals } = await outcomes([
      create(app, "eu-west-1"),
      create(app, "ap-south-1"),
      create(app, "eu-west-1"),
    ]);
    assert.equal(kept, 1);
    assert.deepEqual(
      [...new Set(refusals)],
      ["LimitExceededException: A user pool can have only one replica."],
    );
    await assert.rejects(create(app, "eu-west-1"), full);
    await assert.rejects(create(app, "sa-east-1"), full);
  });

  test("a replica that is not there can't be changed, nor can the pool itself", async () => {
    const app = await replicable();
    const gone = (region: string) =>
      refusal("ResourceNotFoundException", `User pool ${app.poolId} has no replica in ${region}.`);
    for (const region of ["eu-west-1", "somewhere", "eu-west\u0000"]) {
      await assert.rejects(update(app, "ACTIVE", region), gone(region));
      await assert.rejects(remove(app, region), gone(region));
    }
    const primary = refusal(
      "InvalidParameterException",
      "us-east-1 is the primary region of this user pool.",
    );
    await assert.rejects(update(app, "INACTIVE", "us-east-1"), primary);
    await assert.rejects(remove(app, "us-east-1"), primary);
    await assert.rejects(
      app.api.listUserPoolReplicas({ UserPoolId: app.poolId, NextToken: "x" }),
      refusal("InvalidParameterException", "Invalid pagination token given."),
    );
  });

  test("an inactive replica shows the pool, and does no more", async () => {
    const app = await replicated();
    const { poolId, away } = app;
    const username = await addUser(app);
    const { UserPool } = await away.describeUserPool({ UserPoolId: poolId });
    assert.deepEqual([UserPool?.Id, UserPool?.Arn], [poolId, arn("eu-west-1", poolId)]);
    const here = await app.api.describeUserPool({ UserPoolId: poolId });
    assert.equal(here.UserPool?.Arn, arn("us-east-1", poolId));
    assert.equal((await away.adminGetUser({ UserPoolId: poolId, Username: username })).Username, username);
    assert.equal((await away.listUsers({ UserPoolId: poolId })).Users?.length, 1);
    assert.equal((await list({ api: away, poolId })).length, 2);
    await assert.rejects(adminSignIn({ ...app, api: away }, username), notEnabled("AdminInitiateAuth"));
    await assert.rejects(addUser({ ...app, api: away }), notEnabled("AdminCreateUser"));
    await assert.rejects(away.deleteUserPool({ UserPoolId: poolId }), notEnabled("DeleteUserPool"));
    await assert.rejects(remove({ api: away, poolId }), notEnabled("DeleteUserPoolReplica"));
  });

  test("an active replica signs users in, with tokens that are good everywhere", async () => {
    const app = await replicated();
    const { poolId, away } = app;
    const username = await addUser(app);
    await update({ api: away, poolId }, "ACTIVE");
    const { access } = tokensIn(await adminSignIn({ ...app, api: away }, username));
    assert.equal((await app.api.getUser({ AccessToken: access })).Username, username);
    await away.adminUserGlobalSignOut({ UserPoolId: poolId, Username: username });
    await assert.rejects(
      app.api.getUser({ AccessToken: access }),
      refusal("NotAuthorizedException", "Access Token has been revoked"),
    );
    await assert.rejects(
      away.adminSetUserPassword({ UserPoolId: poolId, Username: username, Password: "N3w-Passw0rd!" }),
      notEnabled("AdminSetUserPassword"),
    );
    await update({ api: away, poolId }, "INACTIVE");
    await assert.rejects(adminSignIn({ ...app, api: away }, username), notEnabled("AdminInitiateAuth"));
  });

  test("a replica has tags of its own", async () => {
    const app = await replicable({ UserPoolTags: { team: "home" } });
    const away = world().apiIn("eu-west-1");
    const reserved = app.api.createUserPoolReplica({
      UserPoolId: app.poolId,
      RegionName: "eu-west-1",
      UserPoolTags: { "aws:x": "y" },
    });
    await assert.rejects(reserved, { name: "UserPoolTaggingException" });
    await app.api.createUserPoolReplica({
      UserPoolId: app.poolId,
      RegionName: "eu-west-1",
      UserPoolTags: { team: "away" },
    });
    world().pass(5);
    const [here, there] = [arn("us-east-1", app.poolId), arn("eu-west-1", app.poolId)];
    const tags = async (api: CognitoIdentityProvider, ResourceArn: string) =>
      (await api.listTagsForResource({ ResourceArn })).Tags;
    assert.deepEqual(await tags(away, there), { team: "away" });
    await away.tagResource({ ResourceArn: there, Tags: { stage: "test" } });
    await away.untagResource({ ResourceArn: there, TagKeys: ["team"] });
    assert.deepEqual(await tags(away, there), { stage: "test" });
    assert.deepEqual(await tags(app.api, here), { team: "home" });
    await assert.rejects(tags(away, here), { name: "ResourceNotFoundException" });
    await assert.rejects(tags(app.api, there), { name: "ResourceNotFoundException" });
  });

  test("a pool that has a replica stays out of the LITE tier", async () => {
    const { api, poolId } = await replicated();
    await assert.rejects(
      api.updateUserPool({ UserPoolId: poolId, UserPoolTier: "LITE" }),
      refusal(
        "TierChangeNotAllowedException",
        "The following features need to be disabled for the LITE pricing tier configured: Multi-Region Replication",
      ),
    );
  });

  test("what changes a pool is refused away even where nothing says so", async () => {
    const { poolId } = await replicated();
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0";
    for (const operation of [
      "CreateIdentityProvider",
      "SetUserPoolSessionConfiguration",
      "UpdateUserPool",
      "SetLogDeliveryConfiguration",
    ] as const) {
      const input = { ...wellFormedInput(operation), UserPoolId: poolId };
      const { text } = await rawCall(world().url, operation, input, { authorization });
      const { __type: name } = JSON.parse(text);
      assert.equal(name, "OperationNotEnabledException", operation);
    }
  });

  test("a pool is nowhere else, nor where its replica is still being made or gone", async () => {
    const app = await replicable();
    const { poolId } = app;
    const away = world().apiIn("eu-west-1");
    const gone = refusal("ResourceNotFoundException", `User pool ${poolId} does not exist.`);
    const describe = (api: CognitoIdentityProvider) => api.describeUserPool({ UserPoolId: poolId });
    await assert.rejects(describe(away), gone);
    await create(app);
    await assert.rejects(describe(away), gone);
    world().pass(5);
    assert.ok((await describe(away)).UserPool);
    await assert.rejects(describe(world().apiIn("ap-south-1")), gone);
    await remove(app);
    await assert.rejects(describe(away), gone);
  });

  test("pools are listed where they are, and tell where else they are", async () => {
    const region = "ca-central-1";
    const api = world().apiIn(region);
    const mine = there((await api.createUserPool({ PoolName: "mine" })).UserPool?.Id);
    const app = await replicable();
    await create(app, region);
    world().pass(5);
    const pages = async () => {
      const ids: [string | undefined, string[] | undefined][] = [];
      let token: string | undefined;
      do {
        const { UserPools = [], NextToken } = await api.listUserPools({ MaxResults: 1, NextToken: token });
        for (const { Id, ReplicaRegions } of UserPools) ids.push([Id, ReplicaRegions]);
        token = NextToken;
      } while (token !== undefined);
      return ids;
    };
    assert.deepEqual(await pages(), [
      [mine, undefined],
      [app.poolId, [region]],
    ]);
    await app.api.deleteUserPool({ UserPoolId: app.poolId });
    assert.deepEqual(await pages(), [[mine, undefined]]);
  });
});
