import type { JsonObject } from "../base/json.ts";

const modes = (lightMode: JsonObject, darkMode: JsonObject): JsonObject => ({ lightMode, darkMode });

/** A component's colours at rest, under the pointer and while it is pressed. */
const states = (defaults: JsonObject, hover: JsonObject, active: JsonObject): JsonObject => ({
  defaults,
  hover,
  active,
});

const surface = (backgroundColor: string, textColor: string, borderColor?: string): JsonObject => ({
  backgroundColor,
  ...(borderColor === undefined ? {} : { borderColor }),
  textColor,
});

/** Background, border and mark of a message. */
const status = (backgroundColor: string, color: string): JsonObject => ({
  backgroundColor,
  borderColor: color,
  indicatorColor: color,
});

const text = (textColor: string): JsonObject => ({ textColor });
const border = (borderColor: string): JsonObject => ({ borderColor });
const field = (backgroundColor: string, borderColor: string): JsonObject => ({
  backgroundColor,
  borderColor,
});

/** RRGGBBAA, as all colours of a style. */
const INK = "1b2430ff";
const SOFT_INK = "4a5666ff";
const PAPER = "ffffffff";
const LINE = "c9d1dbff";
const ACCENT = "1f5fbfff";
const DEEP_ACCENT = "163f80ff";
const TINT = "eaf1fbff";

const NIGHT = "121921ff";
const RAISED_NIGHT = "1c2632ff";
const NIGHT_LINE = "3d4a5aff";
const MOON = "e6ebf2ff";
const SOFT_MOON = "aeb9c7ff";
const NIGHT_ACCENT = "7fb0f5ff";
const BRIGHT_ACCENT = "a9cbf9ff";

const RED = "b3261eff";
const NIGHT_RED = "f2938cff";

const outlined = modes(
  states(
    surface(PAPER, ACCENT, ACCENT),
    surface(TINT, DEEP_ACCENT, DEEP_ACCENT),
    surface(TINT, DEEP_ACCENT, DEEP_ACCENT),
  ),
  states(
    surface(NIGHT, NIGHT_ACCENT, NIGHT_ACCENT),
    surface(RAISED_NIGHT, BRIGHT_ACCENT, BRIGHT_ACCENT),
    surface(RAISED_NIGHT, BRIGHT_ACCENT, BRIGHT_ACCENT),
  ),
);

const filled = modes(
  {
    ...states(surface(ACCENT, PAPER), surface(DEEP_ACCENT, PAPER), surface(DEEP_ACCENT, PAPER)),
    disabled: field(LINE, LINE),
  },
  {
    ...states(surface(NIGHT_ACCENT, NIGHT), surface(BRIGHT_ACCENT, NIGHT), surface(BRIGHT_ACCENT, NIGHT)),
    disabled: field(NIGHT_LINE, NIGHT_LINE),
  },
);

const strip: JsonObject = {
  ...modes(
    { background: { color: PAPER }, borderColor: LINE },
    { background: { color: NIGHT }, borderColor: NIGHT_LINE },
  ),
  backgroundImage: { enabled: false },
  logo: { enabled: false, location: "START" },
};

const categories: JsonObject = {
  auth: {
    authMethodOrder: [
      [
        { display: "BUTTON", type: "FEDERATED" },
        { display: "INPUT", type: "USERNAME_PASSWORD" },
      ],
    ],
    federation: { interfaceStyle: "BUTTON_LIST", order: [] },
  },
  form: {
    displayGraphics: true,
    instructions: { enabled: false },
    languageSelector: { enabled: false },
    location: { horizontal: "CENTER", vertical: "CENTER" },
    sessionTimerDisplay: "NONE",
  },
  global: {
    colorSchemeMode: "LIGHT",
    pageFooter: { enabled: false },
    pageHeader: { enabled: false },
    spacingDensity: "REGULAR",
  },
  signUp: { acceptanceElements: [{ enforcement: "NONE", textKey: "en" }] },
};

