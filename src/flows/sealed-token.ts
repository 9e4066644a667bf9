import { utf8 } from "../base/bytes.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import type { Sealed } from "../base/sealed.ts";
import type { Context } from "./context.ts";

/** A token that nobody else can make or read: sealed for its purpose, and good for so many milliseconds. */
export function sealToken(
  { vault, clock }: Pick<Context, "vault" | "clock">,
  purpose: string,
  content: JsonObject,
  validity: number,
): string {
  const text = JSON.stringify({ ...content, expiresAt: clock.now() + validity });
  return Buffer.from(vault.seal(purpose, utf8(text))).toString("base64url");
}

/** What a token of this purpose holds; undefined for one that is forged, of another purpose, or too old. */
export function openToken(
  { vault, clock }: Pick<Context, "vault" | "clock">,
  purpose: string,
  token: string,
): Record<string, unknown> | undefined {
  try {
    const sealed = Buffer.from(token, "base64url").toString("utf8") as Sealed;
    const content: unknown = JSON.parse(Buffer.from(vault.open(purpose, sealed)).toString("utf8"));
    return isObject(content) && Number(content["expiresAt"]) >= clock.now() ? content : undefined;
  } catch {
    return undefined;
  }
}
