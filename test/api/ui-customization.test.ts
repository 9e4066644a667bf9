import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  SetUICustomizationRequest,
  UICustomizationType,
} from "@aws-sdk/client-cognito-identity-provider";
import { type App, newApp, newClient, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");
const JPEG = Buffer.from("ffd8ffe00000", "hex");
const CSS = ".logo-customizable {\n\tmax-width: 60%;\n}\n.submitButton-customizable:hover { color: #fff }";

const TOO_LARGE = refusal("InvalidParameterException", "request parameters too large");

let domains = 0;

await onEachDatabase((world) => {
  /** A pool with a domain. */
  async function newSite(): Promise<App> {
    const app = await newApp(world());
    const { poolId: UserPoolId } = app;
    await app.api.createUserPoolDomain({ UserPoolId, Domain: `site-${++domains}` });
    return app;
  }
  const setIn = async (
    { api, poolId }: App,
    look: Partial<SetUICustomizationRequest>,
  ): Promise<UICustomizationType> =>
    there((await api.setUICustomization({ UserPoolId: poolId, ...look })).UICustomization);
  const getIn = async ({ api, poolId }: App, ClientId?: string): Promise<UICustomizationType> =>
    there((await api.getUICustomization({ UserPoolId: poolId, ClientId })).UICustomization);

  describe("a customization", () => {
    test("is got as it was set", async () => {
      const app = await newSite();
      const set = await setIn(app, { ClientId: app.clientId, CSS, ImageFile: PNG });
      const { ImageUrl, CSSVersion, CreationDate, LastModifiedDate, ...rest } = set;
      assert.deepEqual(rest, { UserPoolId: app.poolId, ClientId: app.clientId, CSS });
      assert.match(there(CSSVersion), /^20\d{12}$/);
      const prefix = `${world().url}/${app.poolId}/ui/`.replace("127.0.0.1", "localhost");
      assert.ok(ImageUrl?.startsWith(prefix), ImageUrl);
      assert.match(there(ImageUrl).slice(prefix.length), /^[0-9a-f]{32}\/logo\.png$/);
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(await getIn(app, app.clientId), set);
    });

    test("that nobody set is an empty object", async () => {
      const app = await newApp(world());
      assert.deepEqual(await getIn(app), {});
      assert.deepEqual(await getIn(app, "ALL"), {});
      assert.deepEqual(await getIn(app, app.clientId), {});
    });

    test("for all clients is that of each without one of its own", async () => {
      const app = await newSite();
      const all = await setIn(app, { CSS });
      assert.equal(all.ClientId, "ALL");
      assert.deepEqual(await getIn(app, "ALL"), all);
      assert.deepEqual(await getIn(app, app.clientId), all);
      const own = await setIn(app, { ClientId: app.clientId, CSS: `${CSS}\n` });
      assert.deepEqual(await getIn(app, app.clientId), own);
      assert.deepEqual(await getIn(app, await newClient(app)), all);
      assert.deepEqual(await getIn(app), all);
    });

    test("sets CSS and logo together", async () => {
      const app = await newSite();
      const first = await setIn(app, { ClientId: "ALL", CSS, ImageFile: PNG });
      world().pass(60);
      const second = await setIn(app, { ClientId: "ALL", ImageFile: JPEG });
      assert.deepEqual([second.CSS, second.CSSVersion], [undefined, undefined]);
      assert.match(there(second.ImageUrl), /\/logo\.jpg$/);
      assert.deepEqual(second.CreationDate, first.CreationDate);
      assert.ok(there(second.LastModifiedDate) > there(first.LastModifiedDate));
      const third = await setIn(app, { ClientId: "ALL", CSS });
      assert.equal(third.ImageUrl, undefined);
      assert.ok(there(third.CSSVersion) > there(first.CSSVersion));
    });

    test("is removed by a request with neither", async () => {
      const app = await newSite();
      await setIn(app, { CSS });
      await setIn(app, { ClientId: app.clientId, CSS });
      await setIn(app, { ClientId: app.clientId, CSS: "" });
      assert.equal((await getIn(app, app.clientId)).ClientId, "ALL");
      await setIn(app, {});
      assert.deepEqual(await getIn(app, app.clientId), {});
    });

    test("goes with its client", async () => {
      const app = await newSite();
      const { poolId: UserPoolId, clientId: ClientId } = app;
      await setIn(app, { ClientId, CSS });
      await app.api.deleteUserPoolClient({ UserPoolId, ClientId });
      const gone = refusal("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`);
      await assert.rejects(getIn(app, ClientId), gone);
      await assert.rejects(setIn(app, { ClientId, CSS }), gone);
    });
  });

  describe("what is refused", () => {
    test("a pool without a domain has no pages to customize", async () => {
      await assert.rejects(
        setIn(await newApp(world()), { CSS }),
        refusal("InvalidParameterException", "A domain must be associated with this user pool."),
      );
    });

    test("CSS styles what it may, and no more", async () => {
      const app = await newSite();
      await assert.rejects(
        setIn(app, { CSS: "body { color: red }" }),
        refusal("InvalidParameterException", "The CSS class body is not in the list of allowed classes."),
      );
      await assert.rejects(
        setIn(app, { CSS: '@import "https://evil.example/";' }),
        refusal("InvalidParameterException", "The CSS must not contain @import"),
      );
      await assert.rejects(
        setIn(app, { CSS: ".logo-customizable {" }),
        refusal("InvalidParameterException", "The CSS is malformed."),
      );
      assert.deepEqual(await getIn(app), {});
    });

    test("a logo is a PNG or a JPEG", async () => {
      const app = await newSite();
      const format = refusal("InvalidParameterException", "The image file must be a PNG or JPEG image.");
      for (const image of ["GIF89a", "<svg/>", PNG.toString("base64")]) {
        await assert.rejects(setIn(app, { ImageFile: Buffer.from(image) }), format);
      }
    });

    test("a logo has a hundred kilobytes at most, and less beside much CSS", async () => {
      const app = await newSite();
      const logo = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);
      const comment = (size: number) => `/*${" ".repeat(size - 4)}*/`;
      await assert.rejects(setIn(app, { ImageFile: logo(100 * 1024 + 1) }), TOO_LARGE);
      await assert.rejects(setIn(app, { ImageFile: logo(100 * 1024), CSS: comment(3000) }), TOO_LARGE);
      const { CSS: kept } = await setIn(app, { ImageFile: logo(100 * 1024), CSS: comment(1500) });
      assert.equal(kept?.length, 1500);
    });
  });
});
