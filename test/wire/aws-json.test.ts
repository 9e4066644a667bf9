import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Caller, TokenCaller } from "../../src/domain/caller.ts";
import { Fault, faults } from "../../src/domain/fault.ts";
import { type ApiServer, accessKey, startApi } from "./api-server.ts";
import { exchange } from "./raw-http.ts";

const SIGNED =
  "AWS4-HMAC-SHA256 Credential=mock/20240101/eu-west-1/anything/aws4_request, SignedHeaders=, Signature=x";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Call {
  readonly operation?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

async function call(api: ApiServer, { operation, body = "{}", headers = {} }: Call) {
  const target =
    operation === undefined ? {} : { "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` };
  const response = await fetch(api.url, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", ...target, ...headers },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

const listPools = (headers: Record<string, string> = {}): Call => ({
  operation: "ListUserPools",
  body: '{"MaxResults":1}',
  headers: { authorization: SIGNED, ...headers },
});

const revoke: Call = { operation: "RevokeToken", body: '{"Token":"a.b.c","ClientId":"abc"}' };

describe("an operation that succeeds", () => {
  let api: ApiServer;
  before(async () => {
    api = await startApi(async (operation) =>
      operation === "ListUserPools" ? { UserPools: [{ Name: "é☃", CreationDate: 1733691997612 }] } : {},
    );
  });
  after(() => api.close());

  test("answers its output in the wire's own types", async () => {
    const { status, headers, text } = await call(api, listPools());
    assert.equal(status, 200);
    assert.equal(text, '{"UserPools":[{"Name":"é☃","CreationDate":1733691997.612}]}');
    assert.equal(headers.get("content-type"), "application/x-amz-json-1.1");
    assert.equal(headers.get("content-length"), String(Buffer.byteLength(text)));
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("x-amzn-requestid") ?? "", UUID);
  });

  test("answers no body at all where the model has no output", async () => {
    const { status, headers, text } = await call(api, {
      operation: "AdminDeleteUser",
      body: '{"UserPoolId":"us-east-1_abc","Username":"jo"}',
      headers: { authorization: SIGNED },
    });
    assert.deepEqual([status, text, headers.get("content-length")], [200, "", "0"]);
  });

  test("leaves one line in the log, and is counted", async () => {
    const before = api.log.length;
    const { headers } = await call(api, listPools());
    while (api.log.length === before) await turn();
    const lines = api.log.slice(before);
    assert.equal(lines.length, 1);
    const { ms, ...fields } = lines[0]?.fields ?? {};
    assert.equal(typeof ms, "number");
    assert.deepEqual(fields, {
      requestId: headers.get("x-amzn-requestid"),
      method: "POST",
      route: "/",
      status: 200,
      operation: "ListUserPools",
    });
    assert.deepEqual(api.observed.at(-1), ["ListUserPools", "ok"]);
  });
});

describe("a request", () => {
  let api: ApiServer;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const BYTE_ORDER_MARK = "\uFEFF";
  const good: Record<string, Call> = {
    "without a body": { ...revoke, operation: "VerifySoftwareToken", body: '{"UserCode":"123456"}' },
    "with a byte order mark": { ...revoke, body: `${BYTE_ORDER_MARK}${revoke.body}` },
    "of another content type": { ...revoke, headers: { "content-type": "application/json; charset=utf-8" } },
    "with a member that nobody knows": { ...revoke, body: '{"Token":"a","ClientId":"b","Nonsense":[[[]]]}' },
    "with members named as JavaScript's own": {
      ...revoke,
      body: '{"__proto__":{"Token":"x"},"constructor":1,"toString":null,"Token":"a","ClientId":"b"}',
    },
    "with a signature that it does not need": { ...revoke, headers: { authorization: "AWS4-nonsense" } },
  };
  for (const [what, request] of Object.entries(good)) {
    test(`${what} is taken`, async () => {
      const { status, text } = await call(api, request);
      assert.equal(status, 200, text);
    });
  }

  test("that names a member twice means the last", async () => {
    await call(api, { ...revoke, body: '{"Token":"first","ClientId":"b","Token":"last"}' });
    assert.deepEqual(api.invocations.at(-1)?.input, { Token: "last", ClientId: "b" });
  });

  test("without any body counts as an empty object", async () => {
    const { status, json } = await call(api, { operation: "RevokeToken", body: "" });
    assert.equal(status, 400);
    assert.match(json.message, /^2 validation errors detected/);
  });

  const NOT_JSON = { __type: "SerializationException", message: "The request body is not valid JSON." };
  const NOT_OBJECT = { __type: "SerializationException", message: "The request body is not a JSON object." };
  const DEEP = 100_000;
  const bad: Record<string, readonly [body: string | Uint8Array<ArrayBuffer>, answer: object]> = {
    "of blanks": [" ", NOT_JSON],
    "broken off": ['{"Token":', NOT_JSON],
    "with something after its end": ["{} {}", NOT_JSON],
    "with a lone byte of no character": [
      Uint8Array.from(Buffer.from('{"Token":"\xff"}', "latin1")),
      NOT_JSON,
    ],
    "that is compressed": [Uint8Array.from(Buffer.from("1f8b0800", "hex")), NOT_JSON],
    "that is a list": ["[]", NOT_OBJECT],
    "that is null": ["null", NOT_OBJECT],
    "that is a string": ['"{}"', NOT_OBJECT],
    "of a hundred thousand nested lists": ["[".repeat(DEEP) + "]".repeat(DEEP), NOT_OBJECT],
    "of a hundred thousand open lists": ["[".repeat(DEEP), NOT_JSON],
  };
  for (const [what, [body, answer]] of Object.entries(bad)) {
    test(`with a body ${what} is refused`, async () => {
      const { status, json } = await call(api, { operation: "RevokeToken", body });
      assert.deepEqual([status, json], [400, answer]);
    });
  }

  test("with a hundred thousand nested objects in a member is refused", async () => {
    const body = `{"ClientId":${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}}`;
    const { status, json } = await call(api, { operation: "RevokeToken", body });
    assert.deepEqual([status, json.__type], [400, "SerializationException"]);
  });

  test("that breaks a limit of the model is refused in the model's words", async () => {
    const { status, json } = await call(api, { ...revoke, body: '{"Token":"?","ClientId":"b"}' });
    assert.equal(status, 400);
    assert.equal(json.__type, "InvalidParameterException");
    assert.match(json.message, /^1 validation error detected: Value at 'token' failed to satisfy constraint/);
  });

  for (const target of [
    undefined,
    "",
    "RevokeToken",
    "AWSCognitoIdentityProviderService.",
    "AWSCognitoIdentityProviderService.Nothing",
    "AWSCognitoIdentityProviderService.constructor",
    "AWSCognitoIdentityProviderService.__proto__",
    "AWSCognitoIdentityProviderService.revokeToken",
    "AWSCognitoIdentityService.RevokeToken",
  ]) {
    test(`for the target ${target} is refused`, async () => {
      const headers = target === undefined ? {} : { "x-amz-target": target };
      const { status, json, headers: answered } = await call(api, { headers });
      assert.equal(status, 400);
      assert.deepEqual(json, {
        __type: "UnknownOperationException",
        message: "The requested operation is not recognized by the service.",
      });
      assert.equal(answered.get("x-amzn-errortype"), "UnknownOperationException:");
      assert.deepEqual(api.observed.at(-1), ["unknown", "UnknownOperationException"]);
    });
  }
});

describe("a refusal", () => {
  const refusedWith = async (thrown: unknown, strict = false) => {
    const api = await startApi(
      async () => {
        throw thrown;
      },
      { strict },
    );
    try {
      return { ...(await call(api, revoke)), log: api.log, observed: api.observed };
    } finally {
      await api.close();
    }
  };

  test("tells its name and message in body and headers", async () => {
    const { status, headers, text, observed } = await refusedWith(faults.wrongCredentials("no such user"));
    assert.equal(status, 400);
    assert.equal(text, '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}');
    assert.equal(headers.get("x-amzn-errortype"), "NotAuthorizedException:");
    assert.equal(headers.get("x-amzn-errormessage"), "Incorrect username or password.");
    assert.equal(headers.get("content-type"), "application/x-amz-json-1.1");
    assert.match(headers.get("x-amzn-requestid") ?? "", UUID);
    assert.deepEqual(observed, [["RevokeToken", "NotAuthorizedException"]]);
  });

  test("tells its detail to the log alone", async () => {
    const { text, log } = await refusedWith(faults.wrongCredentials("no such user"));
    assert.doesNotMatch(text, /no such user/);
    assert.equal(log.at(-1)?.fields["fault"], "NotAuthorizedException");
    assert.equal(log.at(-1)?.fields["detail"], "no such user");
  });

  test("can't put headers of its own into the answer", async () => {
    const message = "a\r\nset-cookie: b=c\r\n\r\n<p>\u0000 é ☃";
    const { headers, json } = await refusedWith(new Fault("InvalidParameterException", message));
    assert.equal(json.message, message);
    assert.equal(headers.get("set-cookie"), null);
    assert.equal(headers.get("x-amzn-errormessage"), "a set-cookie: b=c <p>");
  });

  test("keeps its headers small however long its message", async () => {
    const { headers, json } = await refusedWith(new Fault("InvalidParameterException", "x".repeat(100_000)));
    assert.equal(json.message.length, 100_000);
    assert.equal(headers.get("x-amzn-errormessage")?.length, 1024);
  });

  test("that is a bug tells nothing but the request's id, which the log has too", async () => {
    const { status, headers, text, log } = await refusedWith(new TypeError("secret is undefined"));
    assert.equal(status, 500);
    assert.equal(text, '{"__type":"InternalErrorException","message":"Internal server error"}');
    const crash = log.find(({ level }) => level === "error");
    assert.equal(crash?.fields["requestId"], headers.get("x-amzn-requestid"));
    assert.match(String(crash?.fields["err"]), /secret is undefined/);
  });

  test("that is not even an error is a bug as well", async () => {
    assert.equal((await refusedWith(undefined)).status, 500);
  });

  test("that nothing declares for its operation is a bug where tests look on", async () => {
    const undeclared = new Fault("UsernameExistsException", "User account already exists");
    assert.equal((await refusedWith(undeclared)).json.__type, "UsernameExistsException");
    const { status, json } = await refusedWith(undeclared, true);
    assert.equal(status, 500);
    assert.equal(
      json.message,
      "RevokeToken does not declare UsernameExistsException: User account already exists",
    );
  });

  test("an output that breaks its shape is a bug where tests look on", async () => {
    const api = await startApi(async () => ({ UserPools: [{ Id: 7 }] }));
    const { status, json } = await call(api, listPools());
    await api.close();
    assert.equal(status, 500);
    assert.match(json.message, /^the output of ListUserPools: .*Id/);
  });
});

describe("who asks", () => {
  const verified = { kind: "accessToken" } as TokenCaller;
  const callerOf = async (request: Call): Promise<Caller | string> => {
    const api = await startApi(async () => ({ UserPools: [] }), {
      strict: false,
      verifyToken: async (token, origin) => {
        if (token !== "good") throw faults.accessTokenInvalid();
        return { ...verified, origin };
      },
    });
    const { status, text } = await call(api, request);
    await api.close();
    return status === 200 ? (api.invocations[0]?.caller ?? text) : text;
  };
  const kindOf = async (request: Call) => {
    const caller = await callerOf(request);
    return typeof caller === "string" ? JSON.parse(caller) : caller.kind;
  };

  test("a signed operation is asked by its access key, in the region of its scope", async () => {
    const caller = await callerOf(listPools({ "user-agent": "a test" }));
    assert.ok(typeof caller !== "string" && caller.kind === "signed");
    const { requestId, ...origin } = caller.origin;
    assert.match(requestId, UUID);
    assert.deepEqual(origin, { ip: "127.0.0.1", userAgent: "a test", region: "eu-west-1" });
    assert.equal(caller.accessKeyId, "mock");
  });

  test("a public operation is asked by anyone, in the server's region", async () => {
    const caller = await callerOf({ ...revoke, headers: { authorization: SIGNED } });
    assert.ok(typeof caller !== "string" && caller.kind === "public");
    assert.equal(caller.origin.region, "us-east-1");
  });

  test("an operation of a user is asked with an access token", async () => {
    assert.equal(await kindOf({ operation: "GetUser", body: '{"AccessToken":"good"}' }), "accessToken");
    assert.deepEqual(await kindOf({ operation: "GetUser", body: '{"AccessToken":"bad"}' }), {
      __type: "NotAuthorizedException",
      message: "Invalid Access Token",
    });
  });

  test("a software token is set up with an access token or in a session", async () => {
    const operation = "AssociateSoftwareToken";
    const session = "x".repeat(20);
    assert.equal(await kindOf({ operation, body: `{"Session":"${session}"}` }), "public");
    assert.equal(
      await kindOf({ operation, body: `{"Session":"${session}","AccessToken":"good"}` }),
      "accessToken",
    );
  });

  test("an access token may not be left out where no session stands in for it", async () => {
    const body = '{"DeviceKey":"us-east-1_0a"}';
    assert.equal((await kindOf({ operation: "GetDevice", body })).__type, "NotAuthorizedException");
  });

  test("behind a trusted proxy the address is the one it tells", async () => {
    const told = { "x-forwarded-for": "192.0.2.7" };
    for (const [trustProxy, ip] of [
      [["127.0.0.0/8"], "192.0.2.7"],
      [["10.0.0.0/8"], "127.0.0.1"],
      [[], "127.0.0.1"],
    ] as const) {
      const api = await startApi(async () => ({ UserPools: [] }), { http: { trustProxy } });
      await call(api, listPools(told));
      await api.close();
      assert.equal(api.invocations[0]?.caller.origin.ip, ip);
    }
  });
});

describe("where signatures go unchecked", () => {
  let api: ApiServer;
  before(async () => {
    api = await startApi(async (operation) => (operation === "ListUserPools" ? { UserPools: [] } : {}));
  });
  after(() => api.close());

  test("a signed operation still needs a credential", async () => {
    const { status, json } = await call(api, { ...listPools(), headers: {} });
    assert.deepEqual(
      [status, json],
      [400, { __type: "MissingAuthenticationTokenException", message: "Missing Authentication Token" }],
    );
  });

  const credentials: Record<string, string> = {
    "AWS4-HMAC-SHA256 Signature=x": "IncompleteSignatureException",
    "AWS4-HMAC-SHA256 Credential=mock": "IncompleteSignatureException",
    "AWS4-HMAC-SHA256 Credential=mock/20240101//cognito-idp/aws4_request": "IncompleteSignatureException",
    "AWS4-HMAC-SHA256 Credential=mock/20240101/US_EAST/cognito-idp/aws4_request": "InvalidSignatureException",
    "Bearer mock": "MissingAuthenticationTokenException",
  };
  for (const [authorization, name] of Object.entries(credentials)) {
    test(`"${authorization}" will not do`, async () => {
      assert.equal((await call(api, listPools({ authorization }))).json.__type, name);
    });
  }

  const ask = async (headers: Record<string, string>, host = "127.0.0.1") => {
    const lines = Object.entries({ ...listPools().headers, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const answer = await exchange(
      api.port,
      `POST / HTTP/1.1\r\nhost: ${host}\r\nx-amz-target: AWSCognitoIdentityProviderService.ListUserPools\r\n` +
        `${lines.join("\r\n")}\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{"MaxResults":1}`,
    );
    return /^HTTP\/1\.1 (\d+)[\s\S]*?(?:x-amzn-errortype: (\w+)|$)/.exec(answer)?.slice(1, 3);
  };

  test("tools may ask under any name of the host", async () => {
    assert.deepEqual(await ask({}, "cognito:9229"), ["200", undefined]);
  });

  for (const origin of [
    "http://localhost:3000",
    "https://app.localhost",
    "http://127.0.0.1:9229",
    "http://[::1]:1",
  ]) {
    test(`a page of ${origin} may ask`, async () => {
      assert.deepEqual(await ask({ origin }), ["200", undefined]);
    });
  }

  for (const origin of [
    "null",
    "https://example.com",
    "http://localhost.example.com",
    "http://0.0.0.0:9229",
    "http://127.0.0.1.example.com",
    "http://localhost:80@example.com",
    "file://localhost",
  ]) {
    test(`a page of ${origin} may not ask`, async () => {
      assert.deepEqual(await ask({ origin }), ["400", "AccessDeniedException"]);
    });
  }

  test("a page may not ask under a foreign name that was pointed here", async () => {
    assert.deepEqual(await ask({ origin: "http://localhost:9229" }, "example.com:9229"), [
      "400",
      "AccessDeniedException",
    ]);
    assert.deepEqual(await ask({ "sec-fetch-site": "same-origin" }, "example.com"), [
      "400",
      "AccessDeniedException",
    ]);
  });

  test("a public operation may be asked by pages of any origin", async () => {
    const { status } = await call(api, { ...revoke, headers: { origin: "https://example.com" } });
    assert.equal(status, 200);
  });
});

describe("where keys are checked", () => {
  test("a key may do what it allows, on the pools that it allows", async () => {
    const restricted = {
      ...accessKey,
      allows: (operation: string, pool: string | undefined) =>
        operation.startsWith("List") && pool !== "us-east-1_b",
    };
    const { CognitoIdentityProviderClient, ...sdk } = await import(
      "@aws-sdk/client-cognito-identity-provider"
    );
    const api = await startApi(async () => ({}), {
      auth: { mode: "keys", findKey: async () => restricted },
    });
    const client = new CognitoIdentityProviderClient({
      endpoint: api.url,
      region: "us-east-1",
      credentials: { accessKeyId: restricted.id, secretAccessKey: restricted.secret },
    });
    const arn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_b";
    const denied = (operation: string, resource: string) => ({
      name: "AccessDeniedException",
      message: `User: PKADMIN is not authorized to perform: cognito-idp:${operation} on resource: ${resource}`,
    });
    try {
      await client.send(new sdk.ListUsersCommand({ UserPoolId: "us-east-1_a" }));
      await assert.rejects(
        client.send(new sdk.ListUsersCommand({ UserPoolId: "us-east-1_b" })),
        denied("ListUsers", arn),
      );
      await assert.rejects(
        client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: arn })),
        denied("ListTagsForResource", arn),
      );
      await assert.rejects(
        client.send(new sdk.CreateUserPoolCommand({ PoolName: "p" })),
        denied("CreateUserPool", "*"),
      );
      assert.deepEqual(
        api.invocations.map(({ operation }) => operation),
        ["ListUsers"],
      );
    } finally {
      client.destroy();
      await api.close();
    }
  });

  test("pages of any origin may ask, with a signature that holds", async () => {
    const api = await startApi(undefined, { auth: { mode: "keys", findKey: async () => accessKey } });
    const { json, headers } = await call(api, listPools({ origin: "https://example.com" }));
    await api.close();
    assert.equal(json.__type, "IncompleteSignatureException");
    assert.equal(headers.get("access-control-allow-origin"), "*");
  });
});

describe("a browser", () => {
  let api: ApiServer;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  test("is told beforehand that it may call from anywhere, with what Amplify sends", async () => {
    const asked = [
      "amz-sdk-invocation-id",
      "amz-sdk-request",
      "cache-control",
      "content-type",
      "x-amz-target",
      "x-amz-user-agent",
    ];
    const response = await fetch(api.url, {
      method: "OPTIONS",
      headers: {
        origin: "https://example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked.join(","),
      },
    });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("access-control-allow-methods"), "POST");
    const allowed = response.headers.get("access-control-allow-headers")?.split(",") ?? [];
    assert.deepEqual(
      asked.filter((header) => !allowed.includes(header)),
      [],
    );
    assert.equal(response.headers.get("access-control-allow-credentials"), null);
  });

  test("may read every answer, refusals included", async () => {
    for (const request of [revoke, { ...revoke, body: "x" }, { ...revoke, body: "x".repeat(5_000_000) }]) {
      const { headers } = await call(api, { ...request, headers: { origin: "https://example.com" } });
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.match(headers.get("access-control-expose-headers") ?? "", /x-amzn-errortype/);
    }
  });
});
