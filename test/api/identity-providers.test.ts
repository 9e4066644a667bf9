import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import {
  type CreateIdentityProviderRequest,
  paginateListIdentityProviders,
} from "@aws-sdk/client-cognito-identity-provider";
import { newClient, newPool, onEachDatabase, outcomes, there } from "../support/arrange.ts";
import { samlMetadata, signingCertificate } from "../support/saml.ts";
import { refusal } from "../support/server.ts";

const certificate = await signingCertificate();
const METADATA = samlMetadata({ certificates: [certificate] });

/** What the world outside answers, by path. */
const answers = new Map<string, string>([["/metadata", METADATA]]);
const asked: string[] = [];
const outside = createServer(({ url = "" }, response) => {
  asked.push(url);
  const answer = answers.get(url);
  response.writeHead(answer === undefined ? 404 : 200).end(answer);
});
await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
after(() => {
  outside.closeAllConnections();
  outside.close();
});
const host = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
const ISSUER = `http://${host}/realm`;
const DOCUMENT = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  jwks_uri: `${ISSUER}/jwks`,
};
answers.set("/realm/.well-known/openid-configuration", JSON.stringify(DOCUMENT));

const OIDC = {
  client_id: "client",
  client_secret: "client-secret-4711",
  authorize_scopes: "openid email",
  oidc_issuer: ISSUER,
  attributes_request_method: "GET",
};
const ENDPOINTS = {
  authorize_url: "https://idp.example.com/authorize",
  token_url: "https://idp.example.com/token",
  attributes_url: "https://idp.example.com/userinfo",
  jwks_uri: "https://idp.example.com/jwks",
};
const SOCIAL = { client_id: "app", client_secret: "s3cret", authorize_scopes: "profile" };

const invalid = (message: string) => refusal("InvalidParameterException", message);
const missing = (name: string) =>
  refusal("ResourceNotFoundException", `Identity provider ${name} does not exist.`);

let names = 0;
const newName = (): string => `Corp-${++names}`;

type Request = Partial<CreateIdentityProviderRequest>;

