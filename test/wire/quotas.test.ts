/** Request rates: who is refused, for how long, and that nobody is unless a limit was set or the flag asks for it. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { frozenClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import type { ApiCategory } from "../../src/domain/api-category.ts";
import { Fault } from "../../src/domain/fault.ts";
import { ProvisionedLimits } from "../../src/flows/provisioned-limits.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import { putProvisionedLimit } from "../../src/store/provisioned-limits.ts";
import { type AdmitRequest, rateLimiter } from "../../src/wire/rate-limit.ts";
import { until } from "../jobs/hand-timers.ts";
import { emptiedDatabase } from "../store/fixtures.ts";
import { openWorld, outcomes } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { startApi } from "./api-server.ts";

const HERE = "us-east-1";

function limiter(limits: Partial<Record<ApiCategory, number>> = {}, byDefault = false) {
  const clock = frozenClock(1_700_000_000_000);
  const provisioned = (region: string, category: ApiCategory) =>
    region === HERE ? limits[category] : undefined;
  return { clock, admit: rateLimiter({ clock, provisioned, byDefault }) };
}

/** How many of so many requests are let through. */
function admitted(admit: AdmitRequest, operation: OperationName, times: number, input = {}, region = HERE) {
  let count = 0;
  for (let at = 0; at < times; at++) {
    try {
      admit(operation, region, input);
      count += 1;
    } catch (error) {
      assert.ok(error instanceof Fault);
      assert.deepEqual([error.name, error.message], ["TooManyRequestsException", "Rate exceeded"]);
    }
  }
  return count;
}

describe("a request rate", () => {
  test("is no concern where none was set", () => {
    const { admit } = limiter();
    assert.equal(admitted(admit, "SignUp", 10_000), 10_000);
  });

  test("lets through so many at once, and as many again after a second", () => {
    const { admit, clock } = limiter({ UserCreation: 50 });
    assert.equal(admitted(admit, "SignUp", 60), 50);
    clock.advance(0.1);
    assert.equal(admitted(admit, "SignUp", 60), 5);
    clock.advance(3600);
    assert.equal(admitted(admit, "SignUp", 200), 50);
  });

  test("is shared by the operations of its category, and by no others", () => {
    const { admit } = limiter({ UserCreation: 50, UserRead: 120 });
    assert.equal(admitted(admit, "SignUp", 30), 30);
    assert.equal(admitted(admit, "AdminCreateUser", 30), 20);
    assert.equal(admitted(admit, "ConfirmSignUp", 30), 0);
    assert.equal(admitted(admit, "GetUser", 130), 120);
    assert.equal(admitted(admit, "ListUsers", 500), 500);
  });

  test("is that of a region", () => {
    const { admit } = limiter({ UserCreation: 50 });
    assert.equal(admitted(admit, "SignUp", 60), 50);
    assert.equal(admitted(admit, "SignUp", 60, {}, "eu-west-1"), 60);
    const everywhere = limiter({}, true).admit;
    assert.equal(admitted(everywhere, "SignUp", 60), 50);
    assert.equal(admitted(everywhere, "SignUp", 60, {}, "eu-west-1"), 50);
  });

  test("of answers to challenges is threefold and apart, but for new passwords", () => {
    const { admit } = limiter({}, true);
    assert.equal(admitted(admit, "InitiateAuth", 200), 120);
    assert.equal(admitted(admit, "RespondToAuthChallenge", 400, { ChallengeName: "PASSWORD_VERIFIER" }), 360);
    assert.equal(
      admitted(admit, "AdminRespondToAuthChallenge", 40, { ChallengeName: "NEW_PASSWORD_REQUIRED" }),
      30,
    );
    assert.equal(admitted(admit, "ForgotPassword", 10), 0, "new passwords count as recoveries");
  });

  test("of what is in a pool is five a second for each operation and pool besides", () => {
    const { admit, clock } = limiter({}, true);
    const jobsOf = (UserPoolId: string) => admitted(admit, "CreateGroup", 10, { UserPoolId });
    assert.equal(jobsOf("us-east-1_A"), 5);
    assert.equal(jobsOf("us-east-1_B"), 5);
    assert.equal(jobsOf("us-east-1_C"), 5);
    assert.equal(jobsOf("us-east-1_D"), 0, "the account's fifteen are used up");
    clock.advance(1);
    assert.equal(admitted(admit, "DeleteGroup", 10, { UserPoolId: "us-east-1_A" }), 5);
  });

  test("may be another one from one moment to the next", () => {
    const limits = { UserCreation: 50 };
    const { admit, clock } = limiter(limits);
    assert.equal(admitted(admit, "SignUp", 60), 50);
    limits.UserCreation = 200;
    clock.advance(1);
    assert.equal(admitted(admit, "SignUp", 300), 200);
    limits.UserCreation = 50;
    clock.advance(1);
    assert.equal(admitted(admit, "SignUp", 300), 50);
  });

  test("is not forgotten over ten thousand regions that somebody makes up", () => {
    const { admit } = limiter({}, true);
    for (let at = 0; at < 20_000; at++) {
      admit("GetUser", `xx-made-${at}`, {});
      if (at % 1000 === 0) admitted(admit, "SignUp", 5);
    }
    assert.equal(admitted(admit, "SignUp", 50), 0);
  });
});

