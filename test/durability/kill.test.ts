import assert from "node:assert/strict";
import { it } from "node:test";
import { systemRandom } from "../../src/base/random.ts";
import { forEachDatabase } from "../support/databases.ts";
import { halfWritten } from "../support/half-written.ts";
import { spawnServer } from "../support/spawned-server.ts";
import { acknowledgements, apiAt, discrepancies, openLedger, writeUntilRefused } from "../support/writers.ts";
import { flagsFor } from "./flags.ts";

const KILLS = 10;
const WRITERS = 16;

await forEachDatabase((_name, make) => {
  it(`loses nothing acknowledged and leaves nothing half done, killed ${KILLS} times among ${WRITERS} writers`, async () => {
    const database = await make();
    const flags = await flagsFor(database);
    let server = await spawnServer(flags);
    let api = apiAt(server.url);
    const { poolId, clientId } = await openLedger(api);

    for (let kill = 1; kill <= KILLS; kill++) {
      const ledger = { poolId, clientId, users: new Map() };
      const writing = writeUntilRefused(server.url, ledger, { writers: WRITERS, name: `kill-${kill}` });
      const enough = 100 + systemRandom.below(100);
      await Promise.race([writing, acknowledgements(ledger, enough)]);
      await server.end("SIGKILL");
      await writing;
      api.destroy();

      server = await spawnServer(flags);
      api = apiAt(server.url);
      assert.deepEqual(await discrepancies(api, server.inboxUrl, ledger), []);
      assert.deepEqual(await halfWritten(database), []);
    }
    assert.equal(await server.end("SIGTERM"), 0);
    api.destroy();
  });
});
