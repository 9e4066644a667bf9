import { Fault, faults } from "../domain/fault.ts";
import type { AuthEvent } from "../domain/risk/auth-event.ts";
import { isCompromised } from "../domain/risk/compromised-passwords.ts";
import {
  type RiskSettings,
  refusesCompromised,
  securityMode,
  skippedRanges,
  takeoverAction,
} from "../domain/risk/configuration.ts";
import { EVENTS_JUDGED, riskOf, takeoverResponse } from "../domain/risk/decision.ts";
import { isInRanges } from "../domain/risk/ip-ranges.ts";
import type { NotificationKind } from "../domain/risk/notification.ts";
import { eventContext } from "../domain/risk/reported.ts";
import type { User } from "../domain/user.ts";
import type { EventResponseType, InitiateAuthResponse, RiskLevelType } from "../model/types.gen.ts";
import { listAuthEvents } from "../store/auth-events.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { requireNotLockedOut, type SignInAttempt } from "./attempt.ts";
import { isTelling, recordEvent, recordPass } from "./auth-events.ts";
import type { Context } from "./context.ts";
import { riskSettings } from "./risk.ts";
import { postRiskNotification } from "./risk-notification.ts";
import { saveUser } from "./users.ts";

type Tools = Pick<Context, "db" | "clock" | "random" | "vault" | "settings" | "outbox" | "logs" | "log">;

/** What threat protection is told of a sign-in that it watches. */
export interface SignInWatch {
  /** To be kept with the sign-in's progress: the id of its event. */
  readonly eventId?: string;
  /** Judges a sign-in whose password is proved, and throws to block it. The password, where it was sent. */
  readonly screen: (user: User, password?: string) => Promise<void>;
}

const UNWATCHED: SignInWatch = { screen: async () => {} };

/**
 * Takes a step of a sign-in under the eyes of threat protection, where the pool has it, and records how that ended.
 * `begun` is the id of the event that an earlier step recorded.
 */
export async function watchSignIn(
  ctx: Tools,
  attempt: SignInAttempt,
  begun: string | undefined,
  step: (watch: SignInWatch) => Promise<InitiateAuthResponse>,
): Promise<InitiateAuthResponse> {
  if (securityMode(attempt.pool) === "OFF") return step(UNWATCHED);
  if (begun !== undefined) return goOn(ctx, attempt, begun, step);
  const screening = new Screening(ctx, attempt);
  try {
    const answer = await step(screening);
    await screening.record(answer.AuthenticationResult ? "Pass" : "InProgress");
    return answer;
  } catch (error) {
    if (screening.isProved ? error instanceof Fault : isTelling(error)) await screening.record("Fail");
    throw error;
  }
}

/** A later step: what it was risked on was judged before. */
async function goOn(
  ctx: Tools,
  attempt: SignInAttempt,
  eventId: string,
  step: (watch: SignInWatch) => Promise<InitiateAuthResponse>,
): Promise<InitiateAuthResponse> {
  const answer = await step({ ...UNWATCHED, eventId });
  if (answer.AuthenticationResult) await recordPass(ctx, attempt, eventId);
  return answer;
}

/** The judgement of one sign-in. */
class Screening implements SignInWatch {
  readonly eventId: string;
  readonly #ctx: Tools;
  readonly #attempt: SignInAttempt;
  #proved = false;
  #compromised = false;
  #level: RiskLevelType | null = null;
  #isBlocked = false;
  #notification: { readonly kind: NotificationKind; readonly settings: RiskSettings } | null = null;

  constructor(ctx: Tools, attempt: SignInAttempt) {
    this.#ctx = ctx;
    this.#attempt = attempt;
    this.eventId = ctx.random.uuid();
  }

  get isProved(): boolean {
    return this.#proved;
  }

  readonly screen = async (user: User, password?: string): Promise<void> => {
    const { db, clock } = this.#ctx;
    const { pool, client } = this.#attempt;
    // Guesses side by side that locked the user out keep the right one among them from learning that it is right.
    await db.read((tx) => requireNotLockedOut(tx, this.#attempt, clock.now()));
    this.#proved = true;
    const settings = await db.read((tx) => riskSettings(tx, pool, client));
    await this.#judgePassword(settings, user, password);
    await this.#judgeOrigin(settings, user);
  };

  async #judgePassword(settings: RiskSettings, user: User, password: string | undefined): Promise<void> {
    this.#compromised = password !== undefined && isCompromised(password);
    // A temporary one is about to be replaced anyway.
    if (!this.#compromised || user.status !== "CONFIRMED") return;
    if (!this.#isEnforced || !refusesCompromised(settings, "SIGN_IN")) return;
    this.#isBlocked = true;
    await this.#ctx.db.write((tx) => requireReset(tx, this.#ctx, user));
    throw faults.passwordResetRequired();
  }

  async #judgeOrigin(settings: RiskSettings, user: User): Promise<void> {
    const { db, clock } = this.#ctx;
    const { pool, origin } = this.#attempt;
    const context = eventContext(origin);
    if (isInRanges(context.ipAddress, skippedRanges(settings))) return;
    const past = await db.read((tx) => listAuthEvents(tx, pool.id, user.sub, undefined, EVENTS_JUDGED));
    this.#level = riskOf(past, context, clock.now());
    if (this.#level === null || !this.#isEnforced) return;
    const { EventAction, Notify } = takeoverAction(settings, this.#level);
    const response = takeoverResponse(EventAction, pool.settings.MfaConfiguration);
    if (response === "askForMfa") throw faults.notYet("MFA as the answer to a risky sign-in");
    this.#isBlocked = response === "block";
    if (Notify) this.#notification = { kind: this.#isBlocked ? "block" : "noAction", settings };
    if (this.#isBlocked) throw faults.signInBlocked();
  }

  get #isEnforced(): boolean {
    return securityMode(this.#attempt.pool) === "ENFORCED";
  }

  /** Records the event, and with it the mail that tells the user. */
  async record(response: EventResponseType): Promise<void> {
    const { pool, client, user, origin } = this.#attempt;
    const notification = this.#notification;
    const seen = { pool, client, user, origin, id: this.eventId, type: "SignIn" as const, response };
    await recordEvent(this.#ctx, { ...seen, ...this.#verdict() }, async (tx, event) => {
      if (user && notification)
        await postRiskNotification(tx, this.#ctx, { pool, user, event, ...notification });
    });
    if (notification) this.#ctx.outbox.ring();
  }

  #verdict(): Pick<AuthEvent, "risk" | "challenges"> {
    const level = this.#level;
    return {
      risk: {
        RiskDecision: this.#isBlocked ? "Block" : level ? "AccountTakeover" : "NoRisk",
        ...(level && { RiskLevel: level }),
        CompromisedCredentialsDetected: this.#compromised,
      },
      challenges: [{ ChallengeName: "Password", ChallengeResponse: this.#proved ? "Success" : "Failure" }],
    };
  }
}

/** Who signs in with a password that everybody knows is to set another one first. */
async function requireReset(tx: WriteTx, { clock }: Pick<Context, "clock">, proved: User): Promise<void> {
  const user = await findUserBySub(tx, proved.poolId, proved.sub);
  if (user?.status !== "CONFIRMED" || user.passwordSetAt !== proved.passwordSetAt) return;
  await saveUser(tx, { ...user, status: "RESET_REQUIRED", updatedAt: clock.now() });
}
