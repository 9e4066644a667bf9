import type { UserSession } from "../../domain/user-session.ts";
import type { SessionDescriptionType } from "../../model/types.gen.ts";

/** A session as the API shows it; where on earth it was used is not known here. */
export const sessionView = (session: UserSession, currentGrantId: string | null): SessionDescriptionType => ({
  SessionId: session.id,
  SessionType: "TOKEN",
  ClientId: session.clientId,
  CreateDate: session.createdAt,
  LastActiveDate: session.lastActiveAt,
  DeviceType: session.deviceType,
  LastIPAddress: session.ip,
  IsCurrentSession: session.grantId === currentGrantId,
});
