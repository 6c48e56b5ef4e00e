import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { createLog, type Log } from "../log.ts";

/**
 * A folder in which every server that a test starts logs at its most talkative level, beside what the test itself wants to see:
 * set by the proof that no secret is logged (`proof/attack/secrets.ts`). Null otherwise.
 */
export function suiteFolder(): string | null {
  return process.env.KLYKA_TEST_LOGS ?? null;
}

const fileOf = (folder: string): string => join(folder, `${process.pid}.log`);

/** Text that a process of its own has printed. */
export function keepPrinted(text: string): void {
  const folder = suiteFolder();
  if (folder !== null && text !== "") appendFileSync(fileOf(folder), text);
}

/** The log of the suite, at its most talkative; null: nobody asks for it. */
export function suiteLog(): Log | null {
  const folder = suiteFolder();
  return folder === null ? null : createLog("debug", { write: (line) => appendFileSync(fileOf(folder), line) });
}

type Few = Pick<Log, "info" | "warn" | "error"> & Partial<Pick<Log, "debug">>;

/** The same log, which tells the suite's too where there is one. */
export function alsoToSuite<L extends Few>(log: L): L {
  const suite = suiteLog();
  if (suite === null) return log;
  const both =
    (name: "info" | "warn" | "error" | "debug"): Log["info"] =>
    (message, fields) => {
      log[name]?.(message, fields);
      suite[name]?.(message, fields);
    };
  return { ...log, info: both("info"), warn: both("warn"), error: both("error"), debug: both("debug") };
}
