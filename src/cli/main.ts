import { run } from "./run.ts";
import { EXIT_CRASHED } from "./shell.ts";

/** Until a command asks to be told, a signal ends the process as usual. */
const stopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      // Who sends a second one does not want to wait.
      if (asked) process.exit(EXIT_CRASHED);
      asked = true;
      resolve();
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });

const code = await run({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  terminal: process.stderr.isTTY === true,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  stopRequested,
});

// Written out first: a pipe's reader may be slower than the exit.
process.stdout.write("", () => process.exit(code));
