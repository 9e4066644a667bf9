import type { Fault } from "../domain/fault.ts";
import { mayFault } from "../model/observed-faults.ts";
import { outputViolations } from "../model/output-violations.ts";
import type { OperationName } from "../model/types.gen.ts";

/** The bug behind a fault that neither the model nor anything observed gives to its operation, if it is one. */
export const undeclared = (operation: OperationName, fault: Fault): Error | undefined =>
  mayFault(operation, fault.name)
    ? undefined
    : new Error(`${operation} does not declare ${fault.name}: ${fault.message}`, { cause: fault });

/** Throws where an output breaks the shape that the model gives it. */
export function requireShape(operation: OperationName, output: object): void {
  const violations = outputViolations(operation, output);
  if (violations.length > 0) throw new Error(`the output of ${operation}: ${violations.join("; ")}`);
}
