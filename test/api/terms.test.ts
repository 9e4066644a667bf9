import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateTermsRequest, TermsType } from "@aws-sdk/client-cognito-identity-provider";
import { type App, newApp, newClient, onEachDatabase, outcomes, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const NOT_FOUND = refusal("ResourceNotFoundException", "Terms do not exist.");
const BAD_TOKEN = refusal("InvalidParameterException", "Invalid pagination token given.");
const NOBODYS = "9f1c7a52-3b6e-4d0a-8e57-1f2a3b4c5d6e";

const Links = {
  "cognito:default": "https://acme.example/terms",
  "cognito:spanish": "https://acme.example/es/terms?v=1#top",
};

await onEachDatabase((world) => {
  const createIn = async (
    { api, poolId, clientId }: App,
    terms: Partial<CreateTermsRequest> = {},
  ): Promise<TermsType> => {
    // Each is younger than the one before.
    world().pass(1);
    const { Terms } = await api.createTerms({
      UserPoolId: poolId,
      ClientId: clientId,
      TermsName: "terms-of-use",
      TermsSource: "LINK",
      Enforcement: "NONE",
      Links,
      ...terms,
    });
    return there(Terms);
  };
  const describeTerms = async ({ api, poolId }: App, TermsId: string | undefined) =>
    (await api.describeTerms({ UserPoolId: poolId, TermsId })).Terms;
  const namesIn = async ({ api, poolId }: App) =>
    (await api.listTerms({ UserPoolId: poolId })).Terms?.map(({ TermsName }) => TermsName);
  const exist = (name: string, clientId: string) =>
    refusal("TermsExistsException", `Terms with the name ${name} already exist for client ${clientId}`);

  describe("terms", () => {
    test("are described as they were made, by their id and by their client", async () => {
      const app = await newApp(world());
      const made = await createIn(app);
      const { TermsId, CreationDate, LastModifiedDate, ...rest } = made;
      assert.match(there(TermsId), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(rest, {
        UserPoolId: app.poolId,
        ClientId: app.clientId,
        TermsName: "terms-of-use",
        TermsSource: "LINK",
        Enforcement: "NONE",
        Links,
      });
      assert.deepEqual(await describeTerms(app, TermsId), made);
      const byClient = await app.api.describeTermsByClient({
        UserPoolId: app.poolId,
        ClientId: app.clientId,
        TermsName: "terms-of-use",
      });
      assert.deepEqual(byClient.Terms, made);
    });

    test("may have no links yet", async () => {
      const app = await newApp(world());
      assert.deepEqual((await createIn(app, { Links: undefined })).Links, {});
    });

    test("lead to web pages alone", async () => {
      const app = await newApp(world());
      const linked = (link: string) => createIn(app, { Links: { "cognito:default": link } });
      await assert.rejects(
        linked("acme.example/terms"),
        refusal("InvalidParameterException", "acme.example/terms is not an absolute URI."),
      );
      await assert.rejects(
        linked("javascript:alert(1)"),
        refusal("InvalidParameterException", "javascript:alert(1) must use the HTTPS or HTTP protocol."),
      );
      assert.deepEqual(await namesIn(app), []);
    });

    test("come once by each name for a client", async () => {
      const app = await newApp(world());
      await createIn(app);
      await assert.rejects(createIn(app), exist("terms-of-use", app.clientId));
      await createIn(app, { TermsName: "privacy-policy" });
      await createIn(app, { ClientId: await newClient(app) });
      assert.deepEqual(await namesIn(app), ["terms-of-use", "privacy-policy", "terms-of-use"]);
    });

    test("come once even where several ask for them at the same moment", async () => {
      const app = await newApp(world());
      const { kept, refusals } = await outcomes(Array.from({ length: 5 }, () => createIn(app)));
      assert.equal(kept, 1);
      assert.deepEqual(
        [...new Set(refusals)],
        [`TermsExistsException: Terms with the name terms-of-use already exist for client ${app.clientId}`],
      );
      assert.deepEqual(await namesIn(app), ["terms-of-use"]);
    });

    test("are forty in a pool at most", async () => {
      const app = await newApp(world());
      for (let made = 0; made < 40; made += 2) {
        const ClientId = await newClient(app);
        await createIn(app, { ClientId });
        await createIn(app, { ClientId, TermsName: "privacy-policy" });
      }
      await assert.rejects(
        createIn(app),
        refusal("LimitExceededException", "A user pool can't have more than 40 terms documents."),
      );
      assert.equal((await namesIn(app))?.length, 40);
    });
  });

  describe("changed terms", () => {
    test("keep what the request leaves out, and take all links at once", async () => {
      const app = await newApp(world());
      const made = await createIn(app);
      const where = { UserPoolId: app.poolId, TermsId: made.TermsId };
      world().pass(60);
      const links = { "cognito:default": "https://acme.example/new" };
      const { Terms: relinked } = await app.api.updateTerms({ ...where, Links: links });
      assert.deepEqual({ ...relinked, LastModifiedDate: 0 }, { ...made, Links: links, LastModifiedDate: 0 });
      assert.ok(there(relinked?.LastModifiedDate) > there(made.LastModifiedDate));
      await app.api.updateTerms({
        ...where,
        TermsName: "privacy-policy",
        TermsSource: "LINK",
        Enforcement: "NONE",
      });
      assert.deepEqual(await describeTerms(app, made.TermsId), {
        ...relinked,
        TermsName: "privacy-policy",
        LastModifiedDate: (await describeTerms(app, made.TermsId))?.LastModifiedDate,
      });
    });

    test("can't take a name that the client's others have", async () => {
      const app = await newApp(world());
      const made = await createIn(app);
      await createIn(app, { TermsName: "privacy-policy" });
      const where = { UserPoolId: app.poolId, TermsId: made.TermsId };
      await assert.rejects(
        app.api.updateTerms({ ...where, TermsName: "privacy-policy" }),
        exist("privacy-policy", app.clientId),
      );
      assert.deepEqual(await describeTerms(app, made.TermsId), made);
      await app.api.updateTerms({ ...where, TermsName: "terms-of-use" });
    });
  });

  describe("a list of terms", () => {
    test("holds those of all clients once, oldest first, a page at a time", async () => {
      const app = await newApp(world());
      const made = [];
      for (let count = 0; count < 3; count++)
        made.push(await createIn(app, { ClientId: await newClient(app) }));
      const page = (NextToken?: string) =>
        app.api.listTerms({ UserPoolId: app.poolId, MaxResults: 2, NextToken });
      const first = await page();
      const second = await page(there(first.NextToken));
      assert.equal(second.NextToken, undefined);
      const items = made.map(({ TermsId, TermsName, Enforcement, CreationDate, LastModifiedDate }) => ({
        TermsId,
        TermsName,
        Enforcement,
        CreationDate,
        LastModifiedDate,
      }));
      assert.deepEqual([first.Terms, second.Terms], [items.slice(0, 2), items.slice(2)]);
    });

    test("goes on with a token of its own alone", async () => {
      const [app, other] = [await newApp(world()), await newApp(world())];
      await createIn(app);
      await createIn(app, { TermsName: "privacy-policy" });
      const { NextToken } = await app.api.listTerms({ UserPoolId: app.poolId, MaxResults: 1 });
      const list = (UserPoolId: string, token: string | undefined) =>
        app.api.listTerms({ UserPoolId, MaxResults: 1, NextToken: token });
      assert.equal((await list(app.poolId, NextToken)).NextToken, undefined);
      await assert.rejects(list(other.poolId, NextToken), BAD_TOKEN);
      await assert.rejects(list(app.poolId, "made up"), BAD_TOKEN);
    });
  });

  describe("deleted terms", () => {
    test("are gone for all, and their name is free", async () => {
      const app = await newApp(world());
      const { TermsId } = await createIn(app);
      const where = { UserPoolId: app.poolId, TermsId };
      await app.api.deleteTerms(where);
      await assert.rejects(app.api.describeTerms(where), NOT_FOUND);
      await assert.rejects(app.api.updateTerms(where), NOT_FOUND);
      await assert.rejects(app.api.deleteTerms(where), NOT_FOUND);
      const { clientId: ClientId, poolId: UserPoolId } = app;
      await assert.rejects(
        app.api.describeTermsByClient({ UserPoolId, ClientId, TermsName: "terms-of-use" }),
        refusal("ResourceNotFoundException", `Terms for client ${ClientId} do not exist.`),
      );
      await createIn(app);
    });

    test("go with their client", async () => {
      const app = await newApp(world());
      const { TermsId } = await createIn(app);
      await app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId: app.clientId });
      await assert.rejects(describeTerms(app, TermsId), NOT_FOUND);
      assert.deepEqual(await namesIn(app), []);
    });
  });

  test("terms of another pool, of nobody or of a client elsewhere are not found", async () => {
    const [app, other] = [await newApp(world()), await newApp(world())];
    const { TermsId } = await createIn(other);
    await assert.rejects(describeTerms(app, TermsId), NOT_FOUND);
    await assert.rejects(describeTerms(app, NOBODYS), NOT_FOUND);
    const foreign = refusal(
      "ResourceNotFoundException",
      `User pool client ${other.clientId} does not exist.`,
    );
    await assert.rejects(createIn(app, { ClientId: other.clientId }), foreign);
  });
});
