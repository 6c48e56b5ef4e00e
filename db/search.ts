import { foldText } from "../domain/search.ts";
import { pageContacts } from "./contact-pages.ts";
import type { Contact } from "./contacts.ts";
import { contains } from "./dialect/dialect.ts";
import type { Person } from "./people.ts";
import { listPeople } from "./people-pages.ts";
import { type PhonePageRow, pagePhones } from "./phone-pages.ts";
import { listResponseGroups, type ResponseGroup } from "./response-groups.ts";
import type { Db } from "./types.ts";

export type FoundKey = {
  readonly phoneId: string;
  readonly phoneLabel: string;
  readonly mac: string;
  readonly place: string;
  readonly label: string;
};
export type Found = {
  readonly users: readonly Person[];
  readonly groups: readonly ResponseGroup[];
  readonly contacts: readonly Contact[];
  readonly phones: readonly PhonePageRow[];
  /** Keys with a label of their own. */
  readonly keys: readonly FoundKey[];
};

/**
 * Everything that fits, the best few of each kind. Two characters at least.
 *
 * @param today in the organisation's zone
 */
export async function searchEverything(
  db: Db,
  by: { readonly organisationId: string; readonly text: string; readonly today: string; readonly most: number },
): Promise<Found> {
  const { organisationId, text: search, today, most: limit } = by;
  if (search.trim().length < 2) return { users: [], groups: [], contacts: [], phones: [], keys: [] };
  const page = { organisationId, search, descending: false, offset: 0, limit };
  const [users, contacts, phones, groups, keys] = await Promise.all([
    listPeople(db, { ...page, status: "active", today, sort: "name" }),
    pageContacts(db, { ...page, listId: null }),
    pagePhones(db, { ...page, sort: "label" }),
    foundGroups(db, organisationId, search, limit),
    foundKeys(db, organisationId, search, limit),
  ]);
  return { users: users.rows, groups, contacts: contacts.rows, phones: phones.rows, keys };
}

/** An organisation has few groups: they are looked through here. */
async function foundGroups(db: Db, organisationId: string, search: string, limit: number): Promise<ResponseGroup[]> {
  const words = foldText(search).split(" ");
  const digits = search.replace(/\D/g, "").replace(/^0+/, "");
  const all = await listResponseGroups(db, organisationId);
  const fits = ({ name, e164, extension }: ResponseGroup) =>
    words.every((word) => foldText(name).includes(word)) ||
    (digits.length > 1 && ((e164 ?? "").includes(digits) || extension === digits));
  return all.filter(fits).slice(0, limit);
}

async function foundKeys(db: Db, organisationId: string, search: string, limit: number): Promise<FoundKey[]> {
  const rows: { phoneId: string; phoneLabel: string; mac: string; module: number; index: number; label: string }[] = await db(
    "phone_key as k",
  )
    .join("phone as p", "p.id", "k.phone_id")
    .where("p.organisation_id", organisationId)
    .whereNot("p.state", "retired")
    .where(contains(db, "k.label", search.trim()))
    .orderBy(["p.sort_key", "p.id", "k.module", "k.key_index"])
    .limit(limit)
    .select({ phoneId: "p.id", phoneLabel: "p.label", mac: "p.mac", module: "k.module", index: "k.key_index", label: "k.label" });
  return rows.map(({ module, index, ...key }) => ({ ...key, place: `${module}/${index}` }));
}
