import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { type UserPoolId, userPoolId } from "../../src/base/ids.ts";
import {
  encodeContent,
  type MessageContent,
  messageContext,
} from "../../src/domain/messages/message-content.ts";
import { registerInbox } from "../../src/ops/inbox.ts";
import type { Db } from "../../src/store/db.ts";
import { insertMessage } from "../../src/store/messages.ts";
import { emptyServer, temporaryDb, testVault } from "./doors.ts";

const START = Date.parse("2026-01-31T12:00:00Z");
const POOL = userPoolId("us-east-1_Inbox0001");
const OTHER = userPoolId("us-east-1_Inbox0002");

describe("the inbox", () => {
  const vault = testVault();
  let db: Db;
  let app: FastifyInstance;
  let written = 0;

  const keep = (poolId: UserPoolId, kind: string, content: MessageContent) => {
    const n = ++written;
    const id = `m${n}`;
    return db.write((tx) =>
      insertMessage(tx, {
        poolId,
        id,
        sub: null,
        username: `user ${n}`,
        medium: content.medium,
        kind,
        destination: content.medium === "EMAIL" ? `user${n}@example.com` : `+1555010${n}`,
        content: vault.seal(messageContext(poolId, id), encodeContent(content)),
        status: "kept",
        createdAt: START + n,
        sentAt: START + n * 1000,
        nextTryAt: START,
        tries: 0,
      }),
    );
  };
  const ids = async (query: string): Promise<string[]> => {
    const answer = await app.inject(`/_poolkeeper/inbox${query}`);
    return answer.json<{ id: string }[]>().map(({ id }) => id);
  };

  before(async () => {
    db = await temporaryDb();
    app = emptyServer();
    registerInbox(app, { db, vault });
    const mail = { medium: "EMAIL", subject: "Your code", body: "<b>123456</b>", code: "123456" } as const;
    await keep(POOL, "forgotPassword", mail);
    await keep(POOL, "invitation", { medium: "SMS", body: "Welcome" });
    await keep(OTHER, "forgotPassword", mail);
  });
  after(async () => {
    await app.close();
    await db.close();
  });

  test("shows what was sent, newest first", async () => {
    const answer = await app.inject("/_poolkeeper/inbox");
    assert.equal(answer.headers["cache-control"], "no-store");
    const [, sms, mail] = answer.json();
    assert.deepEqual(mail, {
      id: "m1",
      poolId: POOL,
      username: "user 1",
      to: "user1@example.com",
      medium: "EMAIL",
      kind: "forgotPassword",
      subject: "Your code",
      body: "<b>123456</b>",
      code: "123456",
      sentAt: "2026-01-31T12:00:01.000Z",
    });
    assert.deepEqual([sms.medium, sms.subject, sms.body, sms.code], ["SMS", null, "Welcome", null]);
  });

  test("is searched by pool, recipient and kind", async () => {
    assert.deepEqual(await ids(""), ["m3", "m2", "m1"]);
    assert.deepEqual(await ids(`?pool=${POOL}`), ["m2", "m1"]);
    assert.deepEqual(await ids("?kind=forgotPassword"), ["m3", "m1"]);
    assert.deepEqual(await ids(`?to=${encodeURIComponent("+15550102")}`), ["m2"]);
    assert.deepEqual(await ids(`?pool=${POOL}&kind=forgotPassword`), ["m1"]);
    assert.deepEqual(await ids("?to=nobody&to=somebody"), []);
  });

  test("is emptied", async () => {
    const answer = await app.inject({ method: "DELETE", url: "/_poolkeeper/inbox" });
    assert.deepEqual([answer.statusCode, answer.body], [204, ""]);
    assert.deepEqual(await ids(""), []);
  });
});
