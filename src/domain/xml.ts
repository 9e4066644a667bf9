/** An element of a document that was parsed. */
export interface XmlElement {
  /** The URI, `""` for none. */
  readonly namespace: string;
  readonly name: string;
  /** Those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

/** A text that is no XML, or more than is read here. */
export class XmlError extends Error {}

const NAME = "[\\p{L}_:][\\p{L}\\p{N}\\p{M}_:.\\-·]*";
const OPENING = new RegExp(`<(${NAME})`, "uy");
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "uy");
const OPENING_END = /\s*(\/?)>/y;
const CLOSING = new RegExp(`</(${NAME})\\s*>`, "uy");
const TEXT = /[^<]+/y;

const DEEPEST = 64;
const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

interface Open {
  readonly tag: string;
  readonly element: XmlElement & { readonly children: XmlElement[]; text: string };
  readonly scope: ReadonlyMap<string, string>;
}

/**
 * Reads a document of the XML that metadata are written in (XML 1.0, Namespaces in XML). A document type, and with it
 * every entity but the five of XML itself, is refused: there is nothing to expand and nothing to fetch.
 */
export function parseXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, "");
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let at = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const skipTo = (end: string, from: number): string => {
    const ends = text.indexOf(end, from);
    if (ends < 0) throw new XmlError(`${end} is missing`);
    at = ends + end.length;
    return text.slice(from, ends);
  };
  const addText = (found: string): void => {
    const around = open.at(-1);
    if (around) around.element.text += found;
    else if (found.trim() !== "") throw new XmlError("text stands outside the root element");
  };

  while (at < text.length) {
    if (text.startsWith("<?", at)) skipTo("?>", at + 2);
    else if (text.startsWith("<!--", at)) skipTo("-->", at + 4);
    else if (text.startsWith("<![CDATA[", at)) addText(skipTo("]]>", at + 9));
    else if (text.startsWith("<!", at)) throw new XmlError("a document type is not allowed");
    else if (text.startsWith("</", at)) {
      const tag = match(CLOSING)?.[1];
      if (tag === undefined || open.pop()?.tag !== tag) throw new XmlError("an element is not closed");
    } else if (text[at] === "<") {
      const around = open.at(-1);
      if (root && !around) throw new XmlError("there is more than one root element");
      if (open.length === DEEPEST) throw new XmlError("elements are nested too deep");
      const opened = readOpening(match, around?.scope);
      around?.element.children.push(opened.element);
      root ??= opened.element;
      if (!opened.isEmpty) open.push(opened);
    } else addText(decoded(match(TEXT)?.[0] ?? ""));
  }
  if (open.length > 0) throw new XmlError("an element is not closed");
  if (!root) throw new XmlError("there is no element");
  return root;
}

function readOpening(
  match: (pattern: RegExp) => RegExpExecArray | null,
  around: ReadonlyMap<string, string> = new Map([["xml", XML_NAMESPACE]]),
): Open & { readonly isEmpty: boolean } {
  const tag = match(OPENING)?.[1];
  if (tag === undefined) throw new XmlError("a < stands alone");
  const given = new Map<string, string>();
  for (let found = match(ATTRIBUTE); found; found = match(ATTRIBUTE)) {
    const [, name = "", double, single = ""] = found;
    if (given.has(name)) throw new XmlError("an attribute is given twice");
    given.set(name, decoded(double ?? single));
  }
  const end = match(OPENING_END);
  if (!end) throw new XmlError("a tag is malformed");

  const scope = scopeWithin(around, given);
  const [prefix, name] = partsOf(tag);
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== "") throw new XmlError(`the prefix ${prefix} is not declared`);
  const attributes = new Map([...given].filter(([key]) => !key.includes(":") && key !== "xmlns"));
  return {
    tag,
    element: { namespace: namespace ?? "", name, attributes, children: [], text: "" },
    scope,
    isEmpty: end[1] === "/",
  };
}

function scopeWithin(
  around: ReadonlyMap<string, string>,
  attributes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const declared = [...attributes].flatMap(([key, uri]): [string, string][] =>
    key === "xmlns" ? [["", uri]] : key.startsWith("xmlns:") ? [[key.slice(6), uri]] : [],
  );
  return declared.length === 0 ? around : new Map([...around, ...declared]);
}

function partsOf(tag: string): readonly [prefix: string, name: string] {
  const colon = tag.indexOf(":");
  return colon < 0 ? ["", tag] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Character and entity references resolved. */
const decoded = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(lt|gt|amp|quot|apos);)?/g,
        (_, hex, decimal, name) => {
          if (name !== undefined) return ENTITIES[name] ?? "";
          const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
          if (!(code > 0 && code <= 0x10ffff)) throw new XmlError("an entity is not allowed");
          return String.fromCodePoint(code);
        },
      )
    : text;

/** The children of an element that have a name. */
export const childrenNamed = (parent: XmlElement, namespace: string, name: string): XmlElement[] =>
  parent.children.filter((child) => child.namespace === namespace && child.name === name);
