/** A line longer than this is given out in pieces (as CloudWatch Logs does). */
const LONGEST_LINE = 256 * 1024;

/** Gives out whole lines of a text that comes in pieces. */
export class LineSplitter {
  readonly #take: (line: string) => void;
  #rest = "";

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
    if (this.#rest.length > LONGEST_LINE) this.flush();
  }

  /** Gives out the line that has no end yet. */
  flush(): void {
    if (this.#rest !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}
