import { expect, test } from "vitest";
import type { ScheduleEntry, ScheduleRule } from "../../../domain/schedule.ts";
import { emptyForm, type FormState, formFor, formOf, readForm } from "./form-state.ts";

const today = "2026-11-22";
const times = { from: "08:00", to: "17:00", firstDay: null, lastDay: null };

function read(say: Partial<FormState>) {
  const { entry, problems } = readForm({ ...emptyForm(today), ...say }, "e", today);
  return problems ?? entry?.rule;
}

const rules: readonly ScheduleRule[] = [
  { kind: "once", from: { date: "2026-11-27", time: "10:30" }, to: { date: "2026-11-28", time: "24:00" } },
  { kind: "daily", ...times, from: "22:00", to: "06:00" },
  { kind: "weekly", weekdays: [2, 4], everyWeeks: 3, firstWeek: "2026-11-24", ...times, firstDay: "2026-12-01" },
  { kind: "monthly", days: [1, 31], ...times, to: "24:00" },
  { kind: "yearly", month: 2, day: 29, ...times, lastDay: "2030-01-01" },
  { kind: "redDays", days: ["julafton"], bridgeDays: true, ...times },
];

test.each(rules)("A rule of kind $kind is in the form what it was", (rule) => {
  const entry: ScheduleEntry = { id: "e", label: "Namn", rule, action: "open", announcementId: "a", enabled: false };
  expect(readForm(formOf(entry, today), "e", today)).toEqual({ entry, problems: null });
});

test.each(["8", "08", "0800", "8.00", "08:00", "kl 8"])("%s is eight o'clock", (from) => {
  expect(read({ from })).toMatchObject({ from: "08:00" });
});

test.each([
  [{ from: "25" }, { from: "time" }],
  [{ from: "24:00" }, { from: "time" }],
  [{ to: "8" }, { to: "same_time" }],
  [{ weekdays: [] }, { weekdays: "weekdays" }],
  [{ everyWeeks: "0" }, { everyWeeks: "every_weeks" }],
  [{ everyWeeks: "2", firstWeek: "snart" }, { firstWeek: "day" }],
  [{ kind: "once", fromDay: "fredag", toDay: "27 nov", from: "14", to: "10" }, { to: "ends_before" }],
  [
    { kind: "once", fromDay: "x", toDay: "y" },
    { fromDay: "day", toDay: "day" },
  ],
  [{ kind: "monthly", days: "1, 32" }, { days: "days_of_month" }],
  [{ kind: "yearly", month: 2, day: "30" }, { day: "day_of_month" }],
  [{ kind: "redDays", redDays: [] }, { redDays: "red_days" }],
  [{ firstDay: "2026-12-02", lastDay: "2026-12-01" }, { lastDay: "last_before_first" }],
] as const satisfies readonly (readonly [Partial<FormState>, object])[])("%j is told as %j", (say, problems) => {
  expect(read(say)).toEqual(problems);
});

test("Midnight ends a day as 24, and days of a month are written as a row", () => {
  expect(read({ from: "0", to: "24" })).toMatchObject({ from: "00:00", to: "24:00" });
  expect(read({ kind: "monthly", days: "15-17, 1" })).toMatchObject({ days: [1, 15, 16, 17] });
});

test("What was dragged over in the week is that day's times, weekly", () => {
  expect(readForm(formFor({ date: "2026-11-28", start: 600, end: 1440 }, today), "e", today).entry?.rule).toEqual({
    kind: "weekly",
    weekdays: [6],
    everyWeeks: 1,
    firstWeek: null,
    ...times,
    from: "10:00",
    to: "24:00",
  });
});
