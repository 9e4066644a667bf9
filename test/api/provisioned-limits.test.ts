/** Request rates of an account: what they are, and which of them it may set. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { apiCategories, apiCategoryNames } from "../../src/domain/api-category.ts";
import { onEachDatabase, type World } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);

type Attributes = Record<string, string>;

const definition = (Attributes: Attributes) => ({ LimitClass: "API_CATEGORY", Attributes }) as const;

const get = ({ api }: Pick<World, "api">, Attributes: Attributes) =>
  api.getProvisionedLimit({ LimitDefinition: definition(Attributes) });

const set = ({ api }: Pick<World, "api">, Category: string, RequestedLimitValue: number) =>
  api.updateProvisionedLimit({ LimitDefinition: definition({ Category }), RequestedLimitValue });

await onEachDatabase((world) => {
  test("each category has the service's default", async () => {
    for (const Category of apiCategoryNames) {
      const { rate } = apiCategories[Category];
      assert.deepEqual((await get(world(), { Category })).Limit, {
        LimitDefinition: definition({ Category }),
        ProvisionedLimitValue: rate,
        FreeLimitValue: rate,
      });
    }
  });

  test("a limit that is set holds for its region alone, and can be set back", async () => {
    const expected = (value: number) => ({
      LimitDefinition: definition({ Category: "UserAuthentication" }),
      ProvisionedLimitValue: value,
      FreeLimitValue: 120,
    });
    const seen = async (region = "us-east-1") =>
      (await get({ api: world().apiIn(region) }, { Category: "UserAuthentication" })).Limit;
    for (const value of [300, 1200, 120]) {
      assert.deepEqual((await set(world(), "UserAuthentication", value)).Limit, expected(value));
      assert.deepEqual(await seen(), expected(value));
      assert.deepEqual(await seen("eu-west-1"), expected(120));
    }
  });

  test("a limit is no lower than the default, and no higher than the account's", async () => {
    await assert.rejects(
      set(world(), "UserCreation", 49),
      invalid("The limit of UserCreation can't be lower than its default of 50."),
    );
    await assert.rejects(
      set(world(), "UserCreation", 501),
      refusal("ServiceQuotaExceededException", "The limit of UserCreation can't be higher than 500."),
    );
    assert.equal((await get(world(), { Category: "UserCreation" })).Limit?.ProvisionedLimitValue, 50);
  });

  test("a category that can't be adjusted is told from one that is not there", async () => {
    await assert.rejects(
      set(world(), "LimitManagement", 2),
      invalid("The limit of LimitManagement is not adjustable."),
    );
    for (const category of ["UserSomething", "toString", ""]) {
      const gone = refusal("ResourceNotFoundException", `Limit for the category ${category} does not exist.`);
      await assert.rejects(set(world(), category, 100), gone);
      await assert.rejects(get(world(), { Category: category }), gone);
    }
  });

  test("a definition names a category, and nothing else", async () => {
    await assert.rejects(get(world(), {}), invalid("The attribute Category is required."));
    await assert.rejects(
      get(world(), { Category: "UserRead", Region: "eu-west-1" }),
      invalid("Invalid limit attribute: Region"),
    );
  });
});
