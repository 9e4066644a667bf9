import { sub, userPoolId } from "../../src/base/ids.ts";
import type { Sealed } from "../../src/base/sealed.ts";
import type { Pool } from "../../src/domain/pool.ts";
import { settingsOfNewPool } from "../../src/domain/pool-settings.ts";
import { UNTRACKED } from "../../src/domain/session-configuration.ts";
import type { User } from "../../src/domain/user.ts";
import type { CreateUserPoolRequest } from "../../src/model/types.gen.ts";

/** Pools and users as the domain knows them, for tests that need no server. */

const ID = userPoolId("us-east-1_EXAMPLE12");
const CREATED = 1_700_000_000_000;

/** A pool as CreateUserPool makes it of this request. */
export const poolOf = (request: Partial<CreateUserPoolRequest> = {}): Pool => ({
  id: ID,
  region: "us-east-1",
  name: "acme",
  settings: settingsOfNewPool({ PoolName: "acme", ...request }, "us-east-1"),
  sessions: UNTRACKED,
  secret: "sealed" as Sealed,
  createdAt: CREATED,
  updatedAt: CREATED,
  version: 1,
});

export const userOf = (attributes: User["attributes"], more: Partial<User> = {}): User => ({
  poolId: ID,
  sub: sub("6d6a3b36-1111-4222-8333-0123456789ab"),
  username: "jane",
  status: "CONFIRMED",
  enabled: true,
  attributes,
  password: null,
  passwordSetAt: null,
  signedOutAt: null,
  mfaOptions: [],
  createdAt: CREATED,
  updatedAt: CREATED,
  version: 1,
  ...more,
});
