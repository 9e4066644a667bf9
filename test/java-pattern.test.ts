/** The patterns rewritten to run in linear time accept exactly what the model's own do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeNamed } from "../src/model/shape.ts";

const REWRITTEN = [
  "EmailAddressType",
  "EmailMfaMessageType",
  "EmailVerificationMessageType",
  "EmailVerificationMessageByLinkType",
  "SmsVerificationMessageType",
];
const PIECES = ["", "{##", "##}", "{####}", "#", "}", "a", "@", " ", "\n", "\u00a0", "\u0000"];

const texts = PIECES.flatMap((a) =>
  PIECES.flatMap((b) => PIECES.flatMap((c) => PIECES.map((d) => a + b + c + d))),
);

/** What Java's `\s` is in JavaScript; the dot needs nothing for these pieces. */
const literally = (java: string): RegExp => new RegExp(`^(?:${java.replaceAll("\\s", " \\n")})$`, "u");

for (const name of REWRITTEN) {
  test(name, () => {
    const shape = shapeNamed(name);
    assert.ok(shape.type === "string" && shape.pattern);
    const model = literally(shape.pattern.java);
    const wrong = texts.filter((text) => model.test(text) !== shape.pattern?.matches(text));
    assert.deepEqual(wrong, []);
  });
}
