import { appendFile } from "node:fs/promises";
import type { Log } from "../base/log.ts";
import type { LogDelivery, LogEntry } from "../ports/log-delivery.ts";
import { webHook } from "./web-hook.ts";

/** What takes a destination's place. */
export type LogTarget =
  | { readonly kind: "stdout" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "http"; readonly url: string };

export interface LogRoute {
  /** A destination's ARN, or a kind of event. */
  readonly from: string;
  readonly to: LogTarget;
}

/** Entries that may wait for a target that is slow; what comes on top is lost. */
const MOST_WAITING = 10_000;
const MOST_IN_A_BATCH = 500;

/** Writes the entries of log delivery to standard output, files or HTTP collectors: one JSON document a line. */
export class LogTargets implements LogDelivery {
  readonly #writers: ReadonlyMap<string, BatchWriter>;

  constructor(routes: readonly LogRoute[], log: Log) {
    this.#writers = new Map(routes.map(({ from, to }) => [from, new BatchWriter(writerOf(to), log)]));
  }

  deliver({ arn, source, record }: LogEntry): void {
    const writer = this.#writers.get(arn) ?? this.#writers.get(source);
    writer?.add(`${JSON.stringify(record)}\n`);
  }

  /** Resolves when all that waits is written, or the first of it could not be. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }
}

type Write = (lines: string) => Promise<void>;

/** Writes lines in their order, one batch at a time. */
class BatchWriter {
  readonly #write: Write;
  readonly #log: Log;
  readonly #waiting: string[] = [];
  #running: Promise<void> | undefined;
  #closing = false;
  #lost = 0;

  constructor(write: Write, log: Log) {
    this.#write = write;
    this.#log = log;
  }

  add(line: string): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(line);
    this.#running ??= this.#drain();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    // What is added in the same turn goes along.
    await null;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_IN_A_BATCH);
      await this.#write(batch.join("")).catch((error: unknown) => this.#fail(error, batch.length));
    }
    if (this.#lost > 0) {
      this.#log.warn({ entries: this.#lost }, "log delivery was too slow: entries are lost");
      this.#lost = 0;
    }
    this.#running = undefined;
  }

  #fail(error: unknown, entries: number): void {
    if (this.#closing) this.#lost += this.#waiting.splice(0).length;
    this.#log.warn({ err: error, entries }, "log delivery failed: entries are lost");
  }
}

function writerOf(target: LogTarget): Write {
  switch (target.kind) {
    case "stdout":
      return async (lines) => {
        process.stdout.write(lines);
      };
    case "file":
      return (lines) => appendFile(target.path, lines, { mode: 0o600 });
    case "http":
      return httpWriter(target.url);
  }
}

function httpWriter(url: string): Write {
  const post = webHook(url, "application/x-ndjson");
  return async (lines) => {
    const response = await post(lines);
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  };
}
