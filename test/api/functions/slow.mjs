import { setTimeout } from "node:timers/promises";

export const handler = async (event) => {
  await setTimeout(60_000);
  return event;
};
