import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { frozenClock, hours, type MovableClock, minutes, seconds } from "../../src/base/clock.ts";
import { userPoolId } from "../../src/base/ids.ts";
import type { Log } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import {
  encodeContent,
  type MessageContent,
  messageContext,
} from "../../src/domain/messages/message-content.ts";
import { SmtpOutlet } from "../../src/effects/smtp-outlet.ts";
import { Outbox, type OutboxParts } from "../../src/jobs/outbox.ts";
import type { LogConfigurationType } from "../../src/model/types.gen.ts";
import type { LogEntry } from "../../src/ports/log-delivery.ts";
import { type OutgoingMail, PermanentDeliveryFailure } from "../../src/ports/outlet.ts";
import type { Db } from "../../src/store/db.ts";
import { countPending, insertMessage, listKept } from "../../src/store/messages.ts";
import { insertPool } from "../../src/store/pools.ts";
import { temporaryDb, testVault } from "../ops/doors.ts";
import { aPool } from "../store/fixtures.ts";
import { HandTimers, until } from "./hand-timers.ts";

const POOL = userPoolId("us-east-1_Outbox001");
const START = Date.parse("2026-01-31T12:00:00Z");
const MAIL: MessageContent = {
  medium: "EMAIL",
  subject: "Your code",
  body: "It is <b>123456</b>",
  code: "123456",
  from: "Acme <no-reply@acme.test>",
};

/** A carrier whose answers a test decides. */
class Carrier {
  readonly taken: { id: string; to: string }[] = [];
  most = 0;
  #now = 0;
  answer: (try_: number) => Promise<void> = async () => {};

