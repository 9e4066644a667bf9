import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, utf8 } from "../base/bytes.ts";
import { imageTypeOf, isActiveSvg } from "./image-type.ts";

const RIFF = "52494646";

test("an image's type is read from its bytes", () => {
  assert.equal(imageTypeOf(fromHex("89504e470d0a1a0a00")), "PNG");
  assert.equal(imageTypeOf(fromHex("ffd8ffe000")), "JPEG");
  assert.equal(imageTypeOf(fromHex(`${RIFF}0a0000005745425056503820`)), "WEBP");
  assert.equal(imageTypeOf(fromHex("000001000100")), "ICO");
});

test("an SVG may begin with more than its root element", () => {
  const svgs = [
    "<svg/>",
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    '\uFEFF<?xml version="1.0"?>\n<!-- made by hand -->\n<svg\n/>',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg >',
  ];
  for (const svg of svgs) assert.equal(imageTypeOf(utf8(svg)), "SVG", svg);
});

test("what is no image has no type", () => {
  for (const text of ["", "text", "<html><svg/></html>", "<svgs/>", "GIF89a", "iVBORw0KGgo"]) {
    assert.equal(imageTypeOf(utf8(text)), undefined, text);
  }
  for (const hex of ["89504e47", "89504e470d0a1a0a", "ffd8ff", `${RIFF}0a00000041564920`, "3c737667fe"]) {
    assert.equal(imageTypeOf(fromHex(hex)), undefined, hex);
  }
});

test("an SVG that does more than show is found out", () => {
  const active = [
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    '<svg><g\nonclick = "alert(1)"/></svg>',
    '<svg><a href="JavaScript:alert(1)"/></svg>',
    "<svg><foreignObject/></svg>",
    '<svg><s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script></svg>',
    '<svg><a href="java&#115;cript:alert(1)"/></svg>',
    "<svg><a href='java\tscript:alert(1)'/></svg>",
    '<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
  ];
  for (const svg of active) assert.equal(isActiveSvg(utf8(svg)), true, svg);
  const harmless = '<svg viewBox="0 0 1 1"><title>on = off</title><path d="M0 0h1v1z" fill="none"/></svg>';
  assert.equal(isActiveSvg(utf8(harmless)), false);
});
