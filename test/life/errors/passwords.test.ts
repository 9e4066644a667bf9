/** What the service says to whoever is refused, word for word: forgotten, reset and changed passwords. */
import {
  type App,
  addUser,
  codeFor,
  confirmReset,
  forgot,
  NEW_PASSWORD,
  otherCode,
  PASSWORD,
  resetPassword,
} from "../../support/arrange.ts";
import { disable, newMail, signedIn } from "./acts.ts";
import {
  denied,
  exception,
  invalid,
  NO_COMBINATION,
  NO_SUCH_CODE,
  type Row,
  tellErrors,
  VERIFIES_MAIL,
  WRONG,
  WRONG_CODE,
} from "./rows.ts";

const PASSWORDS: readonly Row[] = [
  {
    when: "ForgotPassword is for a user who never chose a password",
    ...denied("User password cannot be reset in the current state."),
    provoke: async (app) => forgot(app, await addUser(app, { password: null })),
  },
  {
    when: "AdminResetUserPassword is for a user who never chose a password",
    ...denied("User password cannot be reset in the current state."),
    provoke: async (app) => resetPassword(app, await addUser(app, { password: null })),
  },
  ...(["ForgotPassword", "AdminResetUserPassword"] as const).flatMap((operation): Row[] => {
    const call = (app: App, username: string) =>
      operation === "ForgotPassword" ? forgot(app, username) : resetPassword(app, username);
    return [
      {
        when: `${operation} finds nothing verified`,
        ...invalid(
          "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        provoke: async (app) => call(app, await addUser(app, { attributes: { email: newMail() } })),
      },
      {
        when: `${operation} is left to administrators`,
        ...denied("Contact administrator to reset password."),
        app: {
          pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] } },
        },
        provoke: async (app) => call(app, await addUser(app)),
      },
      {
        when: `${operation} is for a disabled user`,
        ...denied("User is disabled."),
        async provoke(app) {
          const username = await addUser(app);
          await disable(app, username);
          await call(app, username);
        },
      },
    ];
  }),
  {
    when: "ForgotPassword is for nobody",
    ...NO_COMBINATION,
    app: VERIFIES_MAIL,
    provoke: (app) => forgot(app, "nobody"),
  },
  {
    when: "ConfirmForgotPassword is for nobody",
    ...NO_COMBINATION,
    app: VERIFIES_MAIL,
    provoke: (app) => confirmReset(app, "nobody", "123456"),
  },
  {
    when: "ConfirmForgotPassword gets a wrong code",
    ...WRONG_CODE,
    async provoke(app) {
      const username = await addUser(app);
      await forgot(app, username);
      await confirmReset(app, username, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "ConfirmForgotPassword gets a code an hour late",
    ...NO_SUCH_CODE,
    async provoke(app) {
      const username = await addUser(app);
      await forgot(app, username);
      app.world.pass(3600);
      await confirmReset(app, username, await codeFor(app, username));
    },
  },
  {
    when: "ConfirmForgotPassword gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: async (app) => confirmReset(app, await addUser(app), "123456", "Sh0rt!"),
  },
  {
    when: "ChangePassword gets a wrong password",
    ...WRONG,
    provoke: async (app) =>
      app.api.changePassword({
        AccessToken: (await signedIn(app)).access,
        PreviousPassword: "wrong",
        ProposedPassword: NEW_PASSWORD,
      }),
  },
  {
    when: "ChangePassword gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: async (app) =>
      app.api.changePassword({
        AccessToken: (await signedIn(app)).access,
        PreviousPassword: PASSWORD,
        ProposedPassword: "Sh0rt!",
      }),
  },
];

await tellErrors("passwords", PASSWORDS);
