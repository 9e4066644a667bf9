import { days, hours, minutes, seconds } from "../base/clock.ts";
import type { TimeUnitsType, TokenValidityUnitsType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

const UNIT_MS: Readonly<Record<TimeUnitsType, (n: number) => number>> = { seconds, minutes, hours, days };
const DEFAULT_UNITS = { AccessToken: "hours", IdToken: "hours", RefreshToken: "days" } as const;

type TokenKind = keyof typeof DEFAULT_UNITS;

const RANGES: Readonly<Record<TokenKind, { min: number; max: number; default: number }>> = {
  AccessToken: { min: minutes(5), max: days(1), default: hours(1) },
  IdToken: { min: minutes(5), max: days(1), default: hours(1) },
  RefreshToken: { min: minutes(60), max: days(3650), default: days(30) },
};

interface ValidityMembers {
  readonly AccessTokenValidity?: number | undefined;
  readonly IdTokenValidity?: number | undefined;
  readonly RefreshTokenValidity?: number | undefined;
  readonly TokenValidityUnits?: TokenValidityUnitsType | undefined;
}

/** How long a client's tokens count, in milliseconds. */
export interface TokenLifetimes {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
}

export function tokenLifetimes(members: ValidityMembers): TokenLifetimes {
  const lifetime = (kind: TokenKind, value: number | undefined): number =>
    value === undefined
      ? RANGES[kind].default
      : UNIT_MS[members.TokenValidityUnits?.[kind] ?? DEFAULT_UNITS[kind]](value);
  return {
    access: lifetime("AccessToken", members.AccessTokenValidity),
    id: lifetime("IdToken", members.IdTokenValidity),
    refresh: lifetime("RefreshToken", members.RefreshTokenValidity),
  };
}

/** Refuses lifetimes out of range, and tokens that would outlive what renews them. */
export function checkTokenValidity(members: ValidityMembers): void {
  const { access, id, refresh } = tokenLifetimes(members);
  const inRange = (kind: TokenKind, ms: number): boolean => ms >= RANGES[kind].min && ms <= RANGES[kind].max;
  if (!inRange("AccessToken", access) || !inRange("IdToken", id) || !inRange("RefreshToken", refresh)) {
    throw faults.tokenValidityRange();
  }
  if (access > refresh || id > refresh) throw faults.tokenValidityOrder();
}

/** One unit given brings the others with their defaults; none given stays none. */
export const unitsWithDefaults = (units: TokenValidityUnitsType | undefined): TokenValidityUnitsType =>
  units === undefined || Object.keys(units).length === 0 ? {} : { ...DEFAULT_UNITS, ...units };
