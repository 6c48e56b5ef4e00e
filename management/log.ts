import { Counter, type Registry } from "prom-client";
import type { Log } from "../provisioning/log.ts";

export type Metered = <T extends Log>(log: T) => T;

/** Counts lines of the log: errors that nobody reads are seen all the same. */
export function meterLog(registry: Registry): Metered {
  const lines = new Counter({
    name: "klyka_log_lines_total",
    help: "Lines of the log by level, also those that the level in use leaves out.",
    labelNames: ["level"],
    registers: [registry],
  });
  for (const level of ["info", "warn", "error"] as const) lines.inc({ level }, 0);
  return (log) => ({
    ...log,
    info: (message, fields) => {
      lines.inc({ level: "info" });
      log.info(message, fields);
    },
    warn: (message, fields) => {
      lines.inc({ level: "warn" });
      log.warn(message, fields);
    },
    error: (message, fields) => {
      lines.inc({ level: "error" });
      log.error(message, fields);
    },
  });
}
