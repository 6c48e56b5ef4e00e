import type { DayTimes } from "./schedule.ts";

/**
 * Reads a time of day as people type it: `8`, `08`, `800`, `0800`, `8.00`, `8:00`, `08:00`, `kl 8`, and `24` for the midnight
 * that ends the day. Null: it is none.
 *
 * @returns `08:00`
 */
export function readTime(text: string): string | null {
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/^kl\.?\s*/, "");
  const parts = /^(\d{1,2})(?:[.:,\s]?(\d{2}))?$/.exec(typed);
  if (!parts) return null;
  const [, hour = "", minute = "00"] = parts;
  if (Number(minute) > 59 || Number(hour) > 24 || (Number(hour) === 24 && Number(minute) > 0)) return null;
  return `${hour.padStart(2, "0")}:${minute}`;
}

/** Reads `8-17`, `08:00–17:00`, `8 till 17`, `8 to 17`. Null: it is none. */
export function readTimes(text: string): DayTimes | null {
  const parts = text.split(/\s*(?:-|–|—|\btill\b|\bto\b)\s*/i);
  if (parts.length !== 2) return null;
  const [from, to] = parts.map(readTime);
  return from && to && from !== "24:00" ? { from, to } : null;
}
