import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { Pool } from "../domain/pool.ts";
import type { Medium } from "../domain/recovery.ts";
import type { ImportBell } from "../ports/import-bell.ts";
import type { ImportedHashes } from "../ports/imported-hashes.ts";
import type { LambdaInvoker } from "../ports/lambda.ts";
import type { LogDelivery } from "../ports/log-delivery.ts";
import type { ModularPower } from "../ports/modular-power.ts";
import type { Observations } from "../ports/observations.ts";
import type { OutboxBell } from "../ports/outbox.ts";
import type { PasswordHasher } from "../ports/password-hasher.ts";
import type { Signer } from "../ports/signer.ts";
import type { Upstream } from "../ports/upstream.ts";
import type { Vault } from "../ports/vault.ts";
import type { Db } from "../store/db.ts";
import type { KeyRing } from "./key-ring.ts";
import type { ProvisionedLimits } from "./provisioned-limits.ts";

/** What the server's owner decided that flows and operations need to know. */
export interface Settings {
  /** The twelve digits in ARNs. */
  readonly account: string;
  /** The `iss` of a pool's tokens. */
  readonly issuer: (pool: Pool) => string;
  /** Where the server is reached; known once it listens. */
  readonly publicUrl: () => string;
  /** Where a pool's own doors are: `<public URL>/<pool id>`. */
  readonly poolUrl: (pool: Pool) => string;
  /** Media without a real sender: their messages stay in the inbox. */
  readonly keptMedia: ReadonlySet<Medium>;
}

/** All that flows and operations work with. Ask for what you use: `Pick<Context, "db" | "clock">`. */
export interface Context {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly power: ModularPower;
  readonly hasher: PasswordHasher;
  readonly imported: ImportedHashes;
  readonly signer: Signer;
  readonly keys: KeyRing;
  readonly lambda: LambdaInvoker;
  readonly upstream: Upstream;
  readonly outbox: OutboxBell;
  readonly imports: ImportBell;
  readonly limits: ProvisionedLimits;
  readonly logs: LogDelivery;
  readonly observations: Observations;
  readonly log: Log;
  readonly settings: Settings;
}
