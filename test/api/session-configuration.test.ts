/** Whether a pool tracks sessions, how many a user may have, and how long a client reuses an SSO session. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserSessionTrackingType } from "@aws-sdk/client-cognito-identity-provider";
import { type App, beforehand, newApp, newClient, newPool, onEachDatabase } from "../support/arrange.ts";
import { rawCall, successOf } from "../support/raw-call.ts";
import { refusal } from "../support/server.ts";

const poolConfiguration = ({ api, poolId }: Pick<App, "api" | "poolId">) =>
  api.getUserPoolSessionConfiguration({ UserPoolId: poolId });

const configurePool = (
  { api, poolId }: Pick<App, "api" | "poolId">,
  UserSessionTracking: UserSessionTrackingType,
  MaxPerUser: number,
) =>
  api.setUserPoolSessionConfiguration({
    UserPoolId: poolId,
    UserSessionTracking,
    TokenSession: { MaxPerUser },
  });

const clientConfiguration = ({ api, poolId, clientId }: App) =>
  api.getUserPoolClientSessionConfiguration({ UserPoolId: poolId, ClientId: clientId });

const configureClient = ({ api, poolId, clientId }: App, MaxValidityMinutes: number) =>
  api.setUserPoolClientSessionConfiguration({
    UserPoolId: poolId,
    ClientId: clientId,
    SSOSession: { MaxValidityMinutes },
  });

const tierRefusal = refusal(
  "FeatureUnavailableInTierException",
  "The following features need to be disabled for the LITE pricing tier configured: Session Tracking",
);

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  test("a pool that nobody configured tracks nothing, and twenty sessions would be a user's", async () => {
    const { $metadata, ...found } = await poolConfiguration(await newApp(world()));
    assert.equal(found.UserSessionTracking, "DISABLED");
    assert.deepEqual(found.TokenSession, { MaxPerUser: 20 });
  });

  test("a pool's configuration is replaced as a whole, and told back", async () => {
    const fresh = await newApp(world());
    for (const [tracking, most] of [
      ["ENABLED", 3],
      ["ENABLED", 100],
      ["DISABLED", 1],
    ] as const) {
      const { $metadata: _set, ...set } = await configurePool(fresh, tracking, most);
      const { $metadata: _got, ...got } = await poolConfiguration(fresh);
      const expected = {
        UserPoolId: fresh.poolId,
        UserSessionTracking: tracking,
        TokenSession: { MaxPerUser: most },
      };
      assert.deepEqual([set, got], [expected, expected]);
    }
  });

  test("a pool's description does not show its sessions, and keeps them through an update", async () => {
    const fresh = await newApp(world());
    await configurePool(fresh, "ENABLED", 7);
    await fresh.api.addCustomAttributes({
      UserPoolId: fresh.poolId,
      CustomAttributes: [{ Name: "team", AttributeDataType: "String" }],
    });
    assert.deepEqual((await poolConfiguration(fresh)).TokenSession, { MaxPerUser: 7 });
    const answer = await rawCall(world().url, "DescribeUserPool", { UserPoolId: fresh.poolId });
    assert.doesNotMatch(JSON.stringify(successOf(answer)), /session/i);
  });

  test("a maximum has bounds", async () => {
    for (const most of [0, 101]) {
      await assert.rejects(configurePool(app(), "ENABLED", most), { name: "InvalidParameterException" });
    }
  });

  test("the LITE tier has no sessions to configure", async () => {
    const lite = await newApp(world(), { pool: { UserPoolTier: "LITE" } });
    for (const tracking of ["ENABLED", "DISABLED"] as const) {
      await assert.rejects(configurePool(lite, tracking, 5), tierRefusal);
    }
    await assert.rejects(configureClient(lite, 5), tierRefusal);
    assert.equal((await poolConfiguration(lite)).UserSessionTracking, "DISABLED");
    assert.deepEqual((await clientConfiguration(lite)).SSOSession, { MaxValidityMinutes: 60 });
  });

  test("a pool that tracks sessions stays out of the LITE tier", async () => {
    const fresh = await newApp(world());
    await configurePool(fresh, "ENABLED", 20);
    const toLite = () => fresh.api.updateUserPool({ UserPoolId: fresh.poolId, UserPoolTier: "LITE" });
    await assert.rejects(
      toLite(),
      refusal(
        "TierChangeNotAllowedException",
        "The following features need to be disabled for the LITE pricing tier configured: Session Tracking",
      ),
    );
    await configurePool(fresh, "DISABLED", 20);
    await toLite();
  });

  test("a client reuses an SSO session for an hour, or for as long as it is told to", async () => {
    const fresh = await newApp(world());
    await configurePool(fresh, "ENABLED", 20);
    const other = { ...fresh, clientId: await newClient(fresh) };
    assert.deepEqual((await clientConfiguration(fresh)).SSOSession, { MaxValidityMinutes: 60 });
    for (const minutes of [43_200, 0, 129_600]) {
      const { $metadata: _set, ...set } = await configureClient(fresh, minutes);
      const { $metadata: _got, ...got } = await clientConfiguration(fresh);
      const expected = {
        UserPoolId: fresh.poolId,
        ClientId: fresh.clientId,
        SSOSession: { MaxValidityMinutes: minutes },
      };
      assert.deepEqual([set, got], [expected, expected]);
    }
    assert.deepEqual((await clientConfiguration(other)).SSOSession, { MaxValidityMinutes: 60 });
    await assert.rejects(configureClient(fresh, 129_601), { name: "InvalidParameterException" });
  });

  test("a client's configuration needs tracking, and rests while there is none", async () => {
    const fresh = await newApp(world());
    const untracked = refusal(
      "OperationNotEnabledException",
      "Session tracking is not enabled for this user pool.",
    );
    await assert.rejects(configureClient(fresh, 5), untracked);
    await configurePool(fresh, "ENABLED", 20);
    await configureClient(fresh, 5);
    await configurePool(fresh, "DISABLED", 20);
    await assert.rejects(configureClient(fresh, 6), untracked);
    assert.deepEqual((await clientConfiguration(fresh)).SSOSession, { MaxValidityMinutes: 5 });
  });

  test("a client of another pool is none of this one", async () => {
    const elsewhere = { ...app(), poolId: await newPool(world()) };
    const gone = refusal("ResourceNotFoundException", `User pool client ${app().clientId} does not exist.`);
    await assert.rejects(clientConfiguration(elsewhere), gone);
    await assert.rejects(configureClient(elsewhere, 5), gone);
  });
});
