import { type Clock, days, minutes, seconds } from "../base/clock.ts";
import type { UserPoolId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { Sealed } from "../base/sealed.ts";
import { decodeContent, type MessageContent, messageContext } from "../domain/messages/message-content.ts";
import { exportLog } from "../flows/export-log.ts";
import type { LogDelivery } from "../ports/log-delivery.ts";
import type { MessageOutcome, Observations } from "../ports/observations.ts";
import type { OutboxBell } from "../ports/outbox.ts";
import { type MailOutlet, PermanentDeliveryFailure, type SmsOutlet } from "../ports/outlet.ts";
import type { Vault } from "../ports/vault.ts";
import type { Db } from "../store/db.ts";
import {
  failMessage,
  finishMessage,
  keepMessage,
  leaseMessages,
  type Message,
  postponeMessage,
} from "../store/messages.ts";
import { findPool } from "../store/pools.ts";
import { Job, type Timers } from "./job.ts";

export interface OutboxParts {
  readonly db: Db;
  readonly vault: Pick<Vault, "open">;
  /** Null: mail stays in the inbox. */
  readonly mail: MailOutlet | null;
  /** Null: SMS stay in the inbox. */
  readonly sms: SmsOutlet | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly observations: Pick<Observations, "message">;
  /** Where pools log what could not be delivered. */
  readonly logs: LogDelivery;
  readonly log: Log;
}

/** Messages handed over at the same time. */
const AT_ONCE = 8;
/** Longer than a carrier may take; after it, what a crashed process had taken is anybody's again. */
const LEASE = minutes(2);
/** How often to look for what other processes left. */
const POLL = seconds(10);
const FIRST_PAUSE = seconds(2);
const LONGEST_PAUSE = minutes(30);
/** A carrier that is down for a day has cost the message its point: most codes are dead by then. */
const GIVE_UP_AFTER = days(1);

/**
 * Hands committed messages to their carriers, at least once each, whichever server process wrote them. A message is
 * erased when it is handed over, and its content when it is given up.
 */
export class Outbox extends Job implements OutboxBell {
  readonly #parts: OutboxParts;
  readonly #inFlight = new Set<Promise<void>>();
  /** Whether more may be due than was taken last time. */
  #backlog = false;

  constructor(parts: OutboxParts) {
    const { timers, log } = parts;
    super({ name: "outbox", work: () => this.#take(), pauseAfterFailure: POLL, timers, log });
    this.#parts = parts;
  }

  /** Resolves when the messages being handed over are; the rest waits for the next start. */
  override async close(): Promise<void> {
    await super.close();
    await Promise.all(this.#inFlight);
  }

  async #take(): Promise<number> {
    const { db, clock } = this.#parts;
    const free = AT_ONCE - this.#inFlight.size;
    if (free === 0) {
      this.#backlog = true;
      return POLL;
    }
    const messages = await db.write((tx) => leaseMessages(tx, clock.now(), LEASE, free));
    this.#backlog = messages.length === free;
    for (const message of messages) this.#start(message);
    return POLL;
  }

  #start(message: Message): void {
    const delivery = this.#deliver(message)
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error, ...named(message) }, "a message stays leased");
      })
      .finally(() => {
        this.#inFlight.delete(delivery);
        if (this.#backlog) this.ring();
      });
    this.#inFlight.add(delivery);
  }

  async #deliver(message: Message): Promise<void> {
    const { db, clock, log, observations } = this.#parts;
    try {
      const handed = await this.#handOver(message);
      if (handed) observations.message(message.medium, "sent");
      await db.write((tx) => (handed ? finishMessage(tx, message) : keepMessage(tx, message, clock.now())));
    } catch (error) {
      const pause = error instanceof PermanentDeliveryFailure ? undefined : this.#pauseAfter(message);
      const reason = error instanceof Error ? error.message : String(error);
      const outcome: MessageOutcome = pause === undefined ? "failed" : "postponed";
      observations.message(message.medium, outcome);
      log.warn({ ...named(message), tries: message.tries, reason }, `a message was ${outcome}`);
      await this.#exportFailure(message, `${outcome === "failed" ? "given up" : outcome}: ${reason}`);
      if (pause === undefined) return db.write((tx) => failMessage(tx, message));
      await db.write((tx) => postponeMessage(tx, message, clock.now() + pause));
      this.#parts.timers.after(pause, () => this.ring());
    }
  }

  /** Tells the pool's own log, where it has one. */
  async #exportFailure({ poolId, medium, kind, username }: Message, outcome: string): Promise<void> {
    const pool = await this.#parts.db.read((tx) => findPool(tx, poolId));
    const details = `The ${medium} message ${kind} to the user ${username} was ${outcome}`;
    if (pool) exportLog(this.#parts, pool, "userNotification", { details });
  }

  /** False where the medium has no carrier. */
  async #handOver(message: Message): Promise<boolean> {
    const { mail, sms } = this.#parts;
    if (message.content === null) throw new PermanentDeliveryFailure("its content is gone");
    const content = this.#open(message, message.content);
    const to = message.destination;
    if (content.medium === "EMAIL") {
      const { from, replyTo, subject, body } = content;
      await mail?.send(message.id, { to, from, replyTo, subject, html: body });
      return mail !== null;
    }
    await sms?.send(message.id, { to, senderId: content.senderId, text: content.body });
    return sms !== null;
  }

  #open({ poolId, id }: { poolId: UserPoolId; id: string }, sealed: Sealed): MessageContent {
    try {
      return decodeContent(this.#parts.vault.open(messageContext(poolId, id), sealed));
    } catch {
      throw new PermanentDeliveryFailure("its content can't be opened");
    }
  }

  /** Doubles with every try, less up to half of it by chance; undefined where the message is given up. */
  #pauseAfter({ createdAt, tries }: Message): number | undefined {
    const { clock, random } = this.#parts;
    const longest = Math.min(FIRST_PAUSE * 2 ** Math.min(tries - 1, 30), LONGEST_PAUSE);
    const pause = longest - random.below(Math.floor(longest / 2));
    return clock.now() + pause < createdAt + GIVE_UP_AFTER ? pause : undefined;
  }
}

const named = ({ id, poolId, medium, kind }: Message): object => ({ messageId: id, poolId, medium, kind });
