import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ApiServer, startApi } from "./api-server.ts";
import { bodyOf, exchange } from "./raw-http.ts";
import { selfSigned } from "./self-signed.ts";

const TARGET = "x-amz-target: AWSCognitoIdentityProviderService.RevokeToken";

async function withApi<T>(
  work: (api: ApiServer) => Promise<T>,
  ...options: Parameters<typeof startApi>
): Promise<T> {
  const api = await startApi(...options);
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}

describe("what is not for the API", () => {
  const requests: Record<string, readonly [request: string, status: number, type: string | undefined]> = {
    "a GET": ["GET / HTTP/1.1\r\nhost: a", 405, "UnknownOperationException"],
    "a GET with a query": ["GET /?a=b HTTP/1.1\r\nhost: a", 405, "UnknownOperationException"],
    "a PUT": ["PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 0", 405, "UnknownOperationException"],
    "an unknown path": ["GET /nothing?token=secret HTTP/1.1\r\nhost: a", 404, "UnknownOperationException"],
    "a path of dots": ["GET /../../etc/passwd HTTP/1.1\r\nhost: a", 404, "UnknownOperationException"],
    "a path that is badly escaped": ["GET /%ff%zz HTTP/1.1\r\nhost: a", 400, "MalformedHttpRequestException"],
    "a method that does not exist": ["FOO / HTTP/1.1\r\nhost: a", 400, "MalformedHttpRequestException"],
    "no HTTP at all": ["hello", 400, "MalformedHttpRequestException"],
    "a request without a host": ["POST / HTTP/1.1", 400, undefined],
    "two lengths": [
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2",
      400,
      "MalformedHttpRequestException",
    ],
    "a length and chunks": [
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked",
      400,
      "MalformedHttpRequestException",
    ],
    "a header beyond 16 KiB": [
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(20_000)}`,
      431,
      "MalformedHttpRequestException",
    ],
    "a content type that is none": [
      `POST / HTTP/1.1\r\nhost: a\r\n${TARGET}\r\ncontent-type: ;;;\r\ncontent-length: 0`,
      415,
      "MalformedHttpRequestException",
    ],
    "a body beyond 4 MiB": [
      `POST / HTTP/1.1\r\nhost: a\r\n${TARGET}\r\ncontent-type: a/b\r\ncontent-length: 4194305`,
      413,
      "RequestEntityTooLargeException",
    ],
  };
  for (const [what, [request, status, type]] of Object.entries(requests)) {
    test(`${what} gets a clean answer`, async () => {
      await withApi(async ({ port, log }) => {
        const answer = await exchange(port, `${request}\r\nconnection: close\r\n\r\n`);
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
        if (type !== undefined) assert.equal(bodyOf(answer)["__type"], type);
        if (type !== undefined) assert.match(answer, /\r\nx-amzn-requestid: [0-9a-f-]{36}\r\n/i);
        assert.doesNotMatch(answer, /at .*\.[jt]s:\d+/);
        assert.doesNotMatch(JSON.stringify(log), /secret/);
        assert.deepEqual(
          log.filter(({ level }) => level === "error"),
          [],
        );
      });
    });
  }

  test("an unknown path tells its request id", async () => {
    await withApi(async ({ url }) => {
      const response = await fetch(`${url}/nothing`);
      assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
      assert.deepEqual(await response.json(), {
        __type: "UnknownOperationException",
        message: "There is nothing at this address.",
      });
    });
  });

  test("a wrong method is told the right ones", async () => {
    await withApi(async ({ url }) => {
      const response = await fetch(url);
      await response.body?.cancel();
      assert.equal(response.headers.get("allow"), "OPTIONS, POST");
    });
  });

  test("a chunked body is cut off once it is too large", async () => {
    await withApi(
      async ({ port }) => {
        const head = `POST / HTTP/1.1\r\nhost: a\r\n${TARGET}\r\ncontent-type: a/b\r\ntransfer-encoding: chunked\r\n\r\n`;
        const answer = await exchange(port, head, `800\r\n${"x".repeat(2048)}\r\n`);
        assert.match(answer, /^HTTP\/1\.1 413 /);
      },
      undefined,
      { http: { bodyLimit: 1024 } },
    );
  });
});

describe("a slow client", () => {
  const timeouts = { headers: 60, request: 120, idle: 10_000 };
  const slow = (sent: string) =>
    withApi(({ port }) => exchange(port, sent), undefined, { http: { timeouts } });

  test("is hung up on when its headers don't come", async () => {
    const answer = await slow("POST / HTTP/1.1\r\nhost: a\r\n");
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.deepEqual(bodyOf(answer), {
      __type: "RequestTimeoutException",
      message: "The request took too long to arrive.",
    });
  });

  test("is hung up on when its body does not come", async () => {
    const head = `POST / HTTP/1.1\r\nhost: a\r\n${TARGET}\r\ncontent-length: 100\r\n\r\n{`;
    assert.match(await slow(head), /^HTTP\/1\.1 408 /);
  });
});

describe("closing", () => {
  test("waits for what is in flight, then hangs up on connections kept alive", async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<object>();
    const api = await startApi(() => {
      started.resolve();
      return finish.promise;
    });
    const agent = new Agent({ keepAlive: true });
    const request = httpRequest(api.url, {
      method: "POST",
      agent,
      headers: { "x-amz-target": "AWSCognitoIdentityProviderService.RevokeToken" },
    });
    request.end('{"Token":"a","ClientId":"b"}');
    await started.promise;

    let closed = false;
    const closing = api.close().then(() => {
      closed = true;
    });
    await refusedConnection(api.port);
    assert.equal(closed, false);
    finish.resolve({});
    const [response] = await once(request, "response");
    assert.equal(response.statusCode, 200);
    response.resume();
    await closing;
    agent.destroy();
  });

  test("does not wait for connections that are idle", async () => {
    const api = await startApi();
    const socket = connect(api.port, "127.0.0.1");
    await once(socket, "connect");
    const hungUp = once(socket, "close");
    socket.resume();
    await Promise.all([api.close(), hungUp]);
  });
});

test("TLS is spoken where there is a certificate", async () => {
  const tls = selfSigned();
  await withApi(
    async ({ port }) => {
      const request = httpsRequest({ host: "localhost", port, method: "POST", ca: tls.cert, agent: false });
      request.end();
      const [response] = await once(request, "response");
      assert.equal(response.statusCode, 400);
      assert.equal(response.headers["x-amzn-errortype"], "UnknownOperationException:");
      response.resume();
      await once(response, "end");
    },
    undefined,
    { http: { tls } },
  );
});

/** Resolves once nobody takes connections on a port any more. */
async function refusedConnection(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const taken = await new Promise((resolve) => {
      socket.on("connect", () => resolve(true));
      socket.on("error", () => resolve(false));
    });
    socket.destroy();
    if (!taken) return;
    await sleep(5);
  }
}
