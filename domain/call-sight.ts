import { DomainError } from "./errors.ts";
import { oneLine } from "./one-line.ts";

/** How long whole numbers are shown to whoever gave a reason, in minutes. */
export const sightMinutes = 15;
/** Letters of a reason: a word or two say nothing to whoever reads it later. */
const shortestReason = 10;
export const longestReason = 300;

/** A reason as it is kept: on one line. @throws DomainError `sight_reason_missing`: too short, or no words in it */
export function readReason(written: string): string {
  const reason = oneLine(written).replace(/\s+/g, " ").trim();
  const letters = new Set(reason.toLowerCase().match(/\p{L}/gu) ?? []);
  if (reason.length < shortestReason || letters.size < 4) {
    throw new DomainError("sight_reason_missing", { field: "reason", least: shortestReason });
  }
  return reason;
}
