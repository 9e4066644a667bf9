import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seconds } from "../../base/clock.ts";
import type { ClientSettings } from "../app-client.ts";
import { rotatesRefreshTokens, rotationState } from "./rotation.ts";

const RETIRED = 1_700_000_000_000;

const clientWith = (RefreshTokenRotation: ClientSettings["RefreshTokenRotation"]) => ({
  settings: { RefreshTokenRotation } as ClientSettings,
});
const stateAfter = (ms: number, rotation: ClientSettings["RefreshTokenRotation"]) =>
  rotationState({ retiredAt: RETIRED }, clientWith(rotation), RETIRED + ms);

describe("a refresh token", () => {
  it("is current until another one takes its place", () => {
    const client = clientWith({ Feature: "ENABLED" });
    assert.equal(rotationState({ retiredAt: null }, client, RETIRED), "current");
  });

  it("may be tried again while the grace period lasts", () => {
    const rotation = { Feature: "ENABLED", RetryGracePeriodSeconds: 10 } as const;
    assert.equal(stateAfter(0, rotation), "retried");
    assert.equal(stateAfter(seconds(10) - 1, rotation), "retried");
    assert.equal(stateAfter(seconds(10), rotation), "reused");
  });

  it("has no grace where the client has none, or rotates no longer", () => {
    assert.equal(stateAfter(0, { Feature: "ENABLED", RetryGracePeriodSeconds: 0 }), "reused");
    assert.equal(stateAfter(0, { Feature: "ENABLED" }), "reused");
    assert.equal(stateAfter(0, { Feature: "DISABLED", RetryGracePeriodSeconds: 60 }), "reused");
    assert.equal(stateAfter(0, undefined), "reused");
  });

  it("is rotated for clients that ask for it", () => {
    assert.equal(rotatesRefreshTokens(clientWith({ Feature: "ENABLED" })), true);
    assert.equal(rotatesRefreshTokens(clientWith({ Feature: "DISABLED" })), false);
    assert.equal(rotatesRefreshTokens(clientWith(undefined)), false);
  });
});
