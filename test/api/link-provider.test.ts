import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProviderUserIdentifierType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  byName,
  codeFor,
  confirmReset,
  forgot,
  newApp,
  onEachDatabase,
  outcomes,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { samlMetadata, signingCertificate } from "../support/saml.ts";
import { refusal } from "../support/server.ts";

const METADATA = samlMetadata({
  certificates: [await signingCertificate()],
  entityId: "urn:idp:corp",
});

const OIDC = {
  client_id: "client",
  authorize_scopes: "openid",
  attributes_request_method: "GET",
  oidc_issuer: "https://idp.example.com",
  authorize_url: "https://idp.example.com/authorize",
  token_url: "https://idp.example.com/token",
  attributes_url: "https://idp.example.com/userinfo",
  jwks_uri: "https://idp.example.com/jwks",
};
const GOOGLE = { client_id: "app", client_secret: "s3cret", authorize_scopes: "profile" };

const invalid = (message: string) => refusal("InvalidParameterException", message);
const nobody = refusal("UserNotFoundException", "User does not exist.");
const wrongCredentials = refusal("NotAuthorizedException", "Incorrect username or password.");

const cognito = (username: string): ProviderUserIdentifierType => ({
  ProviderName: "Cognito",
  ProviderAttributeValue: username,
});
const at = (
  ProviderName: string,
  ProviderAttributeValue: string,
  ProviderAttributeName = "Cognito_Subject",
): ProviderUserIdentifierType => ({ ProviderName, ProviderAttributeName, ProviderAttributeValue });

let subjects = 0;
const newSubject = (): string => `10${++subjects}`;

