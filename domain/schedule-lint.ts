import { wallClock } from "./local-time.ts";
import { type DayKey, eveOn, redDayOn } from "./red-days.ts";
import type { Schedule, ScheduleBody, ScheduleEntry } from "./schedule.ts";
import { byDefault, enabledOf, minutesMatched, paintDay } from "./schedule-compile.ts";
import { type Cover, coverOf } from "./schedule-cover.ts";
import { effectDays, effectOf } from "./schedule-effect.ts";
import { openState } from "./schedule-evaluate.ts";
import { applyRepair, type Repair } from "./schedule-repair.ts";
import { dateOfNumber, dayFacts, dayNumber } from "./schedule-rules.ts";

export const lintCodes = [
  /** Never decides in 12 months, though its time comes. */
  "shadowed",
  /** A date, days of the year or red days that lie below what is repeated, and lose to it. */
  "date_below_repeating",
  /** Closed for a while (lunch), below the open hours that it should interrupt. */
  "break_below_open",
  /** Two entries say the same of the same time. */
  "overlapping",
  /** Over and done with. */
  "expired",
  "open_without_members",
  "closed_without_announcement",
  /** A holiday or eve soon, on which it is open as on any day. */
  "red_day_open",
] as const;
export type LintCode = (typeof lintCodes)[number];

/** Something that looks like a mistake. `entryId` null: it is about the default, or the whole. */
export type LintFinding = {
  readonly code: LintCode;
  readonly entryId: string | null;
  /** Entries that it has to do with, from the top. */
  readonly others: readonly string[];
  /** The day that it is about first. */
  readonly date: string | null;
  /** The best one first. None: what is missing lies elsewhere. */
  readonly repairs: readonly Repair[];
};

export type LintContext = {
  readonly now: Date;
  /** Of the group; null: the schedule is a menu's, or nobody knows. */
  readonly members: number | null;
};

const lookAhead = 366;
const redDaysAhead = 60;

/** What a colleague would point out before one saves, the worst first. */
export function lintSchedule(schedule: Schedule, { now, members }: LintContext): LintFinding[] {
  const { date: today } = wallClock(now, schedule.zone);
  const { entries } = schedule;
  const covers = coverOf(entries, today, lookAhead);
  const order = entries.flatMap((entry, index) => {
    const cover = covers.get(index);
    return cover ? (misplaced(entries, entry, cover) ?? []) : [];
  });
  const misplacedIds = new Set(order.map(({ entryId }) => entryId));
  return [
    ...withoutMembers(schedule, now, members),
    ...order,
    ...redDaysOpen(schedule, today),
    ...silent(schedule, covers),
    ...overlapping(schedule, covers, now, misplacedIds),
    ...expired(entries, today),
  ];
}

const isDated = ({ rule }: ScheduleEntry) => rule.kind === "once" || rule.kind === "yearly" || rule.kind === "redDays";
const sameOutcome = (a: ScheduleEntry, b: ScheduleEntry) => a.action === b.action && a.announcementId === b.announcementId;

/** One finding for each entry that loses to what lies above it; the one that says best why. */
function misplaced(entries: readonly ScheduleEntry[], entry: ScheduleEntry, cover: Cover): LintFinding | null {
  const above = [...cover.taken.keys()].sort((a, b) => a - b).flatMap((index) => entries[index] ?? []);
  const finding = (code: LintCode, over: readonly ScheduleEntry[], more: readonly Repair[] = []): LintFinding | null => {
    const [first] = over;
    if (!first) return null;
    const move = { kind: "moveAbove", entryId: entry.id, aboveId: first.id } as const;
    const others = over.map(({ id }) => id);
    return { code, entryId: entry.id, others, date: null, repairs: [move, ...more] };
  };
  const unlike = above.filter((one) => !sameOutcome(one, entry));
  if (isDated(entry)) {
    const repeating = unlike.filter((one) => !isDated(one));
    if (repeating.length > 0) return finding("date_below_repeating", repeating);
  }
  if (entry.action === "closed") {
    const lostTo = [...cover.lost.keys()].sort((a, b) => a - b).flatMap((index) => entries[index] ?? []);
    const open = lostTo.filter((one) => one.action === "open" && !isDated(one) && !isDated(entry));
    if (open.length > 0) return finding("break_below_open", open);
  }
  if (cover.matches === 0 || cover.decides > 0) return null;
  const remove = { kind: "remove", entryIds: [entry.id] } as const;
  const shadowed = finding("shadowed", above, [remove]);
  // What says the same as those above is not missed.
  return shadowed && unlike.length === 0 ? { ...shadowed, repairs: [remove] } : shadowed;
}

function expired(entries: readonly ScheduleEntry[], today: string): LintFinding[] {
  const over = entries.filter(({ rule }) => {
    if (rule.kind !== "once") return rule.lastDay !== null && rule.lastDay < today;
    return rule.to.date < today;
  });
  const ids = over.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [first = null, ...others] = ids;
  return [{ code: "expired", entryId: first, others, date: null, repairs: [{ kind: "remove", entryIds: ids }] }];
}

function withoutMembers(schedule: Schedule, now: Date, members: number | null): LintFinding[] {
  if (members !== 0) return [];
  const { open, until } = openState({ ...schedule, closedNow: null }, now);
  if (!open && until === null) return [];
  return [{ code: "open_without_members", entryId: null, others: [], date: null, repairs: [] }];
}

