/** Elements whose content nobody reads. */
const UNREAD = /<(head|style|script|title)\b[^>]*>[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi;
const LINK = /<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a\s*>/gi;
const LINE_END = /<(?:br\s*\/?|\/(?:p|div|tr|li|ul|ol|table|blockquote|h[1-6]))\s*>/gi;
const CELL_END = /<\/t[dh]\s*>/gi;
const TAG = /<\/?[a-z!][^>]*>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi;

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  nbsp: " ",
  quot: '"',
};

/** What a reader sees of an HTML mail, for mail programs that show text only; links with their addresses. */
export function plainText(html: string): string {
  const marked = html
    .replace(UNREAD, "")
    .replace(/\s+/g, " ")
    .replace(LINK, (_, double: string | undefined, single: string | undefined, shown: string) =>
      withAddress(shown, double ?? single ?? ""),
    )
    .replace(LINE_END, "\n")
    .replace(CELL_END, " ")
    .replace(TAG, "");
  return decodeEntities(marked)
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/ {2,}/g, " ")
    .trim();
}

const withAddress = (shown: string, address: string): string =>
  address === "" || shown.includes(address) ? shown : `${shown} (${address})`;

const decodeEntities = (text: string): string =>
  text.replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
    const point = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? "", 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity;
  });
