import { expect, test } from "vitest";
import type { ScheduleEntry, ScheduleRule } from "../../../domain/schedule.ts";
import { added, begun, changed, entryStates, moved, placeFor, redone, removed, replaced, type Sheet, undone } from "./draft.ts";

const times = { from: "08:00", to: "17:00", firstDay: null, lastDay: null };
const weekly: ScheduleRule = { kind: "weekly", weekdays: [1], everyWeeks: 1, firstWeek: null, ...times };
const red: ScheduleRule = { kind: "redDays", days: ["juldagen"], bridgeDays: false, ...times };
const once: ScheduleRule = {
  kind: "once",
  from: { date: "2026-11-27", time: "10:00" },
  to: { date: "2026-11-27", time: "14:00" },
};

function entry(id: string, rule: ScheduleRule = weekly): ScheduleEntry {
  return { id, label: id, rule, action: "open", announcementId: null, enabled: true };
}

function sheet(...ids: string[]): Sheet {
  return { entries: ids.map((id) => entry(id)), otherwise: { action: "closed", announcementId: null } };
}

const order = ({ entries }: Sheet) => entries.map(({ id }) => id).join("");

test("An entry is laid in another place, and outside the list at its end", () => {
  expect(order(moved(sheet("a", "b", "c"), "a", 1))).toBe("bac");
  expect(order(moved(sheet("a", "b", "c"), "c", -4))).toBe("cab");
  expect(order(moved(sheet("a", "b", "c"), "a", 9))).toBe("bca");
  expect(order(moved(sheet("a"), "x", 0))).toBe("a");
});

test("Only the entry that was moved is told as moved, not those that made room for it", () => {
  const saved = sheet("a", "b", "c", "d");
  expect([...entryStates(saved, moved(saved, "d", 0))]).toEqual([["d", "moved"]]);
  const now = replaced(added(removed(moved(saved, "a", 3), "b"), entry("n"), 0), { ...entry("c"), label: "C" });
  expect([...entryStates(saved, now)]).toEqual([
    ["n", "new"],
    ["c", "changed"],
    ["a", "moved"],
  ]);
});

test("A rule read with its fields in another order is the same rule", () => {
  const other = Object.fromEntries(Object.entries(weekly).reverse()) as ScheduleRule;
  expect(entryStates(sheet("a"), { ...sheet("a"), entries: [entry("a", other)] }).size).toBe(0);
});

test("Steps are taken back and again, and a step that changes nothing is none", () => {
  const first = begun(sheet("a", "b"));
  const second = changed(changed(first, sheet("a", "b")), sheet("b", "a"));
  expect(second.past).toHaveLength(1);
  expect(order(undone(second).sheet)).toBe("ab");
  expect(order(redone(undone(second)).sheet)).toBe("ba");
  expect(undone(first)).toBe(first);
  expect(redone(first)).toBe(first);
  expect(redone(changed(undone(second), sheet("a")))).toMatchObject({ future: [] });
});

test("A new date lies on top, red days below dates, and what is repeated below both", () => {
  const full: Sheet = { ...sheet(), entries: [entry("x", once), entry("r", red), entry("w")] };
  expect([once, red, weekly].map((rule) => placeFor(full, rule))).toEqual([0, 1, 2]);
  expect([once, red, weekly].map((rule) => placeFor({ ...sheet(), entries: [entry("r", red)] }, rule))).toEqual([0, 0, 1]);
});
