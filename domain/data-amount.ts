import type { Language } from "./calendar-words.ts";

/** Mobile data in whole bytes. */
export type Bytes = number;

/** Decimal, as operators sell it. */
export const gigabyte: Bytes = 1_000_000_000;
const tenth = gigabyte / 10;
const noBreakSpace = "\u00a0";

/** `12,4 GB`, in English `12.4 GB`: one decimal, and a no-break space. What is there but rounds to nothing is `< 0,1 GB`. */
export function formatUsed(bytes: Bytes, language: Language): string {
  const tenths = Math.round(bytes / tenth);
  if (tenths === 0 && bytes > 0) return `<${noBreakSpace}${decimal(1, language)}${noBreakSpace}GB`;
  return `${decimal(tenths, language)}${noBreakSpace}GB`;
}

/** What is sold: `20 GB`, `0,5 GB`. */
export function formatQuota(bytes: Bytes, language: Language): string {
  const tenths = Math.round(bytes / tenth);
  const text = tenths % 10 === 0 ? grouped(tenths / 10, language) : decimal(tenths, language);
  return `${text}${noBreakSpace}GB`;
}

function decimal(tenths: number, language: Language): string {
  return `${grouped(Math.floor(tenths / 10), language)}${language === "sv" ? "," : "."}${tenths % 10}`;
}

function grouped(whole: number, language: Language): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/g, language === "sv" ? noBreakSpace : ",");
}

/** How much of a quota is used, in whole per cent, rounded down: 100 is said only when nothing is left. More than all is more than 100. */
export function percentUsed(used: Bytes, quota: Bytes): number {
  if (quota <= 0) return used > 0 ? 100 : 0;
  return Math.floor((used / quota) * 100);
}

/** From here on somebody should know. */
const warnAtPercent = 80;

/** `plenty`, `little` from 80 %, `none` from 100 %: the speed is limited. */
export type DataLevel = "plenty" | "little" | "none";

/** @param quota null: without limit */
export function dataLevel(used: Bytes, quota: Bytes | null): DataLevel {
  if (quota === null) return "plenty";
  const percent = percentUsed(used, quota);
  if (percent >= 100) return "none";
  return percent >= warnAtPercent ? "little" : "plenty";
}