test("a request that comes too soon is refused before the operation sees it", async () => {
  const { admit } = limiter({}, true);
  const api = await startApi(async () => ({ UserPools: [] }), { admit });
  after(() => api.close());
  const call = () =>
    fetch(api.url, {
      method: "POST",
      headers: {
        "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools",
        authorization:
          "AWS4-HMAC-SHA256 Credential=mock/20240101/us-east-1/cognito-idp/aws4_request, SignedHeaders=, Signature=x",
      },
      body: '{"MaxResults":1}',
    });
  for (let at = 0; at < 15; at++) assert.equal((await call()).status, 200);
  const refused = await call();
  assert.equal(refused.status, 400);
  assert.deepEqual(await refused.json(), { __type: "TooManyRequestsException", message: "Rate exceeded" });
  assert.equal(api.invocations.length, 15);
});

await forEachDatabase((_, make) => {
  const empty = emptiedDatabase(make);

  test("a limit that another process set is taken up within half a minute", { timeout: 20_000 }, async () => {
    const db = await empty();
    const clock = frozenClock(1_700_000_000_000);
    const limits = new ProvisionedLimits({ db, clock, log: silentLog });
    await limits.read();
    await db.write((tx) =>
      putProvisionedLimit(tx, { region: HERE, category: "UserCreation", value: 70 }, clock.now()),
    );
    assert.equal(limits.of(HERE, "UserCreation"), undefined);
    clock.advance(30);
    await until(() => limits.of(HERE, "UserCreation") !== undefined);
    assert.equal(limits.of(HERE, "UserCreation"), 70);
    assert.equal(limits.of("eu-west-1", "UserCreation"), undefined);
  });
});

test("--quotas cognito holds the service's own rates", async () => {
  const { api } = await openWorld(":memory:", "--quotas", "cognito");
  const LimitDefinition = { LimitClass: "API_CATEGORY", Attributes: { Category: "UserRead" } } as const;
  const { refusals } = await outcomes(
    Array.from({ length: 10 }, () => api.getProvisionedLimit({ LimitDefinition })),
  );
  assert.ok(refusals.length > 0);
  assert.deepEqual(new Set(refusals), new Set(["TooManyRequestsException: Rate exceeded"]));
});

test("a limit that was set is held at once", async () => {
  const { api } = await openWorld(":memory:");
  const confirm = () => api.adminConfirmSignUp({ UserPoolId: "us-east-1_Nowhere", Username: "x" });
  const flood = async () => {
    const { refusals } = await outcomes(Array.from({ length: 300 }, confirm));
    return refusals.filter((text) => text === "TooManyRequestsException: Rate exceeded").length;
  };
  assert.equal(await flood(), 0);
  const LimitDefinition = { LimitClass: "API_CATEGORY", Attributes: { Category: "UserCreation" } } as const;
  await api.updateProvisionedLimit({ LimitDefinition, RequestedLimitValue: 50 });
  assert.ok((await flood()) > 0);
});
