import { isObject } from "../base/json.ts";
import type { IdentityProviderTypeType } from "../model/types.gen.ts";
import { type Fault, faults } from "./fault.ts";

/** A provider's settings under the API's own keys. */
export type ProviderDetails = Readonly<Record<string, string>>;

interface DetailRules {
  /** Keys that a request must have. */
  readonly required: readonly string[];
  readonly missing: () => Fault;
  /** What the service fills in where a request leaves it out. */
  readonly added: ProviderDetails;
  /** Keys that the service alone sets. */
  readonly itsOwn: readonly string[];
  /** The claim that names a user; null where that is no claim. */
  readonly usernameClaim: string | null;
}

const SOCIAL = {
  required: ["client_id", "client_secret", "authorize_scopes"],
  missing: faults.socialDetailsMissing,
  itsOwn: [],
} as const;

/** `{version}` stands for the version of Facebook's API. */
const RULES: Readonly<Record<IdentityProviderTypeType, DetailRules>> = {
  Google: {
    ...SOCIAL,
    added: {
      attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
      oidc_issuer: "https://accounts.google.com",
      token_request_method: "POST",
      token_url: "https://www.googleapis.com/oauth2/v4/token",
    },
    usernameClaim: "sub",
  },
  Facebook: {
    ...SOCIAL,
    added: {
      attributes_url: "https://graph.facebook.com/{version}/me?fields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://www.facebook.com/{version}/dialog/oauth",
      token_request_method: "GET",
      token_url: "https://graph.facebook.com/{version}/oauth/access_token",
    },
    usernameClaim: "id",
  },
  LoginWithAmazon: {
    ...SOCIAL,
    added: {
      attributes_url: "https://api.amazon.com/user/profile",
      attributes_url_add_attributes: "false",
      authorize_url: "https://www.amazon.com/ap/oa",
      token_request_method: "POST",
      token_url: "https://api.amazon.com/auth/o2/token",
    },
    usernameClaim: "user_id",
  },
  SignInWithApple: {
    required: ["client_id", "private_key", "team_id", "key_id"],
    missing: faults.appleDetailsMissing,
    added: {
      attributes_url_add_attributes: "false",
      authorize_url: "https://appleid.apple.com/auth/authorize",
      oidc_issuer: "https://appleid.apple.com",
      token_request_method: "POST",
      token_url: "https://appleid.apple.com/auth/token",
    },
    itsOwn: [],
    usernameClaim: "sub",
  },
  OIDC: {
    required: ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"],
    missing: faults.oidcDetailsMissing,
    added: { attributes_url_add_attributes: "false" },
    itsOwn: [],
    usernameClaim: "sub",
  },
  SAML: {
    required: [],
    missing: faults.samlMetadataMissing,
    added: {},
    itsOwn: ["ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"],
    usernameClaim: null,
  },
};

const FACEBOOK_VERSION = "v17.0";

export const usernameClaimOf = (type: IdentityProviderTypeType): string | null => RULES[type].usernameClaim;

/** Whether a URL is one that the server may ask, or send a browser to. */
export type Permits = (url: string) => boolean;

/** A request's details, checked, with what the service fills in without asking the provider. */
export function checkedDetails(
  type: IdentityProviderTypeType,
  given: ProviderDetails,
  permits: Permits,
): ProviderDetails {
  const { required, missing, itsOwn } = RULES[type];
  if (required.some((key) => !given[key])) throw missing();
  const own = Object.entries(given).filter(([key]) => !itsOwn.includes(key));
  const details = { ...addedTo(type, given), ...Object.fromEntries(own) };
  CHECKS[type]?.(details);
  if (URL_KEYS.some((key) => details[key] && !permits(details[key]))) throw faults.endpointNotHttps();
  return details;
}

function addedTo(type: IdentityProviderTypeType, given: ProviderDetails): ProviderDetails {
  const version = given["api_version"] || FACEBOOK_VERSION;
  return Object.fromEntries(
    Object.entries(RULES[type].added).map(([key, value]) => [key, value.replace("{version}", () => version)]),
  );
}

