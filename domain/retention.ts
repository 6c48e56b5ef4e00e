import { addMonths, startOfDay, wallClock } from "./local-time.ts";

/**
 * What is erased when it has been kept long enough, and how long that is unless the installation says otherwise. Invoices,
 * payments and their files are none of it: the law keeps them until the end of the seventh year after the financial year.
 */
export const retentionRules = {
  /** Calls behind an invoice, counted from when it was settled; the sums stay. */
  calls: { unit: "months", usual: 6, least: 1, most: 84 },
  /** Mail and SMS that were sent, and what became of them. */
  messages: { unit: "days", usual: 90, least: 7, most: 730 },
  /** Who signed in, and from where. */
  signIns: { unit: "months", usual: 12, least: 1, most: 60 },
  /** The change log, without the sign-ins. */
  changes: { unit: "months", usual: 24, least: 3, most: 120 },
  /** Absences that are over. */
  absences: { unit: "days", usual: 90, least: 1, most: 730 },
  /** Recordings that were replaced. */
  recordings: { unit: "days", usual: 30, least: 1, most: 365 },
  /** Earlier versions of groups, menus and calendars. */
  versions: { unit: "months", usual: 24, least: 1, most: 120 },
  /** Data that cards used, day by day. */
  dataUsage: { unit: "months", usual: 14, least: 13, most: 60 },
  /** Signed letters of portings that are over, and the personal numbers in them. */
  portingPapers: { unit: "months", usual: 12, least: 1, most: 84 },
} as const satisfies Record<string, { unit: "days" | "months"; usual: number; least: number; most: number }>;

export type RetentionJob = keyof typeof retentionRules;
export const retentionJobs = [
  "calls",
  "messages",
  "signIns",
  "changes",
  "absences",
  "recordings",
  "versions",
  "dataUsage",
  "portingPapers",
] as const satisfies readonly RetentionJob[];

const day = 86_400_000;

/**
 * What is older than this is erased. Months are those of the calendar in Sweden: what happened on 31 August is six months old
 * on 28 February.
 */
export function keptSince(job: RetentionJob, amount: number, now: Date): Date {
  if (retentionRules[job].unit === "days") return new Date(now.getTime() - amount * day);
  const zone = "Europe/Stockholm";
  return startOfDay(addMonths(wallClock(now, zone).date, -amount), zone);
}
