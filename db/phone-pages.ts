import { numberPatterns, readQuery } from "../domain/search.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { PageOf } from "./people-pages.ts";
import { deliveryColumn, type PhoneListing, type PhoneListingRow, presentListing } from "./phone-listing.ts";
import { normaliseMac, type PhoneState, phoneColumns } from "./phone-rows.ts";
import type { Resync } from "./resync.ts";
import { type StandingFilter, standingColumns, whereReason } from "./standings.ts";
import type { Db } from "./types.ts";

export const phoneSorts = ["label", "model", "user", "site", "lastContact", "mac"] as const;
export const deliveryStates = ["never", "waiting", "fetched"] as const;

export type PhonePageFilter = {
  /** Several, or null for all organisations: operators. */
  readonly organisationId: string | readonly string[] | null;
  readonly id?: string | undefined;
  /** These alone. */
  readonly ids?: readonly string[] | undefined;
  /** But not these. */
  readonly except?: readonly string[] | undefined;
  /** Absent: all but retired. */
  readonly state?: PhoneState | undefined;
  readonly delivery?: PhoneListing["delivery"] | undefined;
  /** Those that stand so at that instant. */
  readonly standing?: StandingFilter | undefined;
  readonly userId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly layoutId?: string | undefined;
  /** In label, MAC, model, and the user's names and numbers. */
  readonly search: string;
  readonly sort: (typeof phoneSorts)[number];
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};
export type PhonePageRow = PhoneListing & {
  readonly organisationTitle: string;
  /** What it is to be asked, or was; null: never. */
  readonly resync: Pick<Resync, "state" | "dueAt" | "result" | "resultAt"> | null;
};
type ResyncColumns = {
  resync_state: Resync["state"] | null;
  resync_due: string | null;
  resync_result: Resync["result"];
  resync_at: string | null;
};

/** Phones in Swedish order with what they have fetched. Eight joins and two statements for any number of phones. */
export async function pagePhones(db: Db, filter: PhonePageFilter): Promise<PageOf<PhonePageRow>> {
  const found = wherePhones(db, filter);
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const named = searches(filter) ? found.clone() : withUsers(found.clone());
  const listed = filter.standing === undefined ? withStandings(named) : named;
  const rows: (PhoneListingRow & ResyncColumns & { organisation_title: string })[] = await inOrder(listed, filter)
    .join("organisation as o", "o.id", "p.organisation_id")
    .leftJoin("site as s", "s.id", "p.site_id")
    .leftJoin("layout as l", "l.id", "p.layout_id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .leftJoin("resync as y", (on) => on.on("y.phone_id", "p.id").andOnVal("y.kind", "resync"))
    .offset(filter.offset)
    .limit(filter.limit)
    .select([
      ...phoneColumns.map((column) => `p.${column}`),
      ...["s.name as site_name", "l.name as layout_name", "u.first_name", "u.last_name", "o.title as organisation_title"],
      ...["c.at as last_contact_at", "c.address as last_address", "c.firmware", db.raw(deliveryColumn)],
      ...standingColumns,
      ...["y.state as resync_state", "y.due_at as resync_due", "y.result as resync_result", "y.result_at as resync_at"],
    ]);
  const presented = rows.map((row) => ({
    ...presentListing(row),
    organisationTitle: row.organisation_title,
    resync: resyncIn(row),
  }));
  return { total: Number(counted?.count ?? 0), rows: presented };
}

function resyncIn({ resync_state: state, resync_due, resync_result: result, resync_at: resultAt }: ResyncColumns) {
  return state === null ? null : { state, dueAt: state === "done" ? null : resync_due, result, resultAt };
}

/** What a filter of the list names, without the order of its rows and which part of them. */
export type PhoneListFilter = Omit<PhonePageFilter, "sort" | "descending" | "offset" | "limit">;

/** The phones `p` of a filter that are not retired, before anything is selected of them. */
export function phonesOfList(db: Db, filter: PhoneListFilter): ReturnType<Db> {
  const whole = { ...filter, sort: "label", descending: false, offset: 0, limit: 0 } as const;
  return wherePhones(db, whole).whereNot("p.state", "retired");
}

/** People are looked up for a search and for the rows that are shown: counting a hundred thousand phones needs none. */
function withUsers(query: ReturnType<Db>): ReturnType<Db> {
  return query.leftJoin("users as u", "u.id", "p.user_id");
}

function withStandings(query: ReturnType<Db>): ReturnType<Db> {
  return query.leftJoin("phone_standing as st", "st.phone_id", "p.id");
}

const searches = ({ search }: PhonePageFilter): boolean => search.trim() !== "";

function wherePhones(db: Db, filter: PhonePageFilter): ReturnType<Db> {
  const query: ReturnType<Db> = searches(filter) ? withUsers(db("phone as p")) : db("phone as p");
  const whose = filter.organisationId;
  if (typeof whose === "string") query.where("p.organisation_id", whose);
  else if (whose !== null) query.where(oneOf(db, "p.organisation_id", whose));
  if (filter.ids !== undefined) query.where(oneOf(db, "p.id", filter.ids));
  if (filter.except !== undefined && filter.except.length > 0) query.whereNot(oneOf(db, "p.id", filter.except));
  const { id, state, userId, siteId, layoutId, delivery } = filter;
  if (state !== undefined) query.where("p.state", state);
  else if (id === undefined) query.whereNot("p.state", "retired");
  for (const [column, value] of Object.entries({ id, user_id: userId, site_id: siteId, layout_id: layoutId })) {
    if (value !== undefined) query.where(`p.${column}`, value);
  }
  if (delivery !== undefined) query.whereRaw(`${deliveryColumn.replace(/ as delivery$/, "")} = ?`, [delivery]);
  if (filter.standing !== undefined) {
    query.join("phone_standing as st", "st.phone_id", "p.id");
    whereReason(query, filter.standing);
  }
  narrow(db, query, filter.search);
  return query;
}

function narrow(db: Db, query: ReturnType<Db>, search: string): void {
  const { words, number } = readQuery(search);
  if (words.length === 0 && number === null) return;
  const mac = normaliseMac(search);
  query.where((any) => {
    if (words.length > 0) {
      any.where((all) => {
        for (const word of words) {
          const pattern = `%${word.folded.replace(/[%\\]/g, "_")}%`;
          all.where((one) => one.where("p.search_text", "like", pattern).orWhere("u.search_text", "like", pattern));
        }
      });
    }
    // With its separators a MAC looks like several words.
    if (/^[0-9a-f]{4,12}$/.test(mac)) any.orWhere("p.mac", "like", `%${mac}%`);
    if (number === null) return;
    const numbered = db("user_number").where((one) => {
      for (const pattern of numberPatterns(number)) one.orWhere("e164", "like", pattern);
    });
    any.orWhereIn("p.user_id", numbered.select("user_id"));
  });
}

const columns = {
  label: [],
  model: ["p.vendor", "p.model"],
  user: ["u.sort_key"],
  site: ["s.name"],
  lastContact: ["c.at"],
  mac: ["p.mac"],
} as const satisfies Record<PhonePageFilter["sort"], readonly string[]>;

/** What has none comes last in both directions, alike on both databases. */
function inOrder(query: ReturnType<Db>, { sort, descending }: PhonePageFilter): ReturnType<Db> {
  const direction = descending ? "desc" : "asc";
  for (const column of columns[sort]) {
    query.orderByRaw(`case when ${column} is null then 1 else 0 end, ${column} ${direction}`);
  }
  return query.orderBy([
    { column: "p.sort_key", order: direction },
    { column: "p.id", order: direction },
  ]);
}
