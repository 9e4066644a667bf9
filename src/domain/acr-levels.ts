import type { AcrConfigurationType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

/** What the four levels of authentication (ACR) are called where a pool does not say otherwise. */
const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  Level1: "urn:cognito:loa:1",
  Level2: "urn:cognito:loa:2",
  Level3: "urn:cognito:loa:3",
  Level4: "urn:cognito:loa:4",
};

/** All four levels, those a pool does not name with their default names. */
export const effectiveAcrLevels = (own: AcrConfigurationType | undefined): AcrConfigurationType =>
  Object.fromEntries(
    Object.entries(DEFAULT_NAMES).map(([level, name]) => [
      level,
      { AcrValue: own?.[level]?.AcrValue ?? name },
    ]),
  );

/** Refuses levels that are not there. */
export function requireAcrLevels(levels: readonly string[]): void {
  const unknown = levels.find((level) => !Object.hasOwn(DEFAULT_NAMES, level));
  if (unknown !== undefined) throw faults.acrLevelUnknown(unknown);
}

/** Refuses levels that are not there, and names that two levels would share. */
export function checkAcrLevels(own: AcrConfigurationType | undefined): void {
  requireAcrLevels(Object.keys(own ?? {}));
  const names = Object.values(effectiveAcrLevels(own)).map(({ AcrValue }) => AcrValue);
  if (new Set(names).size < names.length) throw faults.acrNamesNotUnique();
}
