import assert from "node:assert/strict";
import { test } from "node:test";
import { samlMetadata, signingCertificate } from "../../test/support/saml.ts";
import { readSamlMetadata, SamlMetadataError } from "./saml-metadata.ts";

const NOW = Date.UTC(2026);
const [first, expired] = await Promise.all([signingCertificate(), signingCertificate(Date.UTC(2025))]);

test("metadata tell of a provider's addresses and of its certificates", () => {
  assert.deepEqual(readSamlMetadata(samlMetadata({ certificates: [first, first] }), NOW), {
    entityId: "https://idp.example.com/metadata",
    signOnUrl: "https://idp.example.com/sso",
    logoutUrl: "https://idp.example.com/slo",
    signingCertificates: [first, first],
  });
});

test("a provider may be without logout, and its keys without a use", () => {
  const metadata = samlMetadata({ certificates: [first], logoutUrl: null }).replace(` use="signing"`, "");
  const { logoutUrl, signingCertificates } = readSamlMetadata(metadata, NOW);
  assert.deepEqual([logoutUrl, signingCertificates], [null, [first]]);
});

test("a provider may stand in a list of entities", () => {
  const entity = samlMetadata({ certificates: [first] }).replace(/^[\s\S]*?(?=<md:Entity)/, "");
  const list = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><EntityDescriptor entityID="sp"/>${entity}</EntitiesDescriptor>`;
  assert.equal(readSamlMetadata(list, NOW).entityId, "https://idp.example.com/metadata");
});

const good = samlMetadata({ certificates: [first] });
const REFUSED: [what: string, text: string, reason: RegExp][] = [
  ["what is no XML", "{}", /outside the root/],
  ["another document", "<html/>", /no IDPSSODescriptor/],
  ["a provider without a name", good.replace(/entityID="[^"]*"/, ""), /entityID is missing/],
  ["a provider without a certificate", samlMetadata({}), /no signing certificate/],
  [
    "a provider whose certificate encrypts alone",
    good.replace(`use="signing"`, `use="encryption"`),
    /no signing certificate/,
  ],
  ["a certificate that is none", samlMetadata({ certificates: ["AAAA"] }), /can't be read/],
  ["a certificate that is too long", samlMetadata({ certificates: ["A".repeat(4100)] }), /too long/],
  ["a certificate that has expired", samlMetadata({ certificates: [first, expired] }), /has expired/],
  [
    "a provider that can't be reached by HTTP-Redirect",
    samlMetadata({ certificates: [first], binding: "urn:oasis:names:tc:SAML:2.0:bindings:SOAP" }),
    /no SingleSignOnService/,
  ],
  [
    "an address that is none",
    samlMetadata({ certificates: [first], signOnUrl: "javascript:alert(1)" }),
    /is no URL/,
  ],
];

for (const [what, text, reason] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => readSamlMetadata(text, NOW),
      (error) => error instanceof SamlMetadataError && reason.test(error.message),
    );
  });
}
