import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { delimiter, join, sep } from "node:path";
import { describe, test } from "node:test";
import { poolkeeper as runPoolkeeper, temporaryFolder } from "./poolkeeper.ts";

const folder = temporaryFolder();
const poolkeeper = (argv: readonly string[], node?: string) => runPoolkeeper(folder, argv, node);

function refused(argv: readonly string[], line: string | RegExp): void {
  const { status, stdout, stderr } = poolkeeper(argv);
  assert.equal(stdout, "");
  assert.match(stderr, /^poolkeeper: [^\n]+\n$/);
  if (typeof line === "string") assert.equal(stderr, `poolkeeper: ${line}\n`);
  else assert.match(stderr, line);
  assert.equal(status, 2);
}

describe("the command line", () => {
  test("tells its version", () => {
    const { status, stdout } = poolkeeper(["--version"]);
    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test("tells its commands", () => {
    const { status, stdout } = poolkeeper(["help"]);
    assert.equal(status, 0);
    for (const command of ["start", "keys create", "keys list", "keys revoke ID"]) {
      assert.match(stdout, new RegExp(`^  ${command} +[A-Z]`, "m"));
    }
    assert.equal(poolkeeper(["--help"]).stdout, stdout);
  });

  test("tells a command's flags with their defaults", () => {
    const { status, stdout } = poolkeeper(["help", "start"]);
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}--port PORT +port to listen on.+\(9229\)$/m);
    assert.match(stdout, /^ {2}--insecure .+\(off\)$/m);
    assert.equal(poolkeeper(["start", "--help"]).stdout, stdout);
  });

  test("tells the commands of a group", () => {
    const { stdout } = poolkeeper(["help", "keys"]);
    assert.deepEqual(stdout.match(/^Usage: .+$/gm), [
      "Usage: poolkeeper keys create [flags]",
      "Usage: poolkeeper keys list [flags]",
      "Usage: poolkeeper keys revoke ID [flags]",
    ]);
  });

  const COMMANDS = "help, start, keys create, keys list, keys revoke";
  test("refuses in one line what it does not know", () => {
    refused([], `which command? One of: ${COMMANDS}`);
    refused(["strat"], `unknown command "strat"; there are: ${COMMANDS}`);
    refused(["keys"], `unknown command "keys"; there are: ${COMMANDS}`);
    refused(["help", "strat"], `unknown command "strat"; there are: ${COMMANDS}`);
    refused(["start", "--prot", "1"], "unknown flag --prot");
    refused(["start", "--port", "http"], '--port: expected a number from 0 to 65535, not "http"');
    refused(["start", "--host", "0.0.0.0", "--auth", "open"], /--insecure/);
    refused(["keys", "create", "--allow", "Admni*"], /^poolkeeper: --allow: expected operations such as /);
    refused(["keys", "revoke"], "keys revoke: expected the ID of an access key");
    refused(["keys", "list", "--port", "1"], "unknown flag --port");
  });
});

describe("under an old Node", () => {
  const old = oldNode();
  test("says which one it needs", { skip: old === undefined && "SKIPPED: no older Node on the PATH" }, () => {
    const { status, stdout, stderr } = poolkeeper(["start"], old);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^poolkeeper: needs Node\.js 24\.15 or newer, this is \d+\.\d+\.\d+\n$/);
  });
});

/** A Node before 24 on the PATH that is not one of our packages. */
function oldNode(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const nodes = folders
    .filter((path) => !path.split(sep).includes("node_modules"))
    .map((path) => join(path, "node"));
  return nodes.find((node) => {
    try {
      return Number(/^v(\d+)/.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[1]) < 24;
    } catch {
      return false;
    }
  });
}
