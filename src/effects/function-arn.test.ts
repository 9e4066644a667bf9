import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFunctionArn } from "./function-arn.ts";

const NAMED: [string, string, string][] = [
  ["arn:aws:lambda:us-east-1:123456789012:function:my-Function_1", "us-east-1", "my-Function_1"],
  ["arn:aws:lambda:eu-west-1:123456789012:function:f:$LATEST", "eu-west-1", "f"],
  ["arn:aws:lambda:eu-west-1:123456789012:function:f:42", "eu-west-1", "f"],
  ["arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:live", "us-gov-west-1", "f"],
];

test("an ARN names a region and a function, whatever its qualifier", () => {
  for (const [arn, region, name] of NAMED) assert.deepEqual(parseFunctionArn(arn), { arn, region, name });
});

const FOREIGN = [
  "",
  "f",
  "arn:aws:lambda:us-east-1:123456789012:function:",
  "arn:aws:lambda:us-east-1:123456789012:function:..",
  "arn:aws:lambda:us-east-1:123456789012:function:../secret",
  "arn:aws:lambda:us-east-1:123456789012:function:a/b",
  "arn:aws:lambda:us-east-1:123456789012:function:a\\b",
  "arn:aws:lambda:us-east-1:123456789012:function:a.b",
  "arn:aws:lambda:us-east-1:123456789012:function:a\0",
  "arn:aws:lambda:us-east-1:123456789012:function:a\n",
  "arn:aws:lambda:us-east-1:123456789012:function:%2e%2e",
  "arn:aws:lambda:us-east-1:123456789012:layer:f",
  "arn:aws:sns:us-east-1:123456789012:f",
  "arn:aws:lambda:us-east-1:12345:function:f",
];

test("what is not a function's ARN, or would lead out of a folder, names none", () => {
  for (const arn of FOREIGN) assert.equal(parseFunctionArn(arn), undefined, JSON.stringify(arn));
});
