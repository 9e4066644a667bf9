import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { describe, type TestContext, test } from "node:test";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { isPublicAddress } from "../../src/effects/public-address.ts";
import { HttpUpstream, type HttpUpstreamOptions } from "../../src/effects/upstream.ts";
import { UpstreamFailure } from "../../src/ports/upstream.ts";
import { bodyOf, httpServer, respond } from "./support.ts";

const scope = new TransactionScope();

function upstreamFor(t: TestContext, options: Partial<HttpUpstreamOptions> = {}): HttpUpstream {
  const upstream = new HttpUpstream({ scope, allowed: [], timeoutMs: 5000, ...options });
  t.after(() => upstream.close());
  return upstream;
}

/** A server that may be asked, and who asks. */
async function allowedServer(
  t: TestContext,
  listener: RequestListener,
  options: Partial<HttpUpstreamOptions> = {},
) {
  const url = await httpServer(t, listener);
  return { url, upstream: upstreamFor(t, { allowed: [new URL(url).host], ...options }) };
}

const failure = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UpstreamFailure);
  assert.match(error.message, message);
  return true;
};

describe("what is allowed by name", () => {
  test("may be asked by http, on any port and at any address", async (t) => {
    const seen: unknown[] = [];
    const { url, upstream } = await allowedServer(t, async (request, response) => {
      const { method, url: path, headers } = request;
      seen.push([method, path, headers.accept, headers["content-type"], await bodyOf(request)]);
      respond(response, 200, {}, "Zoë");
    });
    assert.deepEqual(await upstream.send({ url: `${url}/one?a=b` }), { status: 200, body: "Zoë" });
    const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    await upstream.send({ url: `${url}/two`, headers, body: "code=1" });
    assert.deepEqual(seen, [
      ["GET", "/one?a=b", "*/*", undefined, ""],
      ["POST", "/two", "application/json", "application/x-www-form-urlencoded", "code=1"],
    ]);
  });

  test("answers whatever it answers", async (t) => {
    const { url, upstream } = await allowedServer(t, (_, response) => respond(response, 503, {}, "later"));
    assert.deepEqual(await upstream.send({ url }), { status: 503, body: "later" });
  });

  test("is asked on the port that was allowed alone", async (t) => {
    const upstream = upstreamFor(t, { allowed: ["localhost:8080", "[::1]:8443", "idp.test:443"] });
    assert.equal(upstream.permits("http://localhost:8080/"), true);
    assert.equal(upstream.permits("https://LOCALHOST:8080/"), true);
    assert.equal(upstream.permits("http://localhost:8081/"), false);
    assert.equal(upstream.permits("http://127.0.0.1:8080/"), false);
    assert.equal(upstream.permits("http://[0::1]:8443/"), true);
    assert.equal(upstream.permits("http://idp.test/"), false);
  });
});

describe("anything else", () => {
  const judged: [url: string, permitted: boolean][] = [
    ["https://idp.example.com/", true],
    ["https://idp.example.com:443/", true],
    ["https://idp.example.com:80/", true],
    ["https://idp.example.com:8443/", false],
    ["http://idp.example.com/", false],
    ["https://jane:secret@idp.example.com/", false],
    ["ftp://idp.example.com/", false],
    ["file:///etc/passwd", false],
    ["idp.example.com", false],
    ["", false],
  ];
  for (const [url, permitted] of judged) {
    test(`${url || "no URL"} is ${permitted ? "" : "not "}of a form that is asked`, (t) => {
      assert.equal(upstreamFor(t).permits(url), permitted);
    });
  }

  const private_ = [
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://10.1.2.3/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://localhost/",
  ];
  for (const url of private_) {
    test(`${url} is not at a public address`, async (t) => {
      await assert.rejects(upstreamFor(t).send({ url }), failure(/is not at a public address$/));
    });
  }

  test("is refused with what it was, but not with its path or query", async (t) => {
    const url = "https://no-such-host.invalid/path?secret=1";
    await assert.rejects(upstreamFor(t).send({ url }), failure(/^https:\/\/no-such-host\.invalid: /));
    await assert.rejects(upstreamFor(t).send({ url: "nothing" }), failure(/^no URL: /));
  });
});

