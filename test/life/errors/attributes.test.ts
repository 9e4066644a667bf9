/** What the service says to whoever is refused, word for word: changed and verified attributes. */
import { addUser, codeFor, otherCode, tokensOf } from "../../support/arrange.ts";
import { adminUpdate, requestCode, update, verify } from "../../support/attributes.ts";
import { signedIn } from "./acts.ts";
import {
  denied,
  exception,
  invalid,
  loginsOf,
  NO_SUCH_CODE,
  type Row,
  tellErrors,
  WRONG_CODE,
} from "./rows.ts";

const ATTRIBUTES: readonly Row[] = [
  {
    when: "UpdateUserAttributes gives what the client may not write",
    ...denied("A client attempted to write unauthorized attribute"),
    app: { client: { WriteAttributes: ["email"] } },
    provoke: async (app) => update(app, (await signedIn(app)).access, { nickname: "jj" }),
  },
  {
    when: "UpdateUserAttributes gives what no schema knows",
    ...invalid("user.custom:team: Attribute does not exist in the schema.\n"),
    provoke: async (app) => update(app, (await signedIn(app)).access, { "custom:team": "a" }),
  },
  ...(["UpdateUserAttributes", "AdminUpdateUserAttributes"] as const).map(
    (operation): Row => ({
      when: `${operation} is to change what never changes`,
      ...invalid("user.custom:born: Attribute cannot be updated.\n"),
      app: {
        pool: { Schema: [{ Name: "born", AttributeDataType: "String", Mutable: false }] },
        client: { WriteAttributes: ["email", "custom:born"] },
      },
      async provoke(app) {
        const { username, access } = await signedIn(app);
        const attributes = { "custom:born": "yes" };
        if (operation === "UpdateUserAttributes") return update(app, access, attributes);
        return adminUpdate(app, username, attributes);
      },
    }),
  ),
  ...(
    [
      ["a", "String must be no shorter than 3 characters"],
      ["abcdef", "String must be no longer than 5 characters"],
    ] as const
  ).map(
    ([value, reason]): Row => ({
      when: `UpdateUserAttributes gives ${value} for three to five characters`,
      ...invalid(`user.nickname: ${reason}\n`),
      app: {
        pool: {
          Schema: [{ Name: "nickname", StringAttributeConstraints: { MinLength: "3", MaxLength: "5" } }],
        },
      },
      provoke: async (app) => update(app, (await signedIn(app)).access, { nickname: value }),
    }),
  ),
  {
    when: "UpdateUserAttributes is to change the sub",
    ...invalid("Cannot modify the non-mutable attribute sub"),
    provoke: async (app) => update(app, (await signedIn(app)).access, { sub: "me" }),
  },
  {
    when: "UpdateUserAttributes gives no value",
    ...invalid("Attribute value for picture must not be null"),
    provoke: async (app) =>
      app.api.updateUserAttributes({
        AccessToken: (await signedIn(app)).access,
        UserAttributes: [{ Name: "picture" }],
      }),
  },
  {
    when: "UpdateUserAttributes gives an e-mail address that is none",
    ...invalid("Invalid email address format."),
    provoke: async (app) => update(app, (await signedIn(app)).access, { email: "jane" }),
  },
  {
    when: "UpdateUserAttributes gives a phone number that is none",
    ...invalid("Invalid phone number format."),
    provoke: async (app) => update(app, (await signedIn(app)).access, { phone_number: "555" }),
  },
  {
    when: "UpdateUserAttributes gives the e-mail address another user signs in with",
    ...exception("AliasExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await addUser(app, { username: "jane@example.com", attributes: {} });
      const joe = await addUser(app, { username: "joe@example.com", attributes: {} });
      const { access } = await tokensOf(app, joe);
      await update(app, access, { email: "jane@example.com" });
    },
  },
  {
    when: "GetUserAttributeVerificationCode is for another attribute",
    ...invalid("Invalid attribute name. Only phone_number and email can be verified."),
    provoke: async (app) => requestCode(app, (await signedIn(app)).access, "nickname"),
  },
  {
    when: "VerifyUserAttribute gets a wrong code",
    ...WRONG_CODE,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await requestCode(app, access);
      await verify(app, access, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "VerifyUserAttribute gets a code where none was sent",
    ...NO_SUCH_CODE,
    provoke: async (app) => verify(app, (await signedIn(app)).access, "123456"),
  },
];

await tellErrors("attributes", ATTRIBUTES);
