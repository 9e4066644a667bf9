import type { Progress, Waiting } from "../../domain/auth/state.ts";
import type { User } from "../../domain/user.ts";
import type { AuthSession } from "../../store/auth-sessions.ts";
import type { WriteTx } from "../../store/db.ts";
import type { SignInAttempt } from "../attempt.ts";
import type { Context } from "../context.ts";

export type Responses = Readonly<Record<string, string>>;

export interface AnswerInput<Wait extends Waiting = Waiting> {
  readonly attempt: SignInAttempt;
  /** Whether the USERNAME sent along means the session's user. */
  readonly isNamed: boolean;
  readonly session: AuthSession;
  readonly waiting: Wait;
  readonly progress: Progress;
  readonly responses: Responses;
}

/** What a right answer brings about, in the transaction that claims its session; gives the user as it is then. */
export interface RightAnswer {
  readonly progress: Progress;
  readonly commit: (tx: WriteTx) => Promise<User>;
}

/** How one challenge is answered. */
export interface Challenge {
  /** ChallengeResponses that must be there, in the order in which they are asked for. */
  readonly required: readonly string[];
  /** The token that finds the session: the request's `Session`, or what the client echoes in its stead. */
  readonly tokenOf: (responses: Responses, session: string | undefined) => string;
  /** Throws the refusal of a wrong answer. */
  readonly judge: (ctx: Context, input: AnswerInput) => Promise<RightAnswer>;
}
