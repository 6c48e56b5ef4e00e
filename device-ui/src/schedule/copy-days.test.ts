import { expect, test } from "vitest";
import type { ScheduleEntry, ScheduleRule } from "../../../domain/schedule.ts";
import { copyDay, copyEntry } from "./copy-days.ts";
import type { Sheet } from "./draft.ts";

const valid = { firstDay: null, lastDay: null };
const every = { everyWeeks: 1, firstWeek: null };

function entry(id: string, rule: ScheduleRule): ScheduleEntry {
  return { id, label: id, rule, action: "open", announcementId: null, enabled: true };
}

function weekly(id: string, ...weekdays: number[]): ScheduleEntry {
  return entry(id, { kind: "weekly", weekdays, from: "08:00", to: "17:00", ...every, ...valid });
}

function sheet(...entries: ScheduleEntry[]): Sheet {
  return { entries, otherwise: { action: "closed", announcementId: null } };
}

const shown = ({ entries }: Sheet) =>
  entries.map(({ id, rule }) => [id, ...(rule.kind === "weekly" ? rule.weekdays : [rule.kind])].join(" "));

test("Tuesday gets exactly what Monday has, and what was for Tuesday alone goes", () => {
  const before = sheet(weekly("lunch", 1, 3), weekly("long", 2), weekly("open", 1, 2, 5), weekly("late", 2, 4));
  expect(shown(copyDay(before, 1, [1, 2, 7]))).toEqual(["lunch 1 2 3 7", "open 1 2 5 7", "late 4"]);
  expect(copyDay(before, 1, [1])).toBe(before);
});

test("An entry is for other days too, or lies there a second time with times of its own", () => {
  const before = sheet(weekly("a", 1), weekly("b", 2));
  expect(shown(copyEntry(before, { id: "a", weekdays: [5, 1], how: "same", newId: "n" }))).toEqual(["a 1 5", "b 2"]);
  expect(shown(copyEntry(before, { id: "a", weekdays: [5], how: "own", newId: "n" }))).toEqual(["a 1", "n 5", "b 2"]);
  expect(copyEntry(before, { id: "x", weekdays: [5], how: "own", newId: "n" })).toBe(before);
});

test("A single date is copied as what is repeated weekly", () => {
  const once = entry("o", {
    kind: "once",
    from: { date: "2026-11-27", time: "10:00" },
    to: { date: "2026-11-27", time: "14:00" },
  });
  const [, copied] = copyEntry(sheet(once), { id: "o", weekdays: [1], how: "own", newId: "n" }).entries;
  expect(copied?.rule).toEqual({ kind: "weekly", weekdays: [1], from: "10:00", to: "14:00", ...every, ...valid });
});