await onEachDatabase(
  (world) => {
    const create = async (UserPoolId: string, request: Request = {}) => {
      const { IdentityProvider } = await world().api.createIdentityProvider({
        UserPoolId,
        ProviderName: newName(),
        ProviderType: "OIDC",
        ProviderDetails: OIDC,
        ...request,
      });
      return there(IdentityProvider);
    };
    const describeProvider = async (UserPoolId: string, ProviderName: string | undefined) => {
      const { IdentityProvider } = await world().api.describeIdentityProvider({
        UserPoolId,
        ProviderName: there(ProviderName),
      });
      return there(IdentityProvider);
    };
    const refuses = async (request: Request, check: ReturnType<typeof refusal>) => {
      await assert.rejects(create(await newPool(world()), request), check);
    };

    describe("an OpenID Connect provider", () => {
      test("tells itself where it is to be asked", async () => {
        const UserPoolId = await newPool(world());
        const { CreationDate, LastModifiedDate, ProviderName, ...provider } = await create(UserPoolId);
        assert.ok(CreationDate instanceof Date);
        assert.deepEqual(LastModifiedDate, CreationDate);
        assert.deepEqual(provider, {
          UserPoolId,
          ProviderType: "OIDC",
          ProviderDetails: {
            ...OIDC,
            attributes_url_add_attributes: "false",
            authorize_url: `${ISSUER}/authorize`,
            token_url: `${ISSUER}/token`,
            attributes_url: `${ISSUER}/userinfo`,
            jwks_uri: `${ISSUER}/jwks`,
          },
          AttributeMapping: { username: "sub" },
          IdpIdentifiers: [],
        });
        assert.deepEqual(await describeProvider(UserPoolId, ProviderName), {
          CreationDate,
          LastModifiedDate,
          ProviderName,
          ...provider,
        });
      });

      test("is not asked where the request tells of all endpoints, and gives the rest where it tells of some", async () => {
        const UserPoolId = await newPool(world());
        asked.length = 0;
        const silent = { ...OIDC, oidc_issuer: "https://idp.example.com", ...ENDPOINTS };
        const { ProviderDetails } = await create(UserPoolId, { ProviderDetails: silent });
        assert.deepEqual(ProviderDetails, { ...silent, attributes_url_add_attributes: "false" });
        assert.deepEqual(asked, []);
        const some = { ...OIDC, token_url: ENDPOINTS.token_url };
        const second = await create(UserPoolId, { ProviderDetails: some });
        assert.equal(second.ProviderDetails?.["token_url"], ENDPOINTS.token_url);
        assert.equal(second.ProviderDetails?.["jwks_uri"], `${ISSUER}/jwks`);
        assert.deepEqual(asked, ["/realm/.well-known/openid-configuration"]);
      });

      test("may have an issuer that ends with a slash", async () => {
        const details = { ...OIDC, oidc_issuer: `${ISSUER}/` };
        const { ProviderDetails } = await create(await newPool(world()), { ProviderDetails: details });
        assert.equal(ProviderDetails?.["oidc_issuer"], `${ISSUER}/`);
        assert.equal(ProviderDetails?.["jwks_uri"], `${ISSUER}/jwks`);
      });

      for (const key of ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]) {
        test(`needs ${key}`, () =>
          refuses(
            { ProviderDetails: { ...OIDC, [key]: "" } },
            invalid(
              "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
            ),
          ));
      }

      test("is asked for attributes by GET or POST", () =>
        refuses(
          { ProviderDetails: { ...OIDC, attributes_request_method: "PUT" } },
          invalid(
            "1 validation error detected: Value 'PUT' at 'attributesRequestMethod' failed to satisfy constraint: Member must satisfy enum value set: [POST, GET]",
          ),
        ));

      test("is asked for openid", () =>
        refuses(
          { ProviderDetails: { ...OIDC, authorize_scopes: "email openid2" } },
          invalid("authorizeScopes must contain openid."),
        ));

      for (const details of [
        { ...OIDC, oidc_issuer: ISSUER.replace("127.0.0.1", "localhost") },
        { ...OIDC, oidc_issuer: "http://idp.example.com" },
        { ...OIDC, oidc_issuer: "https://idp.example.com:8443" },
        { ...OIDC, ...ENDPOINTS, jwks_uri: "http://idp.example.com/jwks" },
      ]) {
        test(`is not reached in the clear or at odd ports: ${JSON.stringify(Object.values(details).slice(3))}`, () =>
          refuses({ ProviderDetails: details }, invalid("OIDC endpoint must start with https://")));
      }

      const unreachable = invalid("Unable to contact well-known endpoint");
      for (const oidc_issuer of [
        `http://${host}/nothing`,
        "https://127.0.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "https://localhost",
      ]) {
        test(`can't be at ${new URL(oidc_issuer).host}${new URL(oidc_issuer).pathname}`, () =>
          refuses({ ProviderDetails: { ...OIDC, oidc_issuer } }, unreachable));
      }

      for (const [what, document, check] of [
        ["no JSON", "<html>", unreachable],
        ["no object", "[]", unreachable],
        ["an endpoint too few", JSON.stringify({ ...DOCUMENT, jwks_uri: undefined }), unreachable],
        [
          "an endpoint in the clear",
          JSON.stringify({ ...DOCUMENT, token_endpoint: "http://127.0.0.1:1/" }),
          invalid("OIDC endpoint must start with https://"),
        ],
      ] as const) {
        test(`does not tell of itself with ${what}`, async () => {
          const path = `/odd-${++names}`;
          answers.set(`${path}/.well-known/openid-configuration`, document);
          await refuses({ ProviderDetails: { ...OIDC, oidc_issuer: `http://${host}${path}` } }, check);
        });
      }

      test("may map its levels of authentication, and no other provider may", async () => {
        const AcrMapping = { Level1: "urn:bronze", Level4: "urn:gold" };
        const UserPoolId = await newPool(world());
        const { ProviderName, ...provider } = await create(UserPoolId, { AcrMapping });
        assert.deepEqual(provider.AcrMapping, AcrMapping);
        assert.deepEqual((await describeProvider(UserPoolId, ProviderName)).AcrMapping, AcrMapping);
        await refuses({ AcrMapping: { Level5: "urn:iron" } }, invalid("Invalid ACR level Level5."));
        await refuses(
          {
            AcrMapping,
            ProviderType: "SAML",
            ProviderDetails: { MetadataFile: METADATA },
          },
          invalid("AcrMapping is not supported for identity providers of type SAML."),
        );
      });
    });

    describe("a social provider", () => {
      const added: [
        type: "Google" | "Facebook" | "LoginWithAmazon",
        details: Record<string, string>,
        claim: string,
      ][] = [
        [
          "Google",
          {
            attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
            attributes_url_add_attributes: "true",
            authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
            oidc_issuer: "https://accounts.google.com",
            token_request_method: "POST",
            token_url: "https://www.googleapis.com/oauth2/v4/token",
          },
          "sub",
        ],
        [
          "Facebook",
          {
            attributes_url: "https://graph.facebook.com/v17.0/me?fields=",
            attributes_url_add_attributes: "true",
            authorize_url: "https://www.facebook.com/v17.0/dialog/oauth",
            token_request_method: "GET",
            token_url: "https://graph.facebook.com/v17.0/oauth/access_token",
          },
          "id",
        ],
        [
          "LoginWithAmazon",
          {
            attributes_url: "https://api.amazon.com/user/profile",
            attributes_url_add_attributes: "false",
            authorize_url: "https://www.amazon.com/ap/oa",
            token_request_method: "POST",
            token_url: "https://api.amazon.com/auth/o2/token",
          },
          "user_id",
        ],
      ];
      for (const [type, details, claim] of added) {
        test(`brings its own endpoints: ${type}`, async () => {
          const provider = await create(await newPool(world()), {
            ProviderName: type,
            ProviderType: type,
            ProviderDetails: SOCIAL,
            AttributeMapping: { email: "email" },
          });
          assert.deepEqual(provider.ProviderDetails, { ...SOCIAL, ...details });
          assert.deepEqual(provider.AttributeMapping, { email: "email", username: claim });
        });
        test(`needs a client, its secret and scopes: ${type}`, () =>
          refuses(
            { ProviderName: type, ProviderType: type, ProviderDetails: { client_id: "app" } },
            invalid("clientId, clientSecret and authorizeScopes are all required idp details."),
          ));
      }

      test("follows the version of its API", async () => {
        const { ProviderDetails } = await create(await newPool(world()), {
          ProviderName: "Facebook",
          ProviderType: "Facebook",
          ProviderDetails: { ...SOCIAL, api_version: "v19.0" },
        });
        assert.equal(ProviderDetails?.["authorize_url"], "https://www.facebook.com/v19.0/dialog/oauth");
      });

      test("keeps its private key to itself: Apple", async () => {
        const UserPoolId = await newPool(world());
        const details = {
          client_id: "com.example",
          team_id: "team",
          key_id: "key",
          authorize_scopes: "email",
        };
        const apple = { ProviderName: "SignInWithApple", ProviderType: "SignInWithApple" } as const;
        const provider = await create(UserPoolId, {
          ...apple,
          ProviderDetails: { ...details, private_key: "private-key-0815" },
        });
        const shown = {
          ...details,
          attributes_url_add_attributes: "false",
          authorize_url: "https://appleid.apple.com/auth/authorize",
          oidc_issuer: "https://appleid.apple.com",
          token_request_method: "POST",
          token_url: "https://appleid.apple.com/auth/token",
        };
        assert.deepEqual(provider.ProviderDetails, shown);
        assert.deepEqual((await describeProvider(UserPoolId, "SignInWithApple")).ProviderDetails, shown);
        await refuses(
          { ...apple, ProviderDetails: details },
          invalid("clientId, privateKey, teamId, and keyId are all required idp details."),
        );
      });

      for (const [ProviderName, ProviderType] of [
        ["Google2", "Google"],
        ["Google", "OIDC"],
        ["COGNITO", "OIDC"],
        ["Cognito", "SAML"],
      ] as const) {
        test(`goes by its own name, which is nobody else's: ${ProviderName} of type ${ProviderType}`, () =>
          refuses(
            { ProviderName, ProviderType, ProviderDetails: SOCIAL },
            invalid(`Provider ${ProviderName} cannot be of type ${ProviderType}.`),
          ));
      }
    });

    describe("a SAML provider", () => {
      const saml = { ProviderType: "SAML" } as const;

      test("is what its metadata say, and gets a certificate to encrypt to", async () => {
        const UserPoolId = await newPool(world());
        const request = { ...saml, ProviderDetails: { MetadataFile: METADATA, IDPSignout: "true" } };
        const provider = await create(UserPoolId, request);
        const { ActiveEncryptionCertificate, ...details } = there(provider.ProviderDetails);
        assert.deepEqual(details, {
          MetadataFile: METADATA,
          IDPSignout: "true",
          SSORedirectBindingURI: "https://idp.example.com/sso",
          SLORedirectBindingURI: "https://idp.example.com/slo",
        });
        assert.deepEqual(provider.AttributeMapping, {});
        const shown = new X509Certificate(Buffer.from(there(ActiveEncryptionCertificate), "base64"));
        assert.equal(shown.subject, `CN=${UserPoolId}`);
        assert.equal(shown.issuer, `CN=${UserPoolId}`);
        assert.ok(shown.verify(shown.publicKey));
        assert.deepEqual(await describeProvider(UserPoolId, provider.ProviderName), provider);
      });

      test("may tell its metadata itself", async () => {
        const MetadataURL = `http://${host}/metadata`;
        const { ProviderDetails } = await create(await newPool(world()), {
          ...saml,
          ProviderDetails: { MetadataURL, RequestSigningAlgorithm: "rsa-sha256" },
        });
        assert.equal(ProviderDetails?.["MetadataURL"], MetadataURL);
        assert.equal(ProviderDetails?.["SSORedirectBindingURI"], "https://idp.example.com/sso");
      });

      test("keeps its certificate when its metadata change, whatever a request says of it", async () => {
        const UserPoolId = await newPool(world());
        const { ProviderName, ...before } = await create(UserPoolId, {
          ...saml,
          ProviderDetails: { MetadataFile: METADATA },
        });
        const moved = samlMetadata({
          certificates: [certificate],
          signOnUrl: "https://new.example.com/sso",
          logoutUrl: null,
        });
        const { IdentityProvider } = await world().api.updateIdentityProvider({
          UserPoolId,
          ProviderName,
          ProviderDetails: {
            MetadataFile: moved,
            ActiveEncryptionCertificate: "mine",
            SLORedirectBindingURI: "mine",
          },
        });
        assert.deepEqual(IdentityProvider?.ProviderDetails, {
          MetadataFile: moved,
          SSORedirectBindingURI: "https://new.example.com/sso",
          ActiveEncryptionCertificate: before.ProviderDetails?.["ActiveEncryptionCertificate"],
        });
      });

      const refused: [details: Record<string, string>, message: string][] = [
        [{}, "At least one of the MetadataURL or MetadataFile should be provided."],
        [
          { MetadataURL: `http://${host}/metadata`, MetadataFile: METADATA },
          "Only one of the MetadataURL or MetadataFile should be provided.",
        ],
        [{ MetadataURL: `http://${host}/nowhere` }, `Error retrieving metadata from http://${host}/nowhere`],
        [{ MetadataURL: "file:///etc/passwd" }, "Error retrieving metadata from file:///etc/passwd"],
        [
          { MetadataURL: "https://169.254.169.254/" },
          "Error retrieving metadata from https://169.254.169.254/",
        ],
        [
          { MetadataURL: `http://${host}/realm/.well-known/openid-configuration` },
          `Error retrieving metadata from http://${host}/realm/.well-known/openid-configuration`,
        ],
        [{ MetadataFile: "<a/>" }, "Invalid SAML metadata: there is no IDPSSODescriptor."],
        [
          { MetadataFile: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${METADATA}` },
          "Invalid SAML metadata: a document type is not allowed.",
        ],
        [
          { MetadataFile: METADATA, RequestSigningAlgorithm: "rsa-sha1" },
          "Invalid value for the provider detail RequestSigningAlgorithm.",
        ],
        [{ MetadataFile: METADATA, IDPInit: "yes" }, "Invalid value for the provider detail IDPInit."],
      ];
      for (const [ProviderDetails, message] of refused) {
        test(`is refused: ${message}`, () => refuses({ ...saml, ProviderDetails }, invalid(message)));
      }
    });

    describe("a provider's name and identifiers", () => {
      test("are one provider's of the pool, and free in another", async () => {
        const UserPoolId = await newPool(world());
        const IdpIdentifiers = ["example.com", "corp"];
        const { ProviderName, ...first } = await create(UserPoolId, { IdpIdentifiers });
        assert.deepEqual(first.IdpIdentifiers, IdpIdentifiers);
        await assert.rejects(
          create(UserPoolId, { ProviderName }),
          refusal("DuplicateProviderException", `${ProviderName} already exists in user pool ${UserPoolId}`),
        );
        await assert.rejects(
          create(UserPoolId, { IdpIdentifiers: ["other", "corp"] }),
          invalid("The identifier corp belongs to another identity provider."),
        );
        await create(await newPool(world()), { ProviderName, IdpIdentifiers });
        const { IdentityProvider } = await world().api.getIdentityProviderByIdentifier({
          UserPoolId,
          IdpIdentifier: "corp",
        });
        assert.deepEqual(IdentityProvider, { ProviderName, ...first });
        await assert.rejects(
          world().api.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: "other" }),
          missing("other"),
        );
      });

      test("are one provider's however many ask for them at once", async () => {
        const UserPoolId = await newPool(world());
        const ProviderName = newName();
        const { kept, refusals } = await outcomes([1, 2, 3].map(() => create(UserPoolId, { ProviderName })));
        assert.equal(kept, 1);
        assert.deepEqual(
          [...new Set(refusals)],
          [`DuplicateProviderException: ${ProviderName} already exists in user pool ${UserPoolId}`],
        );
        const sharing = await outcomes(
          [1, 2, 3].map(() => create(UserPoolId, { IdpIdentifiers: ["shared"] })),
        );
        assert.equal(sharing.kept, 1);
        assert.deepEqual(
          [...new Set(sharing.refusals)],
          ["InvalidParameterException: The identifier shared belongs to another identity provider."],
        );
      });

      test("keep the model's rules", () =>
        refuses(
          { ProviderName: "ab_c" },
          invalid(
            "1 validation error detected: Value 'ab_c' at 'providerName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^_\\p{Z}][\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}][^_\\p{Z}]+",
          ),
        ));
    });

    describe("a mapping", () => {
      test("leads to attributes that the pool has", async () => {
        const UserPoolId = await newPool(world(), {
          Schema: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
        });
        const AttributeMapping = { email: "mail", "custom:team": "team", username: "oid" };
        const provider = await create(UserPoolId, { AttributeMapping });
        assert.deepEqual(provider.AttributeMapping, AttributeMapping);
        await assert.rejects(
          create(UserPoolId, { AttributeMapping: { "custom:color": "c", shoe: "s" } }),
          invalid("AttributeMapping contains invalid mapping: [custom:color, shoe]"),
        );
      });
    });

    describe("an update", () => {
      test("replaces what it has, and keeps the rest", async () => {
        const { api } = world();
        const UserPoolId = await newPool(world());
        const { ProviderName, ...before } = await create(UserPoolId, { IdpIdentifiers: ["one", "two"] });
        world().pass(10);
        const mapped = await api.updateIdentityProvider({
          UserPoolId,
          ProviderName,
          AttributeMapping: { email: "email" },
          IdpIdentifiers: ["two", "three"],
        });
        assert.deepEqual(mapped.IdentityProvider?.ProviderDetails, before.ProviderDetails);
        assert.deepEqual(mapped.IdentityProvider?.AttributeMapping, { email: "email", username: "sub" });
        assert.deepEqual(mapped.IdentityProvider?.CreationDate, before.CreationDate);
        assert.notDeepEqual(mapped.IdentityProvider?.LastModifiedDate, before.LastModifiedDate);
        const { client_secret: _, ...open } = { ...OIDC, ...ENDPOINTS };
        await api.updateIdentityProvider({ UserPoolId, ProviderName, ProviderDetails: open });
        const after = await describeProvider(UserPoolId, ProviderName);
        assert.deepEqual(after.ProviderDetails, { ...open, attributes_url_add_attributes: "false" });
        assert.deepEqual(after.IdpIdentifiers, ["two", "three"]);
        await create(UserPoolId, { IdpIdentifiers: ["one"] });
      });

      test("that is refused changes nothing", async () => {
        const UserPoolId = await newPool(world());
        await create(UserPoolId, { IdpIdentifiers: ["taken"] });
        const before = await create(UserPoolId, { IdpIdentifiers: ["mine"] });
        const { ProviderName } = before;
        const update = { UserPoolId, ProviderName, AttributeMapping: { name: "n" } };
        await assert.rejects(
          world().api.updateIdentityProvider({ ...update, IdpIdentifiers: ["taken"] }),
          invalid("The identifier taken belongs to another identity provider."),
        );
        await assert.rejects(
          world().api.updateIdentityProvider({ ...update, ProviderDetails: SOCIAL }),
          invalid(
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
          ),
        );
        assert.deepEqual(await describeProvider(UserPoolId, ProviderName), before);
      });

      test("and another one at once both count", async () => {
        const UserPoolId = await newPool(world());
        const { ProviderName } = await create(UserPoolId);
        await Promise.all([
          world().api.updateIdentityProvider({ UserPoolId, ProviderName, IdpIdentifiers: ["one"] }),
          world().api.updateIdentityProvider({ UserPoolId, ProviderName, AttributeMapping: { name: "n" } }),
        ]);
        const { IdpIdentifiers, AttributeMapping } = await describeProvider(UserPoolId, ProviderName);
        assert.deepEqual([IdpIdentifiers, AttributeMapping], [["one"], { name: "n", username: "sub" }]);
      });
    });

    describe("a provider that is deleted", () => {
      test("is gone at once, and its name and identifiers are free", async () => {
        const { api } = world();
        const UserPoolId = await newPool(world());
        const { ProviderName } = await create(UserPoolId, { IdpIdentifiers: ["corp"] });
        await api.deleteIdentityProvider({ UserPoolId, ProviderName });
        const gone = missing(there(ProviderName));
        await assert.rejects(describeProvider(UserPoolId, ProviderName), gone);
        await assert.rejects(api.deleteIdentityProvider({ UserPoolId, ProviderName }), gone);
        await assert.rejects(api.updateIdentityProvider({ UserPoolId, ProviderName }), gone);
        await assert.rejects(
          api.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: "corp" }),
          missing("corp"),
        );
        await create(UserPoolId, { ProviderName, IdpIdentifiers: ["corp"] });
      });

      test("may be named by clients no longer", async () => {
        const { api } = world();
        const poolId = await newPool(world());
        const { ProviderName = "" } = await create(poolId);
        const client = { SupportedIdentityProviders: ["COGNITO", ProviderName] };
        await newClient({ api, poolId }, client);
        await api.deleteIdentityProvider({ UserPoolId: poolId, ProviderName });
        await assert.rejects(
          newClient({ api, poolId }, client),
          invalid(`The provider ${ProviderName} does not exist for User Pool ${poolId}.`),
        );
      });
    });

    describe("a pool's providers", () => {
      test("are listed in pages, in the order of their names", async () => {
        const UserPoolId = await newPool(world());
        for (const ProviderName of ["beta", "alpha", "gamma"]) await create(UserPoolId, { ProviderName });
        const pages: (string | undefined)[][] = [];
        const paging = { client: world().api, pageSize: 2 };
        for await (const page of paginateListIdentityProviders(paging, { UserPoolId })) {
          pages.push(there(page.Providers).map(({ ProviderName }) => ProviderName));
        }
        assert.deepEqual(pages, [["alpha", "beta"], ["gamma"]]);
        const { Providers, NextToken } = await world().api.listIdentityProviders({
          UserPoolId,
          MaxResults: 0,
        });
        assert.equal(NextToken, undefined);
        const { CreationDate, LastModifiedDate, ...first } = there(Providers?.[0]);
        assert.deepEqual(first, { ProviderName: "alpha", ProviderType: "OIDC" });
        assert.ok(CreationDate instanceof Date && LastModifiedDate instanceof Date);
      });

      test("are not listed by another pool's token", async () => {
        const UserPoolId = await newPool(world());
        await create(UserPoolId);
        await create(UserPoolId);
        const { NextToken } = await world().api.listIdentityProviders({ UserPoolId, MaxResults: 1 });
        const elsewhere = { UserPoolId: await newPool(world()), NextToken: there(NextToken) };
        await assert.rejects(
          world().api.listIdentityProviders(elsewhere),
          invalid("Invalid pagination token given."),
        );
      });

      test("have a group each, which their users will be in", async () => {
        const UserPoolId = await newPool(world());
        const { ProviderName } = await create(UserPoolId);
        const { Group } = await world().api.getGroup({
          UserPoolId,
          GroupName: `${UserPoolId}_${ProviderName}`,
        });
        assert.equal(Group?.Description, `Autogenerated group for users who sign in using ${ProviderName}`);
      });
    });
  },
  "--allow-upstream",
  host,
);
