import type { FastifyReply } from "fastify";
import { sha256, toBase64, utf8 } from "../base/bytes.ts";

/** A page that tells one thing. Its texts are ours: nothing of a request may go in. */
export interface Page {
  readonly mood: "good" | "bad";
  readonly title: string;
  readonly text: string;
}

const STYLE = `
:root { color-scheme: light dark; --back: #f3f5f9; --card: #fff; --ink: #1b2130; --soft: #556072; --edge: #dfe4ec;
  --good: #0b7a4b; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --back: #10141c; --card: #1a202b; --ink: #eef1f6; --soft: #a7b1c2; --edge: #2b3342;
    --good: #4cc38a; --bad: #ff8f87 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--back); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
main { width: 100%; max-width: 26rem; padding: 2.5rem 2rem; border: 1px solid var(--edge); border-radius: 1rem;
  background: var(--card); text-align: center; box-shadow: 0 1rem 3rem rgb(0 0 0 / .07) }
svg { width: 3.5rem; height: 3.5rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
  stroke-linejoin: round }
.good { color: var(--good) }
.bad { color: var(--bad) }
h1 { margin: 1.25rem 0 .5rem; font-size: 1.375rem; line-height: 1.3; text-wrap: balance }
p { margin: 0; color: var(--soft); text-wrap: pretty }
`;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  // Nothing but the style runs or loads, and nobody frames the page.
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${toBase64(sha256(utf8(STYLE)))}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const SYMBOLS: Readonly<Record<Page["mood"], string>> = {
  good: `<path d="m8 12.5 2.75 2.75L16 9.5"/>`,
  bad: `<path d="M12 7.5v5.5M12 16.25v.01"/>`,
};

const htmlOf = ({ mood, title, text }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<svg class="${mood}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>${SYMBOLS[mood]}</svg>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;

/** Answers with a page: 200 where all is well, else 400. */
export const sendPage = (reply: FastifyReply, page: Page): FastifyReply =>
  reply
    .code(page.mood === "good" ? 200 : 400)
    .headers(HEADERS)
    .send(htmlOf(page));
