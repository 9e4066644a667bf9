import { handler as deleteUser } from "./deletes-user.mjs";

/** A PreTokenGeneration trigger that deletes who renews a token. */
export const handler = async (event) =>
  event.triggerSource === "TokenGeneration_RefreshTokens" ? deleteUser(event) : event;
