import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { utf8 } from "../../src/base/bytes.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { NodeSigner } from "../../src/effects/node-signer.ts";

const scope = new TransactionScope();
const signer = new NodeSigner(scope);
const pair = await signer.generate();
const other = await signer.generate();
const data = utf8("header.claims");

test("a new pair is RSA-2048", () => {
  const key = createPublicKey({ key: Buffer.from(pair.publicKey), format: "der", type: "spki" });
  assert.equal(key.asymmetricKeyType, "rsa");
  assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
});

test("a signature is RS256 and holds for its data and key only", async () => {
  const signature = await signer.sign("k", () => pair.privateKey, data);
  const key = createPublicKey({ key: Buffer.from(pair.publicKey), format: "der", type: "spki" });
  assert.equal(verify("RSA-SHA256", data, key, signature), true);
  assert.equal(
    signer.verify("k", () => pair.publicKey, data, signature),
    true,
  );
  assert.equal(
    signer.verify("k", () => pair.publicKey, utf8("header.other"), signature),
    false,
  );
  assert.equal(
    signer.verify("other", () => other.publicKey, data, signature),
    false,
  );
  assert.equal(
    signer.verify("k", () => pair.publicKey, data, new Uint8Array(3)),
    false,
  );
});

test("a key is unsealed and imported once", async () => {
  let asked = 0;
  const once = (): Uint8Array => {
    asked++;
    return pair.privateKey;
  };
  await Promise.all(Array.from({ length: 10 }, () => signer.sign("counted", once, data)));
  assert.equal(asked, 1);
});

test("neither a key is made nor a signature inside a transaction", async () => {
  await scope.run(async () => {
    await assert.rejects(signer.generate(), /a key generation was started inside a transaction/);
    await assert.rejects(
      signer.sign("k", () => pair.privateKey, data),
      /a signature was started inside a transaction/,
    );
    assert.equal(
      signer.verify("k", () => pair.publicKey, data, new Uint8Array(256)),
      false,
    );
  });
});
