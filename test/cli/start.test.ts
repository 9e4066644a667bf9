import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { poolkeeper, startPoolkeeper, temporaryFolder } from "./poolkeeper.ts";

const folder = temporaryFolder();

describe("poolkeeper start", { timeout: 60_000 }, () => {
  test("tells where it is, serves, and ends well when asked to", async () => {
    const { child, stdout, url } = await startPoolkeeper(folder, ["--port", "0"]);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(stdout, new RegExp(`^  Database  ${join(folder, ".poolkeeper/poolkeeper.db")}$`, "m"));
    assert.match(stdout, new RegExp(`^  Inbox     ${url}/_poolkeeper/inbox$`, "m"));

    for (const door of ["/healthz", "/readyz", "/_poolkeeper/inbox", "/metrics"]) {
      assert.equal((await fetch(url + door)).status, 200, door);
    }
    assert.equal((await fetch(`${url}/_poolkeeper/clock`)).status, 404);

    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  test("is refused a port in use, in one line", async () => {
    const first = await startPoolkeeper(folder, ["--port", "0", "--database", ":memory:"]);
    const port = new URL(first.url).port;
    const { status, stdout, stderr } = poolkeeper(folder, [
      ...["start", "--port", port],
      ...["--database", ":memory:", "--log-level", "silent"],
    ]);
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 2, stdout: "", stderr: `poolkeeper: port ${port} on 127.0.0.1 is in use\n` },
    );
    first.child.kill("SIGINT");
    assert.deepEqual(await once(first.child, "exit"), [0, null]);
  });

  test("is refused a database that a newer version wrote", () => {
    assert.equal(poolkeeper(folder, ["keys", "list", "--database", "newer.db"]).status, 0);
    const database = new DatabaseSync(join(folder, "newer.db"));
    database.exec("insert into schema_migrations (name, timestamp) values ('9999-future', '2030-01-01')");
    database.close();

    const { status, stderr } = poolkeeper(folder, ["start", "--port", "0", "--database", "newer.db"]);
    assert.match(stderr, /^poolkeeper: [^\n]*newer\.db[^\n]*newer version[^\n]*\n$/);
    assert.equal(status, 2);
  });

  test("opens the clock's door when told to", async () => {
    const { url } = await startPoolkeeper(folder, ["--port", "0", "--database", ":memory:", "--test-clock"]);
    const answer = await fetch(`${url}/_poolkeeper/clock`, {
      method: "PUT",
      body: '{"advanceSeconds":86400}',
    });
    assert.equal(answer.status, 200);
  });
});
