import { isStorable } from "../base/text.ts";
import { faults } from "./fault.ts";

/** The parts of the classic sign-in pages that a pool's CSS may style. */
const SELECTORS: ReadonlySet<string> = new Set([
  ".background-customizable",
  ".banner-customizable",
  ".errorMessage-customizable",
  ".idpButton-customizable",
  ".idpButton-customizable:hover",
  ".idpDescription-customizable",
  ".inputField-customizable",
  ".inputField-customizable:focus",
  ".label-customizable",
  ".legalText-customizable",
  ".logo-customizable",
  ".passwordCheck-notValid-customizable",
  ".passwordCheck-valid-customizable",
  ".redirect-customizable",
  ".socialButton-customizable",
  ".submitButton-customizable",
  ".submitButton-customizable:hover",
  ".textDescription-customizable",
]);

/** What not even a string or a comment may hold: it could end the element that a page puts the CSS in. */
const FORBIDDEN_ANYWHERE = /(?:java|vb)script|<\//i;

/** Statements such as `@import`, functions that could load or run something, and markup. */
const FORBIDDEN = [
  /@[\w-]*/,
  /(?<![\w-])(?:-\w+-)?(?:url|src|image|image-set|cross-fade|element|paint|expression)\s*\(/i,
  /</,
] as const;

/**
 * Refuses CSS that does more than style the parts above. Strings and comments are read exactly as browsers read them,
 * and escapes are refused, so that nothing can look harmless here and be something else there.
 */
export function checkCss(css: string): void {
  if (!isStorable(css)) throw faults.cssMalformed();
  refuse(css, FORBIDDEN_ANYWHERE);
  const plain = withoutTexts(css);
  for (const forbidden of FORBIDDEN) refuse(plain, forbidden);
  for (const rule of rulesOf(plain)) checkRule(rule);
}

function refuse(css: string, forbidden: RegExp): void {
  const found = forbidden.exec(css)?.[0];
  if (found !== undefined) throw faults.cssForbidden(found);
}

/** Neither the beginning of a comment nor of a string, or a whole string without escapes and line breaks. */
const PIECE = /[^/"'\\]+|\/(?!\*)|"[^"\\\n\r\f]*"|'[^'\\\n\r\f]*'/y;

/** Blanks instead of comments, and strings emptied: what is left has no braces but those of rules. */
function withoutTexts(css: string): string {
  let plain = "";
  for (let at = 0; at < css.length; ) {
    if (css.startsWith("/*", at)) {
      const end = css.indexOf("*/", at + 2);
      if (end === -1) throw faults.cssMalformed();
      plain += " ";
      at = end + 2;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(css)?.[0];
    if (piece === undefined) throw faults.cssMalformed();
    plain += /^["']/.test(piece) ? '""' : piece;
    at += piece.length;
  }
  return plain;
}

interface Rule {
  readonly selectors: readonly string[];
  readonly declarations: readonly string[];
}

function rulesOf(plain: string): Rule[] {
  const blocks = plain.split("}");
  if (blocks.pop()?.trim() !== "") throw faults.cssMalformed();
  return blocks.map((block) => {
    const [selectors, declarations, ...more] = block.split("{");
    if (selectors === undefined || declarations === undefined || more.length > 0) throw faults.cssMalformed();
    return {
      selectors: selectors.split(",").map((selector) => selector.trim()),
      declarations: declarations.split(";").filter((declaration) => declaration.trim() !== ""),
    };
  });
}

const DECLARATION = /^\s*-{0,2}[a-z][\w-]*\s*:(.+)$/is;

function checkRule({ selectors, declarations }: Rule): void {
  const unknown = selectors.find((selector) => !SELECTORS.has(selector));
  if (unknown !== undefined) throw faults.cssClassNotAllowed(unknown);
  for (const declaration of declarations) {
    const value = DECLARATION.exec(declaration)?.[1]?.trim();
    if (!value || !isBalanced(value)) throw faults.cssMalformed();
  }
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

function isBalanced(value: string): boolean {
  const open: string[] = [];
  for (const [mark] of value.matchAll(/[()[\]]/g)) {
    const closing = CLOSING[mark];
    if (closing !== undefined) open.push(closing);
    else if (open.pop() !== mark) return false;
  }
  return open.length === 0;
}
