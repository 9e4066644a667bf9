#!/usr/bin/env node
// Any Node can parse this file, so that an old one gets a sentence instead of a syntax error.
var OLDEST = [24, 15];

var version = process.versions.node;
var running = version.split(".").map(Number);
if (running[0] < OLDEST[0] || (running[0] === OLDEST[0] && running[1] < OLDEST[1])) {
  process.stderr.write(
    ["poolkeeper: needs Node.js", OLDEST.join("."), "or newer, this is", version].join(" "),
  );
  process.stderr.write("\n");
  process.exit(2);
}

require("./run.cjs");
