import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuSeconds } from "../../../test/support/cpu-time.ts";
import { deviceNameOf } from "./device-name.ts";

const NAMES: readonly (readonly [userAgent: string, name: string])[] = [
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Chrome 126, Windows 10",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.78",
    "Edge 109, Windows 6.1",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox 127, Linux"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari 17, iOS 17",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Safari 17, Mac OS X 10.15",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36",
    "Chrome 125, Android 14",
  ],
  ["aws-sdk-js/3.600.0 ua/2.0 os/linux#6.1", "aws-sdk-js 3.600.0, Other"],
  ["curl/8.5.0", "curl 8.5.0, Other"],
  ["", "Other, Other"],
  ["   ", "Other, Other"],
];

test("a header of any length is read in no time", () => {
  assert.ok(cpuSeconds(() => deviceNameOf(`Version/${"1".repeat(100_000)}`)) < 1);
});

describe("deviceNameOf", () => {
  for (const [userAgent, name] of NAMES) {
    test(`calls ${JSON.stringify(userAgent)} ${name}`, () => assert.equal(deviceNameOf(userAgent), name));
  }
});
