import { createContact, createContactList } from "../../db/contacts.ts";
import { createLayout } from "../../db/layouts.ts";
import { createOrganisation } from "../../db/organisations.ts";
import { KeyInput, setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import { addPhone } from "../../db/phones.ts";
import { createResponseGroup } from "../../db/response-groups.ts";
import { setSetting } from "../../db/settings.ts";
import { createSipAccount } from "../../db/sip-accounts.ts";
import { createSite } from "../../db/sites.ts";
import type { Actor, Db } from "../../db/types.ts";
import { setUserNumber } from "../../db/user-numbers.ts";
import { createUser } from "../../db/users.ts";
import { DomainError } from "../../domain/errors.ts";
import type { KeyTarget } from "../../domain/phone-key.ts";
import type { Store } from "../../process/store.ts";
import { virtualMac } from "../../templates/virtual/mac.ts";
import { modelByName } from "../model-name.ts";
import { parseInput, parsePlace } from "../parse.ts";
import { type DemoKey, type DemoPhone, firm, groups, layouts, people, phones, sites, suppliers } from "./firm.ts";

type Ids = {
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly contacts: ReadonlyMap<string, string>;
  readonly sites: ReadonlyMap<string, string>;
  readonly layouts: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
};

/** What creating one thing needs. */
type Seed = {
  readonly db: Db;
  readonly keyring: Store["keyring"];
  readonly organisationId: string;
  readonly actor: Actor;
  readonly now: Date;
};

/** The demo firm with everything in it, in one transaction. All secrets are generated. @returns the organisation's id */
export async function seedDemo({ db: outer, keyring }: Store, actor: Actor, now: Date): Promise<string> {
  return outer.transaction(async (db) => {
    const organisation = await createOrganisation(db, { ...firm, language: "sv", timeZone: "Europe/Stockholm" }, actor, now);
    const seed: Seed = { db, keyring, organisationId: organisation.id, actor, now };
    await seedSettings(seed);
    const people_ = await seedPeople(seed);
    const ids: Ids = {
      ...people_,
      groups: await seedGroups(seed),
      contacts: await seedContacts(seed),
      ...(await seedPlaces(seed)),
    };
    for (const layout of layouts) {
      const keys = layout.keys.map((key) => keyInput(key, ids));
      const layoutId = idOf(ids.layouts, layout.name);
      await setLayoutKeys(db, { organisationId: organisation.id, layoutId, keys }, actor, now);
    }
    for (const phone of phones) await seedPhone(seed, phone, ids);
    return organisation.id;
  });
}

async function seedSettings({ db, organisationId, actor, now }: Seed): Promise<void> {
  const at = { layer: "organisation", organisationId } as const;
  const say = (name: string, value: string | number | { host: string; port: number }) =>
    setSetting(db, { at, name, value }, actor, now);
  await say("exchange.registrar", { host: "sip.bjorkobygg.example", port: 5060 });
  await say("exchange.backupRegistrar", { host: "sip2.bjorkobygg.example", port: 5060 });
  await say("exchange.voicemailNumber", "888");
}

async function seedPeople({ db, keyring, organisationId, actor, now }: Seed): Promise<Pick<Ids, "users" | "accounts">> {
  const users = new Map<string, string>();
  const accounts = new Map<string, string>();
  for (const [firstName, lastName, extension, mobile] of people) {
    const primaryNumber = `08-465 004 ${extension.slice(1)}`;
    const user = await createUser(db, { organisationId, firstName, lastName, email: null, extension, primaryNumber }, actor, now);
    users.set(extension, user.id);
    if (mobile !== undefined)
      await setUserNumber(
        db,
        { organisationId, userId: user.id, kind: "mobile", number: mobile, mobileProfile: "mex" },
        actor,
        now,
      );
    const input = {
      organisationId,
      userId: user.id,
      sipUser: extension,
      label: null,
      authUser: null,
      secret: null,
      registrar: null,
    };
    accounts.set(extension, (await createSipAccount(db, keyring, input, actor, now)).id);
  }
  return { users, accounts };
}

async function seedGroups({ db, organisationId, actor, now }: Seed): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const group of groups) ids.set(group.name, (await createResponseGroup(db, { organisationId, ...group }, actor, now)).id);
  return ids;
}

async function seedContacts({ db, organisationId, actor, now }: Seed): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const list = await createContactList(db, { organisationId, name: suppliers.list }, actor, now);
  for (const { work, ...names } of suppliers.contacts) {
    const numbers = [{ kind: "work" as const, number: work }];
    const contact = await createContact(db, { organisationId, listId: list.id, ...names, title: "", numbers }, actor, now);
    ids.set(contact.name, contact.id);
  }
  return ids;
}

async function seedPlaces({ db, organisationId, actor, now }: Seed): Promise<Pick<Ids, "sites" | "layouts">> {
  const siteIds = new Map<string, string>();
  for (const name of sites) siteIds.set(name, (await createSite(db, { organisationId, name }, actor, now)).id);
  const layoutIds = new Map<string, string>();
  for (const { name } of layouts) layoutIds.set(name, (await createLayout(db, { organisationId, name }, actor, now)).id);
  return { sites: siteIds, layouts: layoutIds };
}

async function seedPhone({ db, keyring, organisationId, actor, now }: Seed, phone: DemoPhone, ids: Ids): Promise<void> {
  const model = modelByName(phone.model);
  const input = {
    organisationId,
    mac: virtualMac(model, 0),
    vendor: model.vendor,
    model: model.model,
    label: phone.label,
    siteId: idOf(ids.sites, phone.site),
    layoutId: idOf(ids.layouts, phone.layout),
    userId: idOf(ids.users, phone.user),
    modules: [...(phone.modules ?? [])],
    accounts: [idOf(ids.accounts, phone.user)],
  };
  const { id: phoneId } = await addPhone(db, keyring, input, actor, now);
  const keys = phone.keys?.map((key) => keyInput(key, ids)) ?? [];
  if (keys.length > 0) await setPhoneKeys(db, { organisationId, phoneId, keys }, actor, now);
  if (phone.language !== undefined)
    await setSetting(
      db,
      { at: { layer: "phone", organisationId, phoneId }, name: "phone.language", value: phone.language },
      actor,
      now,
    );
}

function keyInput(key: DemoKey, ids: Ids): KeyInput {
  const { place, kind, label, value, locked } = key;
  return parseInput(KeyInput, { place: parsePlace(place), kind, target: targetOf(key, ids), label, value, locked });
}

function targetOf(key: DemoKey, ids: Ids): KeyTarget | null {
  if (key.user !== undefined) return { kind: "user", id: idOf(ids.users, key.user) };
  if (key.group !== undefined) return { kind: "group", id: idOf(ids.groups, key.group) };
  if (key.contact !== undefined) return { kind: "contact", id: idOf(ids.contacts, key.contact) };
  return key.number === undefined ? null : { kind: "number", number: key.number };
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new DomainError("target_not_found", { id: name });
  return id;
}
