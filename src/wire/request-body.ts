import { isUtf8 } from "node:buffer";
import { isObject } from "../base/json.ts";
import { wireFaults } from "./faults.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/** A JSON object out of a request's bytes; none at all is an empty one. Throws a SerializationException. */
export function parseBody(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = parse(body);
  if (!isObject(value)) throw wireFaults.bodyNotObject();
  return value;
}

function parse(body: Buffer): unknown {
  if (!isUtf8(body)) throw wireFaults.bodyUnreadable("not UTF-8");
  const text = body.toString("utf8");
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    throw wireFaults.bodyUnreadable("not JSON");
  }
}
