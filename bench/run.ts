import { writeFile } from "node:fs/promises";
import process from "node:process";
import { acceptance } from "./acceptance.ts";
import { bench } from "./bench.ts";
import { type BenchOptions, readOptions, USAGE, UsageError } from "./options.ts";
import { report } from "./report.ts";

/** `npm run bench`: a report in Markdown, and an exit code that says whether it is acceptable. */

const tell = (line: string): boolean => process.stderr.write(`${line}\n`);

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const results = await bench(options, tell);
  await publish(report(results), options);
  const failed = acceptance(results.results).filter(({ passes }) => !passes);
  for (const { result, what, figure, limit } of failed) {
    const { database, lanes, operation } = result;
    tell(`FAIL ${database}, ${lanes} at a time, ${operation.title}: ${what}: ${figure}, at most ${limit}`);
  }
  return failed.length === 0 ? 0 : 1;
}

async function publish(text: string, { out }: BenchOptions): Promise<void> {
  if (out === null) process.stdout.write(text);
  else await writeFile(out, text);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = 2;
  tell(
    error instanceof UsageError
      ? `bench: ${error.message}`
      : String(error instanceof Error ? error.stack : error),
  );
}
