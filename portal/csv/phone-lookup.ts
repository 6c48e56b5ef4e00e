import { uniqueUserName } from "../../db/csv/user-name.ts";
import { oneOf } from "../../db/dialect/dialect.ts";
import { listLayouts } from "../../db/layouts.ts";
import { everyPerson, type Person } from "../../db/people.ts";
import { type PhoneRow, phoneColumns, presentPhone } from "../../db/phone-rows.ts";
import type { Phone } from "../../db/phones.ts";
import { listSipAccounts } from "../../db/sip-accounts.ts";
import { listSites } from "../../db/sites.ts";
import type { Db } from "../../db/types.ts";
import { DomainError, type ErrorCode } from "../../domain/errors.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { foldText } from "../../domain/search.ts";

/** One thing that a cell can name. */
type Named = { readonly id: string; readonly name: string };

/** Everything of an organisation that a file of phones can name: read once, however many rows there are. */
export type PhoneLookup = {
  readonly people: ReadonlyMap<string, Person>;
  readonly accounts: readonly Named[];
  readonly sites: readonly Named[];
  readonly layouts: readonly Named[];
  /** By MAC. */
  readonly phones: ReadonlyMap<string, Phone>;
  /** Accounts by phone, position 1 first; null leaves a position empty. */
  readonly accountsOf: ReadonlyMap<string, readonly (string | null)[]>;
  readonly user: (written: string) => Person;
  /** The shortest name that leads back to the same person. */
  readonly userName: (person: Person) => string;
  readonly account: (written: string) => string;
  readonly site: (written: string) => string;
  readonly layout: (written: string) => string;
};

export async function loadLookup(db: Db, organisationId: string): Promise<PhoneLookup> {
  const people = await everyPerson(db, organisationId);
  const accounts = (await listSipAccounts(db, { organisationId })).map(({ id, sipUser }) => ({ id, name: sipUser }));
  const sites = await listSites(db, organisationId);
  const layouts = await listLayouts(db, organisationId);
  const rows: PhoneRow[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .orderBy(["sort_key", "id"])
    .select<PhoneRow[]>(phoneColumns);
  return {
    people: new Map(people.map((one) => [one.id, one])),
    ...{ accounts, sites, layouts },
    phones: new Map(rows.map((row) => [row.mac, presentPhone(row)])),
    accountsOf: await accountsByPhone(db, organisationId),
    user: userFinder(people),
    userName: userNamer(people),
    account: finder(accounts, "sip_account_not_found"),
    site: finder(sites, "site_not_found"),
    layout: finder(layouts, "layout_not_found"),
  };
}

async function accountsByPhone(db: Db, organisationId: string): Promise<Map<string, (string | null)[]>> {
  const rows: { phone_id: string; position: number; sip_account_id: string }[] = await db("phone_account as a")
    .join("phone as p", "p.id", "a.phone_id")
    .where("p.organisation_id", organisationId)
    .select("a.phone_id", "a.position", "a.sip_account_id");
  const byPhone = new Map<string, (string | null)[]>();
  for (const { phone_id: phoneId, position, sip_account_id: account } of rows) {
    const list = byPhone.get(phoneId) ?? [];
    while (list.length < position) list.push(null);
    list[position - 1] = account;
    byPhone.set(phoneId, list);
  }
  return byPhone;
}

/** MACs that are somebody else's phones. */
export async function foreignMacs(db: Db, organisationId: string, macs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows: { mac: string }[] = await db("phone")
    .where(oneOf(db, "mac", macs))
    .whereRaw("state <> 'retired'")
    .whereNot("organisation_id", organisationId)
    .select("mac");
  return new Set(rows.map(({ mac }) => mac));
}

function finder(all: readonly Named[], code: ErrorCode): (written: string) => string {
  const exact = new Map(all.map(({ id, name }) => [name, id]));
  const folded = new Map(all.map(({ id, name }) => [foldText(name), id]));
  const ids = new Set(all.map(({ id }) => id));
  return (written) => {
    const found = ids.has(written) ? written : (exact.get(written) ?? folded.get(foldText(written)));
    if (found === undefined) throw new DomainError(code, { name: written });
    return found;
  };
}

/** By id, number or extension in any written form, e-mail, or full name. */
function userFinder(people: readonly Person[]): (written: string) => Person {
  const by = new Map<string, Person>();
  const named = new Map<string, Person[]>();
  for (const person of people) {
    const keys = [person.id, person.email?.toLowerCase(), person.extension, ...person.numbers.map(({ e164 }) => e164)];
    for (const key of keys) if (key) by.set(key, person);
    const name = foldText(person.name);
    named.set(name, [...(named.get(name) ?? []), person]);
  }
  return (written) => {
    const direct = by.get(written) ?? by.get(written.toLowerCase()) ?? by.get(parseNumber(written)?.canonical ?? "");
    if (direct) return direct;
    const [only, second] = named.get(foldText(written)) ?? [];
    if (second) throw new DomainError("name_ambiguous", { kind: "user", name: written });
    if (!only) throw new DomainError("user_not_found", { name: written });
    return only;
  };
}

/** People who are called alike, and have nothing else, by their ids. */
function userNamer(people: readonly Person[]): (person: Person) => string {
  const named = Map.groupBy(people, ({ name }) => foldText(name));
  return (person) => {
    const name = uniqueUserName(person);
    return name === person.name && (named.get(foldText(name))?.length ?? 0) > 1 ? person.id : name;
  };
}
