import assert from "node:assert/strict";
import { test } from "node:test";
import { clientId } from "../../src/base/ids.ts";
import {
  deleteUiCustomization,
  findLogo,
  findUiCustomization,
  putUiCustomization,
} from "../../src/store/ui-customizations.ts";
import { forEachDatabase } from "../support/databases.ts";
import { CLIENT, emptiedDatabase, OTHER_POOL, POOL, T0 } from "./fixtures.ts";
import { aCustomization } from "./looks.ts";

const OTHER_CLIENT = clientId("another");

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  test("a customization is found for its client, and one for every client for the others", async () => {
    const db = await empty();
    const [own, everybodys] = [aCustomization(), aCustomization({ clientId: null, css: null, logo: null })];
    await db.write(async (tx) => {
      await putUiCustomization(tx, own);
      await putUiCustomization(tx, everybodys);
    });
    await db.read(async (tx) => {
      assert.deepEqual(await findUiCustomization(tx, POOL, CLIENT), own);
      assert.deepEqual(await findUiCustomization(tx, POOL, OTHER_CLIENT), everybodys);
      assert.deepEqual(await findUiCustomization(tx, POOL, null), everybodys);
      assert.equal(await findUiCustomization(tx, OTHER_POOL, null), undefined);
    });
    await db.write((tx) => deleteUiCustomization(tx, POOL, null));
    await db.read(async (tx) => {
      assert.deepEqual(await findUiCustomization(tx, POOL, CLIENT), own);
      assert.equal(await findUiCustomization(tx, POOL, OTHER_CLIENT), undefined);
    });
  });

  test("another customization takes the place of the first, but for the day it was made", async () => {
    const db = await empty();
    const later = { createdAt: T0 + 1, updatedAt: T0 + 1, css: null };
    const kept = await db.write(async (tx) => {
      await putUiCustomization(tx, aCustomization());
      return putUiCustomization(tx, aCustomization(later));
    });
    assert.deepEqual(kept, aCustomization({ ...later, createdAt: T0 }));
  });

  test("a logo is found by its version, in its own pool", async () => {
    const db = await empty();
    const { logo } = await db.write((tx) => putUiCustomization(tx, aCustomization()));
    await db.read(async (tx) => {
      assert.deepEqual(await findLogo(tx, POOL, "a"), logo);
      assert.equal(await findLogo(tx, POOL, "b"), undefined);
      assert.equal(await findLogo(tx, OTHER_POOL, "a"), undefined);
    });
  });
});
