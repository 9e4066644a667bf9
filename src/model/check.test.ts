import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkInput } from "./check.ts";
import type { OperationName } from "./types.gen.ts";

const POOL = "us-east-1_abcdEFGH1";
const CLIENT = "1h57kf5cpq17m0eml12EXAMPLE";

function refusal(operation: OperationName, body: unknown): { kind: string; message: string } {
  const checked = checkInput(operation, body);
  assert.ok(!checked.ok, "was accepted");
  return { kind: checked.kind, message: checked.message };
}

function constraint(operation: OperationName, body: unknown): string {
  const { kind, message } = refusal(operation, body);
  assert.equal(kind, "constraint");
  return message;
}

function serialization(operation: OperationName, body: unknown): string {
  const { kind, message } = refusal(operation, body);
  assert.equal(kind, "serialization");
  return message;
}

const VISIBLE = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
const one = (subject: string, words: string): string =>
  `1 validation error detected: ${subject} failed to satisfy constraint: ${words}`;

const WORDED: readonly { why: string; operation: OperationName; body: unknown; message: string }[] = [
  {
    why: "a required member that is left out",
    operation: "DescribeUserPool",
    body: {},
    message: one("Value null at 'userPoolId'", "Member must not be null"),
  },
  {
    why: "null counts as left out",
    operation: "DescribeUserPool",
    body: { UserPoolId: null },
    message: one("Value null at 'userPoolId'", "Member must not be null"),
  },
  {
    why: "a sensitive member that is left out",
    operation: "GetUser",
    body: {},
    message: one("Value at 'accessToken'", "Member must not be null"),
  },
  {
    why: "a pattern, quoted as the model has it",
    operation: "DescribeUserPool",
    body: { UserPoolId: "us-east-1" },
    message: one(
      "Value 'us-east-1' at 'userPoolId'",
      "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ),
  },
  {
    why: "a sensitive value is not shown",
    operation: "GetUser",
    body: { AccessToken: "" },
    message: one(
      "Value at 'accessToken'",
      "Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+",
    ),
  },
  {
    why: "too long",
    operation: "GetGroup",
    body: { UserPoolId: POOL, GroupName: "g".repeat(129) },
    message: one(
      `Value '${"g".repeat(129)}' at 'groupName'`,
      "Member must have length less than or equal to 128",
    ),
  },
  {
    why: "a number too great",
    operation: "ListUsers",
    body: { UserPoolId: POOL, Limit: 100 },
    message: one("Value '100' at 'limit'", "Member must have value less than or equal to 60"),
  },
  {
    why: "a number too small",
    operation: "ListUserPools",
    body: { MaxResults: 0 },
    message: one("Value '0' at 'maxResults'", "Member must have value greater than or equal to 1"),
  },
  {
    why: "a page size that the service takes for 0 when it is left out",
    operation: "ListResourceServers",
    body: { UserPoolId: POOL },
    message: one("Value '0' at 'maxResults'", "Member must have value greater than or equal to 1"),
  },
  {
    why: "an enum",
    operation: "AdminCreateUser",
    body: { UserPoolId: POOL, Username: "u", MessageAction: "SHOUT" },
    message: one(
      "Value 'SHOUT' at 'messageAction'",
      "Member must satisfy enum value set: [RESEND, SUPPRESS]",
    ),
  },
  {
    why: "an enum in a list: once, for the whole list",
    operation: "CreateUserPool",
    body: { PoolName: "p", AutoVerifiedAttributes: ["email", "fax"] },
    message: one(
      "Value '[email, fax]' at 'autoVerifiedAttributes'",
      "Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]",
    ),
  },
  {
    why: "items of a list: every constraint is named, met or not",
    operation: "CreateUserPoolClient",
    body: { UserPoolId: POOL, ClientName: "c", CallbackURLs: ["https://a b"] },
    message: one(
      "Value '[https://a b]' at 'callbackURLs'",
      "Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length " +
        `greater than or equal to 1, Member must satisfy regular expression pattern: ${VISIBLE}]`,
    ),
  },
  {
    why: "items in a list of structures, counted from 1",
    operation: "CreateUserPool",
    body: { PoolName: "p", Schema: [{ Name: "a" }, { Name: "x".repeat(21) }] },
    message: one(
      `Value '${"x".repeat(21)}' at 'schema.2.member.name'`,
      "Member must have length less than or equal to 20",
    ),
  },
  {
    why: "a list with too many items",
    operation: "CreateUserPoolClient",
    body: { UserPoolId: POOL, ClientName: "c", AllowedOAuthFlows: ["code", "code", "code", "code"] },
    message: one(
      "Value '[code, code, code, code]' at 'allowedOAuthFlows'",
      "Member must have length less than or equal to 3",
    ),
  },
  {
    why: "the keys of a map",
    operation: "TagResource",
    body: { ResourceArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${POOL}`, Tags: { "": "v" } },
    message: one(
      "Value '{=v}' at 'tags'",
      "Map keys must satisfy constraint: [Member must have length less than or equal to 128, " +
        "Member must have length greater than or equal to 1]",
    ),
  },
  {
    why: "the values of a map",
    operation: "TagResource",
    body: {
      ResourceArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${POOL}`,
      Tags: { k: "v".repeat(257) },
    },
    message: one(
      `Value '{k=${"v".repeat(257)}}' at 'tags'`,
      "Map value must satisfy constraint: [Member must have length less than or equal to 256, " +
        "Member must have length greater than or equal to 0]",
    ),
  },
  {
    why: "null in a list",
    operation: "GetUserAttributeVerificationCode",
    body: { AccessToken: "t" },
    message: one("Value null at 'attributeName'", "Member must not be null"),
  },
  {
    why: "null for a structure in a list",
    operation: "AdminCreateUser",
    body: { UserPoolId: POOL, Username: "u", UserAttributes: [null] },
    message: one("Value null at 'userAttributes.1.member'", "Member must not be null"),
  },
  {
    why: "null among the values of a map",
    operation: "AdminResetUserPassword",
    body: { UserPoolId: POOL, Username: "u", ClientMetadata: { k: null } },
    message: one(
      "Value '{k=null}' at 'clientMetadata'",
      "Map value must satisfy constraint: [Member must have length less than or equal to 131072, " +
        "Member must have length greater than or equal to 0, Member must not be null]",
    ),
  },
  {
    why: "several, in the order of the members",
    operation: "AdminUpdateUserAttributes",
    body: { UserPoolId: "nope", UserAttributes: [{ Name: "" }] },
    message:
      "4 validation errors detected: Value 'nope' at 'userPoolId' failed to satisfy constraint: Member must satisfy " +
      "regular expression pattern: [\\w-]+_[0-9a-zA-Z]+; Value at 'username' failed to satisfy constraint: Member " +
      "must not be null; Value '' at 'userAttributes.1.member.name' failed to satisfy constraint: Member must have " +
      "length greater than or equal to 1; Value '' at 'userAttributes.1.member.name' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+",
  },
  {
    why: "what is inside something sensitive is not shown",
    operation: "ChangePassword",
    body: { PreviousPassword: "has blank", ProposedPassword: "x".repeat(257), AccessToken: "t" },
    message:
      "2 validation errors detected: Value at 'previousPassword' failed to satisfy constraint: Member must satisfy " +
      "regular expression pattern: [\\S]+; Value at 'proposedPassword' failed to satisfy constraint: Member must " +
      "have length less than or equal to 256",
  },
];

describe("a limit that is not kept is worded as the service words it", () => {
  for (const { why, operation, body, message } of WORDED) {
    test(why, () => assert.equal(constraint(operation, body), message));
  }
});

const MISREAD: readonly { operation: OperationName; body: unknown; message: string }[] = [
  {
    operation: "GetUser",
    body: { AccessToken: 7 },
    message: "NUMBER_VALUE can not be converted to a String",
  },
  {
    operation: "GetUser",
    body: { AccessToken: true },
    message: "TRUE_VALUE can not be converted to a String",
  },
  { operation: "GetUser", body: { AccessToken: [] }, message: "Start of list found where not expected" },
  {
    operation: "GetUser",
    body: { AccessToken: {} },
    message: "Start of structure or map found where not expected.",
  },
  {
    operation: "ListUserPools",
    body: { MaxResults: "10" },
    message: "STRING_VALUE can not be converted to an Integer",
  },
  {
    operation: "ListUserPools",
    body: { MaxResults: 1.5 },
    message: "NUMBER_VALUE can not be converted to an Integer",
  },
  {
    operation: "ListUserPools",
    body: { MaxResults: 2 ** 31 },
    message: "NUMBER_VALUE can not be converted to an Integer",
  },
  {
    operation: "AdminSetUserPassword",
    body: { Permanent: 1 },
    message: "NUMBER_VALUE can not be converted to a Boolean",
  },
  {
    operation: "AdminSetUserPassword",
    body: { Permanent: "true" },
    message: "STRING_VALUE can not be converted to an Boolean",
  },
  { operation: "SignUp", body: { UserAttributes: "x" }, message: "Expected list or null" },
  {
    operation: "SignUp",
    body: { UserAttributes: {} },
    message: "Start of structure or map found where not expected.",
  },
  { operation: "SignUp", body: { UserAttributes: ["x"] }, message: "Expected null" },
  { operation: "SignUp", body: { ClientMetadata: "x" }, message: "Expected map or null" },
  {
    operation: "SignUp",
    body: { ClientMetadata: { depth: 3 } },
    message: "NUMBER_VALUE can not be converted to a String",
  },
  {
    operation: "SetUICustomization",
    body: { ImageFile: "%%" },
    message: "STRING_VALUE can not be converted to a Blob",
  },
  { operation: "SignUp", body: [], message: "Start of list found where not expected" },
  { operation: "SignUp", body: "text", message: "Expected null" },
];

describe("JSON of another type is not a matter of limits", () => {
  for (const { operation, body, message } of MISREAD) {
    test(`${operation} ${JSON.stringify(body)}`, () => assert.equal(serialization(operation, body), message));
  }
});

describe("what is accepted", () => {
  test("the value has the model's members only, without those that are null", () => {
    const body = { UserPoolId: POOL, Username: "u", ClientMetadata: null, Colour: "red" };
    assert.deepEqual(checkInput("AdminResetUserPassword", body), {
      ok: true,
      value: { UserPoolId: POOL, Username: "u" },
    });
  });

  test("parameters of a sign-in may be of any length", () => {
    const body = {
      ClientId: CLIENT,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "u".repeat(129), PASSWORD: "" },
    };
    assert.ok(checkInput("InitiateAuth", body).ok);
  });

  test("length is counted in characters, so 128 emoji are a user name", () => {
    assert.ok(checkInput("AdminGetUser", { UserPoolId: POOL, Username: "🐟".repeat(128) }).ok);
    assert.ok(!checkInput("AdminGetUser", { UserPoolId: POOL, Username: "🐟".repeat(129) }).ok);
  });

  test("blanks are Java's: a no-break space is none", () => {
    const withPassword = (Password: string) => ({ UserPoolId: POOL, Username: "u", Password });
    assert.ok(checkInput("AdminSetUserPassword", withPassword("no\u00a0break")).ok);
    assert.ok(!checkInput("AdminSetUserPassword", withPassword("a break")).ok);
    assert.ok(!checkInput("CreateUserPool", { PoolName: "no\u00a0break" }).ok);
    assert.ok(checkInput("CreateUserPool", { PoolName: "a break" }).ok);
  });
});

