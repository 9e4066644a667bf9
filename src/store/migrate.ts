import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { foundation } from "./migrations/0001-foundation.ts";
import { lifeOfAUser } from "./migrations/0002-life-of-a-user.ts";
import { groups } from "./migrations/0003-groups.ts";
import { userCounts } from "./migrations/0004-user-counts.ts";
import { resourceServers } from "./migrations/0005-resource-servers.ts";
import { providersAndDomains } from "./migrations/0006-providers-and-domains.ts";
import { brandingAndTerms } from "./migrations/0007-branding-and-terms.ts";
import { importJobs } from "./migrations/0008-import-jobs.ts";
import { sessionsReplicasLimits } from "./migrations/0009-sessions-replicas-limits.ts";
import { riskAndEvents } from "./migrations/0010-risk-and-events.ts";
import type { ColumnTypes } from "./migrations/column-types.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** In the order of their names; what was released is never changed, only followed by the next. */
const migrations = (types: ColumnTypes): Record<string, Migration> => ({
  "0001-foundation": foundation(types),
  "0002-life-of-a-user": lifeOfAUser(types),
  "0003-groups": groups(types),
  "0004-user-counts": userCounts(types),
  "0005-resource-servers": resourceServers(types),
  "0006-providers-and-domains": providersAndDomains(types),
  "0007-branding-and-terms": brandingAndTerms(types),
  "0008-import-jobs": importJobs(types),
  "0009-sessions-replicas-limits": sessionsReplicasLimits(types),
  "0010-risk-and-events": riskAndEvents(types),
});

const MIGRATION_TABLE = "schema_migrations";

/** Brings the database to the present schema; of several processes one does it while the others wait. */
export async function migrate(db: Kysely<Tables>, types: ColumnTypes): Promise<void> {
  const known = migrations(types);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const done = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select("name")
    .execute()
    .catch(() => []);
  if (done.every(({ name }) => name in known)) throw error;
  throw new StoreError("it was written by a newer version of Poolkeeper", { cause: error });
}
