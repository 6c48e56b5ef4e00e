import { type DestinationStream, pino } from "pino";
import type { Settings } from "./settings.ts";

/** What the rooms write to; each of them names the same shape for itself. */
export type Log = Readonly<
  Record<"info" | "warn" | "error", (message: string, fields: Readonly<Record<string, unknown>>) => void>
>;

/** Fields that could hold a secret if somebody logged them by mistake. */
const never = ["password", "secret", "token", "authorization", "cookie", "body", "url"];

/** The server's log: one JSON object a line. An error is written as its name and code; its message could quote a secret. */
export function createLog(level: Settings["logLevel"], to: DestinationStream): Log {
  const paths = never.flatMap((name) => [name, `*.${name}`]);
  const log = pino({ level, base: null, redact: { paths, censor: "***" }, timestamp: pino.stdTimeFunctions.isoTime }, to);
  return {
    info: (message, fields) => log.info(plain(fields), message),
    warn: (message, fields) => log.warn(plain(fields), message),
    error: (message, fields) => log.error(plain(fields), message),
  };
}

function plain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? errorFacts(value) : value]),
  );
}

function errorFacts(error: Error): { name: string; code: string | null; at: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const at = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line)) ?? "";
  return { name: error.name, code, at: at.trim() };
}
