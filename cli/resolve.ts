import type { ContactList } from "../db/contacts.ts";
import { type Contact, findContactList, listContactLists, listContacts } from "../db/contacts.ts";
import { findLayout, type Layout } from "../db/layouts.ts";
import { listOrganisations, type Organisation } from "../db/organisations.ts";
import { findPhone, listPhones, type Phone, type PhoneListing } from "../db/phones.ts";
import { findResponseGroup, type ResponseGroup } from "../db/response-groups.ts";
import { findSipAccount, type SipAccount } from "../db/sip-accounts.ts";
import { findSite, type Site } from "../db/sites.ts";
import type { Db } from "../db/types.ts";
import { findUser, listUsers, type User } from "../db/users.ts";
import { DomainError } from "../domain/errors.ts";
import { parseNumber } from "../domain/numbers.ts";
import { text } from "./command.ts";
import { parseMac } from "./parse.ts";

/** How people name things at the terminal, turned into the thing. Each throws the `…_not_found` of its kind. */

export const organisationOption = text("--organisation <name>", "name, title or id; may be left out when there is only one");

/** Rows asked for at a time. */
const pageSize = 1000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const looksLikeId = (written: string): boolean => uuid.test(written);
const same = (a: string, b: string): boolean => a.localeCompare(b, "sv", { sensitivity: "accent" }) === 0;

/** By name, title or id; without one, the only organisation there is. */
export async function resolveOrganisation(db: Db, written: string | undefined): Promise<Organisation> {
  const all = await listOrganisations(db);
  if (written === undefined) {
    const [only, second] = all;
    if (second)
      throw new DomainError("input_invalid", { field: "--organisation", reason: "there are several organisations: name one" });
    return only ?? missing("organisation_not_found", "");
  }
  const fitting = all.filter((one) => one.id === written || one.name === written || same(one.title, written));
  return single(fitting, "organisation", written) ?? missing("organisation_not_found", written);
}

/** By id, number or extension in any written form, e-mail, or full name. */
export async function resolveUser(db: Db, organisationId: string, written: string): Promise<User> {
  const direct = looksLikeId(written)
    ? await findUser(db, { organisationId, id: written })
    : written.includes("@")
      ? await findUser(db, { organisationId, email: written })
      : /^[+\d][\d\s()-]*$/.test(written) || parseNumber(written)
        ? await findUser(db, { organisationId, number: written })
        : null;
  if (direct) return direct;
  const named = (await usersCalled(db, organisationId, written)).filter((one) => same(one.name, written));
  return single(named, "user", written) ?? missing("user_not_found", written);
}

/** The database searches first and last names each for themselves, so it is asked for the longest word of the name. */
async function usersCalled(db: Db, organisationId: string, written: string): Promise<User[]> {
  const [longest = ""] = written.split(/\s+/).sort((a, b) => b.length - a.length);
  return listUsers(db, { organisationId, search: longest });
}

/** Every user, however many. */
export async function everyUser(db: Db, organisationId: string): Promise<User[]> {
  return everyPage((limit, offset) => listUsers(db, { organisationId, limit, offset }));
}

/** Every phone of the organisation, retired ones too. */
export async function everyPhone(db: Db, organisationId: string): Promise<PhoneListing[]> {
  return everyPage((limit, offset) => listPhones(db, { organisationId, limit, offset }));
}

async function everyPage<T>(read: (limit: number, offset: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = await read(pageSize, 0); page.length > 0; page = await read(pageSize, all.length)) {
    all.push(...page);
    if (page.length < pageSize) break;
  }
  return all;
}

export async function resolveGroup(db: Db, organisationId: string, written: string): Promise<ResponseGroup> {
  const found = await findResponseGroup(db, { organisationId, ...idOrName(written) });
  return found ?? missing("response_group_not_found", written);
}

export async function resolveSite(db: Db, organisationId: string, written: string): Promise<Site> {
  return (await findSite(db, { organisationId, ...idOrName(written) })) ?? missing("site_not_found", written);
}

export async function resolveLayout(db: Db, organisationId: string, written: string): Promise<Layout> {
  return (await findLayout(db, { organisationId, ...idOrName(written) })) ?? missing("layout_not_found", written);
}

export async function resolveContactList(db: Db, organisationId: string, written: string): Promise<ContactList> {
  return (await findContactList(db, { organisationId, ...idOrName(written) })) ?? missing("contact_list_not_found", written);
}

/** By id or name, in any of the organisation's lists. */
export async function resolveContact(db: Db, organisationId: string, written: string): Promise<Contact> {
  const found: Contact[] = [];
  for (const list of await listContactLists(db, organisationId)) {
    const contacts = await listContacts(db, { organisationId, listId: list.id });
    found.push(...contacts.filter((one) => one.id === written || same(one.name, written)));
  }
  return single(found, "contact", written) ?? missing("contact_not_found", written);
}

/** By id or SIP user. */
export async function resolveAccount(db: Db, organisationId: string, written: string): Promise<SipAccount> {
  const by = looksLikeId(written) ? { organisationId, id: written } : { organisationId, sipUser: written };
  return (await findSipAccount(db, by)) ?? missing("sip_account_not_found", written);
}

/** A phone that belongs to somebody. MAC addresses are unique over all organisations, so none is asked for. */
export async function resolvePhone(db: Db, written: string): Promise<Phone & { readonly organisationId: string }> {
  const by = looksLikeId(written) ? { organisationId: null, id: written } : { organisationId: null, mac: parseMac(written) };
  const phone = await findPhone(db, by);
  if (phone === null || phone.organisationId === null) throw new DomainError("phone_not_found", { mac: written });
  return { ...phone, organisationId: phone.organisationId };
}

function idOrName(written: string): { id: string } | { name: string } {
  return looksLikeId(written) ? { id: written } : { name: written };
}

function single<T>(fitting: readonly T[], kind: string, name: string): T | null {
  if (fitting.length > 1) throw new DomainError("name_ambiguous", { kind, name });
  return fitting[0] ?? null;
}

function missing(code: ConstructorParameters<typeof DomainError>[0], name: string): never {
  throw new DomainError(code, { name });
}
