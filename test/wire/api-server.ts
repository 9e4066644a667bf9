import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/base/clock.ts";
import type { Log } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import type { Caller } from "../../src/domain/caller.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import type { AccessKey } from "../../src/wire/access-key.ts";
import { type ApiOptions, mountApi } from "../../src/wire/aws-json.ts";
import { createHttpServer, type HttpOptions } from "../../src/wire/http.ts";

export interface LogLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export interface Invocation {
  readonly operation: OperationName;
  readonly caller: Caller;
  readonly input: object;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly log: readonly LogLine[];
  readonly invocations: readonly Invocation[];
  readonly observed: readonly (readonly [operation: string, outcome: string])[];
  close(): Promise<void>;
}

export const accessKey: AccessKey = {
  id: "PKADMIN",
  secret: "an administrator's secret",
  allows: () => true,
};

/** The wire alone on a free port; `invoke` stands where the operations would be. */
export async function startApi(
  invoke: ApiOptions["invoke"] = async () => ({}),
  options: Partial<ApiOptions> & { readonly http?: Partial<HttpOptions> } = {},
): Promise<ApiServer> {
  const lines: LogLine[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    lines.push({ level, fields: { ...fields }, message });
  const log: Log = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  const invocations: Invocation[] = [];
  const observed: [string, string][] = [];

  const app = createHttpServer({ log, random: systemRandom, trustProxy: [], ...options.http });
  mountApi(app, {
    auth: { mode: "open" },
    verifyToken: async () => {
      throw new Error("no tokens here");
    },
    clock: systemClock,
    log,
    region: "us-east-1",
    account: "123456789012",
    strict: true,
    observe: (operation, outcome) => observed.push([operation, outcome]),
    ...options,
    invoke: (operation, caller, input) => {
      invocations.push({ operation, caller, input });
      return invoke(operation, caller, input);
    },
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    log: lines,
    invocations,
    observed,
    close: () => app.close(),
  };
}
