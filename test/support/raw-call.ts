import assert from "node:assert/strict";
import { type Credentials, signRequest } from "../../src/wire/sigv4.ts";

/** What came back for a request that no SDK made. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type HeaderFields = Readonly<Record<string, string>>;

const headersOf = (operation: string): HeaderFields => ({
  "content-type": "application/x-amz-json-1.1",
  "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
});

/** What `--auth open` takes for a signature. */
export const CLAIMED: HeaderFields = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/cognito-idp/aws4_request, " +
    "SignedHeaders=host, Signature=0",
};

/** The body as it goes over the wire: a text or bytes as they are, anything else as JSON. */
const encoded = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);

/** Calls an operation with a body that may be anything. */
export async function rawCall(
  url: string,
  operation: string,
  body: unknown,
  headers: HeaderFields = CLAIMED,
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headersOf(operation), ...headers },
    body: encoded(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The same, signed by Signature Version 4. */
export function signedCall(
  url: string,
  operation: string,
  body: object,
  credentials: Credentials,
): Promise<RawAnswer> {
  const text = JSON.stringify(body);
  const headers = signRequest({
    method: "POST",
    url: `${url}/`,
    headers: headersOf(operation),
    body: text,
    region: "us-east-1",
    service: "cognito-idp",
    credentials,
    at: Date.now(),
  });
  return rawCall(url, operation, text, headers);
}

export interface Refusal {
  readonly name: string;
  readonly message: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ONE_SAFE_LINE = /^[\x20-\x7e]{0,1024}$/;

/** Reads a refusal; fails where its status, headers or body are not those of AWS JSON 1.1. */
export function cleanRefusal(answer: RawAnswer): Refusal {
  const { status, headers, text } = answer;
  assert.equal(status, 400, text);
  const body: { __type: string; message: string } = JSON.parse(text);
  assert.deepEqual(Object.keys(body), ["__type", "message"]);
  const { __type: name, message } = body;
  assert.match(name, /^[A-Za-z]+Exception$/);
  assert.notEqual(message, "");
  assert.equal(headers.get("content-type"), "application/x-amz-json-1.1");
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-amzn-errortype"), `${name}:`);
  assert.match(headers.get("x-amzn-errormessage") ?? "missing\n", ONE_SAFE_LINE);
  assert.match(headers.get("x-amzn-requestid") ?? "", UUID);
  return { name, message };
}

/** The body of a success; fails on a refusal. */
export function successOf(answer: RawAnswer): Record<string, unknown> {
  assert.equal(answer.status, 200, answer.text);
  return answer.text === "" ? {} : JSON.parse(answer.text);
}
