import { G } from "../src/domain/auth/srp.ts";
import { powerByKeys } from "../src/effects/power-modulo.ts";
import { type Parameters, srpClient } from "../test/support/srp-client.ts";
import type { Api } from "./api.ts";
import { PASSWORD, type Person, signInPerson } from "./people.ts";
import type { Site } from "./site.ts";
import { has, type Trial } from "./trial.ts";

/**
 * A sign-in by SRP. The client's proofs are made while no clock runs, so that they take nothing from the server: all
 * challenges are asked for first, and answered afterwards.
 */
export async function srpSignIn({ api, poolId, clientId }: Site): Promise<Trial> {
  const client = srpClient(poolId, undefined, clientPower());
  const challenges = new Map<number, string>();
  const answers = new Map<number, Parameters>();
  return {
    steps: [
      {
        async send(index) {
          const challenge = await askForChallenge(api, clientId, signInPerson(index), client.publicValue);
          challenges.set(index, challenge);
          return challenge;
        },
        check: has("PASSWORD_VERIFIER"),
      },
      {
        prepare() {
          for (const [index, challenge] of challenges) {
            const { ChallengeParameters }: { ChallengeParameters: Parameters } = JSON.parse(challenge);
            answers.set(index, client.answer(ChallengeParameters, PASSWORD));
          }
          challenges.clear();
        },
        send: (index) =>
          api.call("RespondToAuthChallenge", {
            ClientId: clientId,
            ChallengeName: "PASSWORD_VERIFIER",
            ChallengeResponses: answers.get(index),
          }),
        check: has("AuthenticationResult"),
      },
    ],
  };
}

export const askForChallenge = (
  api: Api,
  clientId: string,
  { username }: Person,
  publicValue: string,
): Promise<string> =>
  api.call("InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: publicValue },
  });

/** Raises g to each exponent once only: a user's password gives the same one every time. */
function clientPower(): (base: bigint, exponent: bigint) => bigint {
  const powersOfG = new Map<bigint, bigint>();
  return (base, exponent) => {
    const known = base === G ? powersOfG.get(exponent) : undefined;
    const power = known ?? powerByKeys(base, exponent);
    if (base === G) powersOfG.set(exponent, power);
    return power;
  };
}
