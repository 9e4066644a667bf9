import { faults } from "../fault.ts";

/** A flag of a function's answer; false where it says nothing. */
export function flagIn(response: Readonly<Record<string, unknown>>, member: string): boolean {
  const flag = response[member] ?? false;
  if (typeof flag !== "boolean") throw faults.triggerAnswerUnusable(`${member} is not a boolean`);
  return flag;
}
