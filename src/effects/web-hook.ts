import { toBase64, utf8 } from "../base/bytes.ts";

const TIMEOUT_MS = 10_000;

export type WebHook = (body: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;

/** Posts to an address; `user:password@` in it is sent as Basic credentials. No answer's body is read. */
export function webHook(text: string, contentType: string, timeoutMs: number = TIMEOUT_MS): WebHook {
  const url = new URL(text);
  const common = { "content-type": contentType, ...basicCredentials(url) };
  url.username = "";
  url.password = "";
  return async (body, headers = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...common, ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response;
  };
}

/** The header for a URL's `user:password@` (RFC 7617). */
function basicCredentials({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${toBase64(utf8(pair))}` };
}
