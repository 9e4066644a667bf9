import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onEachDatabase, statusOf, there } from "../support/arrange.ts";
import {
  createJob,
  csvOf,
  endOf,
  newImportApp,
  person,
  precondition,
  startJob,
  upload,
} from "../support/imports.ts";

await onEachDatabase((world) => {
  describe("the upload", () => {
    const openJob = async () => {
      const app = await newImportApp(world());
      const job = await createJob(app);
      return { app, id: there(job.JobId), url: there(job.PreSignedUrl) };
    };

    test("counts as it came last", async () => {
      const { app, id, url } = await openJob();
      for (const name of ["first", "second"]) {
        assert.equal((await upload(url, csvOf([person(name)]))).status, 200);
      }
      await startJob(app, id);
      assert.equal((await endOf(app, id)).ImportedUsers, 1);
      assert.equal(await statusOf(app, "second"), "RESET_REQUIRED");
    });

    test("is open for a quarter of an hour, and until the start", async () => {
      const { url } = await openJob();
      world().pass(15 * 60);
      const late = await upload(url, csvOf([]));
      assert.equal(late.status, 403);
      assert.deepEqual(await late.json(), { __type: "AccessDenied", message: "Request has expired" });

      const { app, id, url: other } = await openJob();
      await upload(other, csvOf([person("in-time")]));
      await startJob(app, id);
      assert.equal((await upload(other, csvOf([]))).status, 404);
      await endOf(app, id);
    });

    test("takes no other URL, and none for another purpose", async () => {
      const { url } = await openJob();
      const answer = await upload(url, csvOf([]));
      const log = there(answer.headers.get("x-poolkeeper-import-log") ?? undefined);
      const [token = ""] = url.split("/").slice(-1);
      const [payload = "", ...mac] = token.split(".");
      const grant = JSON.parse(Buffer.from(payload, "base64url").toString());
      const longer = Buffer.from(JSON.stringify({ ...grant, expiresAt: grant.expiresAt + 1e9 }));
      const forged = [longer.toString("base64url"), ...mac].join(".");
      for (const other of [log, url.replace(token, forged), url.replace(token, payload), `${url}x`]) {
        assert.equal((await upload(other, csvOf([]))).status, 403, other);
      }
      assert.equal((await fetch(url)).status, 403, "an upload's URL shows no log");
      assert.equal((await fetch(log)).status, 200);
      world().pass(30 * 24 * 3600);
      assert.equal((await fetch(log)).status, 403);
    });

    test("refuses more than 100 MB, before they come", async () => {
      const { url } = await openJob();
      const { request } = process.getBuiltinModule("node:http");
      const status = await new Promise((resolve, reject) => {
        const headers = { "content-length": 100 * 1024 * 1024 + 1 };
        const sent = request(url, { method: "PUT", headers }, (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        });
        sent.on("error", reject).flushHeaders();
      });
      assert.equal(status, 413);
    });

    test("counts for nothing where it breaks off, and may come again", async () => {
      const { app, id, url } = await openJob();
      const halves = async function* () {
        yield Buffer.alloc(400_000, "x");
        throw new Error("the line broke");
      };
      await assert.rejects(
        fetch(url, { method: "PUT", body: ReadableStream.from(halves()), duplex: "half" } as RequestInit),
      );
      await assert.rejects(startJob(app, id), precondition(`No csv file was uploaded for ${id}`));
      assert.equal((await upload(url, csvOf([person("after-all")]))).status, 200);
      await startJob(app, id);
      assert.equal((await endOf(app, id)).ImportedUsers, 1);
    });
  });
});
