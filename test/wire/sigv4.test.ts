import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { sha256, toHex, utf8 } from "../../src/base/bytes.ts";
import { Fault } from "../../src/domain/fault.ts";
import {
  type Credentials,
  type RequestToSign,
  SigningKeys,
  signature,
  signRequest,
  stringToSign,
} from "../../src/wire/sigv4.ts";
import { type ReceivedRequest, type SecretKey, verifySignature } from "../../src/wire/verify-signature.ts";
import { type ApiServer, accessKey, startApi } from "./api-server.ts";

const NOW = Date.UTC(2026, 8, 26, 12, 30, 0);
const MINUTE = 60_000;
const KEY: SecretKey = { id: "PKADMIN", secret: "an administrator's secret" };
const TARGET = "AWSCognitoIdentityProviderService.AdminGetUser";
const MISMATCH = /^The request signature we calculated does not match the signature you provided\./;

const toSign: RequestToSign = {
  method: "POST",
  url: "http://127.0.0.1:9229/",
  headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET },
  body: '{"UserPoolId":"eu-west-1_abc","Username":"Ünï ☃"}',
  region: "eu-west-1",
  service: "cognito-idp",
  credentials: { accessKeyId: KEY.id, secretAccessKey: KEY.secret },
  at: NOW,
};

/** The request as it would come in, signed by us and then changed on its way. */
function received(
  changes: Partial<RequestToSign> = {},
  onTheWay: Record<string, string> = {},
): ReceivedRequest {
  const request = { ...toSign, ...changes };
  const url = new URL(request.url);
  const headers = { host: url.host, ...signRequest(request), ...onTheWay };
  return {
    method: request.method,
    target: url.pathname + url.search,
    rawHeaders: Object.entries(headers).flat(),
    body: utf8(String(request.body)),
  };
}

const verify = (request: ReceivedRequest, now = NOW) =>
  verifySignature(request, {
    service: "cognito-idp",
    now,
    findKey: async (id) => (id === KEY.id ? KEY : undefined),
    signingKeys: new SigningKeys(),
  });

const without = (request: ReceivedRequest, name: string): ReceivedRequest => ({
  ...request,
  rawHeaders: request.rawHeaders.filter((_, at, all) => all[at % 2 === 0 ? at : at - 1] !== name),
});

const withAuthorization = (rewrite: (header: string) => string): ReceivedRequest => {
  const { authorization = "" } = signRequest(toSign);
  return received({}, { authorization: rewrite(authorization) });
};

/** The SDK takes a session token or no member at all, never an undefined one. */
const sdkCredentials = ({ sessionToken, ...keys }: Credentials) =>
  sessionToken === undefined ? keys : { ...keys, sessionToken };

