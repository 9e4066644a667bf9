import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { type Log, silentLog } from "../../src/base/log.ts";
import { LogTargets } from "../../src/effects/log-targets.ts";

const folder = mkdtempSync(join(tmpdir(), "poolkeeper-log-targets-"));
after(() => rmSync(folder, { recursive: true }));

const entry = (n: number, arn = "arn:a", source = "userNotification") => ({ arn, source, record: { n } });
const numbers = (lines: string): number[] =>
  lines.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).n]));

describe("log targets", () => {
  test("write each destination's entries in their order, and take what nobody asked for", async () => {
    const [byArn, byKind] = [join(folder, "arn"), join(folder, "kind")];
    const targets = new LogTargets(
      [
        { from: "arn:a", to: { kind: "file", path: byArn } },
        { from: "userNotification", to: { kind: "file", path: byKind } },
      ],
      silentLog,
    );
    const sent = Array.from({ length: 1200 }, (_, n) => n);
    for (const n of sent) targets.deliver(entry(n));
    targets.deliver(entry(-1, "arn:b"));
    targets.deliver(entry(-2, "arn:b", "userAuthEvents"));
    await targets.close();
    assert.deepEqual(numbers(readFileSync(byArn, "utf8")), sent);
    assert.deepEqual(numbers(readFileSync(byKind, "utf8")), [-1]);
  });

  describe("of a collector", () => {
    const collector = async (
      status: () => number,
    ): Promise<{ server: Server; url: string; bodies: string[] }> => {
      const bodies: string[] = [];
      const server = createServer(async (request, response) => {
        bodies.push(await text(request));
        response.writeHead(status()).end();
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      after(() => server.close());
      return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
    };
    const warnings: object[] = [];
    const log: Log = { ...silentLog, warn: (fields) => warnings.push(fields) };

    test("that fails lose what it refused, tell how much, and go on", async () => {
      let status = 503;
      const { url, bodies } = await collector(() => status);
      const targets = new LogTargets([{ from: "arn:a", to: { kind: "http", url } }], log);
      for (const n of [1, 2]) targets.deliver(entry(n));
      while (warnings.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal((warnings[0] as { entries: number }).entries, 2);
      status = 200;
      targets.deliver(entry(3));
      await targets.close();
      assert.deepEqual(bodies.map(numbers), [[1, 2], [3]]);
      assert.equal(warnings.length, 1);
    });

    test("that is down hold up no end", async () => {
      warnings.length = 0;
      const targets = new LogTargets(
        [{ from: "arn:a", to: { kind: "http", url: "http://127.0.0.1:1/" } }],
        log,
      );
      for (let n = 0; n < 5000; n++) targets.deliver(entry(n));
      await targets.close();
      assert.deepEqual(
        warnings.map((fields) => (fields as { entries: number }).entries),
        [500, 4500],
      );
    });
  });
});
