import { isObject } from "../../base/json.ts";
import type { ContextDataType, UserContextDataType } from "../../model/types.gen.ts";
import type { AppClient } from "../app-client.ts";
import type { Origin } from "../caller.ts";
import type { EventContext, Reported } from "./auth-event.ts";
import { deviceNameOf } from "./device-name.ts";
import { isAddress, plainAddress } from "./ip-ranges.ts";

/** An app's word. Its address counts from those alone that hold a secret and were allowed to pass addresses on. */
export function reportedByApp(
  origin: Origin,
  { settings }: AppClient,
  data: UserContextDataType | undefined,
): Origin {
  if (!data) return origin;
  const ipAddress = settings.EnablePropagateAdditionalUserContextData ? data.IpAddress : undefined;
  return { ...origin, reported: { ...fingerprint(data.EncodedData), ipAddress: ipAddress || null } };
}

/** A back end's word. */
export function reportedByBackEnd(origin: Origin, data: ContextDataType | undefined): Origin {
  if (!data) return origin;
  const known = fingerprint(data.EncodedData);
  const header = data.HttpHeaders.find(({ headerName }) => headerName?.toLowerCase() === "user-agent");
  return {
    ...origin,
    reported: {
      ...known,
      ipAddress: data.IpAddress || null,
      userAgent: known.userAgent ?? (header?.headerValue || null),
    },
  };
}

/** Where a request came from, for its event. */
export function eventContext({ ip, userAgent, reported }: Origin): EventContext {
  const told = reported?.ipAddress ?? "";
  return {
    ipAddress: plainAddress(isAddress(told) ? told : ip),
    deviceName: deviceNameOf(reported?.userAgent ?? userAgent),
    deviceId: reported?.deviceId ?? null,
    timezone: reported?.timezone ?? null,
  };
}

type Fingerprint = Omit<Reported, "ipAddress">;

const LONGEST = 256;

/**
 * What the context data library of apps collects: base64 of JSON, whose `payload` is JSON again. It comes from the
 * user's device and proves nothing, so it is taken for a mere hint, signature or none.
 */
function fingerprint(encoded: string | undefined): Fingerprint {
  const payload = encoded === undefined ? undefined : json(Buffer.from(encoded, "base64").toString("utf8"));
  const data = isObject(payload) ? json(payload["payload"]) : undefined;
  const context = isObject(data) ? data["contextData"] : undefined;
  const member = (name: string): string | null => {
    const value = isObject(context) ? context[name] : undefined;
    return typeof value === "string" && value !== "" ? value.slice(0, LONGEST) : null;
  };
  return {
    userAgent: member("UserAgent"),
    deviceId: member("DeviceId"),
    timezone: member("ClientTimezone"),
  };
}

function json(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
