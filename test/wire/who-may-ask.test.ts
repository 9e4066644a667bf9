import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import type { AccessKey, ApiAuth } from "../../src/wire/access-key.ts";
import { createHttpServer } from "../../src/wire/http.ts";
import { guardOperatorDoors } from "../../src/wire/who-may-ask.ts";
import { exchange } from "./raw-http.ts";

const admin: AccessKey = { id: "PKADMIN", secret: "s:e:c", allows: () => true };
const reader: AccessKey = { id: "PKREADER", secret: "reading", allows: (name) => name.startsWith("List") };
const keys = new Map([admin, reader].map((key) => [key.id, key]));
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

/** One guarded door, one that any key opens, and one that is open to all. */
async function serve(auth: ApiAuth, trustProxy: readonly string[] = []): Promise<FastifyInstance> {
  const app = createHttpServer({ log: silentLog, random: systemRandom, trustProxy });
  app.register(async (scope) => {
    guardOperatorDoors(scope, auth);
    scope.get("/_poolkeeper/inbox", async () => []);
  });
  app.register(async (scope) => {
    guardOperatorDoors(scope, auth, "any");
    scope.get("/metrics", async () => "");
  });
  app.get("/healthz", async () => "");
  await app.listen({ host: "127.0.0.1", port: 0 });
  return app;
}

async function ask(app: FastifyInstance, path: string, headers: Record<string, string>) {
  const { port } = app.server.address() as AddressInfo;
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const answer = await exchange(
    port,
    `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\nconnection: close\r\n\r\n`,
  );
  return { status: Number(answer.slice(9, 12)), answer };
}

describe("where signatures go unchecked", () => {
  let app: FastifyInstance;
  before(async () => {
    app = await serve({ mode: "open" }, ["127.0.0.0/8"]);
  });
  after(() => app.close());
  const status = async (headers: Record<string, string>) =>
    (await ask(app, "/_poolkeeper/inbox", headers)).status;

  for (const host of [
    "127.0.0.1",
    "127.8.9.10:9229",
    "localhost:9229",
    "LOCALHOST",
    "localhost.",
    "acme.auth.localhost:9229",
    "[::1]:9229",
    "[::1]",
  ]) {
    test(`the host ${host} is this machine`, async () => {
      assert.equal(await status({ host }), 200);
    });
  }

  for (const host of [
    "example.com",
    "localhost.example.com",
    "notlocalhost",
    "127.0.0.1.example.com",
    "127.0.0.1@example.com",
    "127.0.0.256",
    "0.0.0.0:9229",
    "[::]:9229",
    "[fe80::1]",
    "192.168.0.1",
    "localhost:port",
    "",
  ]) {
    test(`the host "${host}" is not this machine`, async () => {
      assert.equal(await status({ host }), 403);
    });
  }

  test("a page of this machine may ask, one of another may not", async () => {
    assert.equal(await status({ origin: "http://localhost:5173" }), 200);
    for (const origin of ["https://example.com", "null", "http://localhost.example.com"]) {
      assert.equal(await status({ origin }), 403, origin);
    }
  });

  for (const header of [
    "forwarded",
    "x-forwarded-for",
    "X-Forwarded-Proto",
    "x-forwarded-host",
    "x-forwarded-anything",
  ]) {
    test(`nobody may ask through a proxy that sends ${header}, trusted or not`, async () => {
      assert.equal(await status({ [header]: "127.0.0.1" }), 403);
    });
  }

  test("a refusal says why and answers nothing else", async () => {
    const { answer } = await ask(app, "/_poolkeeper/inbox", { host: "example.com" });
    assert.match(
      answer,
      /\{"__type":"AccessDeniedException","message":"This door is closed to web pages of other hosts\."\}$/,
    );
  });

  test("doors outside the guarded scope stay open", async () => {
    assert.equal((await ask(app, "/healthz", { host: "example.com" })).status, 200);
  });
});

describe("where keys are checked", () => {
  let app: FastifyInstance;
  before(async () => {
    app = await serve({ mode: "keys", findKey: async (id) => keys.get(id) });
  });
  after(() => app.close());
  const status = async (headers: Record<string, string>, path = "/_poolkeeper/inbox") =>
    (await ask(app, path, headers)).status;

  test("an access key opens the door, from anywhere", async () => {
    assert.equal(await status(basic("PKADMIN:s:e:c")), 200);
    assert.equal(
      await status({ ...basic("PKADMIN:s:e:c"), host: "pool.example.com", "x-forwarded-for": "192.0.2.1" }),
      200,
    );
  });

  test("without one even this machine stays outside, and is told how to come in", async () => {
    const { status, answer } = await ask(app, "/_poolkeeper/inbox", {});
    assert.equal(status, 401);
    assert.match(answer, /www-authenticate: Basic realm="poolkeeper", charset="UTF-8"/);
  });

  for (const credentials of ["PKADMIN:wrong", "PKADMIN:", "PKADMIN", "nobody:s:e:c", ":s:e:c", ""]) {
    test(`"${credentials}" is no key`, async () => {
      assert.equal(await status(basic(credentials)), 401);
    });
  }

  test("another scheme is no key", async () => {
    assert.equal(await status({ authorization: "Bearer PKADMIN:s:e:c" }), 401);
    assert.equal(await status({ authorization: "Basic ???" }), 401);
  });

  test("a key that is restricted does not read what could open accounts, but may count", async () => {
    assert.equal(await status(basic("PKREADER:reading")), 403);
    assert.equal(await status(basic("PKREADER:reading"), "/metrics"), 200);
  });

  test("a key that a browser sends along does not serve other hosts' pages", async () => {
    const asked = { ...basic("PKADMIN:s:e:c"), host: "pool.example.com" };
    assert.equal(await status({ ...asked, origin: "https://pool.example.com" }), 200);
    assert.equal(await status({ ...asked, origin: "https://example.com" }), 403);
    assert.equal(await status({ ...asked, origin: "null" }), 403);
  });
});
