import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  AssetType,
  CreateManagedLoginBrandingRequest,
  ManagedLoginBrandingType,
  UpdateManagedLoginBrandingRequest,
} from "@aws-sdk/client-cognito-identity-provider";
import { type App, newApp, newClient, onEachDatabase, outcomes, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");
const JPEG = Buffer.from("ffd8ffe00000", "hex");
const ICO = Buffer.from("000001000100", "hex");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');

const logo = (more: Partial<AssetType> = {}): AssetType => ({
  Category: "FORM_LOGO",
  ColorMode: "LIGHT",
  Extension: "PNG",
  Bytes: PNG,
  ...more,
});

const STYLE = {
  categories: { global: { colorSchemeMode: "DARK" } },
  components: { form: { borderRadius: 2.5 } },
};

const NOT_FOUND = refusal("ResourceNotFoundException", "ManagedLoginBranding does not exist.");
const ONE_STYLE = refusal(
  "InvalidParameterException",
  "useCognitoProvidedValues or settings should be specified (but not both)",
);
const invalid = (message: string) => refusal("InvalidParameterException", message);
const notSupported = invalid("Media type not supported");

const bytesOf = ({ Bytes }: AssetType): string => Buffer.from(Bytes ?? []).toString("base64");
const assetsOf = ({ Assets }: ManagedLoginBrandingType) =>
  Assets?.map((asset) => `${asset.Category} ${asset.ColorMode} ${asset.Extension} ${bytesOf(asset)}`);
const shown = (asset: AssetType): string =>
  `${asset.Category} ${asset.ColorMode} ${asset.Extension} ${bytesOf(asset)}`;

await onEachDatabase((world) => {
  const createIn = async (
    { api, poolId, clientId }: App,
    branding: Partial<CreateManagedLoginBrandingRequest>,
  ): Promise<ManagedLoginBrandingType> => {
    const request = { UserPoolId: poolId, ClientId: clientId, ...branding };
    return there((await api.createManagedLoginBranding(request)).ManagedLoginBranding);
  };
  const describeIn = async ({ api, poolId }: App, id: string | undefined, merged?: boolean) => {
    const { ManagedLoginBranding } = await api.describeManagedLoginBranding({
      UserPoolId: poolId,
      ManagedLoginBrandingId: id,
      ReturnMergedResources: merged,
    });
    return there(ManagedLoginBranding);
  };
  const updateIn = async (
    { api, poolId }: App,
    { ManagedLoginBrandingId }: ManagedLoginBrandingType,
    change: Partial<UpdateManagedLoginBrandingRequest>,
  ) => {
    const request = { UserPoolId: poolId, ManagedLoginBrandingId, ...change };
    return there((await api.updateManagedLoginBranding(request)).ManagedLoginBranding);
  };

  describe("a style", () => {
    test("with the provided values has no settings, and an empty list of assets", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { UseCognitoProvidedValues: true });
      const { ManagedLoginBrandingId, CreationDate, LastModifiedDate, ...rest } = made;
      assert.match(there(ManagedLoginBrandingId), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(rest, { UserPoolId: app.poolId, UseCognitoProvidedValues: true, Assets: [] });
      assert.deepEqual(await describeIn(app, ManagedLoginBrandingId), made);
    });

    test("is described as it was made, by its id and by its client", async () => {
      const app = await newApp(world());
      const Assets = [logo(), logo({ Category: "IDP_BUTTON_ICON", ResourceId: "My Provider" })];
      const made = await createIn(app, { Settings: STYLE, Assets });
      assert.equal(made.UseCognitoProvidedValues, false);
      assert.deepEqual(made.Settings, STYLE);
      assert.deepEqual(assetsOf(made), Assets.map(shown));
      assert.deepEqual(
        made.Assets?.map(({ ResourceId }) => ResourceId),
        [undefined, "My Provider"],
      );
      assert.deepEqual(await describeIn(app, made.ManagedLoginBrandingId), made);
      const byClient = await app.api.describeManagedLoginBrandingByClient({
        UserPoolId: app.poolId,
        ClientId: app.clientId,
      });
      assert.deepEqual(byClient.ManagedLoginBranding, made);
    });

    test("may have settings that are empty, or that nobody knows", async () => {
      const app = await newApp(world());
      assert.deepEqual((await createIn(app, { Settings: {} })).Settings, {});
      const ClientId = await newClient(app);
      const Settings = { constructor: null, list: [1, { text: "\u0000" }], é: "☕" };
      const made = await createIn(app, { ClientId, Settings });
      assert.deepEqual((await describeIn(app, made.ManagedLoginBrandingId)).Settings, Settings);
    });

    test("has either the provided values or settings", async () => {
      const app = await newApp(world());
      await assert.rejects(createIn(app, {}), ONE_STYLE);
      await assert.rejects(createIn(app, { UseCognitoProvidedValues: false }), ONE_STYLE);
      await assert.rejects(createIn(app, { UseCognitoProvidedValues: true, Settings: {} }), ONE_STYLE);
      const withAssets = await createIn(app, { UseCognitoProvidedValues: true, Assets: [logo()] });
      assert.deepEqual(assetsOf(withAssets), [shown(logo())]);
    });

    test("has settings that are an object of bearable size", async () => {
      const app = await newApp(world());
      for (const Settings of ["text", 7, true, ["a"]]) {
        await assert.rejects(createIn(app, { Settings }), invalid("Settings must be a JSON object."));
      }
      await assert.rejects(
        createIn(app, { Settings: { text: "a".repeat(1_000_000) } }),
        invalid("Settings can't have more than 1000000 characters of JSON."),
      );
    });

    test("comes once for a client, even where several ask at the same moment", async () => {
      const app = await newApp(world());
      const one = { UseCognitoProvidedValues: true };
      const { kept, refusals } = await outcomes(Array.from({ length: 5 }, () => createIn(app, one)));
      assert.equal(kept, 1);
      assert.deepEqual(
        [...new Set(refusals)],
        [
          `ManagedLoginBrandingExistsException: A ManagedLoginBranding already exists for client ${app.clientId}`,
        ],
      );
      await assert.rejects(
        createIn(app, one),
        refusal(
          "ManagedLoginBrandingExistsException",
          `A ManagedLoginBranding already exists for client ${app.clientId}`,
        ),
      );
    });

    test("comes twenty times in a pool at most, even where several ask at the same moment", async () => {
      const app = await newApp(world());
      for (let made = 0; made < 18; made++) {
        await createIn(app, { ClientId: await newClient(app), Settings: {} });
      }
      const late = await Promise.all(Array.from({ length: 4 }, () => newClient(app)));
      const { kept, refusals } = await outcomes(
        late.map((ClientId) => createIn(app, { ClientId, Settings: {} })),
      );
      assert.equal(kept, 2);
      assert.deepEqual(
        [...new Set(refusals)],
        ["LimitExceededException: A user pool can't have more than 20 managed login branding styles."],
      );
      await assert.rejects(
        createIn(app, { Settings: {} }),
        refusal(
          "LimitExceededException",
          "A user pool can't have more than 20 managed login branding styles.",
        ),
      );
    });
  });

  describe("merged with the defaults", () => {
    test("a style has every setting, its own among them", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: STYLE, Assets: [logo()] });
      const merged = await describeIn(app, made.ManagedLoginBrandingId, true);
      const settings = JSON.parse(JSON.stringify(merged.Settings));
      assert.deepEqual(Object.keys(settings), ["categories", "componentClasses", "components"]);
      assert.equal(settings.categories.global.colorSchemeMode, "DARK");
      assert.equal(settings.categories.global.spacingDensity, "REGULAR");
      assert.equal(settings.components.form.borderRadius, 2.5);
      assert.match(settings.components.primaryButton.lightMode.defaults.backgroundColor, /^[0-9a-f]{8}$/);
      assert.deepEqual(assetsOf(merged), [shown(logo())]);
      assert.deepEqual(await describeIn(app, made.ManagedLoginBrandingId, false), made);
    });

    test("a style can be sent back as its own settings", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { UseCognitoProvidedValues: true });
      const { ManagedLoginBranding: merged } = await app.api.describeManagedLoginBrandingByClient({
        UserPoolId: app.poolId,
        ClientId: app.clientId,
        ReturnMergedResources: true,
      });
      const updated = await updateIn(app, made, {
        UseCognitoProvidedValues: false,
        Settings: merged?.Settings,
      });
      assert.deepEqual(updated.Settings, merged?.Settings);
      assert.equal(updated.UseCognitoProvidedValues, false);
    });
  });

  describe("an updated style", () => {
    test("keeps the settings and images that the request leaves out", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: STYLE, Assets: [logo()] });
      world().pass(60);
      const dark = logo({ ColorMode: "DARK", Extension: "JPEG", Bytes: JPEG });
      const updated = await updateIn(app, made, {
        Settings: { components: { form: { logo: { enabled: true } }, favicon: { enabledTypes: ["SVG"] } } },
        Assets: [dark],
      });
      assert.deepEqual(updated.Settings, {
        ...STYLE,
        components: {
          form: { borderRadius: 2.5, logo: { enabled: true } },
          favicon: { enabledTypes: ["SVG"] },
        },
      });
      assert.deepEqual(assetsOf(updated), [dark, logo()].map(shown));
      assert.deepEqual(updated.CreationDate, made.CreationDate);
      assert.ok(there(updated.LastModifiedDate) > there(made.LastModifiedDate));
      assert.deepEqual(await describeIn(app, made.ManagedLoginBrandingId), updated);
      const untouched = await updateIn(app, made, { UseCognitoProvidedValues: false });
      assert.deepEqual([untouched.Settings, untouched.Assets], [updated.Settings, updated.Assets]);
    });

    test("takes another image for the one in its place, and for others not", async () => {
      const app = await newApp(world());
      const icon = (ResourceId: string, Bytes: Uint8Array) =>
        logo({ Category: "IDP_BUTTON_ICON", ResourceId, Extension: "SVG", Bytes });
      const made = await createIn(app, {
        Settings: {},
        Assets: [icon("one", SVG), icon("two", SVG), logo()],
      });
      const other = Buffer.from("<svg><g/></svg>");
      const updated = await updateIn(app, made, { Assets: [icon("two", SVG), icon("two", other)] });
      assert.deepEqual(assetsOf(updated), [logo(), icon("one", SVG), icon("two", other)].map(shown));
    });

    test("goes back to the defaults, which have neither settings nor images", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: STYLE, Assets: [logo()] });
      await assert.rejects(updateIn(app, made, { UseCognitoProvidedValues: true, Settings: {} }), ONE_STYLE);
      const updated = await updateIn(app, made, { UseCognitoProvidedValues: true });
      assert.equal(updated.UseCognitoProvidedValues, true);
      assert.deepEqual([updated.Settings, updated.Assets], [undefined, []]);
    });

    test("loses nothing to another update at the same moment", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: {} });
      const names = ["a", "b", "c", "d", "e"];
      await Promise.all(names.map((name) => updateIn(app, made, { Settings: { [name]: name } })));
      const { Settings } = await describeIn(app, made.ManagedLoginBrandingId);
      assert.deepEqual(Settings, Object.fromEntries(names.map((name) => [name, name])));
    });

    test("needs pool and id, though the model does not say so", async () => {
      const { api, poolId } = await newApp(world());
      await assert.rejects(
        api.updateManagedLoginBranding({}),
        invalid("Missing required parameter UserPoolId"),
      );
      await assert.rejects(
        api.updateManagedLoginBranding({ UserPoolId: poolId }),
        invalid("Missing required parameter ManagedLoginBrandingId"),
      );
    });
  });

  describe("an image", () => {
    test("is what its extension says", async () => {
      const app = await newApp(world());
      const create = (...Assets: AssetType[]) => createIn(app, { Settings: {}, Assets });
      await assert.rejects(create(logo({ Bytes: Buffer.from(PNG.toString("base64")) })), notSupported);
      await assert.rejects(create(logo({ Bytes: JPEG })), notSupported);
      await assert.rejects(create(logo({ Bytes: Buffer.alloc(0) })), notSupported);
      await assert.rejects(create(logo({ Extension: "SVG" })), notSupported);
      await assert.rejects(
        create(logo({ Bytes: undefined })),
        invalid("An asset of the category FORM_LOGO has no Bytes."),
      );
    });

    test("is an icon where browsers want one, and nowhere else", async () => {
      const app = await newApp(world());
      const create = (...Assets: AssetType[]) => createIn(app, { Settings: {}, Assets });
      const icon = logo({ Category: "FAVICON_ICO", ColorMode: "DYNAMIC", Extension: "ICO", Bytes: ICO });
      const wrong = (extension: string, category: string) =>
        invalid(`The extension ${extension} is not supported for the category ${category}.`);
      await assert.rejects(create({ ...icon, Category: "FORM_LOGO" }), wrong("ICO", "FORM_LOGO"));
      await assert.rejects(create({ ...icon, Extension: "SVG" }), wrong("SVG", "FAVICON_ICO"));
      await assert.rejects(create({ ...icon, Category: "FAVICON_SVG" }), wrong("ICO", "FAVICON_SVG"));
      assert.deepEqual(assetsOf(await create(icon)), [shown(icon)]);
    });

    test("does not run", async () => {
      const app = await newApp(world());
      const svg = Buffer.from("<svg onload='alert(1)'/>");
      await assert.rejects(
        createIn(app, { Settings: {}, Assets: [logo({ Extension: "SVG", Bytes: svg })] }),
        invalid("An SVG asset can't contain scripts, event handlers or entities."),
      );
    });

    test("may have a megabyte, and a style forty of them", async () => {
      const app = await newApp(world());
      const large = Buffer.concat([PNG, Buffer.alloc(1_000_000 - PNG.length)]);
      const made = await createIn(app, { Settings: {}, Assets: [logo({ Bytes: large })] });
      assert.deepEqual(Buffer.from(there(made.Assets?.[0]?.Bytes)), large);
      const icons = Array.from({ length: 40 }, (_, at) =>
        logo({ Category: "IDP_BUTTON_ICON", ResourceId: `provider-${at}` }),
      );
      const most = invalid("A style can't have more than 40 assets.");
      await assert.rejects(updateIn(app, made, { Assets: icons }), most);
      const full = await updateIn(app, made, { Assets: icons.slice(1) });
      assert.equal(full.Assets?.length, 40);
    });
  });

  describe("a deleted style", () => {
    test("is gone with its images, and the client may have another", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: {}, Assets: [logo()] });
      const where = { UserPoolId: app.poolId, ManagedLoginBrandingId: made.ManagedLoginBrandingId };
      await app.api.deleteManagedLoginBranding(where);
      await assert.rejects(app.api.describeManagedLoginBranding(where), NOT_FOUND);
      await assert.rejects(app.api.updateManagedLoginBranding(where), NOT_FOUND);
      await assert.rejects(app.api.deleteManagedLoginBranding(where), NOT_FOUND);
      await assert.rejects(
        app.api.describeManagedLoginBrandingByClient({ UserPoolId: app.poolId, ClientId: app.clientId }),
        refusal(
          "ResourceNotFoundException",
          `ManagedLoginBranding for client ${app.clientId} does not exist.`,
        ),
      );
      assert.deepEqual((await createIn(app, { Settings: {} })).Assets, []);
    });

    test("went with its client", async () => {
      const app = await newApp(world());
      const made = await createIn(app, { Settings: {}, Assets: [logo()] });
      await app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId: app.clientId });
      await assert.rejects(describeIn(app, made.ManagedLoginBrandingId), NOT_FOUND);
    });

    test("leaves nothing behind where its client goes while it is made", async () => {
      const app = await newApp(world());
      const clients = await Promise.all(Array.from({ length: 8 }, () => newClient(app)));
      const { refusals } = await outcomes(
        clients.flatMap((ClientId) => [
          createIn(app, { ClientId, Settings: {}, Assets: [logo()] }),
          app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId }),
        ]),
      );
      for (const one of refusals) assert.match(one, /^ResourceNotFoundException: /);
      for (let made = 0; made < 20; made++) {
        await createIn(app, { ClientId: await newClient(app), Settings: {} });
      }
    });
  });

  test("a style of another pool is not found, nor is a client of another", async () => {
    const [app, other] = [await newApp(world()), await newApp(world())];
    const { ManagedLoginBrandingId } = await createIn(other, { Settings: {} });
    await assert.rejects(describeIn(app, ManagedLoginBrandingId), NOT_FOUND);
    await assert.rejects(
      createIn(app, { ClientId: other.clientId, Settings: {} }),
      refusal("ResourceNotFoundException", `User pool client ${other.clientId} does not exist.`),
    );
  });
});
