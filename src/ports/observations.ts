/** What the rooms tell whoever counts: never contents, addresses or names of users. Times in milliseconds. */
export interface Observations {
  /** One API request; `outcome` is `"ok"` or the name of the fault. */
  operation(name: string, outcome: string, milliseconds: number): void;
  /** One trigger, time-outs and their repetitions included; `outcome` is a `LambdaOutcome`'s kind. */
  lambda(trigger: string, outcome: string, milliseconds: number): void;
  /** What became of one try to hand a message over. */
  message(medium: "EMAIL" | "SMS", outcome: MessageOutcome): void;
  /** A transaction that met another one and ran again. */
  writeRetried(): void;
}

export type MessageOutcome = "sent" | "postponed" | "failed";

const ignore = (): void => {};
export const noObservations: Observations = {
  operation: ignore,
  lambda: ignore,
  message: ignore,
  writeRetried: ignore,
};
