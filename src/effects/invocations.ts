import type { LambdaOutcome } from "../ports/lambda.ts";

/** How often a function that does not answer in time is called in all, as Amazon Cognito does. */
const INVOCATIONS = 3;

/** Calls again after a time-out; a failure is not tried again. */
export async function withFurtherTries(invoke: () => Promise<LambdaOutcome>): Promise<LambdaOutcome> {
  let outcome = await invoke();
  for (let made = 1; made < INVOCATIONS && outcome.kind === "timedOut"; made++) outcome = await invoke();
  return outcome;
}

/** Amazon Cognito's limit of one invocation, in milliseconds. */
export const INVOCATION_LIMIT_MS = 5000;

/** The outcome where nobody was there to invoke the function; the name is AWS's for a failure on its side. */
export const unreachable: LambdaOutcome = { kind: "notInvoked", error: "ServiceException" };
