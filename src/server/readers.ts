import { statSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import type { LogRoute } from "../effects/log-targets.ts";

/** Readers turn a setting's text into its value, or into undefined where it is not what was expected. */
export type Database =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "memory" }
  | { readonly kind: "postgres"; readonly url: string };

export type Issuer =
  | { readonly kind: "local" }
  | { readonly kind: "aws" }
  | { readonly kind: "template"; readonly template: string };

const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const ACCOUNT = /^\d{12}$/;
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+$/;
const NAMED_ADDRESS = /^[^<>\r\n]*<([^<>]+)>$/;

const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

export const region = matching(REGION);
export const account = matching(ACCOUNT);

export const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (text: string): T | undefined =>
    choices.find((choice) => choice === text);

export function host(text: string): string | undefined {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return isIP(bare) || HOST_NAME.test(bare) ? bare : undefined;
}

export function port(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

export function networks(text: string): readonly string[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  return parts.every(isNetwork) ? parts : undefined;
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** As URLs have them: in lower case, an IPv6 address in brackets. */
export function hostsWithPorts(text: string): readonly string[] | undefined {
  const pairs = text.split(",").map((part) => hostWithPort(part.trim()));
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function hostWithPort(text: string): string | undefined {
  const colon = text.lastIndexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const number = port(text.slice(colon + 1));
  if (host(name) === undefined || isIP(name) === 6 || number === undefined || number === 0) return undefined;
  const hostname = URL.parse(`http://${name}`)?.hostname;
  return hostname && `${hostname}:${number}`;
}

export const path = (text: string, folder: string): string | undefined =>
  text === "" ? undefined : resolve(folder, text);

export function existingFile(text: string, folder: string): string | undefined {
  const file = resolve(folder, text);
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

export function existingFolder(text: string, folder: string): string | undefined {
  const found = resolve(folder, text);
  return statSync(found, { throwIfNoEntry: false })?.isDirectory() ? found : undefined;
}

export function database(text: string, folder: string): Database | undefined {
  if (text === ":memory:") return { kind: "memory" };
  if (/^postgres(ql)?:\/\//.test(text)) {
    return URL.canParse(text) ? { kind: "postgres", url: text } : undefined;
  }
  if (text === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  return { kind: "file", path: resolve(folder, text) };
}

/** An http or https URL that paths can be appended to; without its last slash. */
export function baseUrl(text: string): string | undefined {
  const url = webUrl(text);
  if (url === undefined || url.search !== "" || url.hash !== "") return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

export const webAddress = (text: string): string | undefined => (webUrl(text) ? text : undefined);

function webUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

export function smtpUrl(text: string): string | undefined {
  const url = URL.parse(text);
  return url && /^smtps?:$/.test(url.protocol) && url.hostname !== "" ? text : undefined;
}

export function sender(text: string): string | undefined {
  return ADDRESS.test(NAMED_ADDRESS.exec(text)?.[1] ?? text) ? text : undefined;
}

const LOG_SOURCE = /^(?:arn:[^\s=]+|userNotification|userAuthEvents)$/;

/** `userNotification=stdout`, `arn:aws:logs:…=cognito.jsonl`, `userAuthEvents=https://…`, separated by commas. */
export function logRoutes(text: string, folder: string): readonly LogRoute[] | undefined {
  const routes = text.split(",").map((part) => logRoute(part.trim(), folder));
  return routes.every((route) => route !== undefined) ? routes : undefined;
}

function logRoute(text: string, folder: string): LogRoute | undefined {
  const at = text.indexOf("=");
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || to === "" || !LOG_SOURCE.test(from)) return undefined;
  if (to === "stdout") return { from, to: { kind: "stdout" } };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) return { from, to: { kind: "file", path: resolve(folder, to) } };
  return webUrl(to) && { from, to: { kind: "http", url: to } };
}

/** Without `{poolId}` all pools would be one issuer, and a token of any of them pass for another's. */
export function issuer(text: string): Issuer | undefined {
  if (text === "local" || text === "aws") return { kind: text };
  const sample = text.replaceAll("{region}", "us-east-1").replaceAll("{poolId}", "us-east-1_Sample");
  const fits = text.includes("{poolId}") && !/[{}]/.test(sample) && baseUrl(sample) === sample;
  return fits ? { kind: "template", template: text } : undefined;
}
