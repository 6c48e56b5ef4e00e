import { setForwardings } from "../../db/call-forwardings.ts";
import { createContact, updateContact } from "../../db/contacts.ts";
import { updateDeactivation } from "../../db/deactivations.ts";
import { setDiversion } from "../../db/diversions.ts";
import { setLogin } from "../../db/group-logins.ts";
import { setMembers } from "../../db/group-members.ts";
import { renameLayout } from "../../db/layouts.ts";
import { updateDetails, updateNumbers } from "../../db/people-changes.ts";
import { setLayoutKeys } from "../../db/phone-keys.ts";
import { listPhones, updatePhone } from "../../db/phones.ts";
import { type PictureFiles, setPicture } from "../../db/pictures.ts";
import { setMainGroup, setShownNumber } from "../../db/shown-numbers.ts";
import type { Actor } from "../../db/types.ts";
import { setWorkHours } from "../../db/work-hours.ts";
import { addDays, wallClock } from "../../domain/local-time.ts";
import { groups, people, zone } from "./firm.ts";
import type { Seed } from "./seed.ts";
import { idOf, keyInput, type PhonePlaces, type Targets } from "./seed-phones.ts";

type Life = Seed & { readonly targets: Targets; readonly places: PhonePlaces; readonly administrator: Actor };

/** The person as the one who does it. */
function self({ targets, organisationId }: Life, extension: string): Actor {
  const person = people.find((one) => one.extension === extension);
  const name = person ? `${person.first} ${person.last}` : extension;
  return { kind: "user", id: idOf(targets.users, extension), name, organisationId };
}

/** Pictures, by extension; made before the transaction. */
export async function seedPictures(life: Life, faces: ReadonlyMap<string, PictureFiles>): Promise<void> {
  const { db, organisationId, targets, times } = life;
  for (const [extension, files] of faces) {
    const userId = idOf(targets.users, extension);
    await setPicture(db, { organisationId, userId, files }, self(life, extension), times.before(34, "08:50"));
  }
}

/** Who is in which group, and which one has the firm's main number. */
export async function seedMembers(life: Life): Promise<void> {
  const { db, organisationId, targets, administrator, times } = life;
  for (const group of groups) {
    const members = group.members.map((said) => ({
      userId: idOf(targets.users, said.slice(-3)),
      mayToggle: !said.includes("!"),
      viaMobile: said.includes("m"),
      loggedIn: true,
    }));
    const groupId = idOf(targets.groups, group.name);
    await setMembers(db, { organisationId, groupId, members }, administrator, times.before(39, "15:05"));
    for (const [at, said] of group.members.filter((one) => one.includes("-")).entries()) {
      const out = { organisationId, userId: idOf(targets.users, said.slice(-3)), groupId, loggedIn: false, by: "self" } as const;
      await setLogin(db, out, self(life, said.slice(-3)), times.minutesAgo(75 + 17 * at));
    }
  }
  const [main] = groups;
  if (main)
    await setMainGroup(
      db,
      { organisationId, groupId: idOf(targets.groups, main.name) },
      administrator,
      times.before(39, "15:20"),
    );
}

/** What was changed during the last weeks: something to see in the change log. */
export async function seedHistory(life: Life): Promise<void> {
  const { db, organisationId, targets, places, administrator, times } = life;
  const user = (extension: string) => ({ organisationId, id: idOf(targets.users, extension) });
  const layout = (name: string) => ({ organisationId, layoutId: idOf(places.layouts, name) });
  const workshop = { organisationId, id: idOf(places.layouts, "Verkstan") };
  await renameLayout(db, { ...workshop, name: "Verkstaden" }, administrator, times.before(30, "11:15"));
  const loud = keyInput({ place: "0/5", kind: "dnd", label: "Stör ej" }, targets);
  await setLayoutKeys(db, { ...layout("Verkstan"), keys: [loud] }, administrator, times.before(21, "09:32"));
  await updateNumbers(
    db,
    { ...user("430"), mobile: { number: "070-174 06 27", profile: "mex" } },
    administrator,
    times.before(16, "14:02"),
  );
  const elin = people.find((one) => one.more.once !== undefined);
  if (elin) await updateDetails(db, { ...user(elin.extension), lastName: elin.last }, administrator, times.before(9, "10:18"));
  const site = keyInput({ place: "0/10", kind: "speedDial", contact: "Gunnar Strandlycka" }, targets);
  await setLayoutKeys(db, { ...layout("Receptionen"), keys: [site] }, administrator, times.before(7, "13:44"));
  const hours = { days: [1, 2, 3, 4], from: "07:00", to: "16:30" };
  const nils = { organisationId, userId: idOf(targets.users, "414") };
  await setWorkHours(db, { ...nils, hours }, self(life, "414"), times.before(6, "12:20"));
  await updateContact(
    db,
    {
      ...{ organisationId, id: idOf(targets.contacts, "Olle Furuby"), company: "Norrskogens Virke" },
      ...{ firstName: "Olle", lastName: "Furuby", title: "Säljare" },
      numbers: [
        { kind: "work", number: "0980-319 210" },
        { kind: "mobile", number: "070-174 06 90" },
      ],
    },
    administrator,
    times.before(5, "15:37"),
  );
  await updateDetails(db, { ...user("436"), language: "en" }, self(life, "436"), times.before(3, "08:26"));
  const leaves = addDays(wallClock(times.now, zone).date, 18);
  const leaving = { ...user("432"), deactivateOn: leaves, replacedBy: idOf(targets.users, "416") };
  await updateDeactivation(db, leaving, administrator, times.before(2, "16:05"));
  await seedCalls(life);
  const note = { firstName: "", lastName: "", title: "", company: "Hamnkontoret" };
  const numbers = [{ kind: "work" as const, number: "031-390 06 52" }];
  const list = await db("contact_list")
    .where({ organisation_id: organisationId, name: "Leverantörer" })
    .first<{ id: string }>("id");
  await createContact(db, { organisationId, listId: list.id, ...note, numbers }, administrator, times.minutesAgo(52));
  const [store] = await listPhones(db, { organisationId, search: "Lagret" });
  if (store)
    await updatePhone(db, { organisationId, id: store.id, label: "Lagret, plan 1" }, administrator, times.minutesAgo(34));
}

