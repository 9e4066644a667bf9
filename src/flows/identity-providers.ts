import { sha256, toBase64, toHex, utf8 } from "../base/bytes.ts";
import type { UserPoolId } from "../base/ids.ts";
import { faults } from "../domain/fault.ts";
import { type IdentityProvider, MAX_PROVIDERS, type ProviderType } from "../domain/identity-provider.ts";
import {
  checkedDetails,
  discoveryUrlOf,
  endpointsOf,
  type ProviderDetails,
  splitSecrets,
  withDiscovered,
} from "../domain/provider-details.ts";
import { readSamlMetadata, type SamlMetadata, SamlMetadataError } from "../domain/saml-metadata.ts";
import { UpstreamFailure } from "../ports/upstream.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { countProviders, findProvider, insertProvider, updateProvider } from "../store/identity-providers.ts";
import { putIdentifiers } from "../store/provider-identifiers.ts";
import type { Context } from "./context.ts";
import { certificateOf } from "./saml-certificate.ts";

export async function requireProvider(
  tx: ReadTx,
  poolId: UserPoolId,
  name: string,
): Promise<IdentityProvider> {
  const provider = await findProvider(tx, poolId, name);
  if (!provider) throw faults.identityProviderNotFound(name);
  return provider;
}

/** Stores a new provider. Throws to undo the whole transaction. */
export async function addProvider(tx: WriteTx, provider: IdentityProvider): Promise<void> {
  const { poolId, name } = provider;
  if (!(await insertProvider(tx, provider))) throw faults.identityProviderExists(name, poolId);
  if ((await countProviders(tx, poolId)) > MAX_PROVIDERS) throw faults.tooManyProviders(MAX_PROVIDERS);
  await takeIdentifiers(tx, provider);
}

/** Stores a provider read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function saveProvider(tx: WriteTx, provider: IdentityProvider): Promise<void> {
  if (!(await updateProvider(tx, provider))) {
    throw new LostRace(`identity provider ${provider.name} was changed meanwhile`);
  }
  await takeIdentifiers(tx, provider);
}

async function takeIdentifiers(tx: WriteTx, provider: IdentityProvider): Promise<void> {
  const taken = await putIdentifiers(tx, provider);
  if (taken !== undefined) throw faults.identifierTaken(taken);
}

/** Whose details they are. */
export interface ProviderOwner {
  readonly poolId: UserPoolId;
  readonly name: string;
  readonly type: ProviderType;
}

type Settled = Pick<IdentityProvider, "details" | "secrets" | "saml">;
type Tools = Pick<Context, "upstream" | "signer" | "vault" | "clock" | "random">;

/**
 * A request's details as they are stored, completed by what the provider itself tells of its endpoints. `earlier` is
 * the provider as it was: its encryption key stays. Call it outside transactions: it asks the provider, and signs.
 */
export async function settleDetails(
  ctx: Tools,
  owner: ProviderOwner,
  given: ProviderDetails,
  earlier?: IdentityProvider,
): Promise<Settled> {
  const checked = checkedDetails(owner.type, given, (url) => ctx.upstream.permits(url));
  if (owner.type !== "SAML") {
    const details = owner.type === "OIDC" ? await discovered(ctx, checked) : checked;
    return { ...sealed(ctx, owner, details), saml: null };
  }
  const saml = await samlMetadataOf(ctx, checked);
  const encryption = earlier ? encryptionOf(ctx, earlier) : await newEncryption(ctx, owner.poolId);
  const details = {
    ...checked,
    SSORedirectBindingURI: saml.signOnUrl,
    ...(saml.logoutUrl !== null && { SLORedirectBindingURI: saml.logoutUrl }),
    ...encryption,
  };
  return { ...sealed(ctx, owner, details), saml };
}

/** The details with the endpoints of the provider's discovery document, unless they tell of all endpoints. */
async function discovered({ upstream }: Tools, details: ProviderDetails): Promise<ProviderDetails> {
  const url = discoveryUrlOf(details);
  if (url === null) return details;
  const completed = withDiscovered(
    details,
    parsed(await fetched({ upstream }, url, faults.wellKnownUnreachable)),
  );
  if (!completed) throw faults.wellKnownUnreachable("the document lacks endpoints");
  if (!endpointsOf(completed).every((endpoint) => upstream.permits(endpoint)))
    throw faults.endpointNotHttps();
  return completed;
}

/** Null, which is no document either, where it isn't JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function samlMetadataOf(ctx: Tools, details: ProviderDetails): Promise<SamlMetadata> {
  const { MetadataURL: url, MetadataFile: file = "" } = details;
  const unreachable = (reason: string) => faults.samlMetadataUnreachable(url ?? "", reason);
  const text = url ? await fetched(ctx, url, unreachable) : file;
  try {
    return readSamlMetadata(text, ctx.clock.now());
  } catch (error) {
    if (!(error instanceof SamlMetadataError)) throw error;
    throw url ? unreachable(error.message) : faults.samlMetadataInvalid(error.message);
  }
}

/** What a provider answers; `failed` says how a failure is refused, given a reason for the log. */
async function fetched(
  { upstream }: Pick<Context, "upstream">,
  url: string,
  failed: (reason: string) => Error,
): Promise<string> {
  try {
    const { status, body } = await upstream.send({ url });
    if (status === 200) return body;
    throw new UpstreamFailure(`the answer has the status ${status}`);
  } catch (error) {
    throw error instanceof UpstreamFailure ? failed(error.message) : error;
  }
}

/** A key to which a SAML provider encrypts what it says, and its certificate, DER in base64. */
async function newEncryption(tools: Tools, id: UserPoolId): Promise<ProviderDetails> {
  const pair = await tools.signer.generate();
  const keyId = `saml-encryption:${toHex(sha256(pair.publicKey))}`;
  return {
    ActiveEncryptionCertificate: await certificateOf(tools, { id }, pair, keyId),
    encryption_key: toBase64(pair.privateKey),
  };
}

function encryptionOf(ctx: Pick<Context, "vault">, provider: IdentityProvider): ProviderDetails {
  const { ActiveEncryptionCertificate = "" } = provider.details;
  const { encryption_key = "" } = secretsOf(ctx, provider);
  return { ActiveEncryptionCertificate, encryption_key };
}

const context = ({ poolId, name }: Pick<ProviderOwner, "poolId" | "name">): string =>
  `identity-provider:${poolId}:${name}`;

function sealed({ vault }: Tools, owner: ProviderOwner, details: ProviderDetails) {
  const { open, secret } = splitSecrets(details);
  const hasSecrets = Object.keys(secret).length > 0;
  return {
    details: open,
    secrets: hasSecrets ? vault.seal(context(owner), utf8(JSON.stringify(secret))) : null,
  };
}

/** The details of a provider that are sealed, in clear. */
export function secretsOf({ vault }: Pick<Context, "vault">, provider: IdentityProvider): ProviderDetails {
  if (provider.secrets === null) return {};
  return JSON.parse(Buffer.from(vault.open(context(provider), provider.secrets)).toString("utf8"));
}
