import { loadSchedules, type ScheduleBody, saveSchedule } from "../../db/schedules.ts";
import { anAnnouncement } from "../../db/testing/builders.ts";
import type { Actor } from "../../db/types.ts";
import { redDayKeys } from "../../domain/red-days.ts";
import type { ScheduleEntry, ScheduleRule } from "../../domain/schedule.ts";
import type { RealHouse } from "./real-house.ts";

const actor: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };
const always = { firstDay: null, lastDay: null };
const weekdays = [1, 2, 3, 4, 5];

/** `Mon–Fri 12–13` as a rule. */
export function weekly(from: string, to: string, days: readonly number[] = weekdays): ScheduleRule {
  return { kind: "weekly", weekdays: [...days], from, to, everyWeeks: 1, firstWeek: null, ...always };
}

export function entry(id: string, label: string, rule: ScheduleRule, say: Partial<ScheduleEntry> = {}): ScheduleEntry {
  return { id, label, rule, action: "closed", announcementId: null, enabled: true, ...say };
}

/** The main number of the small firm with office hours, lunch and days off, and a second group that is always open. */
export async function seedCalendar(house: RealHouse) {
  const organisationId = house.ids.organisations.firm;
  const schedules = await loadSchedules(house.db, organisationId);
  const of = (groupId: string) => schedules.get(`group:${groupId}`)?.id ?? "";
  const spoken = async (name: string, transcript: string) =>
    (await anAnnouncement(house.db, organisationId, { name, transcript })).id;
  const night = await spoken("Natt", "Vi har stängt. Välkommen åter vardagar mellan åtta och fem.");
  const lunch = await spoken("Lunch", "Vi äter lunch och är tillbaka klockan ett.");
  const ids = { switchboard: of(house.ids.groups.switchboard), support: of(house.ids.groups.support), night, lunch };
  const write = async (id: string, body: ScheduleBody) => {
    const { entries, otherwise } = body;
    const plain = entries.map((one) => ({ ...one, rule: structuredClone(one.rule) }) as never);
    await saveSchedule(house.db, { organisationId, id, entries: plain, otherwise }, actor, house.now());
  };
  const red: ScheduleRule = {
    ...{ kind: "redDays", from: "00:00", to: "24:00", ...always, bridgeDays: false },
    days: [...redDayKeys, "midsommarafton", "julafton", "nyarsafton"],
  };
  const usual: ScheduleBody = {
    entries: [
      entry("red", "", red, { announcementId: night }),
      entry("lunch", "Lunch", weekly("12:00", "13:00"), { announcementId: lunch }),
      entry("open", "", weekly("08:00", "17:00"), { action: "open" }),
    ],
    otherwise: { action: "closed", announcementId: night },
  };
  return { ids, usual, write: (body: ScheduleBody) => write(ids.switchboard, body), organisationId };
}
