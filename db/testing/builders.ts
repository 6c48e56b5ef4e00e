import type { z } from "zod";
import type { KeyPlace } from "../../domain/phone-key.ts";
import { type AudioFiles, keepAudio } from "../announcement-audio.ts";
import { type Announcement, CreateAnnouncement, createAnnouncement } from "../announcements.ts";
import { type ContactList, CreateContactList, createContactList } from "../contact-lists.ts";
import { type Contact, CreateContact, createContact } from "../contacts.ts";
import { openWindow } from "../first-contact.ts";
import { CreateLayout, createLayout, type Layout } from "../layouts.ts";
import { createMenu, type Menu, MenuInput } from "../menus.ts";
import { CreateOrganisation, createOrganisation, type Organisation } from "../organisations.ts";
import { KeyInput, setLayoutKeys, setPhoneKeys } from "../phone-keys.ts";
import { AddPhone, addPhone, bindPhone, getPhone, type Phone } from "../phones.ts";
import { CreateResponseGroup, createResponseGroup, type ResponseGroup } from "../response-groups.ts";
import { createKeyring, type Keyring } from "../secrets.ts";
import { setSetting } from "../settings.ts";
import { CreateSipAccount, createSipAccount, type SipAccount } from "../sip-accounts.ts";
import { CreateSite, createSite, type Site } from "../sites.ts";
import type { Actor, Db } from "../types.ts";
import { CreateUser, createUser, type User } from "../users.ts";

/** Things that tests need and do not care about. What a test is about it says itself, in the last argument. */

export const testNow = new Date("2026-03-02T09:00:00.000Z");
export const testKeyring: Keyring = createKeyring([new Uint8Array(32).fill(7)]);
export const testActor: Actor = { kind: "cli", id: null, name: "Provaren", organisationId: null };
/** A person who is no administrator. */
export const testPerson: Actor = {
  kind: "user",
  id: "019b0000-0000-7000-8000-000000000001",
  name: "Ottilia Testare",
  organisationId: null,
};

let counter = 0;
/** A number that no other call in this process gives. */
function next(): number {
  counter += 1;
  return counter;
}

export async function anOrganisation(db: Db, say: Partial<CreateOrganisation> = {}): Promise<Organisation> {
  const input = CreateOrganisation.parse({ name: `bjorko-${next()}`, title: "Björkö Bygg AB", ...say });
  return createOrganisation(db, input, testActor, testNow);
}

/** An organisation whose phones have an exchange to register with. */
export async function anOrganisationWithExchange(db: Db, say: Partial<CreateOrganisation> = {}): Promise<Organisation> {
  const organisation = await anOrganisation(db, say);
  const at = { layer: "organisation", organisationId: organisation.id } as const;
  await setSetting(db, { at, name: "exchange.registrar", value: { host: "sip.example.se", port: 5060 } }, testActor, testNow);
  return organisation;
}

export async function aSite(db: Db, organisationId: string, say: Partial<CreateSite> = {}): Promise<Site> {
  return createSite(db, CreateSite.parse({ organisationId, name: `Kontoret ${next()}`, ...say }), testActor, testNow);
}

export async function aUser(db: Db, organisationId: string, say: Partial<CreateUser> = {}): Promise<User> {
  const input = CreateUser.parse({ organisationId, firstName: "Åsa", lastName: `Öberg ${next()}`, ...say });
  return createUser(db, input, testActor, testNow);
}

export async function aGroup(db: Db, organisationId: string, say: Partial<CreateResponseGroup> = {}): Promise<ResponseGroup> {
  const input = CreateResponseGroup.parse({ organisationId, name: `Växeln ${next()}`, ...say });
  return createResponseGroup(db, input, testActor, testNow);
}

/** A menu whose key 1 hangs up, unless said otherwise. */
export async function aMenu(db: Db, organisationId: string, say: Partial<z.input<typeof MenuInput>> = {}): Promise<Menu> {
  const keys = [{ key: "1" as const, destination: { kind: "hangUp" as const } }];
  const input = MenuInput.parse({ name: `Menyval ${next()}`, keys, ...say });
  return createMenu(db, { organisationId, ...input }, testActor, testNow);
}

