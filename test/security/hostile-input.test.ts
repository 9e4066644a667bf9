/** Whatever text arrives, each request is answered, and nothing reads a text as more than a text. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { operationModel, operationNames } from "../../src/model/operations.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import {
  type App,
  addUser,
  newApp,
  onEachDatabase,
  PASSWORD,
  TEMPORARY,
  tokensOf,
} from "../support/arrange.ts";
import { golden } from "../support/golden.ts";
import { HOSTILE, textPlaces } from "../support/hostile.ts";
import { wellFormedInput } from "../support/malformed.ts";
import { cleanRefusal, type RawAnswer, rawCall } from "../support/raw-call.ts";

const NOT_YET: readonly OperationName[] = golden("not-yet");
const built = operationNames.filter((operation) => !NOT_YET.includes(operation));

type Input = Readonly<Record<string, unknown>>;

/** Fails on anything but a success or a refusal in good form. */
function expectAnswer(answer: RawAnswer | undefined, what: string): void {
  assert.ok(answer);
  try {
    if (answer.status !== 200) cleanRefusal(answer);
  } catch (error) {
    throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 500)}`, { cause: error });
  }
}

const hostile = Object.entries(HOSTILE);

/** Makes good inputs of an operation, one as good as the other, in an app that is its own. */
async function goodInputs(app: App, operation: OperationName): Promise<() => Input> {
  const username = await addUser(app);
  const { access } = await tokensOf(app, username);
  const { memberNames } = operationModel(operation).input;
  let made = 0;
  const known = (): Input => ({
    UserPoolId: app.poolId,
    ClientId: app.clientId,
    Username: operation === "AdminCreateUser" ? `another-${++made}` : username,
    AccessToken: access,
    Password: PASSWORD,
    AuthFlow: operation === "InitiateAuth" ? "USER_PASSWORD_AUTH" : "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD },
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD: PASSWORD },
    PoolName: "acme",
  });
  return () => ({
    ...wellFormedInput(operation),
    ...Object.fromEntries(Object.entries(known()).filter(([name]) => memberNames.has(name))),
  });
}

interface SignIn {
  readonly operation: "InitiateAuth" | "AdminInitiateAuth";
  readonly AuthFlow: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const SIGN_INS: readonly SignIn[] = [
  {
    operation: "InitiateAuth",
    AuthFlow: "USER_PASSWORD_AUTH",
    parameters: { USERNAME: "", PASSWORD, SECRET_HASH: "", DEVICE_KEY: "" },
  },
  {
    operation: "AdminInitiateAuth",
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    parameters: { USERNAME: "", PASSWORD, SECRET_HASH: "" },
  },
  {
    operation: "InitiateAuth",
    AuthFlow: "USER_SRP_AUTH",
    parameters: { USERNAME: "", SRP_A: "abcdef", SECRET_HASH: "" },
  },
  {
    operation: "InitiateAuth",
    AuthFlow: "REFRESH_TOKEN_AUTH",
    parameters: { REFRESH_TOKEN: "sample", SECRET_HASH: "", DEVICE_KEY: "" },
  },
];

const PROOF = {
  USERNAME: "",
  PASSWORD_CLAIM_SIGNATURE: "c2lnbmF0dXJl",
  TIMESTAMP: "Tue Mar 5 04:07:09 UTC 2024",
  SECRET_HASH: "",
};

await onEachDatabase((world) => {
  const call = (operation: OperationName, input: Input): Promise<RawAnswer> =>
    rawCall(world().url, operation, input);

  describe("a hostile text", () => {
    for (const operation of built) {
      test(`anywhere in the input of ${operation} is answered`, async () => {
        const goodInput = await goodInputs(await newApp(world()), operation);
        for (const { path, member, put } of textPlaces(operationModel(operation).input)) {
          const answers = await Promise.all(
            hostile.map(([, text]) => call(operation, { ...goodInput(), [member]: put(text) })),
          );
          for (const [at, [kind]] of hostile.entries()) expectAnswer(answers[at], `${path}, ${kind}`);
        }
      });
    }

    for (const { operation, AuthFlow, parameters } of SIGN_INS) {
      test(`in a parameter of ${AuthFlow} is answered`, async () => {
        const app = await newApp(world(), { client: { PreventUserExistenceErrors: "ENABLED" } });
        const username = await addUser(app);
        const admin = operation === "AdminInitiateAuth" && { UserPoolId: app.poolId };
        for (const name of Object.keys(parameters)) {
          for (const [kind, text] of hostile) {
            const AuthParameters = { ...parameters, USERNAME: username, [name]: text };
            const input = { ...admin, ClientId: app.clientId, AuthFlow, AuthParameters };
            expectAnswer(await call(operation, input), `${name}, ${kind}`);
          }
        }
      });
    }

    test("in an answer to PASSWORD_VERIFIER is answered", async () => {
      const app = await newApp(world());
      const { clientId: ClientId } = app;
      const USERNAME = await addUser(app);
      for (const name of [...Object.keys(PROOF), "PASSWORD_CLAIM_SECRET_BLOCK"]) {
        for (const [kind, text] of hostile) {
          const begun = await app.api.initiateAuth({
            ClientId,
            AuthFlow: "USER_SRP_AUTH",
            AuthParameters: { USERNAME, SRP_A: "abcdef" },
          });
          const PASSWORD_CLAIM_SECRET_BLOCK = begun.ChallengeParameters?.["SECRET_BLOCK"];
          const ChallengeResponses = { ...PROOF, USERNAME, PASSWORD_CLAIM_SECRET_BLOCK, [name]: text };
          const input = { ClientId, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses };
          expectAnswer(await call("RespondToAuthChallenge", input), `${name}, ${kind}`);
        }
      }
    });

    test("in an answer to NEW_PASSWORD_REQUIRED is answered", async () => {
      const app = await newApp(world());
      const { clientId: ClientId } = app;
      for (const [kind, text] of hostile) {
        for (const [name, value] of [
          ["NEW_PASSWORD", text],
          ["userAttributes.nickname", text],
          [`userAttributes.${text}`, "jo"],
          [text, "jo"],
        ] as const) {
          const USERNAME = await addUser(app, { password: null });
          const { Session } = await app.api.initiateAuth({
            ClientId,
            AuthFlow: "USER_PASSWORD_AUTH",
            AuthParameters: { USERNAME, PASSWORD: TEMPORARY },
          });
          const ChallengeResponses = { USERNAME, NEW_PASSWORD: PASSWORD, [name]: value };
          const input = { ClientId, ChallengeName: "NEW_PASSWORD_REQUIRED", Session, ChallengeResponses };
          expectAnswer(await call("RespondToAuthChallenge", input), `${name.slice(0, 50)}, ${kind}`);
        }
      }
    });

    test("at another door is answered", async () => {
      const { url, inboxUrl } = world();
      for (const [kind, text] of hostile.filter(([, { length }]) => length < 1000)) {
        const encoded = encodeURIComponent(text.toWellFormed());
        for (const path of [
          `/${encoded}/.well-known/jwks.json`,
          `/${encoded}/.well-known/openid-configuration`,
        ]) {
          assert.equal((await fetch(url + path)).status, 404, kind);
        }
        for (const parameter of ["pool", "to", "kind"]) {
          const found = await fetch(`${inboxUrl}?${parameter}=${encoded}`);
          assert.deepEqual([found.status, await found.json()], [200, []], kind);
        }
      }
    });
  });

  test("a hundred requests at once are all answered", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { access } = await tokensOf(app, username);
    const { clientId: ClientId, poolId: UserPoolId } = app;
    const signIn = (AuthParameters: Record<string, string>) => ({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters,
    });
    const mix: readonly (readonly [status: number, operation: OperationName, input: Input])[] = [
      [200, "InitiateAuth", signIn({ USERNAME: username, PASSWORD })],
      [400, "InitiateAuth", signIn({ USERNAME: "nobody", PASSWORD })],
      [200, "GetUser", { AccessToken: access }],
      [400, "GetUser", { AccessToken: `${access}x` }],
      [200, "ListUserPools", { MaxResults: 3 }],
      [200, "DescribeUserPool", { UserPoolId }],
      [400, "AdminGetUser", { UserPoolId, Username: "nobody" }],
      [200, "CreateUserPoolClient", { UserPoolId, ClientName: "another" }],
      [400, "CreateUserPool", { PoolName: [] }],
      [400, "SignUp", { ClientId }],
    ];
    const rounds = Array.from({ length: 10 }, () => mix).flat();
    const answers = await Promise.all(rounds.map(([, operation, input]) => call(operation, input)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      rounds.map(([status]) => status),
    );
  });
});
