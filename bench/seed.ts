import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filledPerson, PASSWORD, type Person, type PoolAndClient, SIGN_INS, signInPerson } from "./people.ts";

export const SEEDED: PoolAndClient = { poolId: "us-east-1_benchmark", clientId: "benchmark" };

/** Writes what `--seed` takes: a pool with its client, those who sign in, and so many confirmed users more. */
export async function writeSeed(folder: string, users: number): Promise<string> {
  const file = join(folder, "seed.json");
  const pool = {
    Id: SEEDED.poolId,
    PoolName: "benchmark",
    clients: [
      {
        ClientId: SEEDED.clientId,
        ClientName: "benchmark",
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      },
    ],
    users: [...numbers(SIGN_INS).map(signInPerson), ...numbers(users).map(filledPerson)].map(seedUser),
  };
  await writeFile(file, JSON.stringify({ pools: [pool] }));
  return file;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const seedUser = ({ username, email }: Person) => ({
  Username: username,
  Password: PASSWORD,
  UserAttributes: [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ],
});
