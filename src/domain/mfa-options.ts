import type { MFAOptionType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { User } from "./user.ts";

export const BY_SMS: MFAOptionType = { DeliveryMedium: "SMS", AttributeName: "phone_number" };

/** The legacy MFA options a request asks for: codes by SMS to the phone number, or none. Refuses all others. */
export function readMfaOptions(asked: readonly MFAOptionType[]): readonly MFAOptionType[] {
  const isBySms = ({ DeliveryMedium, AttributeName }: MFAOptionType): boolean =>
    DeliveryMedium === BY_SMS.DeliveryMedium && AttributeName === BY_SMS.AttributeName;
  if (!asked.every(isBySms)) throw faults.mfaOptionInvalid();
  return asked.length > 0 ? [BY_SMS] : [];
}

/** A user's options as answers show them: left out where there are none. */
export const shownMfaOptions = ({ mfaOptions }: Pick<User, "mfaOptions">): MFAOptionType[] | undefined =>
  mfaOptions.length > 0 ? [...mfaOptions] : undefined;
