import type { ScheduleEntry } from "../../../domain/schedule.ts";
import { added, removed, replaced, type Sheet } from "./draft.ts";

/** The entry is for other weekdays too: in itself, or by another like it right below. */
export type CopyEntry = {
  readonly id: string;
  readonly weekdays: readonly number[];
  readonly how: "same" | "own";
  readonly newId: string;
};

export function copyEntry(sheet: Sheet, { id, weekdays, how, newId }: CopyEntry): Sheet {
  const at = sheet.entries.findIndex((one) => one.id === id);
  const entry = sheet.entries[at];
  if (!entry || weekdays.length === 0) return sheet;
  if (how === "own") return added(sheet, { ...entry, id: newId, rule: onWeekdays(entry, weekdays) }, at + 1);
  const before = entry.rule.kind === "weekly" ? entry.rule.weekdays : [];
  return replaced(sheet, { ...entry, rule: onWeekdays(entry, [...before, ...weekdays]) });
}

/** The rule's times on those days of the week. */
function onWeekdays({ rule }: ScheduleEntry, weekdays: readonly number[]): ScheduleEntry["rule"] {
  const days = [...new Set(weekdays)].sort((a, b) => a - b);
  if (rule.kind === "weekly") return { ...rule, weekdays: days };
  const weekly = { kind: "weekly", weekdays: days, everyWeeks: 1, firstWeek: null } as const;
  if (rule.kind === "once") return { ...weekly, from: rule.from.time, to: rule.to.time, firstDay: null, lastDay: null };
  return { ...weekly, from: rule.from, to: rule.to, firstDay: rule.firstDay, lastDay: rule.lastDay };
}

/**
 * Days of the week get exactly what another one has: each weekly entry for that day is for them too, and those that are not
 * for it are no longer for them. Entries that are for no day any more go.
 *
 * @param from 1 = Monday
 */
export function copyDay(sheet: Sheet, from: number, to: readonly number[]): Sheet {
  const wanted = to.filter((day) => day !== from);
  let next = sheet;
  for (const entry of sheet.entries) {
    const { rule } = entry;
    if (rule.kind !== "weekly") continue;
    const others = rule.weekdays.filter((day) => !wanted.includes(day));
    const weekdays = rule.weekdays.includes(from) ? [...others, ...wanted].sort((a, b) => a - b) : others;
    if (weekdays.length === 0) next = removed(next, entry.id);
    else if (weekdays.join() !== rule.weekdays.join()) next = replaced(next, { ...entry, rule: { ...rule, weekdays } });
  }
  return next;
}

/** Weekly entries for that day. */
export function weeklyOn(sheet: Sheet, day: number): readonly ScheduleEntry[] {
  return sheet.entries.filter(({ rule }) => rule.kind === "weekly" && rule.weekdays.includes(day));
}
