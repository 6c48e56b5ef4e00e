import type { DayKey } from "./red-days.ts";

/**
 * When a response group or a menu is open. Entries are read from the top, the first that matches decides, and the default
 * when none does. Times are the wall clock of the schedule's zone: `08:00`, dates `2026-11-22`.
 */
export const scheduleActions = ["open", "closed"] as const;
export type ScheduleAction = (typeof scheduleActions)[number];

/** From that time on, and no longer at `to`; `24:00` is the midnight that ends the day. `to` not after `from`: over midnight. */
export type DayTimes = { readonly from: string; readonly to: string };

/** First and last day, both included; null: without. Over midnight they are about the day on which it begins. */
export type Validity = { readonly firstDay: string | null; readonly lastDay: string | null };

/** When an entry matches. Weekdays are 1 = Monday … 7 = Sunday. */
export type ScheduleRule =
  | { readonly kind: "once"; readonly from: LocalMoment; readonly to: LocalMoment }
  | (DayTimes & Validity & { readonly kind: "daily" })
  | (DayTimes &
      Validity & {
        readonly kind: "weekly";
        readonly weekdays: readonly number[];
        /** Every n-th week, 1 = every. */
        readonly everyWeeks: number;
        /** A day of the first week, counted from its Monday; null when it is every week. */
        readonly firstWeek: string | null;
      })
  | (DayTimes & Validity & { readonly kind: "monthly"; readonly days: readonly number[] })
  | (DayTimes & Validity & { readonly kind: "yearly"; readonly month: number; readonly day: number })
  | (DayTimes &
      Validity & {
        readonly kind: "redDays";
        readonly days: readonly DayKey[];
        /** Klämdagar too. */
        readonly bridgeDays: boolean;
      });
export type RuleKind = ScheduleRule["kind"];

/** A wall clock to the minute; `time` may be `24:00`. */
export type LocalMoment = { readonly date: string; readonly time: string };

export type ScheduleEntry = {
  readonly id: string;
  readonly label: string;
  readonly rule: ScheduleRule;
  readonly action: ScheduleAction;
  /** Played first; null: nothing is. */
  readonly announcementId: string | null;
  readonly enabled: boolean;
};

/** Stäng nu: over every entry from `from` on, until it ends by itself. */
export type ClosedNow = { readonly from: Date; readonly until: Date; readonly announcementId: string | null };

export type Schedule = {
  readonly zone: string;
  /** From the top. */
  readonly entries: readonly ScheduleEntry[];
  readonly otherwise: { readonly action: ScheduleAction; readonly announcementId: string | null };
  readonly closedNow: ClosedNow | null;
};

/** What is written at a save, and kept of each version: the list and the default, without Stäng nu. */
export type ScheduleBody = Pick<Schedule, "entries" | "otherwise">;

/** Entries of one schedule at most. */
export const mostEntries = 500;
