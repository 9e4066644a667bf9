import { readFileSync } from "node:fs";

/** A file of test/golden/. */
export const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));
