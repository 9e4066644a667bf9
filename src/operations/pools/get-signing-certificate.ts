import { requirePool } from "../../flows/pools.ts";
import { samlKeyOf } from "../../flows/saml-certificate.ts";
import { operation } from "../operation.ts";

/** The certificate of the key that signs a pool's SAML requests: DER in base64, without the lines of PEM. */
export const GetSigningCertificate = operation("GetSigningCertificate", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  const { certificate } = await samlKeyOf(ctx, pool);
  return { Certificate: certificate };
});