  async send(id: string, { to }: Pick<OutgoingMail, "to">): Promise<void> {
    this.taken.push({ id, to });
    this.most = Math.max(this.most, ++this.#now);
    await this.answer(this.taken.length).finally(() => this.#now--);
  }
}

describe("the outbox", { timeout: 20_000 }, () => {
  const vault = testVault();
  let db: Db;
  let clock: MovableClock;
  let timers: HandTimers;
  let carrier: Carrier;
  let logged: string[];
  let counted: string[];
  let exported: LogEntry[];
  let outbox: Outbox;

  const open = (different: Partial<OutboxParts> = {}): Outbox =>
    new Outbox({
      ...{ db, vault, clock, timers },
      mail: carrier,
      sms: carrier,
      random: seededRandom("outbox"),
      observations: { message: (medium, outcome) => counted.push(`${medium} ${outcome}`) },
      logs: { deliver: (entry) => exported.push(entry) },
      log: recorder(logged),
      ...different,
    });

  beforeEach(async () => {
    db = await temporaryDb();
    clock = frozenClock(START);
    timers = new HandTimers();
    carrier = new Carrier();
    logged = [];
    counted = [];
    exported = [];
    outbox = open();
  });
  afterEach(async () => {
    await outbox.close();
    await db.close();
  });

  const post = (id: string, content: MessageContent = MAIL) =>
    db.write((tx) =>
      insertMessage(tx, {
        poolId: POOL,
        id,
        sub: null,
        username: "ada",
        medium: content.medium,
        kind: "forgotPassword",
        destination: content.medium === "EMAIL" ? "ada@example.com" : "+15550100",
        content: vault.seal(messageContext(POOL, id), encodeContent(content)),
        status: "pending",
        createdAt: clock.now(),
        sentAt: null,
        nextTryAt: clock.now(),
        tries: 0,
      }),
    );
  const pending = () => db.read((tx) => countPending(tx));
  const kept = () => db.read((tx) => listKept(tx, { limit: 100 }));

  test("hands a message over as soon as it is rung, and forgets it", async () => {
    await post("m1");
    outbox.ring();
    await until(async () => (await pending()) === 0);
    assert.deepEqual(carrier.taken, [{ id: "m1", to: "ada@example.com" }]);
    assert.deepEqual(counted, ["EMAIL sent"]);
    assert.deepEqual(await kept(), []);
  });

  test("gives each carrier what its medium has", async () => {
    const mails: unknown[] = [];
    const texts: unknown[] = [];
    await outbox.close();
    outbox = open({
      mail: { send: async (_id, mail) => void mails.push(mail) },
      sms: { send: async (_id, sms) => void texts.push(sms) },
    });
    await post("m1");
    await post("s1", { medium: "SMS", body: "Code 654321", code: "654321", senderId: "Acme" });
    outbox.ring();
    await until(async () => (await pending()) === 0);
    assert.deepEqual(mails, [
      {
        to: "ada@example.com",
        from: "Acme <no-reply@acme.test>",
        replyTo: undefined,
        subject: "Your code",
        html: "It is <b>123456</b>",
      },
    ]);
    assert.deepEqual(texts, [{ to: "+15550100", senderId: "Acme", text: "Code 654321" }]);
  });

  test("tries again, later and later, under the same id", async () => {
    carrier.answer = async (time) => {
      if (time < 4) throw new Error("451 greylisted");
    };
    await post("m1");
    outbox.ring();

    const ranges = [
      [seconds(1), seconds(2)],
      [seconds(2), seconds(4)],
      [seconds(4), seconds(8)],
    ] as const;
    for (const [least, most] of ranges) {
      await until(() => timers.pauses.some((pause) => pause >= least && pause <= most));
      await until(() => timers.pauses.length === 2);
      clock.advance(most / 1000);
      timers.fire();
    }
    await until(async () => (await pending()) === 0);
    assert.deepEqual(
      carrier.taken.map(({ id }) => id),
      ["m1", "m1", "m1", "m1"],
    );
    assert.deepEqual(counted, ["EMAIL postponed", "EMAIL postponed", "EMAIL postponed", "EMAIL sent"]);
  });

  test("does not try before its time", async () => {
    carrier.answer = () => Promise.reject(new Error("451 greylisted"));
    await post("m1");
    outbox.ring();
    await until(() => timers.pauses.length === 2);
    timers.fire();
    await until(() => timers.pauses.length === 1);
    assert.equal(carrier.taken.length, 1);
  });

  test("gives up on what a carrier refuses for good, and tells neither body nor code", async () => {
    carrier.answer = () => Promise.reject(new PermanentDeliveryFailure("550 no such mailbox"));
    await post("m1");
    outbox.ring();
    await until(async () => (await pending()) === 0);
    assert.deepEqual(counted, ["EMAIL failed"]);
    assert.match(logged.join(), /550 no such mailbox/);
    assert.doesNotMatch(logged.join(), /123456|ada/);
  });

  test("tells the log of the message's pool of every try in vain, where it has one", async () => {
    const arn = "arn:aws:logs:us-east-1:123456789012:log-group:cognito";
    const LogConfigurations: LogConfigurationType[] = [
      {
        EventSource: "userNotification",
        LogLevel: "ERROR",
        CloudWatchLogsConfiguration: { LogGroupArn: arn },
      },
    ];
    const pool = aPool(POOL);
    await db.write((tx) => insertPool(tx, { ...pool, settings: { ...pool.settings, LogConfigurations } }));
    carrier.answer = async (try_) => {
      throw try_ === 1 ? new Error("busy") : new PermanentDeliveryFailure("no such mailbox");
    };
    await post("m1");
    outbox.ring();
    await until(() => exported.length === 1 && timers.pauses.length > 1);
    clock.advance(3);
    timers.fire();
    await until(() => exported.length === 2);
    const entry = (at: number, details: string): LogEntry => ({
      arn,
      source: "userNotification",
      record: {
        eventTimestamp: String(at),
        eventSource: "USER_NOTIFICATION",
        logLevel: "ERROR",
        message: { details },
        logSourceId: { userPoolId: POOL },
      },
    });
    assert.deepEqual(exported, [
      entry(START, "The EMAIL message forgotPassword to the user ada was postponed: busy"),
      entry(
        START + seconds(3),
        "The EMAIL message forgotPassword to the user ada was given up: no such mailbox",
      ),
    ]);
  });

  test("gives up after a day", async () => {
    carrier.answer = () => Promise.reject(new Error("connect ECONNREFUSED"));
    await post("m1");
    let age = 0;
    for (outbox.ring(); (await pending()) > 0; age += minutes(30)) {
      await until(async () => timers.pauses.length === 2 || (await pending()) === 0);
      clock.advance(1800);
      timers.fire();
    }
    assert.ok(age > hours(23) && age <= hours(25), `${age / hours(1)} h`);
    assert.equal(counted.at(-1), "EMAIL failed");
  });

  test("keeps for the inbox what has no carrier any more", async () => {
    await outbox.close();
    outbox = open({ mail: null });
    await post("m1");
    outbox.ring();
    await until(async () => (await kept()).length === 1);
    assert.equal(await pending(), 0);
    assert.deepEqual(counted, []);
  });

  test("gives up on what was tampered with", async () => {
    await post("m1");
    await db.write((tx) =>
      tx
        .updateTable("messages")
        .set({ content: vault.seal("another context", encodeContent(MAIL)) })
        .execute(),
    );
    outbox.ring();
    await until(async () => (await pending()) === 0);
    assert.deepEqual([carrier.taken, counted], [[], ["EMAIL failed"]]);
  });

  test("hands over many at once, but not all at once", async () => {
    carrier.answer = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    for (let i = 0; i < 50; i++) await post(`m${i}`);
    outbox.ring();
    await until(async () => (await pending()) === 0);
    assert.equal(new Set(carrier.taken.map(({ id }) => id)).size, 50);
    assert.equal(carrier.taken.length, 50);
    assert.ok(carrier.most > 1 && carrier.most <= 8, `${carrier.most} at once`);
  });

  test("one slow carrier does not hold up the messages behind it", async () => {
    const held: (() => void)[] = [];
    carrier.answer = (time) =>
      time === 1 ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
    for (let i = 0; i < 20; i++) await post(`m${i}`);
    outbox.ring();
    await until(async () => (await pending()) === 1);
    held[0]?.();
    await until(async () => (await pending()) === 0);
  });

  test("of two servers on one database, each message leaves from one", async () => {
    const other = open();
    for (let i = 0; i < 30; i++) await post(`m${i}`);
    outbox.ring();
    other.ring();
    await until(async () => (await pending()) === 0);
    assert.equal(carrier.taken.length, 30);
    await other.close();
  });

  test("finds what a crashed server left, once its lease is over", async () => {
    let taken = 0;
    const crashed = open({
      timers: new HandTimers(),
      mail: { send: () => new Promise(() => taken++) },
    });
    await post("m1");
    crashed.ring();
    await until(() => taken === 1);

    outbox.ring();
    await until(() => timers.pauses.length === 1);
    assert.equal(carrier.taken.length, 0);

    clock.advance(121);
    timers.fire();
    await until(async () => (await pending()) === 0);
    assert.deepEqual(carrier.taken, [{ id: "m1", to: "ada@example.com" }]);
  });

  test("outlasts a mail server that greylists", async () => {
    const received: string[] = [];
    let visits = 0;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onRcptTo: (_address, _session, done) =>
        done(++visits === 1 ? Object.assign(new Error("come back later"), { responseCode: 451 }) : null),
      onData: async (stream, _session, done) => {
        const mail = await simpleParser(stream);
        received.push(`${mail.subject}: ${mail.text?.trim()}`);
        done();
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.server.address() as AddressInfo;
    const mail = new SmtpOutlet({
      url: `smtp://127.0.0.1:${port}`,
      from: "no-reply@acme.test",
      scope: new TransactionScope(),
    });
    await outbox.close();
    outbox = open({ mail });

    await post("m1");
    outbox.ring();
    await until(() => counted.length === 1);
    await until(() => timers.pauses.length === 2);
    clock.advance(2);
    timers.fire();
    await until(async () => (await pending()) === 0);

    assert.deepEqual(counted, ["EMAIL postponed", "EMAIL sent"]);
    assert.deepEqual(received, ["Your code: It is 123456"]);
    await mail.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  test("finishes what it has begun when it is closed, and begins nothing new", async () => {
    let release = (): void => {};
    carrier.answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    await post("m1");
    outbox.ring();
    await until(() => carrier.taken.length === 1);

    const closing = outbox.close();
    await post("m2");
    outbox.ring();
    release();
    await closing;
    assert.equal(await pending(), 1);
    assert.deepEqual(counted, ["EMAIL sent"]);
  });
});

function recorder(lines: string[]): Log {
  const record = (fields: object, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`);
  };
  return { debug: record, info: record, warn: record, error: record };
}
