/** What the service says to whoever is refused, word for word: signing up. */
import assert from "node:assert/strict";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import { type App, type AppOptions, addUser, codeFor, otherCode } from "../../support/arrange.ts";
import { confirm, resend, signUp } from "../../support/sign-up.ts";
import { newcomer, newMail } from "./acts.ts";
import {
  ALIASES,
  concealing,
  denied,
  exception,
  invalid,
  loginsOf,
  NO_COMBINATION,
  NO_SUCH_CODE,
  type Row,
  refused,
  TOO_OFTEN,
  tellErrors,
  VERIFIES_MAIL,
  WEAK_PASSWORDS,
  WRONG_CODE,
} from "./rows.ts";

const aliasesOf = (
  ...AliasAttributes: NonNullable<CreateUserPoolRequest["AliasAttributes"]>
): AppOptions => ({
  pool: { AliasAttributes },
});

const SIGNING_UP: readonly Row[] = [
  {
    when: "SignUp finds the username taken",
    ...exception("UsernameExists", "User already exists"),
    provoke: async (app) => signUp(app, { username: await newcomer(app) }),
  },
  {
    when: "SignUp finds the e-mail address taken that signs in",
    ...exception("UsernameExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await assert.doesNotReject(signUp(app, { username: "jane@example.com", attributes: {} }));
      await signUp(app, { username: "jane@example.com", attributes: {} });
    },
  },
  {
    when: "SignUp finds the phone number taken that signs in",
    ...exception("UsernameExists", "An account with the given phone_number already exists."),
    app: loginsOf("phone_number"),
    async provoke(app) {
      await assert.doesNotReject(signUp(app, { username: "+15555550100", attributes: {} }));
      await signUp(app, { username: "+15555550100", attributes: {} });
    },
  },
  {
    when: "SignUp is left to administrators",
    ...denied("SignUp is not permitted for this user pool"),
    app: { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
    provoke: (app) => signUp(app),
  },
  ...WEAK_PASSWORDS.map(
    ([Password, reason]): Row => ({
      when: `SignUp gets the password ${Password}`,
      ...exception("InvalidPassword", `Password did not conform with policy: ${reason}`),
      provoke: (app) => signUp(app, { attributes: {}, Password }),
    }),
  ),
  {
    when: "SignUp lacks required attributes",
    ...invalid(
      "Attributes did not conform to the schema: family_name: The attribute is required\n" +
        "name: The attribute is required\n",
    ),
    app: {
      pool: {
        Schema: [
          { Name: "name", Required: true },
          { Name: "family_name", Required: true },
        ],
      },
    },
    provoke: (app) => signUp(app),
  },
  {
    when: "SignUp gives an attribute that the client may not write",
    ...denied("A client attempted to write unauthorized attribute"),
    app: { client: { WriteAttributes: ["email"] } },
    provoke: (app) => signUp(app, { attributes: { nickname: "jj" } }),
  },
  {
    when: "SignUp says of itself that the e-mail address is verified",
    ...denied("A client attempted to write unauthorized attribute"),
    provoke: (app) => signUp(app, { attributes: { email: "jane@example.com", email_verified: "true" } }),
  },
  {
    when: "SignUp needs an e-mail address for a username",
    ...invalid("Username should be an email."),
    app: loginsOf("email"),
    provoke: (app) => signUp(app, { username: "jane", attributes: {} }),
  },
  {
    when: "SignUp needs a phone number for a username",
    ...invalid("Username should be a phone number."),
    app: loginsOf("phone_number"),
    provoke: (app) => signUp(app, { username: "jane@example.com", attributes: {} }),
  },
  {
    when: "SignUp needs either for a username",
    ...invalid("Username should be either an email or a phone number."),
    app: loginsOf("email", "phone_number"),
    provoke: (app) => signUp(app, { username: "jane", attributes: {} }),
  },
  {
    when: "SignUp gets an e-mail address for a username, though it is an alias",
    ...invalid("Username cannot be of email format, since user pool is configured for email alias."),
    app: aliasesOf("email"),
    provoke: (app) => signUp(app, { username: "jane@example.com", attributes: {} }),
  },
  {
    when: "SignUp gets a phone number for a username, though it is an alias",
    ...invalid(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    ),
    app: aliasesOf("phone_number"),
    provoke: (app) => signUp(app, { username: "+15555550100", attributes: {} }),
  },
  {
    when: "SignUp gives a preferred username, though it is an alias",
    ...invalid(
      "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    ),
    app: aliasesOf("preferred_username"),
    provoke: (app) => signUp(app, { attributes: { preferred_username: "jj" } }),
  },
  {
    when: "SignUp gives an e-mail address that is none",
    ...invalid("Invalid email address format."),
    provoke: (app) => signUp(app, { attributes: { email: "jane" } }),
  },
  {
    when: "SignUp gives a phone number that is none",
    ...invalid("Invalid phone number format."),
    provoke: (app) => signUp(app, { attributes: { phone_number: "555" } }),
  },
  {
    when: "ConfirmSignUp gets a wrong code",
    ...WRONG_CODE,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      await confirm(app, username, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "ConfirmSignUp gets a code a day late",
    ...NO_SUCH_CODE,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      app.world.pass(86_400);
      await confirm(app, username, await codeFor(app, username));
    },
  },
  {
    when: "ConfirmSignUp gets a code where none was sent",
    ...NO_SUCH_CODE,
    provoke: async (app) => confirm(app, await newcomer(app), "123456"),
  },
  {
    when: "ConfirmSignUp gets too many wrong codes",
    ...TOO_OFTEN,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      const code = await codeFor(app, username);
      for (let time = 1; time <= 5; time++)
        await refused(confirm(app, username, otherCode(code)), WRONG_CODE);
      await confirm(app, username, code);
    },
  },
  {
    when: "ConfirmSignUp finds the user confirmed",
    ...denied("User cannot be confirmed. Current status is CONFIRMED"),
    provoke: async (app) => confirm(app, await addUser(app), "123456"),
  },
  {
    when: "ConfirmSignUp finds the e-mail address another user's alias",
    ...exception("AliasExists", "An account with the email already exists."),
    app: ALIASES,
    async provoke(app) {
      const email = newMail();
      await addUser(app, { attributes: { email, email_verified: "true" } });
      const username = await newcomer(app, { email });
      await confirm(app, username, await codeFor(app, username));
    },
  },
  ...[
    { operation: "ConfirmSignUp", call: (app: App) => confirm(app, "nobody", "123456") },
    { operation: "ResendConfirmationCode", call: (app: App) => resend(app, "nobody") },
  ].map(
    ({ operation, call }): Row => ({
      when: `${operation} is for nobody`,
      ...NO_COMBINATION,
      app: VERIFIES_MAIL,
      provoke: call,
    }),
  ),
  {
    when: "ConfirmSignUp is for nobody, which the client conceals",
    ...NO_SUCH_CODE,
    app: concealing(VERIFIES_MAIL),
    provoke: (app) => confirm(app, "nobody", "123456"),
  },
  {
    when: "ResendConfirmationCode finds the user confirmed",
    ...invalid("User is already confirmed."),
    app: VERIFIES_MAIL,
    provoke: async (app) => resend(app, await addUser(app)),
  },
  {
    when: "ResendConfirmationCode finds that nothing is verified",
    ...denied("Cannot resend codes. Auto verification not turned on."),
    provoke: async (app) => resend(app, await newcomer(app)),
  },
  {
    when: "ResendConfirmationCode is asked a sixth time within the hour",
    ...TOO_OFTEN,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      for (let time = 1; time <= 5; time++) await assert.doesNotReject(resend(app, username));
      await resend(app, username);
    },
  },
];

await tellErrors("signing up", SIGNING_UP);
