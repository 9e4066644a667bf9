import { setTimeout as sleep } from "node:timers/promises";

/** Takes its time, and says when it begins. */
export async function handler(event) {
  process.stderr.write("slow-message has begun\n");
  await sleep(500);
  event.response.emailMessage = `Slowly but surely: ${event.request.codeParameter}`;
  return event;
}
