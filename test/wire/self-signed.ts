import { generateKeyPairSync, sign } from "node:crypto";

/** A fresh certificate for `localhost` that vouches for itself (RFC 5280), as PEM. */
export function selfSigned(): { readonly cert: Buffer; readonly key: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = der(SEQUENCE, der(OID, Buffer.from("2a8648ce3d040302", "hex")));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OID, Buffer.from("550403", "hex")), der(UTF8, Buffer.from("localhost")))),
  );
  const validity = der(SEQUENCE, time("20200101000000Z"), time("20990101000000Z"));
  const body = der(
    SEQUENCE,
    der(INTEGER, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign("sha256", body, privateKey));
  const certificate = der(SEQUENCE, body, ecdsaWithSha256, signature).toString("base64");
  return {
    cert: Buffer.from(`-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`),
    key: Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OID = 0x06;
const UTF8 = 0x0c;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const time = (text: string): Buffer => der(GENERALIZED_TIME, Buffer.from(text));
