import { ScheduleInput } from "../../db/schedule-input.ts";
import { bodyOf, loadSchedules, saveSchedule } from "../../db/schedules.ts";
import type { Actor } from "../../db/types.ts";
import { addDays, wallClock, weekday } from "../../domain/local-time.ts";
import { redDayKeys } from "../../domain/red-days.ts";
import { zone } from "./firm.ts";
import type { Seed } from "./seed.ts";
import { idOf } from "./seed-phones.ts";

const always = { firstDay: null, lastDay: null };
const everyWeek = { kind: "weekly", everyWeeks: 1, firstWeek: null, ...always } as const;
const wholeDay = { from: "00:00", to: "24:00", ...always };

/** What is out of the ordinary: an afternoon together at the switchboard, and nights on which somebody is on call. */
export async function seedCalendar(
  seed: Seed,
  groups: ReadonlyMap<string, string>,
  heard: ReadonlyMap<string, string>,
  by: Actor,
): Promise<void> {
  const { db, organisationId, times } = seed;
  const schedules = await loadSchedules(db, organisationId);
  const of = (name: string) => schedules.get(`group:${idOf(groups, name)}`);
  const write = async (id: string, body: object, now: Date) => {
    await saveSchedule(db, { organisationId, id, ...ScheduleInput.parse(body) }, by, now);
  };
  const [main, onCall] = [of("Växeln"), of("Jouren")];
  if (main) {
    const { entries, otherwise } = bodyOf(main);
    await write(
      main.id,
      { entries: [together(times.now, idOf(heard, "Stängt för dagen")), ...entries], otherwise },
      times.before(6, "10:20"),
    );
  }
  if (onCall) await write(onCall.id, nights(idOf(heard, "Stängt för dagen")), times.before(30, "14:10"));
}

/** The afternoon of the Friday that comes next. */
function together(now: Date, announcementId: string): object {
  const today = wallClock(now, zone).date;
  const friday = addDays(today, (12 - weekday(today)) % 7 || 7);
  const rule = { kind: "once", from: { date: friday, time: "14:00" }, to: { date: friday, time: "17:00" } };
  return { label: "Personaldag", rule, action: "closed", announcementId };
}

/** Open when the others are closed: at night, at weekends and on days off. */
function nights(announcementId: string): object {
  const redDays = { kind: "redDays", days: [...redDayKeys, "midsommarafton", "julafton", "nyarsafton"], bridgeDays: false };
  return {
    entries: [
      { label: "Röda dagar", rule: { ...redDays, ...wholeDay }, action: "open" },
      { label: "Helg", rule: { ...everyWeek, weekdays: [6, 7], ...wholeDay }, action: "open" },
      { label: "Natt", rule: { ...everyWeek, weekdays: [1, 2, 3, 4, 5], from: "17:00", to: "07:00" }, action: "open" },
    ],
    otherwise: { action: "closed", announcementId },
  };
}