const MESSAGES: readonly { template: string; code: boolean; link: boolean }[] = [
  { template: "Your code is {####}.\n", code: true, link: true },
  { template: "{###}", code: false, link: false },
  { template: "Click {##Verify##} now", code: false, link: true },
  { template: "{####}{##Verify##}", code: true, link: true },
  { template: "{##Verify## }", code: false, link: false },
  { template: "##}{##", code: false, link: false },
  { template: "no code", code: false, link: false },
  { template: "{####}\u0000", code: false, link: false },
  { template: "{##Verify##}\u0000", code: false, link: false },
];

describe("message templates are matched in linear time, as the model's patterns would", () => {
  const accepts = (template: object): boolean =>
    checkInput("CreateUserPool", { PoolName: "p", VerificationMessageTemplate: template }).ok;

  for (const { template, code, link } of MESSAGES) {
    test(JSON.stringify(template), () => {
      assert.equal(accepts({ EmailMessage: template }), code);
      assert.equal(accepts({ EmailMessageByLink: template }), link);
    });
  }
});

describe("hostile input", () => {
  const HOSTILE = [
    "{##".repeat(6_000),
    "##}{##".repeat(3_000),
    "{####}".repeat(150_000),
    "{##a##}".repeat(150_000),
  ];

  test("text made to backtrack is refused at once", () => {
    for (const text of HOSTILE) {
      const bad = `${text}\u0000`;
      const templates = { EmailMessage: bad, EmailMessageByLink: bad, SmsMessage: `${text}\n` };
      assert.ok(!checkInput("CreateUserPool", { PoolName: "p", VerificationMessageTemplate: templates }).ok);
    }
    const address = `${"@".repeat(500_000)}\u0000`;
    const configuration = { ReplyToEmailAddress: address };
    assert.ok(!checkInput("CreateUserPool", { PoolName: "p", EmailConfiguration: configuration }).ok);
    assert.ok(!checkInput("DescribeUserPool", { UserPoolId: `${"_a".repeat(250_000)}!` }).ok);
  });

  test("member names of Object.prototype do nothing", () => {
    const body = JSON.parse(
      `{"UserPoolId":"${POOL}","Username":"u","__proto__":{"ClientMetadata":{"x":"y"}},"constructor":{"prototype":{}}}`,
    );
    assert.deepEqual(checkInput("AdminResetUserPassword", body), {
      ok: true,
      value: { UserPoolId: POOL, Username: "u" },
    });
  });

  test("in a map they are keys like any other", () => {
    const metadata = '{"__proto__":"p","constructor":"c","toString":"t"}';
    const body = JSON.parse(`{"UserPoolId":"${POOL}","Username":"u","ClientMetadata":${metadata}}`);
    const checked = checkInput("AdminResetUserPassword", body);
    assert.ok(checked.ok);
    assert.equal(JSON.stringify(checked.value.ClientMetadata), metadata);
    assert.equal(checked.value.ClientMetadata?.["hasOwnProperty"], undefined);
  });

  test("inherited members are no members", () => {
    const body = Object.create({ UserPoolId: POOL });
    assert.match(constraint("DescribeUserPool", body), /Value null at 'userPoolId'/);
  });

  test("a document that nests too deep is refused, whatever its depth", () => {
    const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
    const body = (Settings: unknown) => ({ UserPoolId: POOL, ManagedLoginBrandingId: undefined, Settings });
    assert.ok(checkInput("UpdateManagedLoginBranding", body(nested(500))).ok);
    assert.match(serialization("UpdateManagedLoginBranding", body(nested(5_000))), /nesting depth/);
  });

  test("many failures are all counted, but the message stays of a sane size", () => {
    const UserAttributes = Array.from({ length: 20_000 }, () => ({ Name: "x".repeat(40) }));
    const message = constraint("AdminCreateUser", { UserPoolId: POOL, Username: "u", UserAttributes });
    assert.match(message, /^20000 validation errors detected: /);
    assert.ok(message.length < 80_000);
  });

  test("a value shown stays of a sane size", () => {
    const message = constraint("GetGroup", { UserPoolId: POOL, GroupName: "g".repeat(900_000) });
    assert.ok(message.length < 10_000);
  });
});
