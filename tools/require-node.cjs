// Plain JavaScript, so that any Node that runs the scripts can read it.
var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 24 || (parts[0] === 24 && parts[1] < 15)) {
  process.stderr.write(
    "Poolkeeper needs Node 24.15 or newer, and this is " +
      process.versions.node +
      ": run `npm ci` with install scripts allowed.\n",
  );
  process.exit(2);
}
