import { type Clock, seconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { ApiCategory } from "../domain/api-category.ts";
import type { Db } from "../store/db.ts";
import { listProvisionedLimits } from "../store/provisioned-limits.ts";

interface Tools {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}

/** After so long it is asked whether another process set a limit. */
const FRESH_FOR = seconds(30);

/** The request rates that were set, at hand for every request. */
export class ProvisionedLimits {
  readonly #tools: Tools;
  #byRegion: ReadonlyMap<string, ReadonlyMap<ApiCategory, number>> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #readings = 0;
  #taken = 0;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Requests a second; undefined where none was set. Never waits: what is old is read anew for later requests. */
  of(region: string, category: ApiCategory): number | undefined {
    const { clock, log } = this.#tools;
    if (clock.now() >= this.#readAt + FRESH_FOR) {
      this.read().catch((error: unknown) => log.warn({ error }, "the provisioned limits can't be read"));
    }
    return this.#byRegion.get(region)?.get(category);
  }

  /** Takes up what the database says now. */
  async read(): Promise<void> {
    const { db, clock } = this.#tools;
    this.#readAt = clock.now();
    const reading = ++this.#readings;
    const byRegion = new Map<string, Map<ApiCategory, number>>();
    for (const { region, category, value } of await db.read((tx) => listProvisionedLimits(tx))) {
      byRegion.set(region, (byRegion.get(region) ?? new Map()).set(category, value));
    }
    // One that began later and ended sooner knows more.
    if (reading > this.#taken) [this.#byRegion, this.#taken] = [byRegion, reading];
  }
}
