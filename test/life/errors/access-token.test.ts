/** What the service says to whoever is refused, word for word: an access token. */
import { type App, resetPassword } from "../../support/arrange.ts";
import { disable, remove, signedIn } from "./acts.ts";
import { denied, NO_USER, RESET, type Row, tellErrors } from "./rows.ts";

const OF_NO_USER = "eyJhbGciOiJSUzI1NiJ9.e30.e30";

const getUser = ({ api }: App, access: string) => api.getUser({ AccessToken: access });

const WITH_A_TOKEN: readonly Row[] = [
  { when: "it is made up", ...denied("Invalid Access Token"), provoke: (app) => getUser(app, OF_NO_USER) },
  {
    when: "it is an ID token",
    ...denied("Invalid Access Token"),
    provoke: async (app) => getUser(app, (await signedIn(app)).id),
  },
  {
    when: "its signature is another's",
    ...denied("Could not verify signature for Access Token"),
    async provoke(app) {
      const [one, other] = [await signedIn(app), await signedIn(app)];
      const [head, body] = one.access.split(".");
      await getUser(app, [head, body, other.access.split(".")[2]].join("."));
    },
  },
  {
    when: "it is an hour old",
    ...denied("Access Token has expired"),
    async provoke(app) {
      const { access } = await signedIn(app);
      app.world.pass(3600);
      await getUser(app, access);
    },
  },
  {
    when: "it was signed out",
    ...denied("Access Token has been revoked"),
    async provoke(app) {
      const { access } = await signedIn(app);
      await app.api.globalSignOut({ AccessToken: access });
      await getUser(app, access);
    },
  },
  {
    when: "its user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await disable(app, username);
      await getUser(app, access);
    },
  },
  {
    when: "its user is deleted",
    ...NO_USER,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await remove(app, username);
      await getUser(app, access);
    },
  },
  {
    when: "its user's password was reset",
    ...RESET,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await resetPassword(app, username);
      await getUser(app, access);
    },
  },
];

await tellErrors("an access token", WITH_A_TOKEN);
