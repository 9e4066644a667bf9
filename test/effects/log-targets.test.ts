import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { silentLog } from "../../src/base/log.ts";
import { LogTargets } from "../../src/effects/log-targets.ts";
import { until } from "../jobs/hand-timers.ts";
import { bodyOf, httpServer, type RecordingLog, recordingLog, temporaryFolder } from "./support.ts";

const entry = (n: number, arn = "arn:a", source = "userNotification") => ({ arn, source, record: { n } });
const numbers = (lines: string): number[] =>
  lines.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).n]));

describe("log targets", { timeout: 20_000 }, () => {
  test("write each destination's entries in their order, and take what nobody asked for", async (t) => {
    const folder = await temporaryFolder(t);
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
    async function collector(t: TestContext, status: () => number) {
      const bodies: string[] = [];
      const url = await httpServer(t, async (request, response) => {
        bodies.push(await bodyOf(request));
        response.writeHead(status()).end();
      });
      return { url, bodies };
    }

    const lostIn = ({ lines }: RecordingLog) => lines.map(({ level, fields }) => [level, fields["entries"]]);

    test("that fails lose what it refused, tell how much, and go on", async (t) => {
      let status = 503;
      const { url, bodies } = await collector(t, () => status);
      const log = recordingLog();
      const targets = new LogTargets([{ from: "arn:a", to: { kind: "http", url } }], log);
      for (const n of [1, 2]) targets.deliver(entry(n));
      await until(() => log.lines.length > 0);
      status = 200;
      targets.deliver(entry(3));
      await targets.close();
      assert.deepEqual(bodies.map(numbers), [[1, 2], [3]]);
      assert.deepEqual(lostIn(log), [["warn", 2]]);
    });

    test("that is down hold up no end", async () => {
      const log = recordingLog();
      const targets = new LogTargets(
        [{ from: "arn:a", to: { kind: "http", url: "http://127.0.0.1:1/" } }],
        log,
      );
      for (let n = 0; n < 5000; n++) targets.deliver(entry(n));
      await targets.close();
      assert.deepEqual(lostIn(log), [
        ["warn", 500],
        ["warn", 4500],
      ]);
    });
  });
});
