import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import type { LogConfigurationType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  newApp,
  newPool,
  onEachDatabase,
  openWorld,
  resetPassword,
  tokensOf,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { refusal } from "../support/server.ts";

const GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:cognito";
const STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/cognito";
const BUCKET = "arn:aws:s3:::cognito-logs";

const toGroup = (LogGroupArn = GROUP) => ({ CloudWatchLogsConfiguration: { LogGroupArn } });
const messages: LogConfigurationType = { EventSource: "userNotification", LogLevel: "ERROR", ...toGroup() };
const events: LogConfigurationType = {
  EventSource: "userAuthEvents",
  LogLevel: "INFO",
  FirehoseConfiguration: { StreamArn: STREAM },
};

await onEachDatabase((world) => {
  const set = async (UserPoolId: string, ...LogConfigurations: LogConfigurationType[]) =>
    (await world().api.setLogDeliveryConfiguration({ UserPoolId, LogConfigurations }))
      .LogDeliveryConfiguration;
  const get = async (UserPoolId: string) =>
    (await world().api.getLogDeliveryConfiguration({ UserPoolId })).LogDeliveryConfiguration;
  const plus = () => newPool(world(), { UserPoolTier: "PLUS" });

  describe("the log delivery configuration", () => {
    test("is empty at first", async () => {
      const id = await newPool(world());
      assert.deepEqual(await get(id), { UserPoolId: id, LogConfigurations: [] });
    });

    test("is replaced as a whole, and ended by an empty list", async () => {
      const id = await plus();
      const both = { UserPoolId: id, LogConfigurations: [messages, events] };
      assert.deepEqual(await set(id, messages, events), both);
      assert.deepEqual(await get(id), both);
      await set(id, { ...events, FirehoseConfiguration: undefined, S3Configuration: { BucketArn: BUCKET } });
      assert.deepEqual((await get(id))?.LogConfigurations, [
        { EventSource: "userAuthEvents", LogLevel: "INFO", S3Configuration: { BucketArn: BUCKET } },
      ]);
      await set(id);
      assert.deepEqual(await get(id), { UserPoolId: id, LogConfigurations: [] });
    });

    test("outlives an update of the pool, and is not shown with it", async () => {
      const id = await newPool(world());
      await set(id, messages);
      await world().api.updateUserPool({ UserPoolId: id });
      assert.deepEqual((await get(id))?.LogConfigurations, [messages]);
      const { UserPool = {} } = await world().api.describeUserPool({ UserPoolId: id });
      assert.ok(!("LogConfigurations" in UserPool));
    });

    test("of user events keeps the pool in its tier", async () => {
      const id = await plus();
      await set(id, events);
      await assert.rejects(
        world().api.updateUserPool({ UserPoolId: id, UserPoolTier: "ESSENTIALS" }),
        refusal(
          "TierChangeNotAllowedException",
          "The following features need to be disabled for the ESSENTIALS pricing tier configured: Log Streaming",
        ),
      );
      await set(id, messages);
      await world().api.updateUserPool({ UserPoolId: id, UserPoolTier: "ESSENTIALS" });
    });
  });

  describe("SetLogDeliveryConfiguration refuses", () => {
    const refuses = (story: string, configurations: LogConfigurationType[], message: string) =>
      test(story, async () => {
        const id = await plus();
        await assert.rejects(set(id, ...configurations), refusal("InvalidParameterException", message));
        assert.deepEqual((await get(id))?.LogConfigurations, []);
      });

    refuses(
      "a source twice",
      [messages, { ...messages, ...toGroup(`${GROUP}-2`) }],
      "Following event sources appear more then once in a request",
    );
    refuses(
      "another region",
      [{ ...messages, ...toGroup(GROUP.replace("us-east-1", "eu-west-1")) }],
      "ARN does not belong to current region",
    );
    refuses(
      "another level than the source's",
      [{ ...messages, LogLevel: "INFO" }],
      "Events of userNotification can only be logged with the level ERROR.",
    );
    const ONE_GROUP =
      "Events of userNotification can only be logged to exactly one of CloudWatchLogsConfiguration.";
    refuses("nowhere", [{ EventSource: "userNotification", LogLevel: "ERROR" }], ONE_GROUP);
    refuses("a group without a name", [{ ...messages, CloudWatchLogsConfiguration: {} }], ONE_GROUP);
    refuses(
      "message errors to a stream",
      [{ EventSource: "userNotification", LogLevel: "ERROR", FirehoseConfiguration: { StreamArn: STREAM } }],
      ONE_GROUP,
    );
    refuses(
      "two destinations of one source",
      [{ ...events, ...toGroup() }],
      "Events of userAuthEvents can only be logged to exactly one of CloudWatchLogsConfiguration, S3Configuration, FirehoseConfiguration.",
    );

    test("user events below the tier PLUS", async () => {
      const id = await newPool(world());
      await assert.rejects(
        set(id, events),
        refusal(
          "FeatureUnavailableInTierException",
          "The following feature is not available for the ESSENTIALS pricing tier configured: Log Streaming",
        ),
      );
    });
  });
});

/** A pool whose mail nobody takes, and that logs it. */
async function poolWithoutMail(app: App): Promise<string> {
  await app.api.setLogDeliveryConfiguration({ UserPoolId: app.poolId, LogConfigurations: [messages] });
  return addUser(app);
}

await forEachDatabase((_name, make) => {
  const NO_MAIL = ["--smtp", "smtp://127.0.0.1:1", "--mail-from", "acme@example.com"];

  test("a message that can't be delivered is logged in a file, line by line", async () => {
    const folder = mkdtempSync(join(tmpdir(), "poolkeeper-logs-"));
    after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "cognito.jsonl");
    const world = await openWorld(await make(), ...NO_MAIL, "--log-delivery", `${GROUP}=${file}`);
    const app = await newApp(world);
    const username = await poolWithoutMail(app);
    await resetPassword(app, username);
    let written = "";
    while (!written.includes("\n")) written = await readFile(file, "utf8").catch(() => "");
    const { eventTimestamp, message, ...rest } = JSON.parse(written.split("\n")[0] ?? "");
    assert.deepEqual(rest, {
      eventSource: "USER_NOTIFICATION",
      logLevel: "ERROR",
      logSourceId: { userPoolId: app.poolId },
    });
    assert.match(eventTimestamp, /^\d{13}$/);
    assert.match(
      message.details,
      new RegExp(`^The EMAIL message forgotPassword to the user ${username} was `),
    );
    assert.doesNotMatch(written, /jane@example\.com|\b\d{6}\b/);
  });

  test("what users do is logged where threat protection watches", async () => {
    const folder = mkdtempSync(join(tmpdir(), "poolkeeper-logs-"));
    after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "events.jsonl");
    const world = await openWorld(await make(), "--log-delivery", `${STREAM}=${file}`);
    const app = await newApp(world, {
      pool: { UserPoolTier: "PLUS", UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } },
    });
    await app.api.setLogDeliveryConfiguration({ UserPoolId: app.poolId, LogConfigurations: [events] });
    const username = await addUser(app);
    await tokensOf(app, username);
    const records = async () =>
      (await readFile(file, "utf8").catch(() => ""))
        .split("\n")
        .flatMap((line) => (line ? [JSON.parse(line)] : []));
    while ((await records()).length === 0);
    const { AuthEvents = [] } = await app.api.adminListUserAuthEvents({
      UserPoolId: app.poolId,
      Username: username,
    });
    const [event] = AuthEvents;
    const [{ eventSource, logLevel, message }, ...others] = await records();
    assert.deepEqual(others, []);
    assert.deepEqual([eventSource, logLevel], ["USER_AUTH_EVENTS", "INFO"]);
    assert.equal(message.eventId, event?.EventId);
    assert.equal(message.eventType, "SignIn");
    assert.equal(message.eventResponse, "Pass");
    assert.equal(message.userName, username);
    assert.equal(message.ipAddress, event?.EventContextData?.IpAddress);
  });

  test("it is posted to a collector, by the kind of the event, with the URL's credentials", async () => {
    const collector = createServer();
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    after(() => collector.close());
    const { port } = collector.address() as AddressInfo;
    const url = `http://user:pass@127.0.0.1:${port}/logs`;
    const world = await openWorld(await make(), ...NO_MAIL, "--log-delivery", `userNotification=${url}`);
    const app = await newApp(world);
    const posted = once(collector, "request");
    await resetPassword(app, await poolWithoutMail(app));
    const [request, response] = await posted;
    response.end();
    const { method, url: path, headers } = request;
    assert.deepEqual([method, path, headers["content-type"]], ["POST", "/logs", "application/x-ndjson"]);
    assert.equal(headers.authorization, `Basic ${btoa("user:pass")}`);
    const [line = ""] = (await text(request)).split("\n");
    assert.equal(JSON.parse(line).logSourceId.userPoolId, app.poolId);
  });
});
