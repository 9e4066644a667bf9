import { type DestinationStream, pino, stdSerializers, stdTimeFunctions } from "pino";
import type { Log } from "../base/log.ts";
import type { LogFormat, LogLevel } from "./config.ts";

const STANDARD_ERROR = 2;

/** Writes to standard error: one JSON object per line, or prettily for who watches a terminal. */
export async function makeLog(level: LogLevel, format: LogFormat): Promise<Log> {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
  };
  const destination =
    format === "json" ? pino.destination({ dest: STANDARD_ERROR, sync: true }) : await prettyDestination();
  const log: Log = pino(options, destination);
  return log;
}

async function prettyDestination(): Promise<DestinationStream> {
  const { default: pretty } = await import("pino-pretty");
  return pretty({
    destination: STANDARD_ERROR,
    sync: true,
    colorize: process.stderr.isTTY,
    translateTime: "SYS:HH:MM:ss.l",
    ignore: "pid,hostname",
    errorLikeObjectKeys: ["err", "error"],
  });
}
