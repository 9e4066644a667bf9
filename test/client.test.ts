/** The client against a bare HTTP server that plays recorded answers and keeps what it was sent. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { frozenClock } from "../src/base/clock.ts";
import {
  CognitoIdp,
  CognitoIdpError,
  type CognitoIdpOptions,
  isCognitoIdpError,
} from "../src/client/cognito-idp.ts";
import { operationNames } from "../src/model/operations.ts";

const POOL = "us-east-1_abcdEFGH1";
const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Cuts the connection instead of answering. */
  drop?: boolean;
}

interface Sent {
  headers: IncomingHttpHeaders;
  url: string | undefined;
  body: string;
}

const refusal = (name: string, message: string, status = 400): Answer => ({
  status,
  headers: { "x-amzn-requestid": "r-1", "x-amzn-errortype": `${name}:` },
  body: JSON.stringify({ __type: name, message }),
});

let server: Server;
let endpoint: string;
let answers: Answer[] = [];
let sent: Sent[] = [];
let waits: number[] = [];

before(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    sent.push({ headers: request.headers, url: request.url, body });
    const answer = answers.shift() ?? {};
    if (answer.drop) return void request.socket.destroy();
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? "{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  endpoint = `http://127.0.0.1:${address.port}`;
});

beforeEach(() => {
  [answers, sent, waits] = [[], [], []];
});

after(() => {
  server.closeAllConnections();
  server.close();
});

/** Waits not at all, and always draws the longest wait. */
const client = (options: Partial<CognitoIdpOptions> = {}): CognitoIdp =>
  new CognitoIdp({
    region: "us-east-1",
    endpoint,
    credentials: CREDENTIALS,
    clock: frozenClock(AT),
    random: { below: (limit) => limit - 1 },
    sleep: async (ms) => waits.push(ms),
    ...options,
  });

/** What a call is refused with. */
async function refused(call: Promise<unknown>): Promise<CognitoIdpError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CognitoIdpError, String(error));
  return error;
}

describe("a call", () => {
  test("has a method for each operation of the API", () => {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(client()));
    const expected = operationNames.map((name) => name.charAt(0).toLowerCase() + name.slice(1));
    assert.deepEqual(
      methods.filter((name) => !["constructor", "call"].includes(name)).sort(),
      expected.sort(),
    );
  });

  test("is one signed AWS JSON 1.1 request", async () => {
    const session = { ...CREDENTIALS, sessionToken: "session" };
    await client({ credentials: () => session }).adminResetUserPassword({
      UserPoolId: POOL,
      Username: "mari",
      ClientMetadata: { campaign: "spring" },
    });

    const [request] = sent;
    assert.ok(request);
    assert.equal(request.url, "/");
    assert.equal(request.headers["x-amz-target"], "AWSCognitoIdentityProviderService.AdminResetUserPassword");
    assert.equal(request.headers["content-type"], "application/x-amz-json-1.1");
    assert.equal(request.headers["x-amz-date"], "20260102T030405Z");
    assert.equal(request.headers["x-amz-security-token"], "session");
    assert.match(
      request.headers.authorization ?? "",
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260102\/us-east-1\/cognito-idp\/aws4_request, SignedHeaders=\S*host\S*x-amz-date\S*, Signature=[0-9a-f]{64}$/,
    );
    assert.deepEqual(JSON.parse(request.body), {
      UserPoolId: POOL,
      Username: "mari",
      ClientMetadata: { campaign: "spring" },
    });
  });

  test("goes unsigned where the operation does, and needs no credentials then", async () => {
    answers = [{ body: '{"Username":"mari","UserAttributes":[]}' }];
    const user = await client({ credentials: undefined }).getUser({ AccessToken: "token" });
    assert.deepEqual(user, { Username: "mari", UserAttributes: [] });
    assert.equal(sent[0]?.headers.authorization, undefined);
  });

  test("gives times in milliseconds", async () => {
    answers = [{ body: '{"Group":{"GroupName":"g","CreationDate":1733691997.612}}' }];
    const { Group } = await client().getGroup({ UserPoolId: POOL, GroupName: "g" });
    assert.equal(Group?.CreationDate, 1_733_691_997_612);
  });

  test("succeeds with an empty body where the operation has no output", async () => {
    answers = [{ body: "" }];
    assert.deepEqual(await client().adminDeleteUser({ UserPoolId: POOL, Username: "mari" }), {});
  });

  test("goes to Amazon when no endpoint is given", async () => {
    const asked: string[] = [];
    const record: typeof fetch = async (input) => {
      asked.push(String(input));
      return new Response("{}");
    };
    for (const region of ["eu-north-1", "cn-north-1"]) {
      await client({ region, endpoint: undefined, fetch: record }).listUserPools({ MaxResults: 1 });
    }
    assert.deepEqual(asked, [
      "https://cognito-idp.eu-north-1.amazonaws.com/",
      "https://cognito-idp.cn-north-1.amazonaws.com.cn/",
    ]);
  });

  test("can't be led to another host by its region", () => {
    assert.throws(() => client({ region: "evil.example/#" }), TypeError);
  });
});

