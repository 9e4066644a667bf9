import type { EventSourceName, LogConfigurationType, LogLevel } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { Pool, PoolSettings } from "./pool.ts";

interface SourceRule {
  readonly level: LogLevel;
  readonly destinations: readonly Destination[];
}

const DESTINATIONS = ["CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration"] as const;
type Destination = (typeof DESTINATIONS)[number];

/** What each source of events is logged as, and where to. */
const SOURCES: Readonly<Record<EventSourceName, SourceRule>> = {
  userNotification: { level: "ERROR", destinations: ["CloudWatchLogsConfiguration"] },
  userAuthEvents: { level: "INFO", destinations: DESTINATIONS },
};

const ARN_OF: Readonly<Record<Destination, (config: LogConfigurationType) => string | undefined>> = {
  CloudWatchLogsConfiguration: (config) => config.CloudWatchLogsConfiguration?.LogGroupArn,
  S3Configuration: (config) => config.S3Configuration?.BucketArn,
  FirehoseConfiguration: (config) => config.FirehoseConfiguration?.StreamArn,
};

/** Refuses what a pool can't log, or not there. */
export function checkLogConfigurations(
  { settings, region }: Pool,
  configurations: readonly LogConfigurationType[],
): void {
  const sources = configurations.map(({ EventSource }) => EventSource);
  if (new Set(sources).size < sources.length) throw faults.logSourceTwice();
  if (sources.includes("userAuthEvents") && settings.UserPoolTier !== "PLUS") {
    throw faults.featureNotInTier(settings.UserPoolTier, "Log Streaming");
  }
  for (const configuration of configurations) checkLogConfiguration(configuration, region);
}

function checkLogConfiguration(configuration: LogConfigurationType, region: string): void {
  const { EventSource, LogLevel } = configuration;
  const { level, destinations } = SOURCES[EventSource];
  if (LogLevel !== level) throw faults.logLevelOfSource(EventSource, level);
  const given = DESTINATIONS.filter((destination) => configuration[destination] !== undefined);
  const [destination] = given;
  if (given.length !== 1 || !destination || !destinations.includes(destination)) {
    throw faults.logDestination(EventSource, destinations);
  }
  const arn = ARN_OF[destination](configuration);
  if (arn === undefined) throw faults.logDestination(EventSource, destinations);
  // The ARN of a bucket names no region.
  const [, , , arnRegion] = arn.split(":");
  if (arnRegion && arnRegion !== region) throw faults.logArnOfOtherRegion();
}

/** Where a pool's events of a source are logged to, as an ARN; undefined: nowhere. */
export function logDestinationOf(
  { LogConfigurations }: PoolSettings,
  source: EventSourceName,
): string | undefined {
  const configuration = LogConfigurations?.find(({ EventSource }) => EventSource === source);
  if (!configuration) return undefined;
  return DESTINATIONS.map((destination) => ARN_OF[destination](configuration)).find((arn) => arn);
}

/** The level at which a source's events are logged. */
export const logLevelOf = (source: EventSourceName): LogLevel => SOURCES[source].level;
