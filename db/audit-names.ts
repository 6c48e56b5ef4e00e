import { displayNumber } from "../domain/numbers.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** A thing that an entry of the change log is about, or names in its fields. */
export type Ref = { readonly kind: string; readonly id: string };

type Row = Readonly<Record<string, unknown>> & { readonly id: string };
const word = (value: unknown): string => (typeof value === "string" ? value : "");
const person = (row: Row): string => [row.first_name, row.last_name].map(word).filter(Boolean).join(" ");

/** Where the name of each kind of thing stands. */
const sources: Readonly<Record<string, { table: string; columns: readonly string[]; name: (row: Row) => string }>> = {
  user: { table: "users", columns: ["first_name", "last_name"], name: person },
  phone: { table: "phone", columns: ["label", "mac"], name: (row) => word(row.label) || word(row.mac) },
  layout: { table: "layout", columns: ["name"], name: (row) => word(row.name) },
  site: { table: "site", columns: ["name"], name: (row) => word(row.name) },
  group: { table: "response_group", columns: ["name"], name: (row) => word(row.name) },
  menu: { table: "menu", columns: ["name"], name: (row) => word(row.name) },
  announcement: { table: "announcement", columns: ["name"], name: (row) => word(row.name) },
  contact_list: { table: "contact_list", columns: ["name"], name: (row) => word(row.name) },
  contact: {
    table: "contact",
    columns: ["first_name", "last_name", "company"],
    name: (row) => person(row) || word(row.company),
  },
  sip_account: { table: "sip_account", columns: ["label", "sip_user"], name: (row) => word(row.label) || word(row.sip_user) },
  network: { table: "trusted_network", columns: ["cidr"], name: (row) => word(row.cidr) },
  organisation: { table: "organisation", columns: ["title"], name: (row) => word(row.title) },
  exchange_key: { table: "exchange_key", columns: ["name"], name: (row) => word(row.name) },
  invoice: { table: "invoice", columns: ["number"], name: (row) => word(row.number) },
  payment: { table: "payment", columns: ["payer"], name: (row) => word(row.payer) },
  finance_file: { table: "finance_file", columns: ["name"], name: (row) => word(row.name) },
  finance_key: { table: "finance_key", columns: ["name"], name: (row) => word(row.name) },
  subscription: {
    table: "subscription",
    columns: ["label", "e164"],
    name: (row) => word(row.label) || displayNumber(word(row.e164)),
  },
  sim_card: { table: "sim_card", columns: ["iccid"], name: (row) => word(row.iccid) },
  subscription_type: { table: "subscription_type", columns: ["name"], name: (row) => word(row.name) },
  porting: {
    table: "porting",
    columns: ["first_number", "number_count"],
    name: (row) => {
      const more = Number(row.number_count) - 1;
      return `${displayNumber(word(row.first_number))}${more > 0 ? ` +${more}` : ""}`;
    },
  },
  switch: { table: "switch", columns: ["name"], name: (row) => word(row.name) },
  firmware_image: { table: "firmware_image", columns: ["name"], name: (row) => word(row.name) },
  rollout: { table: "rollout", columns: ["name"], name: (row) => word(row.name) },
  redirection_account: { table: "redirection_account", columns: ["name"], name: (row) => word(row.name) },
  organisation_token: { table: "organisation_token", columns: ["name"], name: (row) => word(row.name) },
};

export const refKey = ({ kind, id }: Ref): string => `${kind}:${id}`;

/** What things are called now, by `refKey`; what is gone is missing. One query for each kind, however many there are. */
export async function loadNames(db: Db, refs: readonly Ref[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, some] of Map.groupBy(refs, (ref) => ref.kind)) {
    const source = sources[kind];
    if (!source) continue;
    const ids = [...new Set(some.map((ref) => ref.id))];
    const rows: Row[] = await db(source.table)
      .where(oneOf(db, "id", ids))
      .select(["id", ...source.columns]);
    for (const row of rows) names.set(refKey({ kind, id: row.id }), source.name(row));
  }
  return names;
}

/** What a thing was called, from the fields of an entry: of one that has been deleted there is nothing else. */
export function nameInFields(fields: unknown): string {
  if (!isFields(fields)) return "";
  const own = ["title", "name", "label", "mac", "sipUser", "cidr"].map((field) => word(fields[field])).find(Boolean);
  const both = [fields.firstName, fields.lastName].map(word).filter(Boolean).join(" ");
  return both || word(fields.company) || (own ?? "");
}

/** Fields that hold an id, and of what. */
const idFields: Readonly<Record<string, string>> = {
  userId: "user",
  users: "user",
  replacedBy: "user",
  phoneId: "phone",
  siteId: "site",
  layoutId: "layout",
  listId: "contact_list",
  contactLists: "contact_list",
  membersIn: "user",
  membersOut: "user",
  closedAnnouncementId: "announcement",
  defaultAnnouncementId: "announcement",
  announcementId: "announcement",
  welcomeId: "announcement",
  comfortId: "announcement",
  musicId: "announcement",
  groupId: "group",
  mainGroup: "group",
  subscriptionId: "subscription",
  typeId: "subscription_type",
  replaces: "sim_card",
  groups: "group",
  organisationId: "organisation",
  operates: "organisation",
};

/** What the field of an action holds ids of; null: none. A swapped phone is replaced by a phone, not by a person. */
export function refKindOf(action: string, field: string): string | null {
  if (field === "replacedBy" && action.startsWith("phone.")) return "phone";
  return idFields[field] ?? null;
}

const leadsTo = ["target", "destination"];

/** Whom a target is about: a mailbox is its owner's. */
export function ownerOf({ kind, id }: Ref): Ref {
  return { kind: kind === "voicemail" ? "user" : kind, id };
}

/** Everything that the fields name by id: also whom a key points at, and where calls go on to. */
export function refsIn(action: string, fields: unknown): Ref[] {
  if (!isFields(fields)) return [];
  return Object.entries(fields).flatMap(([field, value]) => {
    const kind = refKindOf(action, field);
    if (kind !== null) {
      const ids = Array.isArray(value) ? value : [value];
      return ids.flatMap((id) => (typeof id === "string" ? [{ kind, id }] : []));
    }
    if (Array.isArray(value)) return value.flatMap((one) => refsIn(action, one));
    const shown = shownGroup(field, value);
    if (shown) return [shown];
    if (!isFields(value)) return [];
    return leadsTo.includes(field) && isRef(value) ? [ownerOf(value)] : refsIn(action, value);
  });
}

/** The group whose number somebody shows: `group:<id>`. */
export function shownGroup(field: string, value: unknown): Ref | null {
  const id = /^shown/.test(field) && typeof value === "string" ? /^group:(.+)$/.exec(value)?.[1] : undefined;
  return id === undefined ? null : { kind: "group", id };
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isRef(value: unknown): value is Ref {
  return isFields(value) && typeof value.kind === "string" && typeof value.id === "string";
}
