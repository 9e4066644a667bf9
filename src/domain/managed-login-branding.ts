import type { ClientId, UserPoolId } from "../base/ids.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import type { DocumentValue } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

/** Of a pool. */
export const MOST_BRANDINGS = 20;

/** A style of the managed login pages, for one client. */
export interface ManagedLoginBranding {
  readonly poolId: UserPoolId;
  /** A UUID. */
  readonly id: string;
  readonly clientId: ClientId;
  /** Whether it shows the default style, so that it has no settings of its own. */
  readonly usesProvidedValues: boolean;
  /** Only what differs from the default settings; null where none were ever given. */
  readonly settings: JsonObject | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

interface Request {
  readonly UseCognitoProvidedValues?: boolean | undefined;
  readonly Settings?: DocumentValue | undefined;
}

type Style = Pick<ManagedLoginBranding, "usesProvidedValues" | "settings">;

/** The style of a new branding: the default one or settings, and one of the two. */
export function requestedStyle({ UseCognitoProvidedValues: provided = false, Settings }: Request): Style {
  if (provided === (Settings !== undefined)) throw faults.brandingNeedsOneStyle();
  return { usesProvidedValues: provided, settings: Settings === undefined ? null : settingsIn(Settings) };
}

/** A style after a request, which may return to the defaults or change some settings and leave the others. */
export function changedStyle(style: Style, { UseCognitoProvidedValues: provided, Settings }: Request): Style {
  if (provided) return requestedStyle({ UseCognitoProvidedValues: provided, Settings });
  if (Settings === undefined) {
    return { ...style, usesProvidedValues: provided === undefined && style.usesProvidedValues };
  }
  const settings = mergedDocuments(style.settings ?? {}, settingsIn(Settings));
  return { usesProvidedValues: false, settings: settingsIn(settings) };
}

/** Characters of JSON. */
const LARGEST_SETTINGS = 1_000_000;

function settingsIn(document: DocumentValue): JsonObject {
  if (!isDocument(document)) throw faults.brandingSettingsNoObject();
  if (JSON.stringify(document).length > LARGEST_SETTINGS)
    throw faults.brandingSettingsTooLarge(LARGEST_SETTINGS);
  return document;
}

const isDocument = (value: DocumentValue | undefined): value is JsonObject => isObject(value);

/** `changes` over `base`: objects are merged member by member, anything else takes the other's place. */
export function mergedDocuments(base: JsonObject, changes: JsonObject): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(changes)) {
    const old = merged.get(name);
    merged.set(name, isDocument(old) && isDocument(value) ? mergedDocuments(old, value) : value);
  }
  return Object.fromEntries(merged);
}
