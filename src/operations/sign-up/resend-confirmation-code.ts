import { concealsUsers } from "../../domain/client-settings.ts";
import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import type { Destination } from "../../domain/recovery.ts";
import { reportedByApp } from "../../domain/risk/reported.ts";
import { confirmationRoute } from "../../domain/sign-up.ts";
import type { User } from "../../domain/user.ts";
import { watched } from "../../flows/auth-events.ts";
import { findNamedUser } from "../../flows/named-user.ts";
import type { PoolAndClient } from "../../flows/pools.ts";
import { deliveryDetails, sendCode } from "../../flows/send-code.ts";
import { standInForSignUp } from "../../flows/stand-in.ts";
import { countCodeRequest, pretendCode } from "../../flows/stand-in-code.ts";
import { operation } from "../operation.ts";

/** Sends a new code to a user who has not confirmed the sign-up; the one before is no good any more. */
export const ResendConfirmationCode = operation("ResendConfirmationCode", async (ctx, input) => {
  const { pool, client, user } = await findNamedUser(ctx, input);
  const standIn = standInForSignUp(pool, input.Username);
  if (standIn === undefined) throw faults.autoVerificationOff();
  await countCodeRequest(ctx, { pool, user, username: input.Username }, "signUp");
  const origin = reportedByApp(ctx.caller.origin, client, input.UserContextData);
  return watched(ctx, { pool, client, user, origin, type: "ResendCode" }, async () => {
    const to =
      user && !isConcealed({ pool, client }, user)
        ? await sendCode(ctx, {
            pool,
            user,
            purpose: "signUp",
            kind: "resendCode",
            destinationOf: requireDestination,
            clientId: client.id,
            clientMetadata: input.ClientMetadata,
            userAgent: origin.userAgent,
          })
        : null;
    if (to) return { CodeDeliveryDetails: deliveryDetails(to) };
    if (!concealsUsers(client)) throw faults.userClientCombinationNotFound();
    return { CodeDeliveryDetails: await pretendCode(ctx, pool, input.Username, "signUp", standIn) };
  });
});

function requireDestination(pool: Pool, user: User): Destination {
  if (!user.enabled) throw faults.userDisabled();
  if (user.status !== "UNCONFIRMED") throw faults.userAlreadyConfirmed();
  const to = confirmationRoute(pool, user);
  if (!to) throw faults.autoVerificationOff();
  return to;
}

/** Whether the client must not learn that this user can't have a code. */
const isConcealed = ({ pool, client }: PoolAndClient, user: User): boolean =>
  concealsUsers(client) && !(user.enabled && user.status === "UNCONFIRMED" && confirmationRoute(pool, user));
