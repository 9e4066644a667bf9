/** An app client's two secrets, by which one takes the other's place without a gap. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { secretHash } from "../../src/domain/secret-hash.ts";
import {
  type App,
  addUser,
  beforehand,
  newApp,
  openWorld,
  outcomes,
  PASSWORD,
  there,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const OWN_SECRET = "my_own_secret_of_24_chars+";

const namesOf = ({ poolId, clientId }: App) => ({ UserPoolId: poolId, ClientId: clientId });

async function add(app: App, ClientSecret?: string) {
  const { ClientSecretDescriptor } = await app.api.addUserPoolClientSecret({
    ...namesOf(app),
    ClientSecret,
  });
  return there(ClientSecretDescriptor);
}

async function list(app: App) {
  const { ClientSecrets, NextToken } = await app.api.listUserPoolClientSecrets(namesOf(app));
  assert.equal(NextToken, undefined);
  return there(ClientSecrets);
}

const remove = (app: App, ClientSecretId: string | undefined) =>
  app.api.deleteUserPoolClientSecret({ ...namesOf(app), ClientSecretId: there(ClientSecretId) });

async function shownSecret(app: App): Promise<string> {
  const { UserPoolClient } = await app.api.describeUserPoolClient(namesOf(app));
  return there(UserPoolClient?.ClientSecret);
}

const signInWith = ({ api, clientId }: App, username: string, secret: string) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: {
      USERNAME: username,
      PASSWORD,
      SECRET_HASH: secretHash(secret, username, clientId),
    },
  });

const invalid = (message: string) => refusal("InvalidParameterException", message);
const missing = (message: string) => refusal("ResourceNotFoundException", message);

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const confidential = () => newApp(opened().world, { client: { GenerateSecret: true } });

  describe("a second secret", () => {
    test("is generated, told once, and listed without its value", async () => {
      const app = await confidential();
      const added = await add(app);
      assert.match(there(added.ClientSecretValue), /^[a-z0-9]{52}$/);
      assert.match(there(added.ClientSecretId), new RegExp(`^${app.clientId}--\\d{10}$`));
      assert.ok(added.ClientSecretCreateDate instanceof Date);

      const secrets = await list(app);
      assert.equal(secrets.length, 2);
      const { ClientSecretValue, ...rest } = added;
      assert.deepEqual(secrets[1], rest);
      assert.ok(secrets.every((secret) => !("ClientSecretValue" in secret)));
      assert.notEqual(secrets[0]?.ClientSecretId, secrets[1]?.ClientSecretId);
    });

    test("may be brought along, and is then not told again", async () => {
      const app = await confidential();
      assert.equal((await add(app, OWN_SECRET)).ClientSecretValue, undefined);
      const username = await addUser(app);
      assert.ok((await signInWith(app, username, OWN_SECRET)).AuthenticationResult);
    });

    test("counts beside the first, until that is deleted", async () => {
      const app = await confidential();
      const username = await addUser(app);
      const old = await shownSecret(app);
      const fresh = there((await add(app)).ClientSecretValue);
      for (const secret of [old, fresh]) {
        assert.ok((await signInWith(app, username, secret)).AuthenticationResult);
      }
      const [first] = await list(app);
      await remove(app, first?.ClientSecretId);
      assert.ok((await signInWith(app, username, fresh)).AuthenticationResult);
      await assert.rejects(
        signInWith(app, username, old),
        refusal("NotAuthorizedException", `Unable to verify secret hash for client ${app.clientId}`),
      );
      assert.equal(await shownSecret(app), fresh);
    });

    test("makes room for another one when either is deleted", async () => {
      const app = await confidential();
      const old = await shownSecret(app);
      await remove(app, (await add(app)).ClientSecretId);
      assert.equal(await shownSecret(app), old);
      const ids = [(await add(app)).ClientSecretId, (await list(app))[0]?.ClientSecretId];
      assert.equal(new Set(ids).size, 2);
    });

    test("changes nothing else about the client", async () => {
      const app = await confidential();
      const { UserPoolClient: before } = await app.api.describeUserPoolClient(namesOf(app));
      await add(app);
      const { UserPoolClient: after } = await app.api.describeUserPoolClient(namesOf(app));
      const { ClientSecret: _, LastModifiedDate: __, ...kept } = there(before);
      const { ClientSecret: ___, LastModifiedDate: ____, ...rest } = there(after);
      assert.deepEqual(rest, kept);
    });
  });

  describe("it is refused", () => {
    test("to have a third secret, even to those who ask at once", async () => {
      const app = await confidential();
      const { kept, refusals } = await outcomes([1, 2, 3, 4].map(() => add(app)));
      assert.equal(kept, 1);
      assert.deepEqual(
        refusals,
        [1, 2, 3].map(() => "LimitExceededException: A client can't have more than 2 client secrets."),
      );
      assert.equal((await list(app)).length, 2);
    });

    test("to be left without a secret, even to those who ask at once", async () => {
      const app = await confidential();
      await add(app);
      const ids = (await list(app)).map(({ ClientSecretId }) => ClientSecretId);
      const { kept, refusals } = await outcomes(ids.map((id) => remove(app, id)));
      assert.equal(kept, 1);
      assert.deepEqual(refusals, [
        "InvalidParameterException: The last client secret of a client can not be deleted.",
      ]);
      assert.equal((await list(app)).length, 1);
    });

    test("to delete a secret that the client does not have", async () => {
      const app = await confidential();
      await add(app);
      const id = `${app.clientId}--1`;
      await assert.rejects(remove(app, id), missing(`Client secret ${id} does not exist.`));
    });

    test("to give a public client a secret", async () => {
      const app = await newApp(opened().world);
      await assert.rejects(add(app), invalid("A client secret can not be added to a public client."));
      assert.deepEqual(await list(app), []);
    });

    test("to manage the secrets of a client that registered itself", async () => {
      const app = await confidential();
      await rawSql(
        opened().database,
        `update app_clients set settings = replace(settings, '{"Ref', '{"ClientType":"DCR","Ref') where id = '${app.clientId}'`,
      );
      const refused = invalid("The secrets of a dynamically registered client can not be managed.");
      await assert.rejects(add(app), refused);
      await assert.rejects(list(app), refused);
      await assert.rejects(remove(app, `${app.clientId}--1`), refused);
    });

    test("for a client that is not there", async () => {
      const app = await confidential();
      await app.api.deleteUserPoolClient(namesOf(app));
      const gone = missing(`User pool client ${app.clientId} does not exist.`);
      await assert.rejects(add(app), gone);
      await assert.rejects(list(app), gone);
      await assert.rejects(remove(app, `${app.clientId}--1`), gone);
    });
  });

  test("a page token of a list that has no pages is refused", async () => {
    const app = await confidential();
    await assert.rejects(
      app.api.listUserPoolClientSecrets({ ...namesOf(app), NextToken: "x" }),
      invalid("Invalid pagination token given."),
    );
  });
});
