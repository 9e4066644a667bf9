import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { selfSignedCertificate } from "./certificate.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

test("a certificate vouches for its own key, for its time", async () => {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const certificate = new X509Certificate(
    await selfSignedCertificate({
      commonName: "us-east-1_AbCdEf123",
      serial: 0xff01n,
      from: Date.UTC(2026, 10, 25, 15, 4, 5),
      to: Date.UTC(2050, 0, 1),
      publicKey: spki,
      sign: async (data) => sign("sha256", data, privateKey),
    }),
  );
  assert.equal(certificate.subject, "CN=us-east-1_AbCdEf123");
  assert.equal(certificate.issuer, certificate.subject);
  assert.equal(certificate.serialNumber, "FF01");
  assert.equal(certificate.validFromDate.getTime(), Date.UTC(2026, 10, 25, 15, 4, 5));
  assert.equal(certificate.validToDate.getTime(), Date.UTC(2050, 0, 1));
  assert.ok(certificate.verify(createPublicKey({ key: spki, format: "der", type: "spki" })));
});
