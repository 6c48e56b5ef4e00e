import { readQuery, searchRank } from "../domain/search.ts";
import { pageContacts } from "./contact-pages.ts";
import { preferredNumber } from "./contacts.ts";
import type { Person } from "./people.ts";
import { numbersOf } from "./people-changes.ts";
import { listPeople } from "./people-pages.ts";
import { listResponseGroups } from "./response-groups.ts";
import type { Db } from "./types.ts";

/** Whom a key can follow or calls can go on to, as one chooses: a name and what it would call. */
export type FoundTarget = {
  readonly kind: "user" | "group" | "menu" | "contact";
  readonly id: string;
  readonly name: string;
  /** E.164, or a short number; null: none. */
  readonly number: string | null;
  readonly extension: string | null;
  /** A contact's company. */
  readonly detail: string;
  /** Names a colleague's picture; null: none. */
  readonly picture: string | null;
};
export type FoundTargets = {
  readonly users: readonly FoundTarget[];
  readonly groups: readonly FoundTarget[];
  readonly menus: readonly FoundTarget[];
  readonly contacts: readonly FoundTarget[];
};

/** The best few of each kind; without words the first of them by name. @param today in the organisation's zone */
export async function findTargets(
  db: Db,
  by: {
    readonly organisationId: string;
    readonly text: string;
    readonly today: string;
    readonly most: number;
    /** Only contacts of lists that this person is in. */
    readonly memberId?: string | undefined;
  },
): Promise<FoundTargets> {
  const { organisationId, text: search, today, most: limit, memberId } = by;
  const page = { organisationId, search, descending: false, offset: 0, limit };
  const people = await listPeople(db, { ...page, status: "active", today, sort: "name" });
  const contacts = await pageContacts(db, { ...page, listId: null, memberId });
  return {
    users: people.rows.map(fromPerson),
    groups: fitting(await groupTargets(db, organisationId), search).slice(0, limit),
    menus: fitting(await menuTargets(db, organisationId), search).slice(0, limit),
    contacts: contacts.rows.map(({ id, name, company, numbers }) => ({
      ...{ kind: "contact", id, name, extension: null },
      number: preferredNumber(numbers),
      detail: company === name ? "" : company,
      picture: null,
    })),
  };
}

function fromPerson(person: Person): FoundTarget {
  const { id, name, extension, picture } = person;
  const { primary, mobile } = numbersOf(person);
  return { kind: "user", id, name, extension, number: primary ?? mobile?.e164 ?? null, detail: "", picture };
}

async function groupTargets(db: Db, organisationId: string): Promise<FoundTarget[]> {
  const all = await listResponseGroups(db, organisationId);
  return all.map(({ id, name, e164: number, extension }) => ({
    kind: "group",
    id,
    name,
    extension,
    number,
    detail: "",
    picture: null,
  }));
}

async function menuTargets(db: Db, organisationId: string): Promise<FoundTarget[]> {
  const rows: { id: string; name: string; e164: string | null }[] = await db("menu")
    .where("organisation_id", organisationId)
    .orderBy("name")
    .select("id", "name", "e164");
  return rows.map(({ id, name, e164 }) => ({ kind: "menu", id, name, extension: null, number: e164, detail: "", picture: null }));
}

/** An organisation has few groups and menus: they are looked through here. */
function fitting(all: readonly FoundTarget[], search: string): readonly FoundTarget[] {
  const query = readQuery(search);
  if (query.words.length === 0 && query.number === null) return all;
  const numbers = ({ number, extension }: FoundTarget) => [number, extension].filter((one) => one !== null);
  return all.filter((one) => searchRank(query, [one.name], numbers(one)) !== null);
}
