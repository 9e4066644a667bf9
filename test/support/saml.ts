import { generateKeyPairSync, sign } from "node:crypto";
import { selfSignedCertificate } from "../../src/domain/certificate.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A certificate of an identity provider, DER in base64; it lasts from 2020 to `until` (epoch milliseconds). */
export async function signingCertificate(until: number = Date.UTC(2090)): Promise<string> {
  const certificate = await selfSignedCertificate({
    commonName: "idp.example.com",
    serial: 1n,
    from: Date.UTC(2020),
    to: until,
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    sign: async (data) => sign("sha256", data, privateKey),
  });
  return Buffer.from(certificate).toString("base64");
}

export interface MetadataOptions {
  readonly entityId?: string;
  readonly certificates?: readonly string[];
  /** Null: the provider has no logout. */
  readonly logoutUrl?: string | null;
  readonly signOnUrl?: string;
  readonly binding?: string;
}

const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/** What an identity provider tells of itself. */
export function samlMetadata({
  entityId = "https://idp.example.com/metadata",
  certificates = [],
  logoutUrl = "https://idp.example.com/slo",
  signOnUrl = "https://idp.example.com/sso",
  binding = REDIRECT,
}: MetadataOptions): string {
  const keys = certificates.map(
    (certificate) => `
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>
          ${certificate.replace(/(.{64})/g, "$1\n")}
        </ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>`,
  );
  const logout =
    logoutUrl === null ? "" : `<md:SingleLogoutService Binding="${REDIRECT}" Location="${logoutUrl}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- made for a test -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join("")}
    ${logout}
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/>
    <md:SingleSignOnService Binding="${binding}" Location="${signOnUrl}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
}
