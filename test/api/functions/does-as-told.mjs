import { appendFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Any trigger: writes its event down, then does what the ClientMetadata say under its source: `throw …`, or JSON to be
 * answered.
 */
export const handler = async (event) => {
  appendFileSync(join(process.env.TRIGGER_RECORDS, event.userPoolId), `${JSON.stringify({ event })}\n`);
  const told = event.request.clientMetadata?.[event.triggerSource] ?? "{}";
  if (told.startsWith("throw ")) throw new Error(told.slice("throw ".length));
  Object.assign(event.response, JSON.parse(told));
  return event;
};
