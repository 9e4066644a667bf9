import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuSeconds } from "../../test/support/cpu-time.ts";
import { parseXml, XmlError } from "./xml.ts";

describe("a document", () => {
  test("has elements in namespaces, with attributes and text", () => {
    const root = parseXml(`\uFEFF<?xml version="1.0"?>
      <!-- <not>read</not> -->
      <a xmlns="urn:one" xmlns:b='urn:two' id="1" b:id="2">one<b:c/><!-- & --> two<d xmlns="">&lt;&#65;&#x42;&amp;</d
      ><![CDATA[<three>&]]></a>
      <?end?>`);
    assert.deepEqual(root, {
      namespace: "urn:one",
      name: "a",
      attributes: new Map([["id", "1"]]),
      text: "one two<three>&",
      children: [
        { namespace: "urn:two", name: "c", attributes: new Map(), text: "", children: [] },
        { namespace: "", name: "d", attributes: new Map(), text: "<AB&", children: [] },
      ],
    });
  });

  test("may have > in the values of attributes", () => {
    assert.equal(parseXml(`<a b="1>2"/>`).attributes.get("b"), "1>2");
  });

  test("is read in a time that grows with its length", () => {
    const nested = `${"<a>".repeat(60)}${"<b c='d'>e</b>".repeat(20_000)}${"</a>".repeat(60)}`;
    const hopeless = ["<a ".concat("b ".repeat(100_000)), `<a${" ".repeat(300_000)}`, "<!--".repeat(50_000)];
    assert.ok(cpuSeconds(() => parseXml(nested)) < 1);
    for (const text of hopeless) {
      const taken = cpuSeconds(() => assert.throws(() => parseXml(text), XmlError));
      assert.ok(taken < 1, text.slice(0, 6));
    }
  });
});

const REFUSED: [what: string, text: string][] = [
  ["nothing", " "],
  ["text", "text"],
  ["text beside the root", "<a/>text"],
  ["two roots", "<a/><b/>"],
  ["an element that stays open", "<a><b></b>"],
  ["elements that cross", "<a><b></a></b>"],
  ["an end without a beginning", "<a/></a>"],
  ["a tag that stays open", "<a"],
  ["a lonely <", "<a>1 < 2</a>"],
  ["a comment that stays open", "<a><!-- </a>"],
  ["an attribute without quotes", "<a b=c/>"],
  ["an attribute twice", `<a b="1" b="2"/>`],
  ["a prefix that is not declared", "<p:a/>"],
  ["a lonely &", "<a>1 & 2</a>"],
  ["an entity of its own", "<a>&secret;</a>"],
  ["a character that is none", "<a>&#x110000;</a>"],
  ["a document type", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
  ["a document type within", "<a><!DOCTYPE b></a>"],
  ["elements without end", "<a>".repeat(65) + "</a>".repeat(65)],
];

for (const [what, text] of REFUSED) {
  test(`${what} is no document`, () => assert.throws(() => parseXml(text), XmlError));
}
