import { type DatabaseKind, type Databases, openDatabases } from "./databases.ts";
import { type Measurement, measure } from "./measure.ts";
import { operationNamed } from "./operations.ts";
import type { BenchOptions } from "./options.ts";
import type { DatabaseResults, Result, StartUps } from "./results.ts";
import { openSite, type Site } from "./site.ts";
import { best } from "./statistics.ts";

/** Told what is going on. */
export type Tell = (line: string) => void;

/** Measures all populations on one kind of database, each on a server of its own. */
export async function measureDatabase(
  kind: DatabaseKind,
  options: BenchOptions,
  tell: Tell,
): Promise<DatabaseResults> {
  const databases = await openDatabases[kind]();
  const sites: Site[] = [];
  try {
    for (const users of options.users) {
      tell(`${databases.title}: filling with ${users} users`);
      sites.push(await openSite(databases, siteOptions(users, options)));
    }
    const startUps = sites.map(
      (site): StartUps => ({
        database: databases.title,
        users: site.users,
        milliseconds: site.startUpsMs,
      }),
    );
    return { startUps, results: await measureAll(databases, sites, options, tell) };
  } finally {
    for (const site of sites) await site.close();
    await databases.stop();
  }
}

const siteOptions = (users: number, { rounds, warmUp, concurrency }: BenchOptions) => ({
  users,
  starts: rounds,
  warmUp,
  connections: Math.max(...concurrency),
});

/** Populations take turns, so that whatever else the machine does meets them alike. */
async function measureAll(
  { title }: Databases,
  sites: readonly Site[],
  { only, concurrency, rounds, seconds }: BenchOptions,
  tell: Tell,
): Promise<Result[]> {
  const series = concurrency.flatMap((lanes) =>
    only.flatMap((name) => sites.map((site) => ({ name, lanes, site, measured: [] as Measurement[] }))),
  );
  for (let round = 1; round <= rounds; round++) {
    for (const { name, lanes, site, measured } of series) {
      const one = await measure(operationNamed(name), site, { lanes, seconds });
      measured.push(one);
      const figures = `${one.perSecond.toFixed(0)}/s, p50 ${one.p50.toFixed(3)} ms`;
      tell(`${title}, round ${round}, ${lanes} at a time, ${name}, ${site.users} users: ${figures}`);
    }
  }
  return series.map(({ name, lanes, site, measured }) => ({
    database: title,
    operation: operationNamed(name),
    lanes,
    users: site.users,
    measured: best(measured),
  }));
}
