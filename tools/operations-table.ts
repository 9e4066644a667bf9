/**
 * Makes the table of operations in docs/fidelity.md from src/operations/table.ts and from the tests that call them.
 *
 *     node tools/operations-table.ts           writes it
 *     node tools/operations-table.ts --check   writes nothing; exits 1 when an operation stands there wrongly
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { sep } from "node:path";
import { operationNames } from "../src/model/operations.ts";
import type { OperationName } from "../src/model/types.gen.ts";
import { operations } from "../src/operations/table.ts";

const ROOT = new URL("../", import.meta.url);
const PAGE = new URL("docs/fidelity.md", ROOT);
const BEGIN = "<!-- operations: written by tools/operations-table.ts -->";
const END = "<!-- end of operations -->";
const STORIES_SHOWN = 3;

const stories = globSync("test/{api,life,sign-in,triggers,clients}/**/*.test.ts", { cwd: ROOT })
  .sort()
  .map((path) => ({
    name: path
      .split(sep)
      .slice(2)
      .join("/")
      .replace(/\.test\.ts$/, ""),
    text: readFileSync(new URL(path, ROOT), "utf8"),
  }));

/** What the tests share, a function each. */
const helpers = globSync("test/{support,life/errors}/*.ts", {
  cwd: ROOT,
  exclude: (path) => path.endsWith(".test.ts"),
})
  .sort()
  .flatMap((path) => readFileSync(new URL(path, ROOT), "utf8").split(/^export /m))
  .map((text) => ({ name: /^(?:async )?(?:function|const) (\w+)/.exec(text)?.[1] ?? "", text }))
  .filter(({ name }) => name !== "");

/** The stories that call an operation, by themselves or by what they share, those named after it first. */
function storiesOf(name: OperationName): string[] {
  const call = `.${name.charAt(0).toLowerCase()}${name.slice(1)}(`;
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  const shared = helpers.filter(({ text }) => text.includes(call)).map((helper) => helper.name);
  const calls = new RegExp(
    `\\.${call.slice(1, -1)}\\(${shared.map((helper) => `|(?<![.\\w])${helper}\\(`).join("")}`,
  );
  const calling = stories.filter(({ text }) => calls.test(text)).map((story) => story.name);
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
