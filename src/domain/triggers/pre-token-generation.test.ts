import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { poolOf } from "../../../test/support/entities.ts";
import { Fault } from "../fault.ts";
import { NO_CHANGES } from "../tokens/changes.ts";
import { NO_GROUPS } from "../tokens/groups.ts";
import { preTokenEvent, tokenChangesIn } from "./pre-token-generation.ts";

const CLIENT = "1example23456789";
const FACTS = { pool: poolOf(), userName: "jane", userAgent: "", clientId: CLIENT };
const KNOWN = {
  userAttributes: { sub: "s" },
  groups: { names: ["admins"], roles: ["arn:aws:iam::123456789012:role/a"], preferredRole: null },
  scopes: ["aws.cognito.signin.user.admin"],
  clientMetadata: undefined,
};

describe("the event before tokens are made", () => {
  const eventOf = (version: "V1_0" | "V2_0" | "V3_0", clientMetadata?: Record<string, string>) =>
    preTokenEvent(FACTS, version, "TokenGeneration_Authentication", { ...KNOWN, clientMetadata });
  const groupConfiguration = {
    groupsToOverride: ["admins"],
    iamRolesToOverride: ["arn:aws:iam::123456789012:role/a"],
    preferredRole: null,
  };

  it("is about the ID token alone in its first version", () => {
    const { version, request, response } = eventOf("V1_0");
    assert.equal(version, "1");
    assert.deepEqual(request, { userAttributes: { sub: "s" }, groupConfiguration });
    assert.deepEqual(response, { claimsOverrideDetails: null });
  });

  it("is about scopes too in later versions, and tells the metadata there is", () => {
    for (const lambdaVersion of ["V2_0", "V3_0"] as const) {
      const { version, request, response } = eventOf(lambdaVersion, { tenant: "blue" });
      assert.equal(version, lambdaVersion[1]);
      assert.deepEqual(request, {
        userAttributes: { sub: "s" },
        groupConfiguration,
        scopes: ["aws.cognito.signin.user.admin"],
        clientMetadata: { tenant: "blue" },
      });
      assert.deepEqual(response, { claimsAndScopeOverrideDetails: null });
    }
  });
});

type Version = "V1_0" | "V2_0" | "V3_0";
const first = (details: unknown) => tokenChangesIn({ claimsOverrideDetails: details }, "V1_0", CLIENT);
const later = (details: unknown, version: Version = "V2_0") =>
  tokenChangesIn({ claimsAndScopeOverrideDetails: details }, version, CLIENT);
const idAdds = (claims: object) => later({ idTokenGeneration: { claimsToAddOrOverride: claims } }).id.add;
const accessAdds = (claims: object) =>
  later({ accessTokenGeneration: { claimsToAddOrOverride: claims } }).access.add;

const refused = (read: () => unknown) =>
  assert.throws(read, (error) => error instanceof Fault && error.message === "Unrecognizable lambda output");

