import { type ApiCategory, freeLimit, isApiCategory } from "../../domain/api-category.ts";
import { faults } from "../../domain/fault.ts";
import type { LimitDefinitionType, LimitType } from "../../model/types.gen.ts";

/** The category a definition names; its class can be one only. */
export function categoryIn({ Attributes }: LimitDefinitionType): ApiCategory {
  const { Category: name, ...others } = Attributes;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw faults.limitAttributeUnknown(stranger);
  if (name === undefined) throw faults.limitCategoryMissing();
  if (!isApiCategory(name)) throw faults.limitNotFound(name);
  return name;
}

export const limitView = (category: ApiCategory, value: number): LimitType => ({
  LimitDefinition: { LimitClass: "API_CATEGORY", Attributes: { Category: category } },
  ProvisionedLimitValue: value,
  FreeLimitValue: freeLimit(category),
});