export async function aContactList(db: Db, organisationId: string, say: Partial<CreateContactList> = {}): Promise<ContactList> {
  const input = CreateContactList.parse({ organisationId, name: `Leverantörer ${next()}`, ...say });
  return createContactList(db, input, testActor, testNow);
}

export async function aContact(
  db: Db,
  list: { organisationId: string; id: string },
  say: Partial<CreateContact> = {},
): Promise<Contact> {
  const numbers = [{ kind: "work", number: "08-465 004 17" }];
  const input = { organisationId: list.organisationId, listId: list.id, company: `Trävaror ${next()} AB`, numbers, ...say };
  return createContact(db, CreateContact.parse(input), testActor, testNow);
}

export async function aSipAccount(db: Db, organisationId: string, say: Partial<CreateSipAccount> = {}): Promise<SipAccount> {
  const input = CreateSipAccount.parse({ organisationId, sipUser: `sip${next()}`, ...say });
  return createSipAccount(db, testKeyring, input, testActor, testNow);
}

export async function aLayout(
  db: Db,
  organisationId: string,
  say: Partial<CreateLayout> & { keys?: KeySaid[] } = {},
): Promise<Layout> {
  const { keys = [], ...rest } = say;
  const layout = await createLayout(
    db,
    CreateLayout.parse({ organisationId, name: `Reception ${next()}`, ...rest }),
    testActor,
    testNow,
  );
  if (keys.length > 0) await setLayoutKeys(db, { organisationId, layoutId: layout.id, keys: keys.map(aKey) }, testActor, testNow);
  return layout;
}

export type KeySaid = Partial<KeyInput> & { place?: KeyPlace };
/** A key input: a blank one on place 0/1 unless said otherwise. */
export function aKey(say: KeySaid = {}): KeyInput {
  return KeyInput.parse({ place: { module: 0, index: 1 }, kind: "blank", ...say });
}

export function aMac(): string {
  return `0015650${next().toString(16).padStart(5, "0")}`;
}

/** A claimed phone. `keys`: its own. */
export async function aPhone(db: Db, organisationId: string, say: Partial<AddPhone> & { keys?: KeySaid[] } = {}): Promise<Phone> {
  const { keys = [], ...rest } = say;
  const input = AddPhone.parse({ organisationId, mac: aMac(), vendor: "yealink", model: "T46U", ...rest });
  const phone = await addPhone(db, testKeyring, input, testActor, testNow);
  if (keys.length === 0) return phone;
  await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys: keys.map(aKey) }, testActor, testNow);
  return getPhone(db, { organisationId, id: phone.id });
}

/** A phone that has proved itself. */
export async function aBoundPhone(
  db: Db,
  organisationId: string,
  say: Partial<AddPhone> & { keys?: KeySaid[] } = {},
): Promise<Phone> {
  const phone = await aPhone(db, organisationId, say);
  await bindPhone(db, { phoneId: phone.id, proof: "digest", address: "192.0.2.10" }, testActor, testNow);
  return getPhone(db, { organisationId, id: phone.id });
}

/** Opens the phone's first-contact window, for ten minutes from anywhere. */
export async function aWindow(db: Db, phone: Phone): Promise<void> {
  const input = { organisationId: phone.organisationId, phoneId: phone.id, minutes: 10, network: null };
  await openWindow(db, testKeyring, input, testActor, testNow);
}

/** Sound that no other call gives; not of an exchange in truth: the database does not look. */
export function someAudio(say: Partial<AudioFiles> = {}): AudioFiles {
  const bytes = (format: string) => new TextEncoder().encode(`${format} ${next()}`);
  const measured = { loudness: -20, peak: -3, clipped: 0, silentStart: 0.1, waveform: [10, 80, 60, 20] };
  return { durationMs: 4200, measured, files: { wav16: bytes("wav16"), wav8: bytes("wav8"), alaw: bytes("alaw") }, ...say };
}

export async function anAnnouncement(
  db: Db,
  organisationId: string,
  say: Partial<CreateAnnouncement> = {},
): Promise<Announcement> {
  const audio = say.audio ?? (await keepAudio(db, organisationId, someAudio(), testNow)).sha256;
  const input = CreateAnnouncement.parse({ organisationId, name: `Stängt ${next()}`, ...say, audio });
  return createAnnouncement(db, input, testActor, testNow);
}
