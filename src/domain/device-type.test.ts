import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceTypeOf } from "./device-type.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

const DEVICES = [
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) ${WEBKIT} Chrome/125.0.0.0 Safari/537.36`,
    "Chrome 125 / macOS 15.0",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/125.0.0.0 Safari/537.36 Edg/125.0.2535.51`,
    "Edge 125 / Windows 10",
  ],
  [`Mozilla/5.0 (Windows NT 6.1) ${WEBKIT} Chrome/100.0 Safari/537.36 OPR/86.0`, "Opera 86 / Windows 7"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", "Firefox 126 / Linux"],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/124.0.0.0 Safari/537.36`,
    "Chrome 124 / ChromeOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari 17 / iOS 17.5.1",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Safari 17 / macOS 10.15.7",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/125.0.0.0 Mobile Safari/537.36`,
    "Chrome 125 / Android 14",
  ],
  [
    "aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1.0 lang/js md/nodejs#24.1.0 api/cognito-identity-provider#3.1169.0",
    "aws-sdk-js 3 / Linux 6.1.0",
  ],
  ["aws-cli/2.34.58 md/awscrt#0.31.2 ua/2.1 os/macos#24.5.0 md/arch#arm64", "aws-cli 2 / macOS 24.5.0"],
  ["curl/8.7.1", "curl 8"],
  ["Mozilla/5.0 (Linux; U) Something", "Linux"],
  ["", "unknown"],
  ["MyApp", "unknown"],
] as const;

for (const [userAgent, device] of DEVICES) {
  test(`${device} is told by ${JSON.stringify(userAgent.slice(0, 60))}`, () => {
    assert.equal(deviceTypeOf(userAgent), device);
  });
}

test("a User-Agent that goes on and on is read as far as honest ones go, and in no time", () => {
  assert.equal(deviceTypeOf(`${"x".repeat(1024)} Chrome/125`), "unknown");
  assert.ok(deviceTypeOf(`Chrome/${"9".repeat(2000)} Mac OS X ${"1_".repeat(500)}`).length <= 60);
});
