import type { Pool } from "../domain/pool.ts";
import { NO_CLIENT, triggerEvent } from "../domain/triggers/event.ts";
import {
  PRE_SIGN_UP_DEFAULTS,
  type PreSignUpDecision,
  type PreSignUpFacts,
  type PreSignUpSource,
  preSignUpDecision,
  preSignUpRequest,
  UNDECIDED,
} from "../domain/triggers/pre-sign-up.ts";
import { invokeTrigger, type TriggerTools } from "./trigger.ts";

/** A user that is about to be made. */
export interface PreSignUpRequest extends PreSignUpFacts {
  readonly pool: Pool;
  readonly source: PreSignUpSource;
  /** As the user will be stored. */
  readonly userName: string;
  /** Absent where an administrator makes the user: what the function decides is of no account then. */
  readonly clientId?: string;
  readonly userAgent: string;
}

/** Lets the pool's PreSignUp function, where it has one, turn a new user down. Call it outside transactions. */
export async function preSignUp(ctx: TriggerTools, request: PreSignUpRequest): Promise<PreSignUpDecision> {
  const { pool, source, userName, userAgent, clientId } = request;
  const arn = pool.settings.LambdaConfig.PreSignUp;
  if (arn === undefined) return UNDECIDED;
  const event = triggerEvent(
    { pool, userName, userAgent, clientId: clientId ?? NO_CLIENT },
    source,
    preSignUpRequest(request),
    PRE_SIGN_UP_DEFAULTS,
  );
  const response = await invokeTrigger(ctx, pool, "PreSignUp", arn, event);
  return clientId === undefined ? UNDECIDED : preSignUpDecision(response);
}
