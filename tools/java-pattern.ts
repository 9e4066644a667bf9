/**
 * The model's patterns are in Java's dialect and have to match the whole text. JavaScript's `u` flag reads the
 * same \p{…} and \w, but its \s and \S know more blanks and its dot fewer line ends.
 */

const JAVA_BLANKS = " \\t\\n\\v\\f\\r";
const JAVA_DOT = "[^\\n\\r\\u0085\\u2028\\u2029]";

/** Java's way to let the dot match line ends too. */
const ANYTHING = "(?s).*";

/** Of a message template: any visible character or blank. */
const TEXT = `[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}${JAVA_BLANKS}*]`;
const VISIBLE = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]";

/**
 * The model writes these as runs of one class around a text of that same class, which takes a backtracking
 * matcher quadratic or cubic time. Said in two steps they are linear: all characters are of the class, and the
 * text is in there. `(?=(…))\1` steps over the first opening mark without ever coming back to it.
 */
const LINEAR: Readonly<Record<string, string>> = {
  EmailAddressType: `^(?=${VISIBLE}+$)[^]+?@[^]`,
  EmailMfaMessageType: `^(?=${TEXT}*$)[^]*?\\{####\\}`,
  EmailVerificationMessageType: `^(?=${TEXT}*$)[^]*?\\{####\\}`,
  EmailVerificationMessageByLinkType: `^(?=${TEXT}*$)(?=([^]*?\\{##))\\1[^]*?##\\}`,
  SmsVerificationMessageType: `^(?=${JAVA_DOT}*$)[^]*?\\{####\\}`,
};

/** `\s` stands in classes only, and `[\S]` is a class of its own: all that the model uses. */
const translated = (java: string): string =>
  java.replaceAll("[\\S]", `[^${JAVA_BLANKS}]`).replaceAll("\\s", JAVA_BLANKS);

/** The source of a RegExp, to be used with flag `u`, that accepts what Java's full match of the pattern accepts. */
export function regexpSource(shape: string, java: string): string {
  if (java === ANYTHING) return "";
  return LINEAR[shape] ?? `^(?:${translated(java)})$`;
}
