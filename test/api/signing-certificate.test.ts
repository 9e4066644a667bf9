import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

await onEachDatabase((world) => {
  const certificateOf = async (UserPoolId: string) =>
    there((await world().api.getSigningCertificate({ UserPoolId })).Certificate);
  const read = (text: string) => new X509Certificate(Buffer.from(text, "base64"));

  test("a pool's certificate vouches for the pool, by its own key, for ten years", async () => {
    const id = await newPool(world());
    const certificate = read(await certificateOf(id));
    assert.equal(certificate.subject, `CN=${id}`);
    assert.equal(certificate.issuer, `CN=${id}`);
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    assert.equal(certificate.verify(certificate.publicKey), true);
    const [from, to] = [certificate.validFromDate, certificate.validToDate];
    assert.equal(to.getUTCFullYear() - from.getUTCFullYear(), 10);
  });

  test("it is made once, even where many ask first", async () => {
    const id = await newPool(world());
    const asked = await Promise.all(Array.from({ length: 4 }, () => certificateOf(id)));
    assert.equal(new Set([...asked, await certificateOf(id)]).size, 1);
  });

  test("no two pools share one, nor does it share a key with the pool's tokens", async () => {
    const [one, other] = [await newPool(world()), await newPool(world())];
    const certificate = read(await certificateOf(one));
    assert.notEqual(await certificateOf(one), await certificateOf(other));
    const answer = await fetch(`${world().url}/${one}/.well-known/jwks.json`);
    const { keys } = (await answer.json()) as { keys: { n: string }[] };
    assert.equal(keys.length, 2);
    const { n } = certificate.publicKey.export({ format: "jwk" });
    assert.ok(keys.every((key) => key.n !== n));
  });

  test("a pool that is not there has none", async () => {
    await assert.rejects(
      certificateOf("us-east-1_nobody"),
      refusal("ResourceNotFoundException", "User pool us-east-1_nobody does not exist."),
    );
  });
});
