import type { z } from "zod";
import { setMembers } from "../../db/group-members.ts";
import { createMenu, type Menu, MenuInput } from "../../db/menus.ts";
import { saveSchedule } from "../../db/schedules.ts";
import { anAnnouncement } from "../../db/testing/builders.ts";
import type { Actor } from "../../db/types.ts";
import { entry, weekly } from "./calendar-house.ts";
import type { RealHouse } from "./real-house.ts";

const actor: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };

/** A main menu on a number of its own, weekdays 8–17, with three keys and a menu behind one of them that leads back. */
export async function seedMenus(house: RealHouse) {
  const { db, ids } = house;
  const organisationId = ids.organisations.firm;
  const make = async (say: z.input<typeof MenuInput>): Promise<Menu> =>
    createMenu(db, { organisationId, ...MenuInput.parse(say) }, actor, house.now());
  const spoken = async (name: string, transcript: string) => (await anAnnouncement(db, organisationId, { name, transcript })).id;
  const hello = await spoken("Välkommen", "Välkommen till Björkö Bygg. För växeln, tryck 1. För support, tryck 2.");
  const connecting = await spoken("Kopplas", "Du kopplas till växeln.");
  const members = [{ userId: ids.people.eva, mayToggle: true, viaMobile: false }];
  await setMembers(db, { organisationId, groupId: ids.groups.switchboard, members }, actor, house.now());
  const group = (id: string) => ({ kind: "group", id }) as const;
  const support = await make({
    name: "Support",
    keys: [
      { key: "1", destination: group(ids.groups.support) },
      { key: "2", destination: { kind: "voicemail", id: ids.people.jonas } },
    ],
    timeout: { destination: group(ids.groups.support) },
  });
  const main = await make({
    name: "Huvudmeny",
    number: "08-465 004 90",
    welcomeId: hello,
    keys: [
      { key: "1", destination: group(ids.groups.switchboard), announcementId: connecting },
      { key: "2", destination: { kind: "menu", id: support.id } },
    ],
    timeout: { destination: group(ids.groups.switchboard) },
  });
  const hours = { entries: [entry("open", "Öppet", weekly("08:00", "17:00"), { action: "open" })] as never };
  const otherwise = { action: "closed", announcementId: null } as const;
  await saveSchedule(db, { organisationId, id: main.scheduleId, ...hours, otherwise }, actor, house.now());
  return { organisationId, main, support, hello, connecting };
}