describe("a refusal", () => {
  test("has the name, the message and the place in the service's log", async () => {
    answers = [refusal("UserNotFoundException", "User does not exist.")];
    const error = await refused(client().adminGetUser({ UserPoolId: POOL, Username: "mari" }));
    assert.equal(error.message, "User does not exist.");
    assert.ok(isCognitoIdpError(error, "NotAuthorizedException", "UserNotFoundException"));
    assert.ok(!isCognitoIdpError(error, "NotAuthorizedException"));
    assert.ok(!isCognitoIdpError(new Error("another")));
    assert.deepEqual(error.$metadata, { httpStatusCode: 400, requestId: "r-1", attempts: 1 });
    assert.match(error.stack ?? "", /^UserNotFoundException: User does not exist\./);
  });

  const NAMED: readonly { why: string; answer: Answer; name: string }[] = [
    {
      why: "a namespace before the name",
      answer: { status: 400, body: '{"__type":"com.amazonaws#ExpiredCodeException","Message":"m"}' },
      name: "ExpiredCodeException",
    },
    {
      why: "the name in the header only",
      answer: { status: 400, headers: { "x-amzn-errortype": "CodeMismatchException:http://x/" }, body: "" },
      name: "CodeMismatchException",
    },
    { why: "a page of a proxy", answer: { status: 403, body: "<html>" }, name: "UnknownError" },
    { why: "a success that is no JSON", answer: { status: 200, body: "<html>" }, name: "UnknownError" },
    {
      why: "a redirect, which isn't followed",
      answer: { status: 307, headers: { location: "/" } },
      name: "UnknownError",
    },
  ];
  for (const { why, answer, name } of NAMED) {
    test(why, async () => {
      answers = [answer];
      const error = await refused(client().adminGetUser({ UserPoolId: POOL, Username: "mari" }));
      assert.equal(error.name, name);
      assert.equal(sent.length, 1);
    });
  }
});

describe("arguments are refused before anything is sent", () => {
  test("with the service's own words", async () => {
    const error = await refused(client().adminGetUser({ UserPoolId: "nope", Username: "" }));
    assert.ok(isCognitoIdpError(error, "InvalidParameterException"));
    assert.match(
      error.message,
      /^3 validation errors detected: Value 'nope' at 'userPoolId' failed to satisfy/,
    );
    assert.deepEqual(error.$metadata, { httpStatusCode: undefined, requestId: undefined, attempts: 0 });
    assert.equal(sent.length, 0);
  });

  test("and so is a value of another type, which only the compiler would have told", async () => {
    const input = JSON.parse('{"MaxResults":"10"}');
    const error = await refused(client().listUserPools(input));
    assert.ok(isCognitoIdpError(error, "SerializationException"));
    assert.equal(sent.length, 0);
  });

  test("and a signed operation without credentials", async () => {
    const error = await refused(client({ credentials: undefined }).listUserPools({ MaxResults: 1 }));
    assert.ok(isCognitoIdpError(error, "MissingAuthenticationTokenException"));
    assert.equal(sent.length, 0);
  });
});

describe("another attempt", () => {
  const list = (options?: Partial<CognitoIdpOptions>) => client(options).listUserPools({ MaxResults: 1 });

  test("follows throttling, after waits that double", async () => {
    const throttled = refusal("TooManyRequestsException", "Rate exceeded");
    answers = [throttled, throttled, { body: '{"UserPools":[]}' }];
    assert.deepEqual(await list(), { UserPools: [] });
    assert.deepEqual(waits, [500, 1000]);
  });

  test("follows a fault of the service, and a lost connection", async () => {
    answers = [refusal("InternalErrorException", "x", 500), { drop: true }, {}];
    await list();
    assert.deepEqual(waits, [100, 200]);
  });

  test("is signed anew", async () => {
    const clock = frozenClock(AT);
    answers = [refusal("InternalErrorException", "x", 500), {}];
    await list({ clock, sleep: async () => clock.advance(60) });
    assert.notEqual(sent[0]?.headers.authorization, sent[1]?.headers.authorization);
  });

  test("doesn't follow a refusal, nor a user's exhausted attempts", async () => {
    for (const name of ["NotAuthorizedException", "LimitExceededException"]) {
      answers = [refusal(name, "x")];
      assert.equal((await refused(list())).$metadata.attempts, 1);
    }
    assert.deepEqual(waits, []);
  });

  test("is the last one when there were enough", async () => {
    answers = Array.from({ length: 9 }, () => refusal("TooManyRequestsException", "Rate exceeded"));
    assert.equal((await refused(list())).$metadata.attempts, 3);
    assert.equal((await refused(list({ maxAttempts: 1 }))).$metadata.attempts, 1);
    assert.equal(sent.length, 4);
  });

  test("isn't made for a network that stays away: the failure itself is thrown", async () => {
    answers = [{ drop: true }, { drop: true }, { drop: true }];
    await assert.rejects(list(), (error) => error instanceof TypeError && !isCognitoIdpError(error));
    assert.equal(sent.length, 3);
  });

  test("follows an answer that doesn't come in time", async () => {
    const silent: typeof fetch = (_, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    await assert.rejects(list({ fetch: silent, timeoutMs: 1, maxAttempts: 2 }), { name: "TimeoutError" });
    assert.deepEqual(waits, [100]);
  });

  test("isn't made for a caller who has given up", async () => {
    const reason = new Error("closed the tab");
    await assert.rejects(
      client().listUserPools({ MaxResults: 1 }, { signal: AbortSignal.abort(reason) }),
      reason,
    );
    assert.deepEqual(waits, []);
  });
});
