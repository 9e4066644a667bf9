import { X509Certificate } from "node:crypto";
import { fromBase64 } from "../base/bytes.ts";
import { childrenNamed, parseXml, type XmlElement, XmlError } from "./xml.ts";

/** What an identity provider's metadata tell (SAML 2.0 metadata, section 2.4.3). */
export interface SamlMetadata {
  readonly entityId: string;
  /** Where browsers bring requests by the HTTP-Redirect binding. */
  readonly signOnUrl: string;
  /** The same for logout; null where the provider has none. */
  readonly logoutUrl: string | null;
  /** DER in base64; a signature by any of them counts. */
  readonly signingCertificates: readonly string[];
}

/** Metadata that nobody could sign in by; the message says why. */
export class SamlMetadataError extends Error {}

const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
const HTTP_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const LONGEST_CERTIFICATE = 4096;

/** Throws `SamlMetadataError`; `now` in epoch milliseconds. */
export function readSamlMetadata(text: string, now: number): SamlMetadata {
  const { entity, provider } = providerIn(documentOf(text));
  const entityId = entity.attributes.get("entityID");
  if (!entityId) throw new SamlMetadataError("the entityID is missing");
  const signOnUrl = redirectUrl(provider, "SingleSignOnService");
  if (signOnUrl === null) throw new SamlMetadataError("there is no SingleSignOnService by HTTP-Redirect");
  const signingCertificates = certificatesOf(provider);
  if (signingCertificates.length === 0) throw new SamlMetadataError("there is no signing certificate");
  for (const certificate of signingCertificates) checkCertificate(certificate, now);
  return {
    entityId,
    signOnUrl,
    logoutUrl: redirectUrl(provider, "SingleLogoutService"),
    signingCertificates,
  };
}

function documentOf(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlError) throw new SamlMetadataError(error.message, { cause: error });
    throw error;
  }
}

/** The first identity provider of a document, which is about one entity or lists several. */
function providerIn(root: XmlElement): { readonly entity: XmlElement; readonly provider: XmlElement } {
  const isEntity = root.namespace === METADATA && root.name === "EntityDescriptor";
  for (const entity of isEntity ? [root] : childrenNamed(root, METADATA, "EntityDescriptor")) {
    const [provider] = childrenNamed(entity, METADATA, "IDPSSODescriptor");
    if (provider) return { entity, provider };
  }
  throw new SamlMetadataError("there is no IDPSSODescriptor");
}

function redirectUrl(provider: XmlElement, service: string): string | null {
  const found = childrenNamed(provider, METADATA, service).find(
    ({ attributes }) => attributes.get("Binding") === HTTP_REDIRECT,
  );
  const location = found?.attributes.get("Location")?.trim();
  if (location === undefined) return null;
  if (!/^https?:$/.test(URL.parse(location)?.protocol ?? "")) {
    throw new SamlMetadataError(`the Location of a ${service} is no URL`);
  }
  return location;
}

/** Of keys that sign, and of such as are for whatever use. */
const certificatesOf = (provider: XmlElement): string[] =>
  childrenNamed(provider, METADATA, "KeyDescriptor")
    .filter(({ attributes }) => (attributes.get("use") ?? "signing") === "signing")
    .flatMap((key) => childrenNamed(key, SIGNATURE, "KeyInfo"))
    .flatMap((info) => childrenNamed(info, SIGNATURE, "X509Data"))
    .flatMap((data) => childrenNamed(data, SIGNATURE, "X509Certificate"))
    .map(({ text }) => text.replace(/\s+/g, ""));

function checkCertificate(certificate: string, now: number): void {
  if (certificate.length > LONGEST_CERTIFICATE) throw new SamlMetadataError("a certificate is too long");
  if (parsed(certificate).validToDate.getTime() < now) {
    throw new SamlMetadataError("a signing certificate has expired");
  }
}

function parsed(certificate: string): X509Certificate {
  try {
    return new X509Certificate(fromBase64(certificate));
  } catch (error) {
    throw new SamlMetadataError("a certificate can't be read", { cause: error });
  }
}
