import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  type AppOptions,
  beforehand,
  newApp,
  onEachDatabase,
  type World,
} from "../../support/arrange.ts";
import { refusal } from "../../support/server.ts";

/** What the service answers whom it refuses. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** One row of its tables of errors: what somebody does, and what the service answers. */
export interface Row extends Refusal {
  readonly when: string;
  /** Of the app's pool and client. */
  readonly app?: AppOptions;
  readonly provoke: (app: App) => Promise<unknown>;
}

export const invalid = (message: string): Refusal => ({ name: "InvalidParameterException", message });
export const denied = (message: string): Refusal => ({ name: "NotAuthorizedException", message });
export const exception = (name: string, message: string): Refusal => ({ name: `${name}Exception`, message });

export const NO_SUCH_CODE = exception("ExpiredCode", "Invalid code provided, please request a code again.");
export const WRONG_CODE = exception("CodeMismatch", "Invalid verification code provided, please try again.");
export const TOO_OFTEN = exception("LimitExceeded", "Attempt limit exceeded, please try after some time.");
export const NO_USER = exception("UserNotFound", "User does not exist.");
export const NO_COMBINATION = exception("UserNotFound", "Username/client id combination not found.");
export const RESET = exception("PasswordResetRequired", "Password reset required for the user");
export const WRONG = denied("Incorrect username or password.");

export const VERIFIES_MAIL: AppOptions = { pool: { AutoVerifiedAttributes: ["email"] } };
export const ALIASES: AppOptions = {
  pool: { AliasAttributes: ["email"], AutoVerifiedAttributes: ["email"] },
};
export const loginsOf = (
  ...UsernameAttributes: NonNullable<CreateUserPoolRequest["UsernameAttributes"]>
): AppOptions => ({
  pool: { UsernameAttributes },
});
export const concealing = (more: AppOptions = {}): AppOptions => ({
  ...more,
  client: { ...more.client, PreventUserExistenceErrors: "ENABLED" },
});

/** The passwords that a pool's policy refuses unless told otherwise, each with its reason. */
export const WEAK_PASSWORDS = [
  ["Sh0rt!", "Password not long enough"],
  ["lower0nly!", "Password must have uppercase characters"],
  ["UPPER0NLY!", "Password must have lowercase characters"],
  ["NoDigits!", "Password must have numeric characters"],
  ["NoSymb0ls", "Password must have symbol characters"],
] as const;

/** Sees that what somebody does is refused in so many words. */
export const refused = (act: Promise<unknown>, { name, message }: Refusal): Promise<void> =>
  assert.rejects(act, refusal(name, message));

/** Tells a story for each row, and `more` of the same, on each database. */
export const tellErrors = (
  what: string,
  rows: readonly Row[],
  more: (world: () => World) => void = () => {},
): Promise<void> =>
  onEachDatabase(
    (world) => {
      describe(what, () => {
        const plain = beforehand(() => newApp(world()));
        for (const { app, provoke, ...row } of rows) {
          test(`${row.name} when ${row.when}`, async () => {
            await refused(provoke(app ? await newApp(world(), app) : plain()), row);
          });
        }
        more(world);
      });
    },
    "--functions",
    join(import.meta.dirname, "../functions"),
  );
