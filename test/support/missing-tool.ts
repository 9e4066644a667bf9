/** Fails in continuous integration, where every tool has to be there; elsewhere says aloud what is skipped. */
export function skipWithout(tool: string): string {
  if (process.env["CI"]) throw new Error(`${tool} is missing`);
  process.stderr.write(`SKIPPED: ${tool} is missing\n`);
  return `SKIPPED: ${tool} is missing`;
}
