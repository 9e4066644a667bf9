import { concealsUsers } from "../domain/client-settings.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { type Destination, isLeftToAdministrators, recoveryRoute } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import type { CodeDeliveryDetailsType, UserStatusType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import type { Context } from "./context.ts";
import type { PoolAndClient } from "./pools.ts";
import { sendCode } from "./send-code.ts";
import { standInForRecovery } from "./stand-in.ts";
import { pretendCode } from "./stand-in-code.ts";

/** Who asks for the reset: the user, through an app client, or an administrator. */
export type ResetBy = "user" | "administrator";

const RESETTABLE: Readonly<Record<ResetBy, readonly UserStatusType[]>> = {
  administrator: ["CONFIRMED", "RESET_REQUIRED"],
  user: ["CONFIRMED", "RESET_REQUIRED", "UNCONFIRMED"],
};

/** Whether there is a verified contact that a reset code could go to. */
const hasRecoveryContact = (pool: Pool, user: User): boolean =>
  recoveryRoute(pool, user).kind !== "noContact";

/** Where the user's reset code goes; refuses users who can't have one. */
export function requireRecoveryDestination(pool: Pool, user: User, by: ResetBy): Destination {
  if (!user.enabled) throw faults.userDisabled();
  if (!RESETTABLE[by].includes(user.status)) throw faults.passwordNotResettable();
  const route = recoveryRoute(pool, user);
  if (route.kind === "administrator") throw faults.contactAdministrator();
  if (route.kind === "noContact") throw faults.noRecoveryContact();
  return route.to;
}

export interface ResetRequest {
  readonly pool: Pool;
  readonly user: User;
  readonly by: ResetBy;
  /** Absent where an administrator resets. */
  readonly clientId?: string;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Sends a reset code; `save` and the answer are as `sendCode` has them. */
export const sendResetCode = (
  ctx: Context,
  { by, ...request }: ResetRequest,
  save?: (tx: WriteTx, user: User) => Promise<void>,
): Promise<Destination | null> =>
  sendCode(
    ctx,
    {
      ...request,
      purpose: "recovery",
      kind: "forgotPassword",
      destinationOf: (pool, user) => requireRecoveryDestination(pool, user, by),
    },
    save,
  );

/** Tells of a reset code that nobody gets; refuses where nobody at all gets one. */
export async function pretendResetCode(
  ctx: Context,
  pool: Pool,
  name: string,
): Promise<CodeDeliveryDetailsType> {
  if (isLeftToAdministrators(pool)) throw faults.contactAdministrator();
  return pretendCode(ctx, pool, name, "recovery", standInForRecovery(pool, name));
}

/** Whether a client that conceals users must not learn that this one can't have a code. */
export const isConcealed = ({ pool, client }: PoolAndClient, user: User | undefined): boolean =>
  concealsUsers(client) && (!user?.enabled || !hasRecoveryContact(pool, user));
