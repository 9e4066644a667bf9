import { readFile, truncate } from "node:fs/promises";

/** A server's log, which has a line with the time each request took inside it. */
export class RequestLog {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** Milliseconds of the API's requests since the last call, in the order they were answered. */
  async drain(): Promise<number[]> {
    const text = await this.text();
    await truncate(this.file);
    return text.split("\n").flatMap(durationOf);
  }

  text(): Promise<string> {
    return readFile(this.file, "utf8");
  }
}

function durationOf(line: string): number[] {
  if (line === "") return [];
  const { operation, ms }: { operation?: string; ms?: number } = JSON.parse(line);
  return operation !== undefined && ms !== undefined ? [ms] : [];
}
