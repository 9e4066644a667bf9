/** Addresses that are always blocked, and addresses that are never judged. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addUser, newClient, onEachDatabase, PASSWORD, signIn } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { eventsOf, setRisks, signInFrom, srpSignIn, watchedApp } from "../support/threats.ts";

const BLOCKED = refusal("NotAuthorizedException", "Request not allowed due to security reasons.");
const WRONG = refusal("NotAuthorizedException", "Incorrect username or password.");

const blocking = (...BlockedIPRangeList: string[]) => ({
  RiskExceptionConfiguration: { BlockedIPRangeList },
});

await onEachDatabase((world) => {
  describe("an address of the blocked ranges", () => {
    test("can't sign in, by whatever flow, and learns nothing of passwords and users", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await addUser(app);
      await setRisks(app, blocking("127.0.0.0/8"));
      await assert.rejects(signIn(app, username), BLOCKED);
      await assert.rejects(signIn(app, username, "Wr0ng-one!"), BLOCKED);
      await assert.rejects(signIn(app, "nobody"), BLOCKED);
      await assert.rejects(srpSignIn(app, username, PASSWORD), BLOCKED);
      assert.deepEqual(await eventsOf(app, username), []);
    });

    test("can't go on with a sign-in that was begun elsewhere", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await addUser(app, { password: null, temporary: "Temp0rary!" });
      const { Session } = await signIn(app, username, "Temp0rary!");
      await setRisks(app, blocking("127.0.0.1/32"));
      await assert.rejects(
        app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: "N3w-one-0f-mine!" },
        }),
        BLOCKED,
      );
    });

    test("is the user's where a back end tells it", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await addUser(app);
      await setRisks(app, blocking("192.0.2.0/24", "2001:db8::/32"));
      for (const ip of ["192.0.2.77", "2001:db8::77"]) {
        await assert.rejects(signInFrom(app, username, { ip }), BLOCKED);
      }
      await signInFrom(app, username, { ip: "198.51.100.1" });
    });

    test("is blocked for the clients that the configuration binds", async () => {
      const app = await watchedApp(world(), "ENFORCED");
      const username = await addUser(app);
      const other = { ...app, clientId: await newClient(app) };
      await setRisks(app, blocking("127.0.0.1/32"), other.clientId);
      await signIn(app, username);
      await assert.rejects(signIn(other, username), BLOCKED);
      await setRisks(app, {}, other.clientId);
      await signIn(other, username);
    });

    test("is not blocked where threat protection only watches", async () => {
      const app = await watchedApp(world(), "AUDIT");
      const username = await addUser(app);
      await setRisks(app, blocking("127.0.0.1/32"));
      await signIn(app, username);
      await assert.rejects(signIn(app, username, "Wr0ng-one!"), WRONG);
    });
  });

  test("an address of the skipped ranges is not judged", async () => {
    const app = await watchedApp(world(), "ENFORCED");
    const username = await addUser(app);
    await signInFrom(app, username, {});
    const strange = { ip: "198.51.100.9", userAgent: "curl/8.5.0" };
    const block = { Notify: false, EventAction: "BLOCK" as const };
    const AccountTakeoverRiskConfiguration = { Actions: { MediumAction: block } };
    await setRisks(app, { AccountTakeoverRiskConfiguration });
    await assert.rejects(
      signInFrom(app, username, strange),
      refusal("NotAuthorizedException", "Unable to login because of security reasons."),
    );
    const RiskExceptionConfiguration = { SkippedIPRangeList: ["198.51.100.0/24"] };
    await setRisks(app, { AccountTakeoverRiskConfiguration, RiskExceptionConfiguration });
    await signInFrom(app, username, strange);
    const [event] = await eventsOf(app, username);
    assert.equal(event?.EventRisk?.RiskDecision, "NoRisk");
  });
});
