/**
 * Makes the table of operations in docs/fidelity.md from src/operations/table.ts and from the tests that call them.
 *
 *     node tools/operations-table.ts           writes it
 *     node tools/operations-table.ts --check   writes nothing; exits 1 when an operation stands there wrongly
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { operationNames } from "../src/model/operations.ts";
import type { OperationName } from "../src/model/types.gen.ts";
import { operations } from "../src/operations/table.ts";

const ROOT = new URL("../", import.meta.url);
const PAGE = new URL("docs/fidelity.md", ROOT);
const BEGIN = "<!-- operations: written by tools/operations-table.ts -->";
const END = "<!-- end of operations -->";
const STORIES_SHOWN = 3;

const stories = globSync("test/{api,life,sign-in,triggers,clients}/*.test.ts", { cwd: ROOT })
  .sort()
  .map((path) => ({
    name: basename(path, ".test.ts"),
    text: readFileSync(new URL(path, ROOT), "utf8"),
  }));

/** The stories that call an operation, those named after it first. */
function storiesOf(name: OperationName): string[] {
  const call = `.${name.charAt(0).toLowerCase()}${name.slice(1)}(`;
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  const calling = stories.filter(({ text }) => text.includes(call)).map((story) => story.name);
  return [
    ...calling.filter((story) => words.includes(story)),
    ...calling.filter((story) => !words.includes(story)),
  ];
}

function rowOf(name: OperationName): string {
  if (operations[name].kind === "notYet") return `| ${name} | not yet | |`;
  const told = storiesOf(name);
  const shown = told.slice(0, STORIES_SHOWN).map((story) => `\`${story}\``);
  const more = told.length - shown.length;
  return `| ${name} | yes | ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""} |`;
}

function tableOfOperations(): string {
  const built = operationNames.filter((name) => operations[name].kind === "operation").length;
  return [
    BEGIN,
    "",
    `${built} of ${operationNames.length} are there.`,
    "",
    "| operation | there | told in the tests |",
    "|---|---|---|",
    ...[...operationNames].sort().map(rowOf),
    "",
    END,
  ].join("\n");
}

const before = readFileSync(PAGE, "utf8");
const [head = "", rest = ""] = before.split(BEGIN);
const after = `${head}${tableOfOperations()}${rest.split(END)[1] ?? ""}`;
/** A page without what every new test changes. */
const withoutStories = (page: string): string => page.replace(/^(\| \w+ \| (?:yes|not yet) \|).*$/gm, "$1");

if (process.argv.includes("--check")) {
  if (withoutStories(after) !== withoutStories(before)) {
    process.stderr.write("The table of operations in docs/fidelity.md is out of date: npm run operations\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(PAGE, after);
}
