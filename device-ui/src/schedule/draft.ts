import type { ScheduleBody, ScheduleEntry, ScheduleRule } from "../../../domain/schedule.ts";
import { sameValue } from "../../../domain/schedule-merge.ts";

/** The whole list as one edits and saves it: entries from the top, and what is done otherwise. */
export type Sheet = ScheduleBody;

/** The list with its steps back and forth. */
export type Draft = {
  readonly sheet: Sheet;
  readonly past: readonly Sheet[];
  readonly future: readonly Sheet[];
};

const mostSteps = 200;

export function begun(sheet: Sheet): Draft {
  return { sheet, past: [], future: [] };
}

/** One step further; the same list again is no step. */
export function changed(draft: Draft, sheet: Sheet): Draft {
  if (sameValue(draft.sheet, sheet)) return draft;
  return { sheet, past: [...draft.past, draft.sheet].slice(-mostSteps), future: [] };
}

export function undone(draft: Draft): Draft {
  const sheet = draft.past.at(-1);
  if (!sheet) return draft;
  return { sheet, past: draft.past.slice(0, -1), future: [draft.sheet, ...draft.future] };
}

export function redone(draft: Draft): Draft {
  const [sheet, ...future] = draft.future;
  if (!sheet) return draft;
  return { sheet, past: [...draft.past, draft.sheet], future };
}

/** @param at place from the top; beyond the end it lies just above the default */
export function added(sheet: Sheet, entry: ScheduleEntry, at: number): Sheet {
  return { ...sheet, entries: sheet.entries.toSpliced(Math.max(0, Math.min(at, sheet.entries.length)), 0, entry) };
}

/** The entry as it is now takes the place of the one with its id. */
export function replaced(sheet: Sheet, entry: ScheduleEntry): Sheet {
  return { ...sheet, entries: sheet.entries.map((one) => (one.id === entry.id ? entry : one)) };
}

export function removed(sheet: Sheet, id: string): Sheet {
  return { ...sheet, entries: sheet.entries.filter((one) => one.id !== id) };
}

/** Lays the entry in another place, counted without it; outside the list is its end. */
export function moved(sheet: Sheet, id: string, to: number): Sheet {
  const entry = sheet.entries.find((one) => one.id === id);
  return entry ? added(removed(sheet, id), entry, to) : sheet;
}

/**
 * Where a new entry of that kind does what one expects: dates on top of what is repeated, red days and days of the year below
 * dates, all the rest below those; each above what is there already of its kind.
 */
export function placeFor(sheet: Sheet, rule: ScheduleRule): number {
  const rank = rankOf(rule);
  const at = sheet.entries.findIndex((one) => rankOf(one.rule) >= rank);
  return at < 0 ? sheet.entries.length : at;
}

function rankOf({ kind }: ScheduleRule): number {
  return kind === "once" ? 0 : kind === "redDays" || kind === "yearly" ? 1 : 2;
}

export type EntryState = "new" | "changed" | "moved";

/** What has become of each entry since it was saved; those that are as they were are not in it. */
export function entryStates(saved: Sheet, now: Sheet): ReadonlyMap<string, EntryState> {
  const before = new Map(saved.entries.map((entry, at) => [entry.id, { entry, at }]));
  const still = longestRising(now.entries.map(({ id }) => before.get(id)?.at ?? -1));
  const states = new Map<string, EntryState>();
  for (const entry of now.entries) {
    const was = before.get(entry.id);
    if (!was) states.set(entry.id, "new");
    else if (!sameValue(was.entry, entry)) states.set(entry.id, "changed");
    else if (!still.has(was.at)) states.set(entry.id, "moved");
  }
  return states;
}

/** The most numbers that still stand in rising order: the others are those that were moved. Negative ones do not count. */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  const best: { readonly last: number; readonly all: readonly number[] }[] = [];
  for (const number of numbers) {
    if (number < 0) continue;
    const before = best.findLastIndex(({ last }) => last < number);
    best.splice(before + 1, 1, { last: number, all: [...(best[before]?.all ?? []), number] });
  }
  return new Set(best.at(-1)?.all ?? []);
}