/** Closed, and callers hear nothing. Suggested is what the default says when it is closed, else what most closed entries say. */
function silent({ entries, otherwise }: Schedule, covers: ReadonlyMap<number, Cover>): LintFinding[] {
  const said = entries.flatMap((entry) => (entry.enabled && entry.action === "closed" ? (entry.announcementId ?? []) : []));
  const most = [...Map.groupBy(said, (id) => id)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
  const suggested = (otherwise.action === "closed" ? otherwise.announcementId : null) ?? most;
  const mute = entries.filter((entry, index) => {
    return entry.action === "closed" && entry.announcementId === null && (covers.get(index)?.decides ?? 0) > 0;
  });
  const ids: (string | null)[] = mute.map(({ id }) => id);
  if (otherwise.action === "closed" && otherwise.announcementId === null) ids.push(null);
  return ids.map((entryId) => ({
    ...{ code: "closed_without_announcement", entryId, others: [], date: null },
    repairs: [{ kind: "setAnnouncement", entryId, announcementId: suggested }],
  }));
}

const usualEves: readonly DayKey[] = ["midsommarafton", "julafton", "nyarsafton"];

/** Days off within 60 days on which a schedule that closes at times is open, and no entry of dates says anything. */
function redDaysOpen({ entries, otherwise }: Schedule, today: string): LintFinding[] {
  const enabled = enabledOf(entries);
  const first = dayNumber(today);
  const actionOf = (decider: number) => (decider === byDefault ? otherwise.action : entries[decider]?.action);
  let closes = false;
  const open: { readonly date: string; readonly name: DayKey; readonly deciders: readonly number[] }[] = [];
  for (let number = first; number < first + redDaysAhead; number++) {
    const [day, before] = [dayFacts(dateOfNumber(number)), dayFacts(dateOfNumber(number - 1))];
    const deciders = [...new Set(paintDay(enabled, day, before))];
    closes ||= deciders.some((one) => actionOf(one) === "closed");
    const name = nameOf(day.date);
    if (name === null || !deciders.some((one) => actionOf(one) === "open")) continue;
    const spoken = enabled.some(({ entry }) => isDated(entry) && minutesMatched(entry.rule, day, before).length > 0);
    if (!spoken) open.push({ date: day.date, name, deciders });
  }
  const [soonest] = open;
  if (!closes || !soonest) return [];
  const there = enabled.find(({ entry }) => entry.action === "closed" && isWholeRedDays(entry))?.entry ?? null;
  const days = [...new Set(open.map(({ name }) => name))];
  const announcementId = otherwise.action === "closed" ? otherwise.announcementId : null;
  const repair = { kind: "addRedDays", entryId: there?.id ?? null, days, announcementId } as const;
  const others = open.flatMap(({ deciders }) => deciders.flatMap((one) => entries[one]?.id ?? []));
  return [{ code: "red_day_open", entryId: null, others: [...new Set(others)], date: soonest.date, repairs: [repair] }];
}

/** Red days as a whole and without an end: one more fits in. */
function isWholeRedDays({ rule }: ScheduleEntry): boolean {
  if (rule.kind !== "redDays" || rule.firstDay !== null || rule.lastDay !== null) return false;
  return rule.from === "00:00" && rule.to === "24:00";
}

function nameOf(date: string): DayKey | null {
  const eve = eveOn(date);
  return redDayOn(date) ?? (eve !== null && usualEves.includes(eve) ? eve : null);
}

/** So many overlaps are looked into at once: each is tried out over a year. */
const mostOverlaps = 3;

/** Two of a kind that say the same, where removing or shortening one changes nothing for callers in 12 months. */
function overlapping(
  schedule: Schedule,
  covers: ReadonlyMap<number, Cover>,
  now: Date,
  leaveOut: ReadonlySet<string | null>,
): LintFinding[] {
  const { entries } = schedule;
  const pairs = enabledOf(entries).flatMap(({ entry: lower, index }) => {
    const above = [...(covers.get(index)?.taken.keys() ?? [])].sort((a, b) => a - b).flatMap((one) => entries[one] ?? []);
    const upper = above.find((one) => isDated(one) === isDated(lower) && sameOutcome(one, lower));
    return upper && !leaveOut.has(lower.id) ? [{ upper, lower }] : [];
  });
  const plain = { ...schedule, closedNow: null };
  return pairs.slice(0, mostOverlaps).flatMap(({ upper, lower }) => {
    const repair = harmless(plain, upper, lower, now);
    return repair ? [{ code: "overlapping", entryId: lower.id, others: [upper.id], date: null, repairs: [repair] }] : [];
  });
}

/** The first change after which callers meet the same as before. */
function harmless(schedule: Schedule, upper: ScheduleEntry, lower: ScheduleEntry, now: Date): Repair | null {
  const repairs: Repair[] = [
    { kind: "remove", entryIds: [lower.id] },
    { kind: "remove", entryIds: [upper.id] },
    ...shortened(lower, upper),
    ...shortened(upper, lower),
  ];
  return repairs.find((repair) => isHarmless(schedule, repair, now)) ?? null;
}

function isHarmless(schedule: Schedule, repair: Repair, now: Date): boolean {
  const body: ScheduleBody = applyRepair(schedule, repair, "");
  const after = { ...schedule, ...body };
  // Most that does harm does it soon.
  return [effectDays, lookAhead].every((days) => effectOf(schedule, after, now, days).stretches.length === 0);
}

/** An entry that begins when the other ends, or ends when it begins. */
function shortened(entry: ScheduleEntry, other: ScheduleEntry): Repair[] {
  if (entry.rule.kind === "once" || other.rule.kind === "once") return [];
  const { from, to } = entry.rule;
  const times: (readonly [string, string])[] = [
    [other.rule.to, to],
    [from, other.rule.from],
  ];
  return times
    .filter(([begin, end]) => begin !== end && begin !== "24:00" && begin < end)
    .map(([begin, end]) => ({ kind: "setTimes", entryId: entry.id, from: begin, to: end }));
}
