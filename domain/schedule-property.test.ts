import Holidays from "date-holidays";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schedule, ScheduleEntry, ScheduleRule } from "./schedule.ts";
import { decide, segments } from "./schedule-evaluate.ts";
import { aSchedule, zone } from "./testing/schedules.ts";

/**
 * The plain reading of a schedule, minute by minute, from the wall clock that Intl shows. It shares nothing with the code that it
 * is held against: dates are counted here by `Date`, holidays come from a library.
 */
const clock = new Intl.DateTimeFormat("sv-SE", {
  ...{ timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
});
const library = new Holidays("SE", { timezone: zone });
/** What the library calls the days. */
const names: Readonly<Record<string, string>> = {
  Nyårsdagen: "nyarsdagen",
  "Trettondedag jul": "trettondedag_jul",
  Långfredagen: "langfredagen",
  Påskdagen: "paskdagen",
  "Annandag påsk": "annandag_pask",
  "Första maj": "forsta_maj",
  "Kristi himmelsfärdsdag": "kristi_himmelsfardsdag",
  Pingstdagen: "pingstdagen",
  "Sveriges nationaldag": "nationaldagen",
  Nationaldagen: "nationaldagen",
  Midsommardagen: "midsommardagen",
  "Alla helgons dag": "alla_helgons_dag",
  Juldagen: "juldagen",
  "Annandag jul": "annandag_jul",
  Påskafton: "paskafton",
  Pingstafton: "pingstafton",
  Midsommarafton: "midsommarafton",
  Julafton: "julafton",
  Nyårsafton: "nyarsafton",
  Trettondagsafton: "trettondagsafton",
  Skärtorsdagen: "skartorsdagen",
  Valborgsmässoafton: "valborgsmassoafton",
  Allhelgonaafton: "allhelgonaafton",
};
const byCase = new Map(Object.entries(names).map(([name, key]) => [name.toLowerCase(), key]));

const shift = (date: string, days: number) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
const known = new Map<string, ReadonlyMap<string, readonly string[]>>();
function keysOn(date: string): readonly string[] {
  const year = date.slice(0, 4);
  let days = known.get(year);
  if (!days) {
    const all = library
      .getHolidays(Number(year), "sv")
      .map((day) => [day.date.slice(0, 10), byCase.get(day.name.toLowerCase()) ?? ""]);
    const ascension = all.find(([, key]) => key === "kristi_himmelsfardsdag")?.[0] ?? "";
    all.push([shift(ascension, -1), "dagen_fore_kristi_himmelsfardsdag"], [`${year}-06-05`, "dagen_fore_nationaldagen"]);
    const grouped = Map.groupBy(all, ([day]) => day ?? "");
    days = new Map([...grouped].map(([day, rows]) => [day, rows.map(([, key]) => key ?? "")]));
    known.set(year, days);
  }
  return days.get(date) ?? [];
}
const red = new Set([
  ...["nyarsdagen", "trettondedag_jul", "langfredagen", "paskdagen", "annandag_pask", "forsta_maj", "kristi_himmelsfardsdag"],
  ...["pingstdagen", "nationaldagen", "midsommardagen", "alla_helgons_dag", "juldagen", "annandag_jul"],
]);
const eve = new Set(["paskafton", "pingstafton", "midsommarafton", "julafton", "nyarsafton"]);
const isRed = (date: string) => keysOn(date).some((key) => red.has(key));
const dayOfWeek = (date: string) => new Date(date).getUTCDay();
function isBridge(date: string): boolean {
  const day = dayOfWeek(date);
  if (day === 0 || day === 6 || isRed(date) || keysOn(date).some((key) => eve.has(key))) return false;
  return (day === 1 && isRed(shift(date, 1))) || (day === 5 && isRed(shift(date, -1)));
}

function begins(rule: Exclude<ScheduleRule, { kind: "once" }>, date: string): boolean {
  if ((rule.firstDay ?? date) > date || (rule.lastDay ?? date) < date) return false;
  const [, month, day] = date.split("-").map(Number);
  if (rule.kind === "monthly") return rule.days.some((one) => one === day);
  if (rule.kind === "yearly") return rule.month === month && rule.day === day;
  if (rule.kind === "redDays")
    return keysOn(date).some((key) => rule.days.some((one) => one === key)) || (rule.bridgeDays && isBridge(date));
  if (rule.kind === "daily") return true;
  if (!rule.weekdays.includes(dayOfWeek(date) === 0 ? 7 : dayOfWeek(date))) return false;
  if (rule.firstWeek === null) return true;
  let monday = rule.firstWeek;
  while (dayOfWeek(monday) !== 1) monday = shift(monday, -1);
  while (monday <= date) {
    if (date < shift(monday, 7)) return true;
    monday = shift(monday, 7 * rule.everyWeeks);
  }
  return false;
}

function matches({ rule }: ScheduleEntry, date: string, time: string): boolean {
  if (rule.kind === "once") {
    const now = `${date} ${time}`;
    return `${rule.from.date} ${rule.from.time}` <= now && now < `${rule.to.date} ${rule.to.time}`;
  }
  if (rule.to > rule.from) return begins(rule, date) && rule.from <= time && time < rule.to;
  return (begins(rule, date) && time >= rule.from) || (begins(rule, shift(date, -1)) && time < rule.to);
}

function plainly(schedule: Schedule, at: number): string {
  const [date = "", time = ""] = clock.format(at).split(" ");
  return schedule.entries.find((entry) => entry.enabled && matches(entry, date, time))?.id ?? "default";
}

const minute = 60_000;
/** An ordinary week, both nights on which the clock is set (one is Easter Day), Christmas, the end of a leap February. */
const days = ["2026-09-15", "2026-10-25", "2027-03-28", "2026-12-24", "2028-02-29", "2026-05-14"];

describe("a random schedule", () => {
  it.each(days)("decides in each minute around %s as when one reads it plainly", (date) => {
    fc.assert(
      fc.property(aSchedule(date), fc.integer({ min: -2, max: 2 }), (schedule, offset) => {
        const start = Date.parse(`${shift(date, offset)}T00:00Z`) - 2 * 60 * minute;
        const wrong: string[] = [];
        for (let at = start; at < start + 28 * 60 * minute; at += minute) {
          const said = decide(schedule, new Date(at + (at % 59_999)));
          const plain = plainly(schedule, at);
          if ((said.entryId ?? "default") !== plain)
            wrong.push(`${new Date(at).toISOString()}: ${said.entryId}, plainly ${plain}`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it.each(days)("changes next when one reads it plainly, and passes exactly the entries above, around %s", (date) => {
    fc.assert(
      fc.property(aSchedule(date), fc.integer({ min: 0, max: 1439 }), (schedule, from) => {
        const start = Date.parse(`${date}T00:00Z`) - 6 * 60 * minute + from * minute;
        const first = plainly(schedule, start);
        let next: number | null = null;
        for (let at = start; at < start + 3 * 24 * 60 * minute && next === null; at += minute) {
          if (plainly(schedule, at) !== first) next = at;
        }
        const said = decide(schedule, new Date(start));
        const soon =
          said.nextChange && said.nextChange.getTime() < start + 3 * 24 * 60 * minute ? said.nextChange.getTime() : null;
        expect(soon).toBe(next);
        const above = said.index ?? schedule.entries.length;
        expect(said.passed.map(({ entryId }) => entryId)).toEqual(schedule.entries.slice(0, above).map(({ id }) => id));
      }),
      { numRuns: 12 },
    );
  });

  it.each(days)("is laid out in stretches without a gap that say what is decided, around %s", (date) => {
    fc.assert(
      fc.property(aSchedule(date), (schedule) => {
        const all = segments(schedule, shift(date, -2), 5).flatMap(({ stretches }) => stretches);
        all.forEach((stretch, at) => {
          const last = all[at - 1];
          if (last) expect(stretch.startsAt).toEqual(last.endsAt);
          for (const instant of [stretch.startsAt.getTime(), stretch.endsAt.getTime() - 1]) {
            expect(plainly(schedule, instant)).toBe(stretch.entryId ?? "default");
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});