const componentClasses: JsonObject = {
  buttons: { borderRadius: 6 },
  divider: modes(border(LINE), border(NIGHT_LINE)),
  dropDown: {
    borderRadius: 6,
    ...modes(
      {
        defaults: { itemBackgroundColor: PAPER },
        hover: { itemBackgroundColor: TINT, itemBorderColor: LINE, itemTextColor: INK },
        match: { itemBackgroundColor: TINT, itemTextColor: ACCENT },
      },
      {
        defaults: { itemBackgroundColor: NIGHT },
        hover: { itemBackgroundColor: RAISED_NIGHT, itemBorderColor: NIGHT_LINE, itemTextColor: MOON },
        match: { itemBackgroundColor: RAISED_NIGHT, itemTextColor: NIGHT_ACCENT },
      },
    ),
  },
  focusState: modes(border(ACCENT), border(NIGHT_ACCENT)),
  idpButtons: { icons: { enabled: true } },
  input: {
    borderRadius: 6,
    ...modes(
      { defaults: field(PAPER, LINE), placeholderColor: SOFT_INK },
      { defaults: field(NIGHT, NIGHT_LINE), placeholderColor: SOFT_MOON },
    ),
  },
  inputDescription: modes(text(SOFT_INK), text(SOFT_MOON)),
  inputLabel: modes(text(INK), text(MOON)),
  link: modes(
    { defaults: text(ACCENT), hover: text(DEEP_ACCENT) },
    { defaults: text(NIGHT_ACCENT), hover: text(BRIGHT_ACCENT) },
  ),
  optionControls: modes(
    { defaults: field(PAPER, LINE), selected: { backgroundColor: ACCENT, foregroundColor: PAPER } },
    {
      defaults: field(NIGHT, NIGHT_LINE),
      selected: { backgroundColor: NIGHT_ACCENT, foregroundColor: NIGHT },
    },
  ),
  statusIndicator: modes(
    {
      error: status("fdf3f2ff", RED),
      pending: { indicatorColor: SOFT_INK },
      success: status("f0f9f2ff", "1d7a35ff"),
      warning: status("fef9e8ff", "8a6100ff"),
    },
    {
      error: status("2a1413ff", NIGHT_RED),
      pending: { indicatorColor: SOFT_MOON },
      success: status("10241aff", "7ecb93ff"),
      warning: status("262012ff", "e5c266ff"),
    },
  ),
};

const components: JsonObject = {
  alert: {
    borderRadius: 6,
    ...modes({ error: field("fdf3f2ff", RED) }, { error: field("2a1413ff", NIGHT_RED) }),
  },
  favicon: { enabledTypes: ["ICO", "SVG"] },
  form: {
    backgroundImage: { enabled: false },
    borderRadius: 6,
    ...modes(field(PAPER, LINE), field(NIGHT, NIGHT_LINE)),
    logo: { enabled: false, formInclusion: "IN", location: "CENTER", position: "TOP" },
  },
  idpButton: { custom: {}, standard: outlined },
  pageBackground: { image: { enabled: true }, ...modes({ color: "f4f6f9ff" }, { color: NIGHT }) },
  pageFooter: strip,
  pageHeader: strip,
  pageText: modes(
    { bodyColor: SOFT_INK, descriptionColor: SOFT_INK, headingColor: INK },
    { bodyColor: SOFT_MOON, descriptionColor: SOFT_MOON, headingColor: MOON },
  ),
  phoneNumberSelector: { displayType: "TEXT" },
  primaryButton: filled,
  secondaryButton: outlined,
};

/**
 * The style that a branding changes: the members that Cognito's own default document has, in Poolkeeper's colours.
 * Pages read a style merged with it, so they find every member.
 */
export const DEFAULT_SETTINGS: JsonObject = { categories, componentClasses, components };