/** By the names that a discovery document has for them (OpenID Connect Discovery 1.0, section 3). */
const DISCOVERED = {
  authorize_url: "authorization_endpoint",
  token_url: "token_endpoint",
  attributes_url: "userinfo_endpoint",
  jwks_uri: "jwks_uri",
} as const;

const DISCOVERED_KEYS = Object.keys(DISCOVERED) as (keyof typeof DISCOVERED)[];
const URL_KEYS = ["oidc_issuer", ...DISCOVERED_KEYS];

const CHECKS: { readonly [Type in IdentityProviderTypeType]?: (details: ProviderDetails) => void } = {
  OIDC: checkOidc,
  SAML: checkSaml,
};

const METHODS = ["POST", "GET"];

function checkOidc({
  attributes_request_method: method = "",
  authorize_scopes: scopes = "",
}: ProviderDetails) {
  if (!METHODS.includes(method)) throw faults.attributesRequestMethod(method, METHODS);
  if (!scopes.split(/\s+/).includes("openid")) throw faults.openidScopeMissing();
}

const SWITCHES = ["EncryptedResponses", "IDPInit", "IDPSignout"];

function checkSaml(details: ProviderDetails) {
  const { MetadataURL, MetadataFile, RequestSigningAlgorithm: algorithm } = details;
  if (!MetadataURL && !MetadataFile) throw faults.samlMetadataMissing();
  if (MetadataURL && MetadataFile) throw faults.samlMetadataTwice();
  const unclear = SWITCHES.find((key) => !["true", "false", undefined].includes(details[key]));
  if (unclear !== undefined) throw faults.providerDetailInvalid(unclear);
  if (algorithm !== undefined && algorithm !== "rsa-sha256") {
    throw faults.providerDetailInvalid("RequestSigningAlgorithm");
  }
}

/** Where an OIDC provider tells of its endpoints; null where the details tell of them all. */
export function discoveryUrlOf(details: ProviderDetails): string | null {
  if (DISCOVERED_KEYS.every((key) => details[key])) return null;
  return `${(details["oidc_issuer"] ?? "").replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/** Details completed by a discovery document; null where that lacks an endpoint nobody signs in without. */
export function withDiscovered(details: ProviderDetails, document: unknown): ProviderDetails | null {
  if (!isObject(document)) return null;
  const completed: Record<string, string> = { ...details };
  for (const key of DISCOVERED_KEYS) {
    const found = document[DISCOVERED[key]];
    if (!completed[key] && typeof found === "string") completed[key] = found;
  }
  const { authorize_url, token_url, jwks_uri } = completed;
  return authorize_url && token_url && jwks_uri ? completed : null;
}

/** The endpoints among the details. */
export const endpointsOf = (details: ProviderDetails): string[] =>
  DISCOVERED_KEYS.flatMap((key) => details[key] ?? []);

/** `encryption_key` is no detail of the API: it opens what a SAML provider encrypts. */
const SECRETS: readonly string[] = ["client_secret", "private_key", "encryption_key"];
const SHOWN_SECRETS: readonly string[] = ["client_secret"];

/** Details parted by whether they may lie in the database as they are. */
export function splitSecrets(details: ProviderDetails): {
  readonly open: ProviderDetails;
  readonly secret: ProviderDetails;
} {
  const entries = Object.entries(details);
  return {
    open: Object.fromEntries(entries.filter(([key]) => !SECRETS.includes(key))),
    secret: Object.fromEntries(entries.filter(([key]) => SECRETS.includes(key))),
  };
}

/** What the API shows of a provider's details, by key in alphabetical order. */
export function shownDetails(open: ProviderDetails, secret: ProviderDetails): Record<string, string> {
  const shown = Object.entries(secret).filter(([key]) => SHOWN_SECRETS.includes(key));
  return Object.fromEntries([...Object.entries(open), ...shown].sort(([a], [b]) => (a < b ? -1 : 1)));
}
