import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type CognitoIdentityProvider,
  CognitoIdentityProviderServiceException,
} from "@aws-sdk/client-cognito-identity-provider";
import { there } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { functionArn } from "../support/functions.ts";
import { halfWritten } from "../support/half-written.ts";
import { spawnServer } from "../support/spawned-server.ts";
import {
  acknowledgements,
  apiAt,
  discrepancies,
  messagesTo,
  openLedger,
  writeUntilRefused,
} from "../support/writers.ts";
import { flagsFor } from "./flags.ts";

const FUNCTIONS = fileURLToPath(new URL("functions", import.meta.url));

/** A user whose reset takes half a second, the time of a trigger. */
async function slowUser(api: CognitoIdentityProvider) {
  const { UserPool } = await api.createUserPool({
    PoolName: "slow",
    LambdaConfig: { CustomMessage: functionArn("slow-message") },
  });
  const user = { UserPoolId: there(UserPool?.Id), Username: "slow" };
  await api.adminCreateUser({
    ...user,
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: "slow@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await api.adminSetUserPassword({ ...user, Password: "Correct-Horse-7", Permanent: true });
  return user;
}

await forEachDatabase((_name, make) => {
  it("finishes what it has begun when it is asked to stop, takes nothing more, and ends with 0", async () => {
    const database = await make();
    const flags = [...(await flagsFor(database)), "--functions", FUNCTIONS];
    const server = await spawnServer(flags);
    const api = apiAt(server.url);
    const user = await slowUser(api);
    const ledger = await openLedger(api);

    const writing = writeUntilRefused(server.url, ledger, { writers: 16, name: "stop" });
    await Promise.race([writing, acknowledgements(ledger, 100)]);
    const reset = api.adminResetUserPassword(user);
    while (!server.log.some((line) => line.includes("slow-message has begun"))) await sleep(1);
    const [code, errors] = await Promise.all([server.end("SIGTERM"), writing, reset]);
    assert.equal(code, 0);
    // Whoever was heard got a good answer; the others found nobody.
    for (const error of errors) assert.ok(!(error instanceof CognitoIdentityProviderServiceException));
    api.destroy();

    const next = await spawnServer(flags);
    const nextApi = apiAt(next.url);
    assert.deepEqual(await discrepancies(nextApi, next.inboxUrl, ledger, { allAnswered: true }), []);
    assert.deepEqual(await halfWritten(database), []);
    const [mail] = await messagesTo(next.inboxUrl, "slow@example.com");
    assert.equal(mail?.body, `Slowly but surely: ${mail?.code}`);
    assert.equal(await next.end("SIGTERM"), 0);
    nextApi.destroy();
  });
});