const RESERVED = [
  ...["acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "cognito:username", "device_key"],
  ...["event_id", "exp", "iat", "identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub"],
  ...["token_use", "version", "cognito:anything"],
];
const all = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

describe("the changes a function asks for", () => {
  it("are none where it gives the event back as it came", () => {
    assert.deepEqual(first(null), NO_CHANGES);
    assert.deepEqual(later(null), NO_CHANGES);
    assert.deepEqual(later({ idTokenGeneration: null, accessTokenGeneration: null }), NO_CHANGES);
    assert.deepEqual(tokenChangesIn({}, "V3_0", CLIENT), NO_CHANGES);
  });

  it("are those of its own version", () => {
    const claims = { claimsToAddOrOverride: { tenant: "blue" } };
    const both = {
      claimsOverrideDetails: claims,
      claimsAndScopeOverrideDetails: { idTokenGeneration: claims },
    };
    assert.deepEqual(tokenChangesIn({ claimsOverrideDetails: claims }, "V2_0", CLIENT), NO_CHANGES);
    assert.deepEqual(
      tokenChangesIn({ claimsAndScopeOverrideDetails: { idTokenGeneration: claims } }, "V1_0", CLIENT),
      NO_CHANGES,
    );
    assert.deepEqual(tokenChangesIn(both, "V1_0", CLIENT).id.add, { tenant: "blue" });
  });

  it("touch the ID token alone in the first version", () => {
    const changes = first({
      claimsToAddOrOverride: { tenant: "blue", email_verified: "maybe" },
      claimsToSuppress: ["email"],
      scopesToAdd: ["orders/read"],
    });
    const id = { add: { tenant: "blue", email_verified: "maybe" }, suppress: ["email"] };
    assert.deepEqual(changes, { ...NO_CHANGES, id });
  });

  it("touch both tokens in later versions, each by itself", () => {
    for (const version of ["V2_0", "V3_0"] as const) {
      const changes = later(
        {
          idTokenGeneration: { claimsToAddOrOverride: { a: 1 }, claimsToSuppress: ["email"] },
          accessTokenGeneration: {
            claimsToAddOrOverride: { b: [true, { c: null }] },
            claimsToSuppress: ["username"],
            scopesToAdd: ["orders/read"],
            scopesToSuppress: ["aws.cognito.signin.user.admin"],
          },
        },
        version,
      );
      assert.deepEqual(changes, {
        id: { add: { a: 1 }, suppress: ["email"] },
        access: { add: { b: [true, { c: null }] }, suppress: ["username"] },
        scopesToAdd: ["orders/read"],
        scopesToSuppress: ["aws.cognito.signin.user.admin"],
        groups: undefined,
      });
    }
  });

  it("leave the service's own claims alone", () => {
    const claims = all([...RESERVED, "cognito:groups", "cognito:roles", "dev:custom:x"], "x");
    assert.deepEqual(first({ claimsToAddOrOverride: claims }).id.add, {});
    assert.deepEqual(idAdds(claims), {});
    assert.deepEqual(accessAdds({ ...claims, scope: "everything" }), {});
    const claimsToSuppress = [...RESERVED, "scope"];
    assert.deepEqual(first({ claimsToSuppress }).id.suppress, ["scope"]);
    assert.deepEqual(later({ accessTokenGeneration: { claimsToSuppress } }).access.suppress, []);
  });

  it("may suppress what tells of groups, and attributes for developers", () => {
    const claimsToSuppress = ["cognito:groups", "cognito:roles", "cognito:preferred_role", "dev:custom:x"];
    assert.deepEqual(first({ claimsToSuppress }).id.suppress, claimsToSuppress);
  });

  it("leave claims of an ID token that have a type of their own", () => {
    const typed = all(["address", "email_verified", "phone_number_verified", "updated_at"], "x");
    assert.deepEqual(idAdds({ ...typed, email: "j@example.com" }), { email: "j@example.com" });
    assert.deepEqual(accessAdds(typed), typed);
    const suppress = Object.keys(typed);
    assert.deepEqual(later({ idTokenGeneration: { claimsToSuppress: suppress } }).id.suppress, suppress);
  });

  it("may name the access token's audience, which is the client", () => {
    assert.deepEqual(accessAdds({ aud: CLIENT }), { aud: CLIENT });
    for (const aud of ["another", [CLIENT], {}]) assert.deepEqual(accessAdds({ aud }), {});
    assert.deepEqual(idAdds({ aud: CLIENT }), {});
  });

  it("put groups in the place of the user's own", () => {
    const groupOverrideDetails = {
      groupsToOverride: ["a", "b"],
      iamRolesToOverride: ["role"],
      preferredRole: "role",
    };
    const groups = { names: ["a", "b"], roles: ["role"], preferredRole: "role" };
    assert.deepEqual(first({ groupOverrideDetails }).groups, groups);
    assert.deepEqual(later({ groupOverrideDetails }).groups, groups);
    assert.deepEqual(first({ groupOverrideDetails: { groupsToOverride: ["a"], preferredRole: "" } }).groups, {
      names: ["a"],
      roles: [],
      preferredRole: null,
    });
    const nulls = { groupsToOverride: null, iamRolesToOverride: null, preferredRole: null };
    for (const none of [null, {}, nulls]) {
      assert.deepEqual(first({ groupOverrideDetails: none }).groups, NO_GROUPS);
    }
  });

  it("are refused where a claim of the first version is no text", () => {
    for (const value of [1, true, null, ["a"], { a: "b" }]) {
      refused(() => first({ claimsToAddOrOverride: { claim: value } }));
    }
  });

  it("are refused where they are of another shape", () => {
    for (const details of ["text", [], 1]) {
      refused(() => first(details));
      refused(() => later(details));
      refused(() => later({ idTokenGeneration: details }));
      refused(() => later({ accessTokenGeneration: details }));
      refused(() => first({ groupOverrideDetails: details }));
    }
    refused(() => idAdds({ claim: null }));
    refused(() => first({ claimsToSuppress: "email" }));
    refused(() => first({ claimsToSuppress: [1] }));
    refused(() => first({ groupOverrideDetails: { groupsToOverride: [["a"]] } }));
    refused(() => first({ groupOverrideDetails: { preferredRole: ["role"] } }));
    for (const scope of ["", "two words", "tab\t"]) {
      refused(() => later({ accessTokenGeneration: { scopesToAdd: [scope] } }));
    }
  });

  it("are five thousand at most", () => {
    const claims = (count: number) =>
      all(
        Array.from({ length: count }, (_, at) => `claim-${at}`),
        "x",
      );
    assert.equal(Object.keys(first({ claimsToAddOrOverride: claims(5000) }).id.add).length, 5000);
    refused(() => first({ claimsToAddOrOverride: claims(5000), claimsToSuppress: ["email"] }));
    refused(() =>
      later({
        idTokenGeneration: { claimsToAddOrOverride: claims(2500) },
        accessTokenGeneration: { claimsToAddOrOverride: claims(2500), scopesToAdd: ["orders/read"] },
      }),
    );
  });
});
