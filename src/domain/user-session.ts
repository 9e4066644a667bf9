import { minutes } from "../base/clock.ts";
import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { Origin } from "./caller.ts";
import { deviceTypeOf } from "./device-type.ts";
import { plainAddress } from "./risk/ip-ranges.ts";

/** A token session: the record of what became of a sign-in's tokens since. */
export interface UserSession {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly sub: Sub;
  readonly clientId: ClientId;
  readonly grantId: string;
  /** Of its latest activity, as is the address. */
  readonly deviceType: string;
  readonly ip: string;
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly expiresAt: number;
}

/** From where a session was used. */
export type Seen = Pick<UserSession, "deviceType" | "ip">;

/** 28 characters. */
export const newTokenSessionId = (random: Random): string => `tkn${random.lowerAlphanumeric(25)}`;

export const seenFrom = ({ userAgent, ip }: Pick<Origin, "userAgent" | "ip">): Seen => ({
  deviceType: deviceTypeOf(userAgent),
  ip: plainAddress(ip),
});

/** How exactly a session's latest activity is known: a client that refreshes all the time writes no more often. */
const EXACTNESS = minutes(1);

/** Whether an activity tells enough to be recorded. */
export const isNews = (session: UserSession, seen: Seen, now: number): boolean =>
  now >= session.lastActiveAt + EXACTNESS || session.deviceType !== seen.deviceType || session.ip !== seen.ip;
