import { weekdayAndDate } from "../../../domain/calendar-words.ts";
import { wallClock } from "../../../domain/local-time.ts";
import type { Schedule, ScheduleAction, ScheduleBody, ScheduleEntry } from "../../../domain/schedule.ts";
import type { Passed } from "../../../domain/schedule-evaluate.ts";
import type { ScheduleClash } from "../../../domain/schedule-merge.ts";
import { dateOfNumber, dayFacts, dayNumber, type RepeatingRule, selects } from "../../../domain/schedule-rules.ts";
import { whyNotWords } from "../../../domain/schedule-why-words.ts";
import { ruleWords } from "../../../domain/schedule-words.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { closedNowKey, otherwiseKey } from "./bands.ts";

export type Announcements = ReadonlyMap<string, AnnouncementView>;

/** When it matches, as a sentence. */
export function entrySentence({ rule }: ScheduleEntry, now: Date, zone: string): string {
  return ruleWords(rule, wallClock(now, zone).date, currentLanguage());
}

/** What it is called: its own name, else what it says. */
export function entryName(entry: ScheduleEntry, now: Date, zone: string): string {
  return entry.label || entrySentence(entry, now, zone);
}

/** `Spela Lunch, stängt.` `Öppet.` */
export function doneWords(action: ScheduleAction, announcementId: string | null, announcements: Announcements): string {
  if (announcementId === null) return t(`calendar.done.${action}`);
  return t(`calendar.done.play_${action}`, { name: announcements.get(announcementId)?.name ?? t("calendar.announcement_gone") });
}

/** Why an entry does not match. */
export function passedWords(reason: Passed["reason"], now: Date, zone: string): string {
  return whyNotWords(reason, wallClock(now, zone).date, currentLanguage());
}

type Known = { readonly today: string; readonly next: string | null };
const nexts = new WeakMap<ScheduleEntry, Known>();

/** When it comes next, where that is not plain from the sentence: `Nästa: torsdag 24 december.` */
export function nextWords(entry: ScheduleEntry, now: Date, zone: string): string {
  const { rule } = entry;
  const today = wallClock(now, zone).date;
  if (rule.kind === "daily" || (rule.kind === "weekly" && rule.everyWeeks === 1)) return "";
  if (rule.kind === "once") return rule.to.date < today ? t("calendar.over") : "";
  const known = nexts.get(entry);
  const next = known?.today === today ? known.next : nextDay(rule, today);
  nexts.set(entry, { today, next });
  return next === null ? t("calendar.never") : t("calendar.next", { day: weekdayAndDate(next, today, currentLanguage()) });
}

/** The first of its days from today on, within the years that leap days take. */
function nextDay(rule: RepeatingRule, today: string): string | null {
  const first = dayNumber(today);
  for (let number = first; number < first + 8 * 366; number++) {
    const date = dateOfNumber(number);
    if (selects(rule, dayFacts(date))) return date;
  }
  return null;
}

export type ClashWords = { readonly label: string; readonly mine: string; readonly theirs: string };

/** What two have changed differently, both sides in words. */
export function clashWords(clash: ScheduleClash, sheets: { mine: ScheduleBody; theirs: ScheduleBody }, about: About): ClashWords {
  const { now, zone, announcements } = about;
  if (clash.kind === "otherwise") {
    const said = (one: ScheduleBody["otherwise"]) => doneWords(one.action, one.announcementId, announcements);
    return { label: t("calendar.default"), mine: said(clash.mine), theirs: said(clash.theirs) };
  }
  if (clash.kind === "order") {
    const names = (side: ScheduleBody, ids: readonly string[]) =>
      ids.flatMap((id) => side.entries.filter((one) => one.id === id).map((one) => entryName(one, now, zone))).join(", ");
    return { label: t("calendar.order"), mine: names(sheets.mine, clash.mine), theirs: names(sheets.theirs, clash.theirs) };
  }
  const said = (entry: ScheduleEntry | null) => {
    if (!entry) return t("calendar.clash.removed");
    const off = entry.enabled ? "" : t("calendar.clash.off");
    return [`${entrySentence(entry, now, zone)}.`, doneWords(entry.action, entry.announcementId, announcements), off]
      .filter(Boolean)
      .join(" ");
  };
  const any = clash.base ?? clash.mine ?? clash.theirs;
  return { label: any ? entryName(any, now, zone) : "", mine: said(clash.mine), theirs: said(clash.theirs) };
}

export type About = { readonly now: Date; readonly zone: string; readonly announcements: Announcements };

/**
 * What each of a schedule's deciders is called in little room, with what is done, by its key and in reading order: `Lunch,
 * stängt`. An entry without a name is called by what is heard, else by what is done.
 */
export function deciderNames({ entries, otherwise }: Schedule, announcements: Announcements): ReadonlyMap<string, string> {
  const named = (name: string, action: ScheduleAction, announcementId: string | null) => {
    const heard = announcementId === null ? "" : (announcements.get(announcementId)?.name ?? "");
    const [called, done] = [name || heard, t(`calendar.${action}`)];
    // "Stängt för dagen" says it already.
    return called.toLowerCase().startsWith(done.toLowerCase()) ? called : called ? `${called}, ${done.toLowerCase()}` : done;
  };
  return new Map([
    [closedNowKey, t("calendar.closed_now")],
    ...entries.map(({ id, label, rule, action, announcementId }) => {
      const name = label || (rule.kind === "redDays" ? t("calendar.kind.redDays") : "");
      return [id, named(name, action, announcementId)] as const;
    }),
    [otherwiseKey, named("", otherwise.action, otherwise.announcementId)],
  ]);
}

/** `3 h 30 min`, `45 min`, `180 h`: hours of being open are not counted in days. */
export function spanWords(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.round(minutes) / 60), Math.round(minutes) % 60];
  const words = [
    hours > 0 ? t("calendar.span.hours", { hours }) : "",
    rest > 0 || hours === 0 ? t("calendar.span.minutes", { minutes: rest }) : "",
  ];
  return words.filter(Boolean).join(" ");
}