describe("signing", () => {
  test("the worked example of the specification comes out", () => {
    const scope = { date: "20150830", region: "us-east-1", service: "iam" };
    const key = new SigningKeys().get("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope);
    assert.equal(toHex(key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");

    const text = stringToSign("20150830T123600Z", scope, {
      method: "GET",
      path: "/",
      query: "Action=ListUsers&Version=2010-05-08",
      signedHeaders: ["content-type", "host", "x-amz-date"],
      headers: new Map([
        ["content-type", "application/x-www-form-urlencoded; charset=utf-8"],
        ["host", "iam.amazonaws.com"],
        ["x-amz-date", "20150830T123600Z"],
      ]),
      bodyHash: toHex(sha256(utf8(""))),
    });
    assert.equal(signature(key, text), "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  });

  const samples: Record<string, Partial<RequestToSign>> = {
    "an API call": {},
    "a session": {
      credentials: { accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "a session/token==" },
    },
    "an escaped ARN in the path": {
      url: "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda%3A%24x/invocations",
      service: "lambda",
    },
    "a path with empty segments and a slash at its end": { url: "http://localhost:1/a//b/%7Ec'd/" },
    "a query in disorder": { url: "http://localhost:1/?b=2&a-b=3&a=%2B%20%27(1)*&a=!&empty" },
    "untidy header values": { headers: { "X-Thing": "  one   two\tthree ", "x-amz-target": TARGET } },
    "headers that never count": { headers: { "user-agent": "me", connection: "close", expect: "x" } },
    "a default port": { url: "https://example.com:443/" },
  };
  for (const [name, changes] of Object.entries(samples)) {
    test(`the AWS SDK signs ${name} the same way`, async () => {
      const request = { ...toSign, ...changes };
      const url = new URL(request.url);
      const { signer } = new CognitoIdentityProviderClient({
        region: request.region,
        credentials: sdkCredentials(request.credentials),
      }).config;
      const query: Record<string, string[]> = {};
      for (const [key, value] of url.searchParams) query[key] = [...(query[key] ?? []), value];
      const theirs = await (await signer()).sign(
        {
          method: request.method,
          protocol: url.protocol,
          hostname: url.hostname,
          path: url.pathname,
          query,
          headers: { host: url.host, ...request.headers },
          body: request.body,
        },
        { signingDate: new Date(NOW), signingService: request.service, signingRegion: request.region },
      );
      assert.equal(signRequest(request)["authorization"], theirs.headers["authorization"]);
    });
  }

  test("derived keys are remembered up to a limit", () => {
    const keys = new SigningKeys(2);
    const day = (date: string) => keys.get("secret", { date, region: "r", service: "s" });
    const first = day("20260101");
    assert.equal(day("20260101"), first);
    day("20260102");
    day("20260103");
    assert.notEqual(day("20260101"), first);
    assert.deepEqual(day("20260101"), first);
  });
});

describe("verifying", () => {
  test("a signed request names its key and region", async () => {
    assert.deepEqual(await verify(received()), { key: KEY, region: "eu-west-1" });
  });

  test("an Authorization header needs no blanks after its commas", async () => {
    const request = withAuthorization((header) => header.replaceAll(", ", ","));
    assert.equal((await verify(request)).key, KEY);
  });

  test("white space around header values does not matter", async () => {
    assert.equal((await verify(received({}, { "x-amz-target": `  ${TARGET} ` }))).key, KEY);
  });

  test("a signed Date header in ISO 8601's basic format stands in for X-Amz-Date", async () => {
    const request = signedByHand({ date: "20260926T123000Z" });
    assert.equal((await verify(request)).key, KEY);
  });

  test("headers that proxies add may go unsigned", async () => {
    const added = { "x-amz-cf-id": "edge", "x-forwarded-for": "192.0.2.1", "x-amzn-trace-id": "Root=1" };
    assert.equal((await verify(received({}, added))).key, KEY);
  });

  test("a query is part of what is signed", async () => {
    const request = received({ url: "http://127.0.0.1:9229/?a=1&b=%20" });
    assert.equal((await verify(request)).key, KEY);
    await refuses({ ...request, target: "/?a=1&b=2" }, "InvalidSignatureException", MISMATCH);
  });

  const changed: Record<string, ReceivedRequest> = {
    "the body": { ...received(), body: utf8('{"UserPoolId":"eu-west-1_abc","Username":"root"}') },
    "the body together with its hash header": {
      ...received({}, { "x-amz-content-sha256": toHex(sha256(utf8("{}"))) }),
      body: utf8("{}"),
    },
    "the method": { ...received(), method: "PUT" },
    "the path": { ...received(), target: "/other" },
    "the host": received({}, { host: "127.0.0.1:9230" }),
    "the operation": received({}, { "x-amz-target": TARGET.replace("Get", "Delete") }),
    "the content type": received({}, { "content-type": "text/plain" }),
    "the date, by a second": received({}, { "x-amz-date": "20260926T123001Z" }),
    "the region": withAuthorization((header) => header.replace("eu-west-1", "us-east-1")),
    "the signature, by its last digit": withAuthorization((header) =>
      header.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
    ),
    "the list of signed headers": withAuthorization((header) => header.replace("content-type;", "")),
    "the body's hash, to none at all": received({}, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }),
  };
  for (const [what, request] of Object.entries(changed)) {
    test(`a request is refused once somebody changed ${what}`, async () => {
      await refuses(request, "InvalidSignatureException", MISMATCH);
    });
  }

  test("a repeated header is not the header that was signed", async () => {
    const request = received();
    const rawHeaders = [
      ...request.rawHeaders,
      "X-Amz-Target",
      "AWSCognitoIdentityProviderService.DeleteUserPool",
    ];
    await refuses({ ...request, rawHeaders }, "InvalidSignatureException", MISMATCH);
  });

  test("a signature by another secret is refused", async () => {
    const credentials = { accessKeyId: KEY.id, secretAccessKey: "a guess" };
    await refuses(received({ credentials }), "InvalidSignatureException", MISMATCH);
  });

  test("a body is hashed whether or not a header tells its hash", async () => {
    const request = signedByHand({ "x-amz-date": "20260926T123000Z" });
    assert.equal((await verify(request)).key, KEY);
    await refuses({ ...request, body: utf8("{}") }, "InvalidSignatureException", MISMATCH);
  });

  test("a hash header that was signed, but is not the body's, is refused", async () => {
    const dated = { "x-amz-date": "20260926T123000Z" };
    for (const hash of [toHex(sha256(utf8("{}"))), "UNSIGNED-PAYLOAD"]) {
      const request = signedByHand({ ...dated, "x-amz-content-sha256": hash });
      await refuses(request, "InvalidSignatureException", MISMATCH);
    }
  });

  test("an operation that is not signed for is refused", async () => {
    const request = received({ headers: {} }, { "x-amz-target": TARGET });
    await refuses(
      request,
      "InvalidSignatureException",
      "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test("a host that is not signed for is refused", async () => {
    await refuses(
      withAuthorization((header) => header.replace("host;", "")),
      "InvalidSignatureException",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test("a Date header that is not signed for is no date", async () => {
    const request = received({}, { date: "20260926T123000Z" });
    await refuses(
      without(request, "x-amz-date"),
      "InvalidSignatureException",
      "'date' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test("clocks may be five minutes apart, and no more", async () => {
    await verify(received(), NOW + 5 * MINUTE);
    await verify(received(), NOW - 5 * MINUTE);
    await refuses(
      received(),
      "InvalidSignatureException",
      "Signature expired: 20260926T123000Z is now earlier than 20260926T123001Z (20260926T123501Z - 5 min.)",
      NOW + 5 * MINUTE + 1000,
    );
    await refuses(
      received(),
      "InvalidSignatureException",
      "Signature not yet current: 20260926T123000Z is still later than 20260926T122959Z (20260926T122459Z + 5 min.)",
      NOW - 5 * MINUTE - 1000,
    );
  });

  for (const date of ["Sat, 26 Sep 2026 12:30:00 GMT", "2026-09-26T12:30:00Z", "20260231T123000Z", "x"]) {
    test(`${date} is no date`, async () => {
      await refuses(
        received({}, { "x-amz-date": date }),
        "IncompleteSignatureException",
        `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      );
    });
  }

  test("all that does not fit in a scope is told at once", async () => {
    await refuses(
      withAuthorization((header) => header.replace("20260926/eu-west-1/cognito-idp/aws4_request", "b/c/d/e")),
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'cognito-idp'. " +
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. " +
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        "'b' != '20260926', from '20260926T123000Z'.",
    );
  });

  test("a signature for another service is refused", async () => {
    await refuses(
      received({ service: "iam" }),
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'cognito-idp'.",
    );
  });

  test("a region that can be none is refused", async () => {
    await refuses(
      withAuthorization((header) => header.replace("eu-west-1", "EU_west")),
      "InvalidSignatureException",
      "Credential should be scoped to a valid region, not 'EU_west'.",
    );
  });

  test("a credential of four parts is refused", async () => {
    await refuses(
      withAuthorization((header) => header.replace("/aws4_request", "")),
      "IncompleteSignatureException",
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, " +
        "got 'PKADMIN/20260926/eu-west-1/cognito-idp'",
    );
  });

  test("another algorithm is refused", async () => {
    await refuses(
      withAuthorization((header) => header.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")),
      "IncompleteSignatureException",
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
    );
  });

  test("all that an Authorization header lacks is told at once", async () => {
    const request = without(received({}, { authorization: "AWS4-HMAC-SHA256 Foo=bar" }), "x-amz-date");
    await refuses(
      request,
      "IncompleteSignatureException",
      /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=[\w+/]{43}=$/,
    );
  });

  test("a parameter without a value is refused", async () => {
    await refuses(
      withAuthorization((header) => header.replace("Signature=", "Signature ")),
      "IncompleteSignatureException",
      /^Invalid key=value pair \(missing equal-sign\) in Authorization header/,
    );
  });

  for (const authorization of ["", "Bearer abc", "Basic UEtBRE1JTjp4"]) {
    test(`"${authorization}" is no signature at all`, async () => {
      await refuses(
        received({}, { authorization }),
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
      );
    });
  }

  test("a signature in the query string is refused", async () => {
    const url = "http://127.0.0.1:9229/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00";
    await refuses(
      without(received({ url }), "authorization"),
      "MissingAuthenticationTokenException",
      "Missing Authentication Token",
    );
    await refuses(
      received({ url }),
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  });

  test("a key that nobody has is refused", async () => {
    await refuses(
      received({ credentials: { accessKeyId: "AKIA", secretAccessKey: KEY.secret } }),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
  });

  test("a session of a key that has none is refused", async () => {
    await refuses(
      received({
        credentials: { accessKeyId: KEY.id, secretAccessKey: KEY.secret, sessionToken: "session" },
      }),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
  });
});

describe("the AWS SDK against the API", () => {
  let api: ApiServer;
  before(async () => {
    const findKey = async (id: string) => (id === accessKey.id ? accessKey : undefined);
    api = await startApi(async (name) => (name === "ListUserPools" ? { UserPools: [] } : {}), {
      auth: { mode: "keys", findKey },
    });
  });
  after(() => api.close());

  const clientWith = (secretAccessKey: string, extra: { sessionToken?: string } = {}) =>
    new CognitoIdentityProviderClient({
      endpoint: api.url,
      region: "ap-south-1",
      credentials: { accessKeyId: accessKey.id, secretAccessKey, ...extra },
      maxAttempts: 1,
    });

  test("its requests verify, in the region they were signed for", async () => {
    const client = clientWith(accessKey.secret);
    await client.send(new ListUserPoolsCommand({ MaxResults: 1 }));
    await client.send(
      new CreateGroupCommand({ UserPoolId: "ap-south-1_abc", GroupName: "ångström", Description: "→ ☃" }),
    );
    assert.deepEqual(
      api.invocations.map(({ operation, caller }) => [operation, caller.kind, caller.origin.region]),
      [
        ["ListUserPools", "signed", "ap-south-1"],
        ["CreateGroup", "signed", "ap-south-1"],
      ],
    );
  });

  test("it throws by name what a wrong secret brings", async () => {
    await assert.rejects(clientWith("wrong").send(new ListUserPoolsCommand({ MaxResults: 1 })), {
      name: "InvalidSignatureException",
      message: MISMATCH,
    });
  });

  test("it throws by name what a session token brings", async () => {
    const client = clientWith(accessKey.secret, { sessionToken: "session" });
    await assert.rejects(client.send(new ListUserPoolsCommand({ MaxResults: 1 })), {
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
  });
});

/** Signed as old clients do: without X-Amz-Content-Sha256, and with whatever date header is given. */
function signedByHand(dated: Record<string, string>): ReceivedRequest {
  const headers = new Map(Object.entries({ host: "127.0.0.1:9229", "x-amz-target": TARGET, ...dated }));
  const signedHeaders = [...headers.keys()].sort();
  const scope = { date: "20260926", region: "eu-west-1", service: "cognito-idp" };
  const body = utf8(String(toSign.body));
  const bodyHash = toHex(sha256(body));
  const text = stringToSign("20260926T123000Z", scope, {
    method: "POST",
    path: "/",
    query: "",
    signedHeaders,
    headers,
    bodyHash,
  });
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${KEY.id}/20260926/eu-west-1/cognito-idp/aws4_request,` +
    `SignedHeaders=${signedHeaders.join(";")},Signature=${signature(new SigningKeys().get(KEY.secret, scope), text)}`;
  return {
    method: "POST",
    target: "/",
    rawHeaders: [...headers, ["authorization", authorization]].flat(),
    body,
  };
}

async function refuses(request: ReceivedRequest, name: string, message: string | RegExp, now = NOW) {
  await assert.rejects(verify(request, now), (error) => {
    assert.ok(error instanceof Fault);
    assert.equal(error.name, name);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}