/** Where calls go on to, and which number is shown. */
async function seedCalls(life: Life): Promise<void> {
  const { db, organisationId, targets, times } = life;
  const of = (extension: string) => ({ organisationId, userId: idOf(targets.users, extension) });
  const forward = (extension: string, kinds: Parameters<typeof setForwardings>[1]["kinds"], days: number) =>
    setForwardings(db, { ...of(extension), kinds }, self(life, extension), times.before(days, "08:05"));
  const group = (name: string) => ({ kind: "group" as const, id: idOf(targets.groups, name) });
  await forward("402", { noAnswer: { target: group("Växeln"), seconds: 20, enabled: true } }, 20);
  await forward("404", { busy: { target: { kind: "user", id: idOf(targets.users, "405") }, enabled: true } }, 18);
  await forward("421", { all: { target: { kind: "number", number: "070-174 06 19" }, enabled: true } }, 4);
  await forward("418", { unreachable: { target: group("Jouren"), enabled: true } }, 8);
  await setShownNumber(db, { ...of("402"), shown: "main" }, self(life, "402"), times.before(20, "08:09"));
  await setShownNumber(
    db,
    { ...of("407"), shown: `group:${group("Kundtjänst").id}` },
    self(life, "407"),
    times.before(26, "09:40"),
  );
  await setShownNumber(db, { ...of("404"), mobileOutsideHours: true }, self(life, "404"), times.before(18, "08:11"));
  await setShownNumber(db, { ...of("410"), shown: "mobile" }, self(life, "410"), times.before(15, "17:30"));
}

/** Who is away now, and who will be. */
export async function seedAbsences(life: Life): Promise<void> {
  const { db, organisationId, targets, times } = life;
  const away = (extension: string, set: Date, reason: string, from: Date | null, to: Date | null, note: string | null = null) =>
    setDiversion(
      db,
      {
        ...{ organisationId, userId: idOf(targets.users, extension), reason, note, source: "portal" as const },
        startsAt: from?.toISOString() ?? null,
        endsAt: to?.toISOString() ?? null,
      },
      self(life, extension),
      set,
    );
  const { minutesAgo, inAbout, ahead, before } = times;
  await away("402", minutesAgo(25), "mote", null, inAbout(65), "Byggmöte i hamnen");
  await away("403", minutesAgo(18), "lunch", null, inAbout(30));
  await away("408", minutesAgo(9), "ute", null, inAbout(45), "Hämtar ritningar");
  await away("410", before(1, "07:10"), "tjansteresa", null, ahead(1, "17:00"), "På plats i Viken");
  await away("414", minutesAgo(40), "gatt", null, ahead(1, "07:00"));
  await away("411", minutesAgo(190), "vab", null, null);
  await away("438", before(12, "09:00"), "foraldraledig", null, null);
  await away("401", minutesAgo(120), "mote", ahead(1, "10:00"), ahead(1, "11:30"), "Genomgång med Kabelnord");
  await away("409", before(4, "14:20"), "semester", ahead(6, "00:00"), ahead(20, "07:00"));
  await away("406", before(1, "11:00"), "utbildning", ahead(2, "08:00"), ahead(2, "16:00"), "Heta arbeten");
}
