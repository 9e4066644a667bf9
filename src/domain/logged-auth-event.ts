import type { JsonObject } from "../base/json.ts";
import type { RiskDecisionType } from "../model/types.gen.ts";
import type { AuthEvent } from "./risk/auth-event.ts";

const DECISIONS: Readonly<Record<RiskDecisionType, string>> = {
  NoRisk: "PASS",
  AccountTakeover: "ACCOUNT_TAKEOVER",
  Block: "BLOCK",
};

/** `Wed Jul 17 17:25:55 UTC 2024`. */
export function logDate(at: number): string {
  const [weekday = "", day, month, year, time] = new Date(at).toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}

/** What of an event its record does not hold. */
export interface LoggedWith {
  readonly username: string;
  readonly clientId: string;
  readonly requestId: string;
}

/** A user's event as a log tells it: every member is there, empty where nothing is known. */
export function loggedAuthEvent(event: AuthEvent, { username, clientId, requestId }: LoggedWith): JsonObject {
  const { risk, context, feedback } = event;
  return {
    version: "1",
    eventId: event.id,
    eventType: event.type,
    userSub: event.sub,
    userName: username,
    userPoolId: event.poolId,
    clientId,
    creationDate: logDate(event.createdAt),
    eventResponse: event.response,
    riskLevel: risk.RiskLevel ?? "",
    riskDecision: DECISIONS[risk.RiskDecision ?? "NoRisk"],
    challenges: event.challenges.map(({ ChallengeName = "", ChallengeResponse = "" }) => ({
      challengeName: ChallengeName,
      challengeResponse: ChallengeResponse,
    })),
    deviceName: context.deviceName,
    ipAddress: context.ipAddress,
    requestId,
    idpName: "",
    compromisedCredentialDetected: String(risk.CompromisedCredentialsDetected ?? false),
    city: "",
    country: "",
    eventFeedbackValue: feedback?.value ?? "",
    eventFeedbackDate: feedback ? logDate(feedback.at) : "",
    eventFeedbackProvider: feedback?.provider ?? "",
    hasContextData: String(context.deviceId !== null || context.timezone !== null),
  };
}
