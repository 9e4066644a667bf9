import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, test } from "node:test";
import { poolkeeper, temporaryFolder } from "./poolkeeper.ts";

const root = temporaryFolder();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

const keys = (...argv: string[]) => poolkeeper(folder, ["keys", ...argv]);
const masterKeyFile = () => join(folder, ".poolkeeper/poolkeeper.db.key");

function created(...argv: string[]): { id: string; secret: string } {
  const { status, stdout, stderr } = keys("create", ...argv);
  assert.deepEqual({ status, stderr: stderr.split("\n").length }, { status: 0, stderr: 2 });
  const { id, secret } =
    /^AccessKeyId {6}(?<id>PK[0-9A-Z]{18})\nSecretAccessKey {2}(?<secret>\w{40})\n$/.exec(stdout)?.groups ?? {
      id: undefined,
      secret: undefined,
    };
  assert.ok(id && secret, stdout);
  return { id, secret };
}

function refused(argv: string[], line: RegExp): void {
  const { status, stdout, stderr } = keys(...argv);
  assert.match(stderr, line);
  assert.deepEqual({ status, stdout, lines: stderr.split("\n").length }, { status: 2, stdout: "", lines: 2 });
}

describe("access keys", () => {
  test("are made, listed without their secret, and revoked once", () => {
    const { id, secret } = created();
    const limited = created(
      "--allow",
      "ListUserPools,Admin*@us-east-1_AbCdEf123",
      "--allow",
      "us-east-1_Other",
    );

    const listed = keys("list").stdout;
    assert.match(listed, new RegExp(`^${id}  \\S+Z  - +\\*$`, "m"));
    assert.match(
      listed,
      new RegExp(`^${limited.id} .* ListUserPools,Admin\\*@us-east-1_AbCdEf123,\\*@us-east-1_Other$`, "m"),
    );
    assert.ok(!listed.includes(secret));

    assert.equal(keys("revoke", id).stdout, `Revoked ${id}.\n`);
    assert.match(keys("list").stdout, new RegExp(`^${id}  \\S+Z  \\S+Z `, "m"));
    refused(["revoke", id], /^poolkeeper: there is no access key "PK\w+" that could be revoked\n$/);
  });

  test("rest sealed, under a key file that only its owner may read", () => {
    const { secret } = created();
    for (const name of ["poolkeeper.db", "poolkeeper.db.key"]) {
      const file = join(folder, ".poolkeeper", name);
      assert.equal(statSync(file).mode & 0o077, 0);
      assert.ok(!readFileSync(file, "latin1").includes(secret));
    }
  });

  test("can't be kept in memory", () =>
    refused(
      ["create", "--database", ":memory:"],
      /^poolkeeper: a database in memory can't be reached from here/,
    ));
});

describe("a master key", () => {
  test("that is gone is not replaced by a new one", () => {
    created();
    rmSync(masterKeyFile());
    refused(["list"], /^poolkeeper: the master key file \S+ does not exist\n$/);
  });

  test("that is another one is refused, whatever id it bears", () => {
    created();
    const [id] = readFileSync(masterKeyFile(), "utf8").split(" ");
    const other = Buffer.alloc(32, 7).toString("base64");

    writeFileSync(masterKeyFile(), `${id} ${other}\n`);
    refused(["list"], /^poolkeeper: the master key "\w+" is not the one that sealed this database\n$/);

    writeFileSync(masterKeyFile(), `other ${other}\n`);
    refused(["list"], /^poolkeeper: the master key file lacks the key "\w+", which sealed this database\n$/);
  });

  test("is changed by putting a new one on top", () => {
    created();
    const old = readFileSync(masterKeyFile(), "utf8");
    writeFileSync(masterKeyFile(), `new ${Buffer.alloc(32, 7).toString("base64")}\n${old}`);
    created();
    assert.equal(keys("list").stdout.trim().split("\n").length, 3);
  });
});

describe("a database", () => {
  test("that is none is refused", () => {
    writeFileSync(
      join(folder, "notes.txt"),
      "This is not a database, however long one looks at it.".repeat(50),
    );
    refused(["list", "--database", "notes.txt"], /^poolkeeper: .*notes\.txt/);
    refused(["list", "--database", "notes.txt/x.db"], /^poolkeeper: .*notes\.txt/);
  });
});
