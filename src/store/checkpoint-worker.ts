import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** Long enough to find a gap between two transactions. */
const BUSY_TIMEOUT_MS = 2000;

const database = new DatabaseSync(workerData, { timeout: BUSY_TIMEOUT_MS });
database.exec("pragma synchronous = normal");

/** Answers every message when its checkpoint is done; `truncate` empties the log for others to write on. */
parentPort?.on("message", ({ truncate }: { truncate: boolean }) => {
  database.exec("pragma wal_checkpoint(passive)");
  if (truncate) database.exec("pragma wal_checkpoint(truncate)");
  parentPort?.postMessage("done");
});
