import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Origin } from "../caller.ts";
import { eventContext, reportedByBackEnd } from "./reported.ts";

const origin: Origin = {
  requestId: "request-1",
  ip: "::ffff:192.0.2.1",
  userAgent: "curl/8.5.0",
  region: "us-east-1",
};

const service = { ServerName: "api", ServerPath: "/", HttpHeaders: [] };

describe("where a request came from", () => {
  test("is its own address and device, where nothing else is told", () => {
    const own = {
      ipAddress: "192.0.2.1",
      deviceName: "curl 8.5.0, Other",
      deviceId: null,
      timezone: null,
    };
    assert.deepEqual(eventContext(origin), own);
    assert.deepEqual(eventContext(reportedByBackEnd(origin, undefined)), own);
    for (const IpAddress of ["", "nowhere", "192.0.2.1/32", "\0"]) {
      assert.deepEqual(eventContext(reportedByBackEnd(origin, { ...service, IpAddress })), own);
    }
  });

  test("is what a back end tells of it", () => {
    const HttpHeaders = [{ headerName: "user-agent", headerValue: "Firefox/127.0 (X11; Linux)" }];
    const told = reportedByBackEnd(origin, { ...service, IpAddress: "2001:db8::1", HttpHeaders });
    assert.deepEqual(eventContext(told), {
      ipAddress: "2001:db8::1",
      deviceName: "Firefox 127, Linux",
      deviceId: null,
      timezone: null,
    });
  });

  test("is told by no fingerprint that can't be read, whatever is in it", () => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
    const payload = JSON.stringify({ contextData: { DeviceId: 7, ClientTimezone: "x".repeat(9999) } });
    for (const EncodedData of [
      "",
      "%",
      "bnVsbA==",
      encoded([]),
      encoded({ payload: "{" }),
      encoded({ payload: 1 }),
    ]) {
      const { deviceId, timezone } = eventContext(
        reportedByBackEnd(origin, { ...service, IpAddress: "", EncodedData }),
      );
      assert.deepEqual([deviceId, timezone], [null, null]);
    }
    const { deviceId, timezone } = eventContext(
      reportedByBackEnd(origin, { ...service, IpAddress: "", EncodedData: encoded({ payload }) }),
    );
    assert.equal(deviceId, null);
    assert.equal(timezone?.length, 256);
  });
});