await onEachDatabase((world) => {
  /** A pool that trusts Google, Okta by OpenID Connect, and Corp by SAML. */
  async function arrange(pool: Parameters<typeof newApp>[1] = {}): Promise<App> {
    const app = await newApp(world(), pool);
    const { api, poolId: UserPoolId } = app;
    await api.createIdentityProvider({
      UserPoolId,
      ProviderName: "Google",
      ProviderType: "Google",
      ProviderDetails: GOOGLE,
      AttributeMapping: { email: "email" },
    });
    await api.createIdentityProvider({
      UserPoolId,
      ProviderName: "Okta",
      ProviderType: "OIDC",
      ProviderDetails: OIDC,
      AttributeMapping: { email: "mail", name: "n", nickname: "k", website: "w", zoneinfo: "z", locale: "l" },
    });
    await api.createIdentityProvider({
      UserPoolId,
      ProviderName: "Corp",
      ProviderType: "SAML",
      ProviderDetails: { MetadataFile: METADATA },
    });
    return app;
  }
  const link = (
    { api, poolId }: App,
    DestinationUser: ProviderUserIdentifierType,
    SourceUser: ProviderUserIdentifierType,
  ) => api.adminLinkProviderForUser({ UserPoolId: poolId, DestinationUser, SourceUser });
  const disable = ({ api, poolId }: App, User: ProviderUserIdentifierType) =>
    api.adminDisableProviderForUser({ UserPoolId: poolId, User });
  const identitiesOf = async ({ api, poolId }: App, username: string) => {
    const { UserAttributes } = await api.adminGetUser({ UserPoolId: poolId, Username: username });
    const text = byName(UserAttributes)["identities"];
    return text === undefined ? undefined : JSON.parse(text);
  };
  const userIdsOf = async (app: App, username: string): Promise<string[]> =>
    ((await identitiesOf(app, username)) ?? []).map(({ userId }: { userId: string }) => userId);

  describe("a link", () => {
    test("is told by the user's identities, and changes nothing else", async () => {
      const app = await arrange();
      const username = await addUser(app);
      const subject = newSubject();
      const { $metadata: _, ...answer } = await link(app, cognito(username), at("Google", subject));
      assert.deepEqual(answer, {});
      const [{ dateCreated, ...first }, ...others] = await identitiesOf(app, username);
      assert.equal(typeof dateCreated, "number");
      assert.deepEqual(first, {
        userId: subject,
        providerName: "Google",
        providerType: "Google",
        issuer: null,
        primary: false,
      });
      assert.deepEqual(others, []);
      assert.equal(await statusOf(app, username), "CONFIRMED");
      await tokensOf(app, username);
    });

    test("is told by ID tokens too, where all values are texts", async () => {
      const app = await arrange();
      const username = await addUser(app);
      await link(app, cognito(username), at("Corp", "jane@corp"));
      const { id } = await tokensOf(app, username);
      const [{ dateCreated, ...identity } = {}] = claimsOf(id)["identities"] as Record<string, string>[];
      assert.match(there(dateCreated), /^\d{13}$/);
      assert.deepEqual(identity, {
        userId: "jane@corp",
        providerName: "Corp",
        providerType: "SAML",
        issuer: "urn:idp:corp",
        primary: "false",
      });
    });

    test("may be by an attribute that the provider's claims are mapped to, unless the provider is social", async () => {
      const app = await arrange();
      const username = await addUser(app);
      await link(app, cognito(username), at("Okta", "jane@example.com", "email"));
      assert.deepEqual(await userIdsOf(app, username), ["jane@example.com"]);
      for (const [provider, attribute] of [
        ["Okta", "gender"],
        ["Google", "email"],
        ["Corp", "email"],
      ] as const) {
        await assert.rejects(
          link(app, cognito(username), at(provider, "x", attribute)),
          invalid(`The attribute ${attribute} is not mapped to users of the identity provider ${provider}.`),
        );
      }
    });

    test("is made once", async () => {
      const app = await arrange();
      const [jane, joe] = [await addUser(app), await addUser(app, { attributes: {} })];
      const source = at("Google", newSubject());
      await link(app, cognito(jane), source);
      await assert.rejects(
        link(app, cognito(jane), source),
        invalid("SourceUser is already linked to DestinationUser"),
      );
      await assert.rejects(
        link(app, cognito(joe), source),
        invalid("SourceUser is already linked to another user"),
      );
      assert.equal(await identitiesOf(app, joe), undefined);
    });

    test("is one user's however many ask for it at once, and none of one user's is lost", async () => {
      const app = await arrange();
      const users = [];
      for (let n = 0; n < 3; n++) users.push(await addUser(app, { attributes: {} }));
      const source = at("Google", newSubject());
      const { kept, refusals } = await outcomes(users.map((user) => link(app, cognito(user), source)));
      assert.equal(kept, 1);
      assert.deepEqual(
        [...new Set(refusals)],
        ["InvalidParameterException: SourceUser is already linked to another user"],
      );
      const many = await addUser(app, { attributes: {} });
      const sources = Array.from({ length: 4 }, newSubject);
      await Promise.all(sources.map((subject) => link(app, cognito(many), at("Google", subject))));
      assert.deepEqual((await userIdsOf(app, many)).sort(), sources.sort());
    });

    test("ignores case where the pool does", async () => {
      const app = await arrange({ pool: { UsernameConfiguration: { CaseSensitive: false } } });
      const username = await addUser(app);
      await link(app, cognito(username.toUpperCase()), at("Okta", "Jane@Example.com", "email"));
      await assert.rejects(
        link(app, cognito(username), at("Okta", "jane@example.com", "email")),
        invalid("SourceUser is already linked to DestinationUser"),
      );
      await disable(app, at("Okta", "JANE@example.com", "email"));
      assert.equal(await identitiesOf(app, username), undefined);
    });

    test("may lead to a user whom another provider brought, by the id there", async () => {
      const app = await arrange();
      // As such a user is named.
      await addUser(app, { username: "Google_777", attributes: {} });
      await link(app, at("Google", "777"), at("Corp", "jane@corp"));
      assert.deepEqual(await userIdsOf(app, "Google_777"), ["jane@corp"]);
      await link(app, at("Corp", "jane@corp"), at("Okta", "o-1"));
      assert.deepEqual(await userIdsOf(app, "Google_777"), ["jane@corp", "o-1"]);
    });

    test("is not made of who has a profile", async () => {
      const app = await arrange();
      const username = await addUser(app);
      await addUser(app, { username: "Google_778", attributes: {} });
      await assert.rejects(
        link(app, cognito(username), at("Google", "778")),
        invalid(
          "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
        ),
      );
    });

    test("joins who is there with who is known to a provider", async () => {
      const app = await arrange();
      const username = await addUser(app);
      const source = at("Google", newSubject());
      await assert.rejects(link(app, cognito("nobody"), source), nobody);
      await assert.rejects(link(app, at("Google", "none"), source), nobody);
      const unknown = refusal("ResourceNotFoundException", "Identity provider Nowhere does not exist.");
      await assert.rejects(link(app, cognito(username), at("Nowhere", "1")), unknown);
      await assert.rejects(link(app, at("Nowhere", "1"), source), unknown);
      await assert.rejects(
        link(app, cognito(username), cognito(username)),
        invalid("SourceUser must be a user of an external identity provider."),
      );
    });

    const whole = at("Google", "1");
    for (const [path, destination, source] of [
      ["destinationUser.providerName", {}, whole],
      ["destinationUser.providerAttributeValue", { ProviderName: "Cognito" }, whole],
      ["sourceUser.providerName", whole, {}],
      ["sourceUser.providerAttributeValue", whole, { ProviderName: "Google" }],
      ["sourceUser.providerAttributeName", whole, { ProviderName: "Google", ProviderAttributeValue: "1" }],
    ] as const) {
      test(`needs ${path}`, async () => {
        await assert.rejects(
          link(await arrange(), destination, source),
          invalid(
            `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
          ),
        );
      });
    }

    test("is one of five of a user, and by one of five attributes of a provider", async () => {
      const app = await arrange();
      const username = await addUser(app, { attributes: {} });
      for (let n = 0; n < 5; n++) await link(app, cognito(username), at("Google", newSubject()));
      await assert.rejects(
        link(app, cognito(username), at("Google", newSubject())),
        refusal("LimitExceededException", "A user can't have more than 5 linked identities."),
      );
      const other = await addUser(app, { attributes: {} });
      for (const attribute of ["email", "name", "nickname", "website", "zoneinfo"]) {
        await link(app, cognito(other), at("Okta", "1", attribute));
      }
      const third = await addUser(app, { attributes: {} });
      await assert.rejects(
        link(app, cognito(third), at("Okta", "1", "locale")),
        refusal(
          "LimitExceededException",
          "Users of an identity provider can't be linked by more than 5 different attributes.",
        ),
      );
      await link(app, cognito(third), at("Okta", "2", "name"));
    });

    test("goes with its user", async () => {
      const app = await arrange();
      const source = at("Google", newSubject());
      const username = await addUser(app, { attributes: {} });
      await link(app, cognito(username), source);
      await app.api.adminDeleteUser({ UserPoolId: app.poolId, Username: username });
      await assert.rejects(disable(app, source), nobody);
      await link(app, cognito(await addUser(app, { attributes: {} })), source);
    });
  });

  describe("a provider that is disabled for a user", () => {
    test("no longer has the link, which may be made anew", async () => {
      const app = await arrange();
      const username = await addUser(app);
      const [first, second] = [newSubject(), newSubject()];
      await link(app, cognito(username), at("Google", first));
      await link(app, cognito(username), at("Google", second));
      const { $metadata: _, ...answer } = await disable(app, at("Google", first));
      assert.deepEqual(answer, {});
      assert.deepEqual(await userIdsOf(app, username), [second]);
      await assert.rejects(disable(app, at("Google", first)), nobody);
      await link(app, cognito(await addUser(app, { attributes: {} })), at("Google", first));
      await disable(app, at("Google", second));
      assert.equal(await identitiesOf(app, username), undefined);
      await tokensOf(app, username);
    });

    test("is known to the pool, and so is the link", async () => {
      const app = await arrange();
      await assert.rejects(
        disable(app, at("Nowhere", "1")),
        refusal("ResourceNotFoundException", "Identity provider Nowhere does not exist."),
      );
      await assert.rejects(disable(app, at("Google", "none")), nobody);
      await assert.rejects(disable(app, at("Google", "a\u0000b")), nobody);
      await assert.rejects(disable(app, {}), { name: "InvalidParameterException" });
      await assert.rejects(
        app.api.adminDisableProviderForUser({ UserPoolId: "us-east-1_a\u0000b", User: at("Google", "1") }),
        { name: "ResourceNotFoundException" },
      );
    });

    test("ends sign-in by password where it is the pool itself, until an administrator sets another", async () => {
      const app = await arrange();
      const username = await addUser(app);
      await forgot(app, username);
      const code = await codeFor(app, username);
      await disable(app, at("Cognito", username));
      await assert.rejects(signIn(app, username), wrongCredentials);
      assert.equal(await statusOf(app, username), "EXTERNAL_PROVIDER");
      const locked = refusal("NotAuthorizedException", "User password cannot be reset in the current state.");
      await assert.rejects(confirmReset(app, username, code), locked);
      await assert.rejects(forgot(app, username), locked);
      await assert.rejects(resetPassword(app, username), { name: "NotAuthorizedException" });
      await disable(app, at("Cognito", username));
      const password = { Password: PASSWORD, Permanent: true };
      await app.api.adminSetUserPassword({ UserPoolId: app.poolId, Username: username, ...password });
      assert.equal(await statusOf(app, username), "CONFIRMED");
      await assert.rejects(confirmReset(app, username, code), { name: "ExpiredCodeException" });
      await tokensOf(app, username);
      await assert.rejects(disable(app, at("Cognito", "nobody")), nobody);
    });

    test("ends a sign-in that waits for the user's own password", async () => {
      const app = await arrange();
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      await disable(app, at("Cognito", username));
      await assert.rejects(
        app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: PASSWORD },
        }),
        refusal("NotAuthorizedException", "Invalid session for the user."),
      );
      assert.equal(await statusOf(app, username), "EXTERNAL_PROVIDER");
    });
  });
});
