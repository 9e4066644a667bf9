/** How a pool and its clients answer to risks: set, shown, inherited, reset, refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RiskConfigurationType } from "@aws-sdk/client-cognito-identity-provider";
import { type App, newApp, newClient, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { setRisks } from "../support/threats.ts";

const BLOCK_COMPROMISED = {
  CompromisedCredentialsRiskConfiguration: {
    EventFilter: ["SIGN_UP" as const],
    Actions: { EventAction: "BLOCK" as const },
  },
};

const EVERYTHING = {
  ...BLOCK_COMPROMISED,
  AccountTakeoverRiskConfiguration: {
    NotifyConfiguration: {
      From: "Security <security@example.com>",
      ReplyTo: "help@example.com",
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/security@example.com",
      BlockEmail: { Subject: "Blocked", HtmlBody: "<p>{username}</p>", TextBody: "{username}" },
      NoActionEmail: { Subject: "New", TextBody: "{username}" },
      MfaEmail: { Subject: "Second factor", HtmlBody: "<p>{username}</p>" },
    },
    Actions: {
      LowAction: { Notify: false, EventAction: "NO_ACTION" as const },
      MediumAction: { Notify: true, EventAction: "MFA_IF_CONFIGURED" as const },
      HighAction: { Notify: true, EventAction: "BLOCK" as const },
    },
  },
  RiskExceptionConfiguration: {
    BlockedIPRangeList: ["192.0.2.0/24", "2001:db8::/32"],
    SkippedIPRangeList: ["198.51.100.1/32"],
  },
};

async function described({ api, poolId }: App, ClientId?: string): Promise<RiskConfigurationType> {
  const { RiskConfiguration } = await api.describeRiskConfiguration({ UserPoolId: poolId, ClientId });
  return there(RiskConfiguration);
}

/** All but the date. */
const undated = ({ LastModifiedDate: _, ...rest }: RiskConfigurationType) => rest;

await onEachDatabase((world) => {
  describe("a risk configuration", () => {
    test("is nothing at first", async () => {
      const app = await newApp(world());
      assert.deepEqual(await described(app), { UserPoolId: app.poolId });
      assert.deepEqual(await described(app, app.clientId), { UserPoolId: app.poolId });
    });

    test("is shown as it was set, with the time of its last change", async () => {
      const app = await newApp(world());
      const { RiskConfiguration } = await setRisks(app, EVERYTHING);
      const shown = there(RiskConfiguration);
      assert.deepEqual(undated(shown), { UserPoolId: app.poolId, ...EVERYTHING });
      assert.deepEqual(await described(app), shown);
      const first = there(shown.LastModifiedDate);

      world().pass(60);
      await setRisks(app, BLOCK_COMPROMISED);
      const second = await described(app);
      assert.deepEqual(undated(second), { UserPoolId: app.poolId, ...BLOCK_COMPROMISED }, "replaces it all");
      assert.ok(there(second.LastModifiedDate) > first);
    });

    test("of the pool binds every client without one of its own", async () => {
      const app = await newApp(world());
      const other = await newClient(app);
      await setRisks(app, BLOCK_COMPROMISED);
      const own = { RiskExceptionConfiguration: { BlockedIPRangeList: ["192.0.2.0/24"] } };
      await setRisks(app, own, other);
      assert.deepEqual(undated(await described(app, app.clientId)), {
        UserPoolId: app.poolId,
        ...BLOCK_COMPROMISED,
      });
      assert.deepEqual(undated(await described(app, other)), {
        UserPoolId: app.poolId,
        ClientId: other,
        ...own,
      });
      assert.deepEqual(undated(await described(app)), { UserPoolId: app.poolId, ...BLOCK_COMPROMISED });
    });

    test("is reset by naming nothing: a client's to the pool's, the pool's to none", async () => {
      const app = await newApp(world());
      await setRisks(app, BLOCK_COMPROMISED);
      await setRisks(app, EVERYTHING, app.clientId);
      const reset = await setRisks(app, {}, app.clientId);
      assert.deepEqual(reset.RiskConfiguration, { UserPoolId: app.poolId, ClientId: app.clientId });
      assert.deepEqual(undated(await described(app, app.clientId)), {
        UserPoolId: app.poolId,
        ...BLOCK_COMPROMISED,
      });
      await setRisks(app, {});
      assert.deepEqual(await described(app), { UserPoolId: app.poolId });
      await setRisks(app, {});
    });

    test("goes with its client", async () => {
      const app = await newApp(world());
      await setRisks(app, EVERYTHING, app.clientId);
      const client = { UserPoolId: app.poolId, ClientId: app.clientId };
      await app.api.deleteUserPoolClient(client);
      await assert.rejects(
        app.api.describeRiskConfiguration(client),
        refusal("ResourceNotFoundException", `User pool client ${app.clientId} does not exist.`),
      );
    });

    test("refuses ranges that are no CIDR, and senders that are no address", async () => {
      const app = await newApp(world());
      for (const range of ["192.0.2.1", "192.0.2.0/33", "example.com/8"]) {
        for (const list of ["BlockedIPRangeList", "SkippedIPRangeList"]) {
          await assert.rejects(
            setRisks(app, { RiskExceptionConfiguration: { [list]: [range] } }),
            refusal("InvalidParameterException", "Incorrect CIDR format"),
          );
        }
      }
      const NotifyConfiguration = {
        From: "nobody",
        SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
      };
      await assert.rejects(
        setRisks(app, { AccountTakeoverRiskConfiguration: { NotifyConfiguration, Actions: {} } }),
        refusal("InvalidParameterException", "Provided From email address is invalid"),
      );
      assert.deepEqual(await described(app), { UserPoolId: app.poolId }, "nothing is set");
    });

    test("refuses clients of other pools", async () => {
      const app = await newApp(world());
      const foreign = await newApp(world());
      const message = `User pool client ${foreign.clientId} does not exist.`;
      await assert.rejects(
        setRisks(app, EVERYTHING, foreign.clientId),
        refusal("ResourceNotFoundException", message),
      );
      await assert.rejects(described(app, foreign.clientId), refusal("ResourceNotFoundException", message));
    });
  });
});
