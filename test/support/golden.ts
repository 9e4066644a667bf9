import { readFileSync } from "node:fs";

/** A list of `test/golden/`: what is known not to be as it should, kept so that it can only shrink. */
export const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));
