import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuSeconds } from "../../test/support/cpu-time.ts";
import { checkCss } from "./customizable-css.ts";
import { Fault } from "./fault.ts";

const refusalOf = (css: string): string | undefined => {
  try {
    checkCss(css);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Fault);
    assert.equal(error.name, "InvalidParameterException");
    return error.message;
  }
};

const MALFORMED = "The CSS is malformed.";
const styled = (declaration: string): string => `.banner-customizable { ${declaration} }`;

describe("CSS for the classic pages", () => {
  for (const css of [
    "",
    " \n/* nothing yet */ ",
    ".logo-customizable {\n\tmax-width: 60%;\n\tmax-height: 30%;\n}\n.label-customizable {font-weight:300}",
    ".submitButton-customizable:hover{color:#fff;background-color:#286090;}",
    ".inputField-customizable:focus, .idpButton-customizable:hover { border-color: rgb(1, 2, 3); outline: 0 }",
    ".banner-customizable { background: linear-gradient(#940F0F, rgba(0,0,0,.5)) !important }",
    `.label-customizable /* all */ { font-family: "Open } Sans", 'It; {'; /* "unfinished */ color: red }`,
    ".background-customizable { }",
  ]) {
    test(`may say ${JSON.stringify(css.slice(0, 60))}`, () => assert.equal(refusalOf(css), undefined));
  }

  for (const selector of [
    "body",
    ".x",
    ".banner-customizable:hover",
    ".banner-customizable .x",
    ".banner-customizable > *",
    ".Banner-customizable",
    "*",
  ]) {
    test(`may not style ${selector}`, () => {
      assert.equal(
        refusalOf(`.label-customizable, ${selector} { color: red }`),
        `The CSS class ${selector} is not in the list of allowed classes.`,
      );
    });
  }

  for (const [css, what] of [
    ['@import "https://evil.example/a.css";', "@import"],
    ["@media print { .label-customizable { color: red } }", "@media"],
    [styled("background: url(https://evil.example/a.png)"), "url("],
    [styled('background: URL ("a.png")'), "URL ("],
    [styled('background: -webkit-image-set("https://evil.example/a.png" 1x)'), "-webkit-image-set("],
    [styled("width: expression(alert(1))"), "expression("],
    [styled('content: "javascript:alert(1)"'), "javascript"],
    [styled("color: red </style"), "</"],
    [styled('content: "</style><script>"'), "</"],
    ["/* </style> */", "</"],
    ["<!-- -->", "<"],
  ] as const) {
    test(`may not hold ${what} as in ${css}`, () => {
      assert.equal(refusalOf(css), `The CSS must not contain ${what}`);
    });
  }

  for (const css of [
    "color: red",
    ".label-customizable",
    ".label-customizable { color: red",
    ".label-customizable { color: red }}",
    ".label-customizable { .x { color: red } }",
    ".label-customizable { color }",
    ".label-customizable { color: ; }",
    ".label-customizable { 1color: red }",
    ".label-customizable { color: rgb(1, 2 }",
    ".label-customizable { color: rgb[1) }",
    "/* unfinished",
    styled('content: "unfinished'),
    styled('content: "two\nlines"'),
    styled("color: \\72 ed"),
    styled("background: u\\72l(a.png)"),
    styled("color: red\0"),
    styled('content: "\ud800"'),
  ]) {
    test(`must be well formed, unlike ${JSON.stringify(css)}`, () => assert.equal(refusalOf(css), MALFORMED));
  }

  test("is not taken for something else than a browser takes it for", () => {
    const hidden = styled(`content: "/*"; } body { background: red } .label-customizable { content: "*/"`);
    assert.match(refusalOf(hidden) ?? "", /^The CSS class body /);
  });

  test("is judged in a time that grows with its length alone", () => {
    for (const css of ["/*".repeat(60_000), '"'.repeat(120_001), "@-".repeat(60_000), " -a".repeat(40_000)]) {
      const taken = cpuSeconds(() => assert.notEqual(refusalOf(css), undefined));
      assert.ok(taken < 1, JSON.stringify(css.slice(0, 6)));
    }
  });
});
