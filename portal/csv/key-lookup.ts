import { oneOf } from "../../db/dialect/dialect.ts";
import { type KeyRow, keyColumns, presentKey } from "../../db/phone-key-rows.ts";
import type { Phone } from "../../db/phones.ts";
import { listResponseGroups } from "../../db/response-groups.ts";
import type { Db } from "../../db/types.ts";
import { DomainError, type ErrorCode } from "../../domain/errors.ts";
import type { KeyBinding, KeyTarget } from "../../domain/phone-key.ts";
import { foldText } from "../../domain/search.ts";
import { loadLookup, type PhoneLookup } from "./phone-lookup.ts";

/** Everything of an organisation that a file of keys can name: read once, however many rows there are. */
export type KeyLookup = Pick<PhoneLookup, "phones" | "layouts" | "layout" | "user"> & {
  readonly phoneById: ReadonlyMap<string, Phone>;
  readonly group: (written: string) => string;
  readonly contact: (written: string) => string;
  /** The own keys of each phone, or the keys of each layout. */
  readonly keysOf: (of: "phone" | "layout") => ReadonlyMap<string, readonly KeyBinding[]>;
  /** A name that leads back to it. */
  readonly nameOf: (target: Exclude<KeyTarget, { kind: "number" }>) => string;
};

type Named = { readonly id: string; readonly name: string };

export async function loadKeyLookup(db: Db, organisationId: string): Promise<KeyLookup> {
  const lookup = await loadLookup(db, organisationId);
  const groups: Named[] = await listResponseGroups(db, organisationId);
  const contacts = await namedContacts(db, organisationId);
  const layoutIds = lookup.layouts.map(({ id }) => id);
  const phoneById = new Map([...lookup.phones.values()].map((phone) => [phone.id, phone]));
  const keys = {
    phone: await keysBy(db, "phone_key", "phone_id", [...phoneById.keys()]),
    layout: await keysBy(db, "layout_key", "layout_id", layoutIds),
  };
  const [groupNames, contactNames] = [uniqueNames(groups), uniqueNames(contacts)];
  return {
    ...{ phones: lookup.phones, layouts: lookup.layouts, layout: lookup.layout, user: lookup.user, phoneById },
    group: finder(groups, "group", "response_group_not_found"),
    contact: finder(contacts, "contact", "contact_not_found"),
    keysOf: (of) => keys[of],
    nameOf: ({ kind, id }) => {
      const person = kind === "user" ? lookup.people.get(id) : undefined;
      if (person) return lookup.userName(person);
      return (kind === "group" ? groupNames : contactNames).get(id) ?? id;
    },
  };
}

async function namedContacts(db: Db, organisationId: string): Promise<Named[]> {
  const rows: { id: string; first_name: string; last_name: string; company: string }[] = await db("contact")
    .where("organisation_id", organisationId)
    .select("id", "first_name", "last_name", "company");
  return rows.map((row) => ({ id: row.id, name: [row.first_name, row.last_name].filter(Boolean).join(" ") || row.company }));
}

async function keysBy(db: Db, table: "phone_key" | "layout_key", owner: "phone_id" | "layout_id", ids: readonly string[]) {
  const rows: (KeyRow & { owner: string })[] = await db(table)
    .where(oneOf(db, owner, ids))
    .select(`${owner} as owner`, ...keyColumns);
  const byOwner = new Map<string, KeyBinding[]>();
  for (const { owner: whose, ...row } of rows) {
    const known = byOwner.get(whose);
    if (known) known.push(presentKey(row));
    else byOwner.set(whose, [presentKey(row)]);
  }
  return byOwner;
}

/** Names that lead back to one alone. */
function uniqueNames(all: readonly Named[]): ReadonlyMap<string, string> {
  const byName = Map.groupBy(all, ({ name }) => foldText(name));
  return new Map(all.flatMap(({ id, name }) => (name !== "" && byName.get(foldText(name))?.length === 1 ? [[id, name]] : [])));
}

function finder(all: readonly Named[], kind: string, code: ErrorCode): (written: string) => string {
  const byName = Map.groupBy(all, ({ name }) => foldText(name));
  const ids = new Set(all.map(({ id }) => id));
  return (written) => {
    if (ids.has(written)) return written;
    const [only, second] = byName.get(foldText(written)) ?? [];
    if (second) throw new DomainError("name_ambiguous", { kind, name: written });
    if (!only) throw new DomainError(code, { name: written });
    return only.id;
  };
}
