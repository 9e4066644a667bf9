import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolDomainRequest } from "@aws-sdk/client-cognito-identity-provider";
import { newPool, onEachDatabase, outcomes, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/6f3f1e8b-aaaa-bbbb-cccc-0123456789ab";
const CUSTOM = { CertificateArn: CERTIFICATE, SecurityPolicy: "TLS_V1_2_2021" as const };

const invalid = (message: string) => refusal("InvalidParameterException", message);
const TAKEN = invalid("Domain already associated with another user pool.");
const HAS_ONE = invalid("User pool already has a domain configured.");
const NO_SUCH = invalid("No such domain or user pool exists.");
const CHARACTERS = invalid(
  "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens.",
);
const CERTIFICATE_INVALID = invalid(
  "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
);
const ROOT_UNRESOLVED = invalid(
  "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists for the root domain.",
);

let names = 0;
const newName = (): string => `shop-${++names}`;

await onEachDatabase((world) => {
  const create = async (UserPoolId: string, more: Partial<CreateUserPoolDomainRequest> = {}) => {
    const Domain = more.Domain ?? newName();
    const { $metadata: _, ...answer } = await world().api.createUserPoolDomain({
      UserPoolId,
      ...more,
      Domain,
    });
    return { Domain, answer };
  };
  const describeDomain = async (Domain: string) =>
    (await world().api.describeUserPoolDomain({ Domain })).DomainDescription;

  describe("a prefix", () => {
    test("is described as the service does", async () => {
      const UserPoolId = await newPool(world());
      const { Domain, answer } = await create(UserPoolId);
      assert.deepEqual(answer, { ManagedLoginVersion: 1 });
      const { Version, ...description } = there(await describeDomain(Domain));
      assert.match(there(Version), /^20\d{12}$/);
      assert.deepEqual(description, {
        UserPoolId,
        AWSAccountId: "123456789012",
        Domain,
        S3Bucket: "aws-cognito-prod-iad-assets",
        CloudFrontDistribution: "d3oia8etllorh5.cloudfront.net",
        Status: "ACTIVE",
        ManagedLoginVersion: 1,
      });
    });

    test("is shown with its pool", async () => {
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId);
      const { UserPool } = await world().api.describeUserPool({ UserPoolId });
      assert.deepEqual([UserPool?.Domain, UserPool?.CustomDomain], [Domain, undefined]);
    });

    const refused: [domain: string, check: ReturnType<typeof refusal>][] = [
      ["Shop", CHARACTERS],
      ["my_shop", CHARACTERS],
      ["-shop", CHARACTERS],
      ["shop-", CHARACTERS],
      ["auth.example.com", CHARACTERS],
      ["my-cognito-shop", invalid("Domain cannot contain reserved word: cognito")],
      ["aws", invalid("Domain cannot contain reserved word: aws")],
      ["amazon-1", invalid("Domain cannot contain reserved word: amazon")],
    ];
    for (const [Domain, check] of refused) {
      test(`is not ${Domain}`, async () => {
        const UserPoolId = await newPool(world());
        await assert.rejects(create(UserPoolId, { Domain }), check);
      });
    }

    test("may hold a reserved word within a longer one", async () => {
      await create(await newPool(world()), { Domain: `myawsome-amazonia-${newName()}` });
    });

    test("is one pool's", async () => {
      const { Domain } = await create(await newPool(world()));
      await assert.rejects(create(await newPool(world()), { Domain }), TAKEN);
    });

    test("is one pool's however many ask for it at once, and however many one pool asks for", async () => {
      const Domain = newName();
      const pools = await Promise.all([1, 2, 3].map(() => newPool(world())));
      const byMany = await outcomes(pools.map((pool) => create(pool, { Domain })));
      assert.equal(byMany.kept, 1);
      assert.deepEqual(
        [...new Set(byMany.refusals)],
        ["InvalidParameterException: Domain already associated with another user pool."],
      );
      const pool = await newPool(world());
      const byOne = await outcomes([1, 2, 3].map(() => create(pool)));
      assert.equal(byOne.kept, 1);
      assert.deepEqual(
        [...new Set(byOne.refusals)],
        ["InvalidParameterException: User pool already has a domain configured."],
      );
    });

    test("is the only one of its pool", async () => {
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId);
      await assert.rejects(create(UserPoolId), HAS_ONE);
      await assert.rejects(create(UserPoolId, { Domain }), HAS_ONE);
    });

    test("takes no settings of a custom domain", async () => {
      const UserPoolId = await newPool(world());
      const Routing = {
        Failover: { SecondaryRegion: "us-west-2", PrimaryRoute53HealthCheckId: "check" },
      };
      await assert.rejects(
        create(UserPoolId, { Routing }),
        invalid("Routing can only be set for a custom domain."),
      );
      const { Domain } = await create(UserPoolId);
      await assert.rejects(
        world().api.updateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig: CUSTOM }),
        invalid("CustomDomainConfig can only be set for a custom domain."),
      );
    });
  });

  describe("a custom domain", () => {
    test("stands beside a prefix, and tells where its name has to lead", async () => {
      const UserPoolId = await newPool(world());
      const prefix = await create(UserPoolId);
      const { Domain, answer } = await create(UserPoolId, {
        Domain: `auth.${newName()}.example.com`,
        CustomDomainConfig: CUSTOM,
        ManagedLoginVersion: 2,
      });
      assert.deepEqual(answer, {
        ManagedLoginVersion: 2,
        CloudFrontDomain: "d111111abcdef8.cloudfront.net",
      });
      const description = await describeDomain(Domain);
      assert.deepEqual(description?.CustomDomainConfig, CUSTOM);
      assert.equal(description?.CloudFrontDistribution, "d111111abcdef8.cloudfront.net");
      const { UserPool } = await world().api.describeUserPool({ UserPoolId });
      assert.deepEqual([UserPool?.Domain, UserPool?.CustomDomain], [prefix.Domain, Domain]);
    });

    test("is the only one of its pool, and one pool's", async () => {
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId, {
        Domain: `auth.${newName()}.example.com`,
        CustomDomainConfig: CUSTOM,
      });
      const another = { Domain: `auth.${newName()}.example.com`, CustomDomainConfig: CUSTOM };
      await assert.rejects(create(UserPoolId, another), HAS_ONE);
      const elsewhere = await newPool(world());
      await assert.rejects(create(elsewhere, { Domain, CustomDomainConfig: CUSTOM }), TAKEN);
    });

    for (const CertificateArn of [
      CERTIFICATE.replace("us-east-1", "eu-west-1"),
      CERTIFICATE.replace(":acm:", ":iam:"),
    ]) {
      test(`is not served with ${CertificateArn}`, async () => {
        const request = { Domain: "auth.example.com", CustomDomainConfig: { CertificateArn } };
        await assert.rejects(create(await newPool(world()), request), CERTIFICATE_INVALID);
      });
    }

    for (const [Domain, check] of [
      ["example.com", ROOT_UNRESOLVED],
      ["localhost", ROOT_UNRESOLVED],
      ["auth..example.com", CHARACTERS],
      ["Auth.example.com", CHARACTERS],
    ] as const) {
      test(`is not ${Domain}`, async () => {
        const request = { Domain, CustomDomainConfig: CUSTOM };
        await assert.rejects(create(await newPool(world()), request), check);
      });
    }
  });

  describe("managed login", () => {
    test("is a version, and not every tier's", async () => {
      const lite = await newPool(world(), { UserPoolTier: "LITE" });
      const unavailable = refusal(
        "FeatureUnavailableInTierException",
        "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
      );
      await assert.rejects(create(lite, { ManagedLoginVersion: 2 }), unavailable);
      const { Domain } = await create(lite, { ManagedLoginVersion: 1 });
      await assert.rejects(
        world().api.updateUserPoolDomain({ UserPoolId: lite, Domain, ManagedLoginVersion: 2 }),
        unavailable,
      );
      await assert.rejects(
        create(await newPool(world()), { ManagedLoginVersion: 3 }),
        invalid(
          "1 validation error detected: Value '3' at 'managedLoginVersion' failed to satisfy constraint: Member must have value less than or equal to 2",
        ),
      );
    });
  });

  describe("an update", () => {
    test("changes what it has, and keeps the rest", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId, {
        Domain: `auth.${newName()}.example.com`,
        CustomDomainConfig: CUSTOM,
      });
      const { ManagedLoginVersion } = await api.updateUserPoolDomain({
        UserPoolId,
        Domain,
        ManagedLoginVersion: 2,
      });
      assert.equal(ManagedLoginVersion, 2);
      const renewed = { CertificateArn: `${CERTIFICATE.slice(0, -1)}c` };
      await api.updateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig: renewed });
      const description = await describeDomain(Domain);
      assert.deepEqual([description?.ManagedLoginVersion, description?.CustomDomainConfig], [2, renewed]);
    });

    test("is of a domain that the pool has", async () => {
      const { Domain } = await create(await newPool(world()));
      const UserPoolId = await newPool(world());
      await assert.rejects(world().api.updateUserPoolDomain({ UserPoolId, Domain }), NO_SUCH);
      await assert.rejects(world().api.updateUserPoolDomain({ UserPoolId, Domain: newName() }), NO_SUCH);
    });
  });

  describe("a domain of nobody", () => {
    test("is described as nothing, and so is one of another region", async () => {
      assert.deepEqual(await describeDomain(newName()), {});
      assert.deepEqual(await describeDomain("auth.nobody.example.com"), {});
      const { Domain } = await create(await newPool(world()));
      const elsewhere = await world().apiIn("eu-west-1").describeUserPoolDomain({ Domain });
      assert.deepEqual(elsewhere.DomainDescription, {});
    });

    test("is not deleted, nor one of another pool", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      const { Domain } = await create(await newPool(world()));
      await assert.rejects(api.deleteUserPoolDomain({ UserPoolId, Domain: newName() }), NO_SUCH);
      await assert.rejects(api.deleteUserPoolDomain({ UserPoolId, Domain }), NO_SUCH);
      await assert.rejects(api.deleteUserPoolDomain({ UserPoolId: "us-east-1_none", Domain }), NO_SUCH);
      assert.ok((await describeDomain(Domain))?.UserPoolId);
    });
  });

  describe("a domain that is deleted", () => {
    test("is free again at once", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId);
      await api.deleteUserPoolDomain({ UserPoolId, Domain });
      assert.deepEqual(await describeDomain(Domain), {});
      await create(await newPool(world()), { Domain });
      await create(UserPoolId);
    });

    test("no longer keeps its pool from being deleted", async () => {
      const { api } = world();
      const UserPoolId = await newPool(world());
      const { Domain } = await create(UserPoolId);
      await assert.rejects(
        api.deleteUserPool({ UserPoolId }),
        invalid("User pool cannot be deleted. It has a domain configured that should be deleted first."),
      );
      await api.deleteUserPoolDomain({ UserPoolId, Domain });
      await api.deleteUserPool({ UserPoolId });
    });
  });
});
