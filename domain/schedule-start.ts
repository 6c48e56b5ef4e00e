import { redDayKeys } from "./red-days.ts";
import type { Schedule, ScheduleEntry } from "./schedule.ts";

/** What a new schedule begins with: open at all hours, or Monday to Friday 08–17 but on days off. */
export const scheduleStarts = ["always", "office"] as const;
export type ScheduleStart = (typeof scheduleStarts)[number];

type Start = Pick<Schedule, "otherwise"> & { readonly entries: Omit<ScheduleEntry, "id">[] };
const without = { label: "", announcementId: null, enabled: true };
const always = { firstDay: null, lastDay: null };

export function startEntries(start: ScheduleStart): Start {
  if (start === "always") return { entries: [], otherwise: { action: "open", announcementId: null } };
  return {
    entries: [
      {
        ...without,
        rule: {
          ...{ kind: "redDays", from: "00:00", to: "24:00", ...always, bridgeDays: false },
          days: [...redDayKeys, "midsommarafton", "julafton", "nyarsafton"],
        },
        action: "closed",
      },
      {
        ...without,
        rule: {
          ...{ kind: "weekly", from: "08:00", to: "17:00", ...always },
          ...{ weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null },
        },
        action: "open",
      },
    ],
    otherwise: { action: "closed", announcementId: null },
  };
}
