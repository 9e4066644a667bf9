import { systemRandom } from "../src/base/random.ts";
import { each } from "./lanes.ts";
import { BLOCK, blockPrefix, createUser, newPerson, signIn, signInPerson, someTokens } from "./people.ts";
import { type Site, somebody } from "./site.ts";
import { srpSignIn } from "./srp-sign-in.ts";
import { type BenchOperation, has, oneStep } from "./trial.ts";

const MOST = 3000;
/** What is created changes the population until it is deleted again. */
const MOST_CREATED = 400;
/** Their proofs take the client longer than the server. */
const MOST_PROOFS = 400;
const LANES = 16;
const PAGE = 60;

/** `input` gives what ListUsers is asked the n-th time, beside the pool. */
const list = (
  title: string,
  lists: "a page" | "matches",
  input: (site: Site, index: number) => object,
  expected: (site: Site) => number = () => PAGE,
): BenchOperation => ({
  title: `ListUsers, ${title}`,
  most: MOST,
  lists,
  begin: async (site) =>
    oneStep(
      (index) => site.api.call("ListUsers", { UserPoolId: site.poolId, ...input(site, index) }),
      (answer) => {
        const { Users }: { Users: object[] } = JSON.parse(answer);
        if (Users.length !== expected(site)) throw new Error(`${title}: ${Users.length} users were listed`);
      },
    ),
});

/** The operations by the names that `--only` takes. */
const operations = {
  create: {
    title: "AdminCreateUser",
    most: MOST_CREATED,
    cryptography: { powers: 1, signatures: 0 },
    async begin({ api, poolId }) {
      const series = systemRandom.lowerAlphanumeric(8);
      let created = 0;
      return {
        ...oneStep(async (index) => {
          const answer = await createUser(api, poolId, newPerson(series, index));
          created++;
          return answer;
        }, has("UserStatus")),
        async end() {
          await each(created, LANES, (index) =>
            api.call("AdminDeleteUser", { UserPoolId: poolId, Username: newPerson(series, index).username }),
          );
        },
      };
    },
  },
  password: {
    title: "sign-in, USER_PASSWORD_AUTH",
    most: MOST,
    cryptography: { powers: 1, signatures: 2 },
    begin: async ({ api, clientId }) =>
      oneStep((index) => signIn(api, clientId, signInPerson(index)), has("AuthenticationResult")),
  },
  srp: {
    title: "sign-in, USER_SRP_AUTH",
    most: MOST_PROOFS,
    cryptography: { powers: 3, signatures: 2 },
    begin: srpSignIn,
  },
  refresh: {
    title: "REFRESH_TOKEN_AUTH",
    most: MOST,
    cryptography: { powers: 0, signatures: 2 },
    async begin({ api, clientId }) {
      const tokens = await someTokens(api, clientId);
      const refresh = (REFRESH_TOKEN: string | undefined): Promise<string> =>
        api.call("InitiateAuth", {
          ClientId: clientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN },
        });
      return oneStep(
        (index) => refresh(tokens[index % tokens.length]?.RefreshToken),
        has("AuthenticationResult"),
      );
    },
  },
  getuser: {
    title: "GetUser",
    most: MOST,
    async begin({ api, clientId }) {
      const tokens = await someTokens(api, clientId);
      return oneStep(
        (index) => api.call("GetUser", { AccessToken: tokens[index % tokens.length]?.AccessToken }),
        has("UserAttributes"),
      );
    },
  },
  admingetuser: {
    title: "AdminGetUser",
    most: MOST,
    begin: async (site) =>
      oneStep(
        (index) =>
          site.api.call("AdminGetUser", {
            UserPoolId: site.poolId,
            Username: somebody(site, index).username,
          }),
        has("UserAttributes"),
      ),
  },
  "list-email": list(
    "email =",
    "matches",
    (site, index) => ({ Filter: `email = "${somebody(site, index).email}"`, Limit: PAGE }),
    () => 1,
  ),
  "list-prefix": list("email ^=", "matches", (site, index) => ({
    Filter: `email ^= "${somePrefix(site, index)}"`,
    Limit: PAGE,
  })),
  "list-status": list("cognito:user_status =", "matches", () => ({
    Filter: 'cognito:user_status = "FORCE_CHANGE_PASSWORD"',
    Limit: PAGE,
  })),
  "list-sub": list(
    "sub =",
    "matches",
    ({ subs }, index) => ({ Filter: `sub = "${subs[index % subs.length]}"`, Limit: PAGE }),
    () => 1,
  ),
  "list-page": list("a page of 60", "a page", () => ({ Limit: PAGE })),
} satisfies Readonly<Record<string, BenchOperation>>;

/** Of more users than a page holds. */
const somePrefix = ({ users }: Site, index: number): string =>
  users < BLOCK ? "signin-" : blockPrefix((index * 31) % Math.floor(users / BLOCK));

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];
export const operationNamed = (name: OperationName): BenchOperation => operations[name];
