import type { JsonObject } from "../base/json.ts";
import { faults, type TriggerName } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { responseOf } from "../domain/triggers/event.ts";
import type { LambdaConfigType } from "../model/types.gen.ts";
import type { LambdaOutcome } from "../ports/lambda.ts";
import type { Context } from "./context.ts";

const TIMED_OUT = "Socket timeout while invoking Lambda function";

/** What calling a trigger needs. */
export type TriggerTools = Pick<Context, "lambda" | "log" | "observations" | "clock">;

/** Calls the function of a trigger and gives the `response` it answered with; each failure is its documented refusal. */
export async function invokeTrigger(
  ctx: TriggerTools,
  pool: Pool,
  trigger: TriggerName,
  arn: string,
  event: JsonObject,
): Promise<Record<string, unknown>> {
  const begun = performance.now();
  const outcome = await ctx.lambda.invoke({ arn, event, region: pool.region });
  const milliseconds = performance.now() - begun;
  ctx.observations.lambda(trigger, outcome.kind, milliseconds);
  ctx.log.info(
    { trigger, source: event["triggerSource"], poolId: pool.id, outcome: outcome.kind, milliseconds },
    "trigger invoked",
  );
  return responseOf(payloadOf(trigger, outcome));
}

function payloadOf(trigger: TriggerName, outcome: LambdaOutcome): string {
  switch (outcome.kind) {
    case "returned":
      return outcome.payload;
    case "threw":
      throw faults.triggerFailed(trigger, outcome.message);
    case "notInvoked":
      throw faults.triggerNotInvoked(trigger, outcome.error);
    case "timedOut":
      throw faults.triggerNotInvoked(trigger, TIMED_OUT);
  }
}

type UnbuiltTrigger = Exclude<
  keyof LambdaConfigType,
  "CustomMessage" | "KMSKeyID" | "PreTokenGenerationConfig"
>;

/** Refuses what would have to call a trigger that is not built, rather than leave the call out. */
export function requireNoTrigger(pool: Pool, ...triggers: readonly UnbuiltTrigger[]): void {
  const configured = triggers.find((trigger) => pool.settings.LambdaConfig[trigger] !== undefined);
  if (configured !== undefined) throw faults.notYet(`the ${configured} trigger`);
}
