/** What the service says to whoever is refused, word for word: inviting. */
import assert from "node:assert/strict";
import { addUser, attributeList } from "../../support/arrange.ts";
import { createUser, newMail, newName } from "./acts.ts";
import { ALIASES, exception, loginsOf, NO_USER, type Row, tellErrors, WEAK_PASSWORDS } from "./rows.ts";

const INVITING: readonly Row[] = [
  ...WEAK_PASSWORDS.map(
    ([Password, reason]): Row => ({
      when: `AdminCreateUser gets the temporary password ${Password}`,
      ...exception("InvalidPassword", `Password did not conform with password policy: ${reason}`),
      provoke: (app) => createUser(app, newName(), { TemporaryPassword: Password }),
    }),
  ),
  {
    when: "AdminCreateUser finds the username taken",
    ...exception("UsernameExists", "User account already exists"),
    provoke: async (app) => createUser(app, await addUser(app)),
  },
  {
    when: "AdminCreateUser finds the e-mail address taken that signs in",
    ...exception("UsernameExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await assert.doesNotReject(createUser(app, "jane@example.com"));
      await createUser(app, "jane@example.com");
    },
  },
  {
    when: "AdminCreateUser finds the e-mail address another user's alias",
    ...exception("AliasExists", "An account with the email already exists."),
    app: ALIASES,
    async provoke(app) {
      const UserAttributes = attributeList({ email: newMail(), email_verified: "true" });
      await assert.doesNotReject(createUser(app, newName(), { UserAttributes }));
      await createUser(app, newName(), { UserAttributes });
    },
  },
  {
    when: "AdminCreateUser is to invite again who came already",
    ...exception("UnsupportedUserState", "Resend not possible. jane status is not FORCE_CHANGE_PASSWORD"),
    async provoke(app) {
      await addUser(app, { username: "jane" });
      await createUser(app, "jane", { MessageAction: "RESEND" });
    },
  },
  {
    when: "AdminCreateUser is to invite nobody again",
    ...NO_USER,
    provoke: (app) => createUser(app, "nobody", { MessageAction: "RESEND" }),
  },
];

await tellErrors("inviting", INVITING);
