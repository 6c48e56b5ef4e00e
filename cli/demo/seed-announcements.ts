import { keepAudio } from "../../db/announcement-audio.ts";
import { createAnnouncement } from "../../db/announcements.ts";
import { updateResponseGroup } from "../../db/response-groups.ts";
import { ScheduleInput } from "../../db/schedule-input.ts";
import { loadSchedules } from "../../db/schedule-rows.ts";
import { saveSchedule } from "../../db/schedules.ts";
import type { Actor } from "../../db/types.ts";
import { redDayKeys } from "../../domain/red-days.ts";
import type { Seed } from "./seed.ts";
import { idOf } from "./seed-phones.ts";
import { announcements, soundOf } from "./sounds.ts";

/** Everything that callers can hear. @returns ids by name */
export async function seedAnnouncements(seed: Seed, by: Actor): Promise<ReadonlyMap<string, string>> {
  const { db, organisationId, times } = seed;
  const ids = new Map<string, string>();
  for (const [at, one] of announcements.entries()) {
    const now = times.before(44 - at, "11:20");
    const { sha256 } = await keepAudio(db, organisationId, soundOf(one), now);
    const { name, language, transcript } = one;
    const input = { organisationId, name, language, transcript, audio: sha256, source: "made" } as const;
    ids.set(name, (await createAnnouncement(db, input, by, now)).id);
  }
  return ids;
}

const weekdays = [1, 2, 3, 4, 5];
const always = { firstDay: null, lastDay: null };
const weekly = { kind: "weekly", weekdays, everyWeeks: 1, firstWeek: null, ...always } as const;

/** The switchboard and the customer service say when they are closed, and play something while one waits. */
export async function seedHours(
  seed: Seed,
  groups: ReadonlyMap<string, string>,
  heard: ReadonlyMap<string, string>,
  by: Actor,
): Promise<void> {
  const { db, organisationId, times } = seed;
  const say = (name: string) => idOf(heard, name);
  const now = times.before(36, "13:05");
  const schedules = await loadSchedules(db, organisationId);
  for (const [name, opens, closes] of [
    ["Växeln", "07:00", "17:00"],
    ["Kundtjänst", "08:00", "16:30"],
  ] as const) {
    const id = idOf(groups, name);
    const music = { musicId: say("Kömusik"), comfortId: say("Du står i kö"), comfortSeconds: 45 };
    await updateResponseGroup(db, { organisationId, id, ...music }, by, now);
    const redDays = { kind: "redDays", days: [...redDayKeys], bridgeDays: false, from: "00:00", to: "24:00", ...always };
    const input = ScheduleInput.parse({
      entries: [
        { label: "Röda dagar", rule: redDays, action: "closed", announcementId: say("Helgdag") },
        { label: "Lunch", rule: { ...weekly, from: "12:00", to: "13:00" }, action: "closed", announcementId: say("Lunch") },
        { label: "Öppet", rule: { ...weekly, from: opens, to: closes }, action: "open" },
      ],
      otherwise: { action: "closed", announcementId: say("Stängt för dagen") },
    });
    const schedule = schedules.get(`group:${id}`);
    if (schedule) await saveSchedule(db, { organisationId, id: schedule.id, ...input }, by, now);
  }
}
