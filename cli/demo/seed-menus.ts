import { createMenu, inputOf, MenuInput, Start, saveMenu } from "../../db/menus.ts";
import { ScheduleInput } from "../../db/schedule-input.ts";
import { saveSchedule } from "../../db/schedules.ts";
import type { Actor } from "../../db/types.ts";
import { redDayKeys } from "../../domain/red-days.ts";
import type { Seed } from "./seed.ts";
import { idOf } from "./seed-phones.ts";

const always = { firstDay: null, lastDay: null };

/** The menu of the firm's second number, and the one behind its key 3, from which one comes back. */
export async function seedMenus(
  seed: Seed,
  groups: ReadonlyMap<string, string>,
  heard: ReadonlyMap<string, string>,
  by: Actor,
): Promise<void> {
  const { db, organisationId, times } = seed;
  const group = (name: string) => ({ kind: "group", id: idOf(groups, name) }) as const;
  const say = (name: string) => idOf(heard, name);
  const make = async (menu: object, when: Date) =>
    createMenu(db, { organisationId, start: Start.parse(undefined), ...MenuInput.parse(menu) }, by, when);
  const onCall = await make(
    {
      name: "Jour",
      welcomeId: say("Jourmeny"),
      keys: [
        { key: "1", destination: group("Jouren") },
        { key: "2", destination: { kind: "number", number: "0980-319 250" } },
      ],
      timeout: { destination: group("Jouren") },
    },
    times.before(34, "10:05"),
  );
  const main = await make(
    {
      name: "Huvudmeny",
      number: "08-465 004 93",
      welcomeId: say("Välkommen"),
      keys: [
        { key: "1", destination: group("Kundtjänst") },
        { key: "2", destination: group("Verkstaden") },
        { key: "3", destination: { kind: "menu", id: onCall.id } },
      ],
      timeout: { destination: group("Växeln") },
      invalid: { destination: group("Växeln") },
    },
    times.before(34, "10:20"),
  );
  const redDays = { kind: "redDays", days: [...redDayKeys], bridgeDays: false, from: "00:00", to: "24:00", ...always };
  const weekdays = { kind: "weekly", weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null, ...always };
  const hours = ScheduleInput.parse({
    entries: [
      { label: "Röda dagar", rule: redDays, action: "closed", announcementId: say("Helgdag") },
      { label: "Öppet", rule: { ...weekdays, from: "07:00", to: "17:00" }, action: "open" },
    ],
    otherwise: { action: "closed", announcementId: say("Stängt för dagen") },
  });
  await saveSchedule(db, { organisationId, id: main.scheduleId, ...hours }, by, times.before(34, "10:30"));
  // One comes back to a menu that was not there when this one was made.
  const made = inputOf(onCall);
  const whole = {
    ...made,
    keys: [...made.keys, { key: "9", destination: { kind: "menu", id: main.id }, announcementId: null } as const],
  };
  await saveMenu(db, { organisationId, id: onCall.id, ...whole }, by, times.before(34, "10:40"));
}
