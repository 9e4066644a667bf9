import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "./plain-text.ts";

const SHOWN: [string, string, string][] = [
  ["plain text", "Your code is 123456", "Your code is 123456"],
  ["mark-up", "<p>Your <b>code</b> is\n   123456</p>", "Your code is 123456"],
  ["line breaks", "one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"],
  ["paragraphs", "<h1>A</h1><p>B</p>\n<div>C</div>", "A\nB\nC"],
  ["table cells", "<tr><td>A</td><td>B</td></tr><tr><td>C</td></tr>", "A B\nC"],
  [
    "a link with its address",
    '<a class="x" href="https://a.example/?b=1&amp;c=2">Verify</a>',
    "Verify (https://a.example/?b=1&c=2)",
  ],
  ["a link that shows its address", "<a href='https://a.example'>https://a.example</a>", "https://a.example"],
  [
    "entities",
    "&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#x27; &euro; &#0;",
    "<b> &amp; \"x\" 'y' &euro; &#0;",
  ],
  [
    "no styles, scripts, comments",
    "<head><title>T</title></head><style>p{}</style><!-- c --><script>x</script>A",
    "A",
  ],
  ["a sign that opens no tag", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
];

for (const [what, html, text] of SHOWN) {
  test(`shows ${what}`, () => assert.equal(plainText(html), text));
}