describe("a redirect", () => {
  test("is followed, a few times", async (t) => {
    const { url, upstream } = await allowedServer(t, (request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) respond(response, 200, {}, "there");
      else respond(response, 302, { location: `/${step - 1}` }, "");
    });
    assert.equal((await upstream.send({ url: `${url}/3` })).body, "there");
    await assert.rejects(upstream.send({ url: `${url}/4` }), failure(/too many redirects$/));
  });

  test("leads nowhere that may not be asked", async (t) => {
    for (const [location, message] of [
      ["http://127.0.0.1:1/", /may not be asked$/],
      ["https://127.0.0.1/", /is not at a public address$/],
      ["https://localhost/", /is not at a public address$/],
      ["file:///etc/passwd", /may not be asked$/],
    ] as const) {
      const { url, upstream } = await allowedServer(t, (_, response) =>
        respond(response, 302, { location }, ""),
      );
      await assert.rejects(upstream.send({ url }), failure(message), location);
    }
  });

  test("takes neither a body nor credentials along", async (t) => {
    let calls = 0;
    const { url, upstream } = await allowedServer(t, (_, response) => {
      calls++;
      respond(response, 307, { location: "/elsewhere" }, "");
    });
    assert.equal((await upstream.send({ url, body: "code=1" })).status, 307);
    assert.equal((await upstream.send({ url, headers: { authorization: "Bearer 1" } })).status, 307);
    assert.equal(calls, 2);
  });
});

describe("an answer", () => {
  test("may be as long as the limit, and no longer", async (t) => {
    const { url, upstream } = await allowedServer(
      t,
      (request, response) => respond(response, 200, {}, "x".repeat(Number(request.url?.slice(1)))),
      { bodyLimit: 1000 },
    );
    assert.equal((await upstream.send({ url: `${url}/1000` })).body.length, 1000);
    await assert.rejects(upstream.send({ url: `${url}/1001` }), failure(/the answer is too long$/));
  });

  test("may take its time, but not for ever", async (t) => {
    for (const listener of [() => {}, (_, response) => void response.writeHead(200).write("{")] satisfies [
      RequestListener,
      RequestListener,
    ]) {
      const { url, upstream } = await allowedServer(t, listener, { timeoutMs: 100 });
      await assert.rejects(upstream.send({ url }), failure(/it took too long$/));
    }
  });

  test("that breaks off is none", async (t) => {
    const { url, upstream } = await allowedServer(t, (_, response) => {
      response.writeHead(200, { "content-length": "10" }).write("x", () => response.destroy());
    });
    await assert.rejects(upstream.send({ url }), UpstreamFailure);
  });

  test("comes by a new connection where the one that was kept is gone", async (t) => {
    const used = new WeakSet<object>();
    let calls = 0;
    const { url, upstream } = await allowedServer(t, (request, response) => {
      calls++;
      if (used.has(request.socket)) return void request.socket.destroy();
      used.add(request.socket);
      respond(response, 200, {}, "here");
    });
    for (let n = 0; n < 3; n++) assert.equal((await upstream.send({ url })).body, "here");
    assert.equal(calls, 5);
  });

  test("is not waited for inside a transaction", async (t) => {
    const upstream = upstreamFor(t);
    await scope.run(() =>
      assert.rejects(upstream.send({ url: "https://idp.example.com/" }), /was started inside a transaction/),
    );
  });
});

describe("an address", () => {
  const addresses: [address: string, isPublic: boolean][] = [
    ["8.8.8.8", true],
    ["172.15.255.255", true],
    ["172.16.0.1", false],
    ["100.64.0.1", false],
    ["192.168.1.1", false],
    ["198.19.0.1", false],
    ["0.0.0.0", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["2606:4700::1111", true],
    ["2001:4860:4860::8888", true],
    ["2001:db8::1", false],
    ["2001::1", false],
    ["2002:7f00:1::", false],
    ["fe80::1", false],
    ["fc00::1", false],
    ["ff02::1", false],
    ["64:ff9b::7f00:1", false],
    ["::ffff:8.8.8.8", false],
    ["::", false],
    ["localhost", false],
  ];
  for (const [address, isPublic] of addresses) {
    test(`${address} is ${isPublic ? "" : "not "}public`, () =>
      assert.equal(isPublicAddress(address), isPublic));
  }
});
