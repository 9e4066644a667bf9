import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MFAOptionType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  newApp,
  onEachDatabase,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const BY_SMS: MFAOptionType = { DeliveryMedium: "SMS", AttributeName: "phone_number" };
const refused = refusal(
  "InvalidParameterException",
  "MFAOptions can only have the DeliveryMedium SMS with the AttributeName phone_number.",
);

type SetOptions = (
  app: App,
  user: { readonly username: string; readonly access: string },
  MFAOptions: MFAOptionType[],
) => Promise<object>;

const DOORS: Readonly<Record<string, SetOptions>> = {
  SetUserSettings: ({ api }, { access }, MFAOptions) =>
    api.setUserSettings({ AccessToken: access, MFAOptions }),
  AdminSetUserSettings: ({ api, poolId }, { username }, MFAOptions) =>
    api.adminSetUserSettings({ UserPoolId: poolId, Username: username, MFAOptions }),
};

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  async function arrange() {
    const username = await addUser(app());
    return { username, ...(await tokensOf(app(), username)) };
  }

  /** The options as each of those that show them does. */
  async function shown({ username, access }: { readonly username: string; readonly access: string }) {
    const { api, poolId } = app();
    const listed = await api.listUsers({ UserPoolId: poolId, Filter: `username = "${username}"` });
    return [
      await api.getUser({ AccessToken: access }),
      await api.adminGetUser({ UserPoolId: poolId, Username: username }),
      there(listed.Users?.[0]),
    ].map((user) => ("MFAOptions" in user ? user.MFAOptions : "left out"));
  }

  for (const [name, set] of Object.entries(DOORS)) {
    describe(name, () => {
      test("keeps the one option there is, which is shown with the user", async () => {
        const user = await arrange();
        assert.deepEqual(await shown(user), Array(3).fill("left out"));
        const { $metadata: _, ...answer } = { $metadata: {}, ...(await set(app(), user, [BY_SMS])) };
        assert.deepEqual(answer, {});
        assert.deepEqual(await shown(user), Array(3).fill([BY_SMS]));
      });

      test("keeps it once", async () => {
        const user = await arrange();
        await set(app(), user, [BY_SMS, BY_SMS]);
        assert.deepEqual(await shown(user), Array(3).fill([BY_SMS]));
      });

      test("takes it away by an empty list", async () => {
        const user = await arrange();
        await set(app(), user, [BY_SMS]);
        await set(app(), user, []);
        assert.deepEqual(await shown(user), Array(3).fill("left out"));
      });

      test("refuses every other option, and keeps what was set", async () => {
        const user = await arrange();
        await set(app(), user, [BY_SMS]);
        for (const option of [
          { DeliveryMedium: "EMAIL", AttributeName: "email" },
          { DeliveryMedium: "EMAIL", AttributeName: "phone_number" },
          { DeliveryMedium: "SMS", AttributeName: "email" },
          { DeliveryMedium: "SMS" },
          { AttributeName: "phone_number" },
          {},
        ] satisfies MFAOptionType[]) {
          await assert.rejects(set(app(), user, [BY_SMS, option]), refused);
        }
        assert.deepEqual(await shown(user), Array(3).fill([BY_SMS]));
      });

      test("asks for no code at sign-in", async () => {
        const user = await arrange();
        await set(app(), user, [BY_SMS]);
        assert.ok((await signIn(app(), user.username)).AuthenticationResult);
      });
    });
  }

  test("an administrator's settings need a user that exists", async () => {
    await assert.rejects(
      app().api.adminSetUserSettings({ UserPoolId: app().poolId, Username: "nobody", MFAOptions: [] }),
      refusal("UserNotFoundException", "User does not exist."),
    );
  });
});
