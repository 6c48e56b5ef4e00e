import { createLayout } from "../../db/layouts.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { createOrganisation } from "../../db/organisations.ts";
import { hashPassword } from "../../db/password-hash.ts";
import { setLayoutKeys } from "../../db/phone-keys.ts";
import type { PictureFiles } from "../../db/pictures.ts";
import { createResponseGroup } from "../../db/response-groups.ts";
import { generatePassword } from "../../db/secrets.ts";
import { setSetting } from "../../db/settings.ts";
import { createSite } from "../../db/sites.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { Store } from "../../process/store.ts";
import { layouts, phones } from "./desk.ts";
import { faceFiles } from "./faces.ts";
import { firm, groups, people, sites, zone } from "./firm.ts";
import { seedAnnouncements, seedHours } from "./seed-announcements.ts";
import { seedAnswering } from "./seed-answering.ts";
import { seedCalendar } from "./seed-calendar.ts";
import { seedContacts } from "./seed-contacts.ts";
import { seedInvoices } from "./seed-invoices.ts";
import { seedJobs } from "./seed-jobs.ts";
import { seedAbsences, seedHistory, seedMembers, seedPictures } from "./seed-life.ts";
import { seedMenus } from "./seed-menus.ts";
import { seedMessages } from "./seed-messages.ts";
import { seedOthers } from "./seed-others.ts";
import { seedPeople } from "./seed-people.ts";
import { idOf, keyInput, type PhonePlaces, seedPhone, type Targets } from "./seed-phones.ts";
import { seedPortings } from "./seed-portings.ts";
import { seedRedirection } from "./seed-redirection.ts";
import { seedResync } from "./seed-resync.ts";
import { seedRollouts } from "./seed-rollouts.ts";
import { seedStock } from "./seed-stock.ts";
import { seedSubscriptions } from "./seed-subscriptions.ts";
import { seedSwitches } from "./seed-switches.ts";
import { type Times, timesFrom } from "./seed-times.ts";

/** What creating one thing needs. */
export type Seed = {
  readonly db: Db;
  readonly keyring: Store["keyring"];
  readonly organisationId: string;
  readonly actor: Actor;
  readonly times: Times;
};

export type Seeded = {
  readonly organisationId: string;
  /** Everybody's who has one: generated, shown once. */
  readonly password: string;
  /** Of the address for new phones. */
  readonly organisationToken: string;
};

/** The demo firm with everything in it, in one transaction. All secrets are generated. */
export async function seedDemo({ db: outer, keyring }: Store, actor: Actor, now: Date): Promise<Seeded> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const faces = await drawFaces();
  const times = timesFrom(now);
  return outer.transaction(async (db) => {
    await seedOthers({ db, keyring, actor, times }, passwordHash);
    const made = times.before(59, "09:30");
    const organisation = await createOrganisation(db, { ...firm, language: "sv", timeZone: zone }, actor, made);
    const seed: Seed = { db, keyring, organisationId: organisation.id, actor, times };
    await seedSettings(seed);
    const { users, accounts } = await seedPeople(seed, passwordHash);
    const chief = administrator(seed, users);
    const targets: Targets = { users, groups: await seedGroups(seed), contacts: await seedContacts(seed, users) };
    const heard = await seedAnnouncements(seed, chief);
    await seedHours(seed, targets.groups, heard, chief);
    await seedCalendar(seed, targets.groups, heard, chief);
    await seedAnswering(seed, targets, heard, chief);
    const places: PhonePlaces = { accounts, ...(await seedPlaces(seed)) };
    await seedDesks(seed, targets, places, faces);
    await seedResync(seed, chief);
    await seedRollouts(seed, places.sites, chief);
    await seedRedirection(seed);
    await seedJobs(seed, chief);
    await seedSwitches(seed, places.sites, chief);
    await seedMenus(seed, targets.groups, heard, chief);
    await seedMessages(seed, chief, users);
    await seedSubscriptions(seed, chief, now);
    await seedStock(seed);
    await seedInvoices(seed);
    await seedPortings(seed, chief);
    const forNew = { organisationId: organisation.id, name: "Nya telefoner" };
    const { token } = await createOrganisationToken(db, keyring, forNew, actor, times.before(43, "10:00"));
    return { organisationId: organisation.id, password, organisationToken: token };
  });
}

/** Åsa, who sees to most things herself. */
function administrator({ organisationId }: Seed, users: Targets["users"]): Actor {
  const chief = people.find((one) => one.more.administrator);
  return {
    ...{ kind: "user", id: idOf(users, chief?.extension ?? ""), organisationId, administrator: true },
    name: chief ? `${chief.first} ${chief.last}` : "",
  };
}

async function seedDesks(
  seed: Seed,
  targets: Targets,
  places: PhonePlaces,
  faces: ReadonlyMap<string, PictureFiles>,
): Promise<void> {
  const { db, organisationId, actor, times } = seed;
  for (const layout of layouts) {
    const keys = layout.keys.map((key) => keyInput(key, targets));
    const layoutId = idOf(places.layouts, layout.name);
    await setLayoutKeys(db, { organisationId, layoutId, keys }, actor, times.before(41, "11:00"));
  }
  const chief = administrator(seed, targets.users);
  for (const phone of phones) await seedPhone(seed, phone, targets, places, chief);
  const life = { ...seed, targets, places, administrator: chief };
  await seedMembers(life);
  await seedPictures(life, faces);
  await seedHistory(life);
  await seedAbsences(life);
}

/** One for each who has a picture. On the building site they wear helmets. */
async function drawFaces(): Promise<Map<string, PictureFiles>> {
  const faces = new Map<string, PictureFiles>();
  for (const [at, person] of people.entries()) {
    const outside = person.searchWords.some((word) => word === "snickare" || word === "betong" || word === "platschef");
    if (person.more.picture) faces.set(person.extension, await faceFiles(at, outside));
  }
  return faces;
}

async function seedSettings({ db, organisationId, actor, times }: Seed): Promise<void> {
  const at = { layer: "organisation", organisationId } as const;
  const now = times.before(59, "09:40");
  const say = (name: string, value: string | number | { host: string; port: number }) =>
    setSetting(db, { at, name, value }, actor, now);
  await say("exchange.registrar", { host: "sip.bjorkobygg.example", port: 5060 });
  await say("exchange.backupRegistrar", { host: "sip2.bjorkobygg.example", port: 5060 });
  await say("exchange.voicemailNumber", "888");
}

async function seedGroups({ db, organisationId, actor, times }: Seed): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { name, number, extension } of groups) {
    const group = await createResponseGroup(db, { organisationId, name, number, extension }, actor, times.before(45, "14:00"));
    ids.set(name, group.id);
  }
  return ids;
}

async function seedPlaces({ db, organisationId, actor, times }: Seed): Promise<Pick<PhonePlaces, "sites" | "layouts">> {
  const now = times.before(42, "09:15");
  const siteIds = new Map<string, string>();
  for (const name of sites) siteIds.set(name, (await createSite(db, { organisationId, name }, actor, now)).id);
  const layoutIds = new Map<string, string>();
  for (const { name } of layouts) layoutIds.set(name, (await createLayout(db, { organisationId, name }, actor, now)).id);
  return { sites: siteIds, layouts: layoutIds };
}
