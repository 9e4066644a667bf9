import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkInput } from "./check.ts";
import { decodeOutput, encodeInput, encodeOutput } from "./codec.ts";
import { mayFault } from "./observed-faults.ts";
import { errorStatus, isErrorName, isOperationName, operationModel, operationNames } from "./operations.ts";
import { outputViolations } from "./output-violations.ts";

const GROUP = { GroupName: "g", Precedence: 0, CreationDate: 1_733_691_997_612 };
const POOL = "us-east-1_abcdEFGH1";

describe("an output on the wire", () => {
  test("has times in seconds with their milliseconds, and leaves undefined out", () => {
    const wire = encodeOutput("GetGroup", { Group: { ...GROUP, Description: undefined } });
    assert.equal(
      JSON.stringify(wire),
      '{"Group":{"GroupName":"g","Precedence":0,"CreationDate":1733691997.612}}',
    );
  });

  test("has the model's members only", () => {
    const group = { ...GROUP, SealedSecret: "s" };
    assert.doesNotMatch(JSON.stringify(encodeOutput("GetGroup", { Group: group })), /Sealed/);
  });

  test("has bytes in base64, be they a part of a greater buffer", () => {
    const Bytes = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
    const branding = {
      Assets: [{ Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "PNG", Bytes }],
    } as const;
    const wire = encodeOutput("DescribeManagedLoginBranding", {
      ManagedLoginBranding: { Assets: [...branding.Assets], Settings: { a: [1, null] } },
    });
    assert.match(JSON.stringify(wire), /"Bytes":"AQID"/);
    assert.match(JSON.stringify(wire), /"Settings":\{"a":\[1,null\]\}/);
  });

  test("is empty where the model has no output, and {} where it has one without members", () => {
    assert.equal(encodeOutput("DeleteUser", {}), undefined);
    assert.deepEqual(encodeOutput("AdminResetUserPassword", {}), {});
  });

  test("comes back as it was", () => {
    const wire = JSON.stringify(encodeOutput("GetGroup", { Group: GROUP }));
    assert.deepEqual(decodeOutput("GetGroup", JSON.parse(wire)), { Group: GROUP });
    assert.deepEqual(decodeOutput("DeleteUser", undefined), {});
  });

  test("may have members and enum values a newer service gives", () => {
    const output = decodeOutput("InitiateAuth", { ChallengeName: "RIDDLE", Hint: "?" });
    assert.deepEqual(output, { ChallengeName: "RIDDLE" });
  });
});

describe("an input on the wire", () => {
  test("comes back as it was, bytes and all", () => {
    const input = { UserPoolId: POOL, ImageFile: new Uint8Array([0, 255, 128]) };
    const body = JSON.parse(JSON.stringify(encodeInput("SetUICustomization", input)));
    assert.deepEqual(body, { UserPoolId: POOL, ImageFile: "AP+A" });
    assert.deepEqual(checkInput("SetUICustomization", body), { ok: true, value: input });
  });

  test("bytes have a greatest length too", () => {
    const input = { UserPoolId: POOL, ImageFile: new Uint8Array(131_073) };
    const checked = checkInput("SetUICustomization", encodeInput("SetUICustomization", input));
    assert.ok(!checked.ok);
    assert.equal(
      checked.message,
      "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=131073 cap=131073]' at 'imageFile' " +
        "failed to satisfy constraint: Member must have length less than or equal to 131072",
    );
  });
});

describe("what breaks an output's shape", () => {
  const CASES: readonly { output: unknown; violations: string[] }[] = [
    { output: { Username: "u", Enabled: true, UserStatus: "CONFIRMED", UserCreateDate: 1 }, violations: [] },
    { output: {}, violations: ["AdminGetUser.Username: is required"] },
    { output: { Username: "u", Enabled: 1 }, violations: ["AdminGetUser.Enabled: is not a boolean"] },
    { output: { Username: "u", Age: 3 }, violations: ["AdminGetUser.Age: is not in the model"] },
    {
      output: { Username: "u", UserCreateDate: 1.5 },
      violations: ["AdminGetUser.UserCreateDate: is not a timestamp"],
    },
    {
      output: { Username: "u", UserAttributes: [{ Name: 7 }] },
      violations: ["AdminGetUser.UserAttributes[0].Name: is not a string"],
    },
    {
      output: { Username: "u", UserAttributes: {} },
      violations: ["AdminGetUser.UserAttributes: is not a list"],
    },
    { output: null, violations: ["AdminGetUser: is not a structure"] },
  ];
  for (const { output, violations } of CASES) {
    test(JSON.stringify(output), () =>
      assert.deepEqual(outputViolations("AdminGetUser", output), violations),
    );
  }

  test("a value outside its enum", () => {
    const found = outputViolations("AdminGetUser", { Username: "u", UserStatus: "ASLEEP" });
    assert.match(found.join(), /^AdminGetUser.UserStatus: is none of /);
  });

  test("anything at all, where there is no output", () => {
    assert.deepEqual(outputViolations("DeleteUser", {}), []);
    assert.deepEqual(outputViolations("DeleteUser", { Done: true }), ["DeleteUser: has no output"]);
  });
});

describe("operations and errors", () => {
  test("names from outside are looked up without Object.prototype", () => {
    for (const name of ["constructor", "__proto__", "toString", ""]) {
      assert.ok(!isOperationName(name));
      assert.ok(!isErrorName(name));
    }
  });

  test("every operation of the model can be linked", () => {
    for (const name of operationNames) assert.equal(operationModel(name).input.type, "structure");
  });

  test("an error is the caller's fault or the service's", () => {
    assert.equal(errorStatus("NotAuthorizedException"), 400);
    assert.equal(errorStatus("InternalErrorException"), 500);
  });

  test("an operation may give what it declares and what it is seen to give", () => {
    assert.ok(mayFault("SignUp", "UsernameExistsException"));
    assert.ok(mayFault("DescribeUserPool", "SerializationException"));
    assert.ok(mayFault("AdminCreateUser", "AliasExistsException"));
    assert.ok(!mayFault("DescribeUserPool", "UsernameExistsException"));
    assert.ok(!mayFault("DescribeUserPool", "constructor"));
  });
});
