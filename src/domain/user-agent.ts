/** What a part of a User-Agent header (RFC 9110) means; the pattern's first group is the version. */
export interface NamedPattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The first that matches names the browser: others wear the names of those below them too. */
export const BROWSERS: readonly NamedPattern[] = [
  { name: "Edge", pattern: /\bEdg(?:e|A|iOS)?\/(\d+)/ },
  { name: "Opera", pattern: /\bOPR\/(\d+)/ },
  { name: "Samsung Internet", pattern: /\bSamsungBrowser\/(\d+)/ },
  { name: "Firefox", pattern: /\b(?:Firefox|FxiOS)\/(\d+)/ },
  { name: "Chrome", pattern: /\b(?:Chrome|CriOS)\/(\d+)/ },
  { name: "Safari", pattern: /\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\// },
];
