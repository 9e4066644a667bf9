import { Fault } from "../domain/fault.ts";

/** What is wrong with a seed and where, such as at `pools[0].users[3].PasswordHash`; never quotes a secret. */
export class SeedRefusal extends Error {
  /** `place` is empty for the seed as a whole. */
  constructor(place: string, reason: string) {
    super(place === "" ? reason : `${place}: ${reason}`);
  }
}

/** Does a piece of work whose refusals are about that place. */
export function at<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Fault ? new SeedRefusal(place, error.message.trim()) : error;
  }
}
