import { BROWSERS } from "./user-agent.ts";

/** What a User-Agent is read by, and what it is called then; the first that fits counts. */
type Reading = readonly [pattern: RegExp, name: (match: RegExpExecArray) => string];

const VERSION_AT_MOST = 20;

const numbered =
  (name: string) =>
  ([, version = ""]: RegExpExecArray): string =>
    `${name} ${version.replaceAll("_", ".").slice(0, VERSION_AT_MOST)}`;

const PROGRAMS: readonly Reading[] = [
  ...BROWSERS.map(({ name, pattern }): Reading => [pattern, numbered(name)]),
  [
    /\b(aws-sdk-[a-z0-9-]{1,20}|aws-cli|Boto3|okhttp|Dart|curl)\/(\d+)/,
    ([, name, version]) => `${name} ${version}`,
  ],
];

/** By the number of Windows NT. */
const WINDOWS: Readonly<Record<string, string>> = {
  "10.0": "Windows 10",
  "6.3": "Windows 8.1",
  "6.2": "Windows 8",
  "6.1": "Windows 7",
};

const SDK_SYSTEMS: Readonly<Record<string, string>> = {
  android: "Android",
  ios: "iOS",
  linux: "Linux",
  macos: "macOS",
  windows: "Windows",
};

const SYSTEMS: readonly Reading[] = [
  [/\b(?:iPhone|CPU) OS (\d[\d_]*)/, numbered("iOS")],
  [/\bAndroid (\d[\d.]*)/, numbered("Android")],
  [/\bWindows NT (\d+\.\d+)/, ([, version = ""]) => WINDOWS[version] ?? "Windows"],
  [/\bMac OS X (\d[\d_.]*)/, numbered("macOS")],
  [/\bCrOS\b/, () => "ChromeOS"],
  [
    /\bos\/(android|ios|linux|macos|windows)(?:#(\d[\d.]*))?/,
    ([, system = "", version]) => {
      const name = SDK_SYSTEMS[system] ?? system;
      return version === undefined ? name : `${name} ${version.slice(0, VERSION_AT_MOST)}`;
    },
  ],
  [/\bAndroid\b/, () => "Android"],
  [/\bLinux\b/, () => "Linux"],
];

/** No User-Agent of an honest client is longer. */
const READ_AT_MOST = 1024;

/** The program and the system of a User-Agent, such as `Chrome 125 / macOS 15.0`; `unknown` where neither is told. */
export function deviceTypeOf(userAgent: string): string {
  const read = userAgent.slice(0, READ_AT_MOST);
  const parts = [named(PROGRAMS, read), named(SYSTEMS, read)].filter((part) => part !== undefined);
  return parts.length === 0 ? "unknown" : parts.join(" / ");
}

function named(readings: readonly Reading[], userAgent: string): string | undefined {
  for (const [pattern, name] of readings) {
    const match = pattern.exec(userAgent);
    if (match) return name(match);
  }
  return undefined;
}
