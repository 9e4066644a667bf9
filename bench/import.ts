import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { powerByKeys } from "../src/effects/power-modulo.ts";
import { csvOf, person } from "../test/support/imports.ts";
import { type Parameters, srpClient } from "../test/support/srp-client.ts";
import { openDatabases } from "./databases.ts";
import { PASSWORD, signInPerson } from "./people.ts";
import { openSite, type Site } from "./site.ts";
import { askForChallenge } from "./srp-sign-in.ts";
import { median } from "./statistics.ts";

/** `npm run bench:import`: how fast users come in from a file while somebody signs in by SRP without a pause. */

const ROWS = 100_000;
const LEAST_ROWS_A_SECOND = 3000;
const WARM_UP = 5000;
const POLL_MS = 100;

interface Job {
  readonly JobId: string;
  readonly PreSignedUrl: string;
  readonly Status: string;
  readonly ImportedUsers: number;
}

async function callForJob({ api, poolId }: Site, operation: string, input: object): Promise<Job> {
  const answer = await api.call(operation, { UserPoolId: poolId, ...input });
  const { UserImportJob }: { UserImportJob: Job } = JSON.parse(answer);
  return UserImportJob;
}

async function uploadedJob(site: Site): Promise<Job> {
  await site.api.call("UpdateUserPool", { UserPoolId: site.poolId, AutoVerifiedAttributes: ["email"] });
  const job = await callForJob(site, "CreateUserImportJob", {
    JobName: "bench",
    CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/import",
  });
  const body = csvOf(Array.from({ length: ROWS }, (_, index) => person(`imported-${index}`)));
  const { status } = await fetch(job.PreSignedUrl, { method: "PUT", body });
  if (status !== 200) throw new Error(`the upload was answered with ${status}`);
  return job;
}

/** Starts a job and waits for its end; gives the seconds it took. */
async function run(site: Site, { JobId }: Job): Promise<number> {
  const began = performance.now();
  await callForJob(site, "StartUserImportJob", { JobId });
  for (;;) {
    const { Status, ImportedUsers } = await callForJob(site, "DescribeUserImportJob", { JobId });
    if (Status === "Succeeded" && ImportedUsers === ROWS) return (performance.now() - began) / 1000;
    if (Status !== "Pending" && Status !== "InProgress") throw new Error(`the job is ${Status}`);
    await sleep(POLL_MS);
  }
}

async function signInBySrp({ api, poolId, clientId }: Site, index: number): Promise<void> {
  const client = srpClient(poolId, undefined, powerByKeys);
  const challenge = await askForChallenge(api, clientId, signInPerson(index), client.publicValue);
  const { ChallengeParameters }: { ChallengeParameters: Parameters } = JSON.parse(challenge);
  await api.call("RespondToAuthChallenge", {
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: client.answer(ChallengeParameters, PASSWORD),
  });
}

async function measure(site: Site): Promise<{ readonly seconds: number; readonly signIns: number[] }> {
  const job = await uploadedJob(site);
  const running = { yes: true };
  const signIns: number[] = [];
  const signingIn = (async () => {
    for (let index = 0; running.yes; index++) {
      const began = performance.now();
      await signInBySrp(site, index);
      signIns.push(performance.now() - began);
    }
  })();
  const imported = run(site, job).finally(() => {
    running.yes = false;
  });
  const [seconds] = await Promise.all([imported, signingIn]);
  return { seconds, signIns };
}

const databases = await openDatabases.sqlite();
const site = await openSite(databases, { users: 0, starts: 1, warmUp: WARM_UP, connections: 4 });
try {
  const { seconds, signIns } = await measure(site);
  const rate = Math.round(ROWS / seconds);
  process.stdout.write(
    `${ROWS} rows in ${seconds.toFixed(1)} s, ${rate} a second, beside ${signIns.length} sign-ins by SRP of ${median(signIns).toFixed(1)} ms (median)\n`,
  );
  process.exitCode = rate > LEAST_ROWS_A_SECOND ? 0 : 1;
} finally {
  await site.close();
  await databases.stop();
}
