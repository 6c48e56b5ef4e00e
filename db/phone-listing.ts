import { contains } from "./dialect/dialect.ts";
import { normaliseMac, type Phone, type PhoneRow, type PhoneState, phoneColumns, presentPhone } from "./phone-rows.ts";
import { filesColumn, type ListedStanding, presentStanding, type StandingColumns, standingColumns } from "./standings.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

export type PhoneListing = Phone & {
  readonly siteName: string | null;
  readonly layoutName: string | null;
  readonly userName: string | null;
  readonly lastContactAt: string | null;
  readonly lastAddress: string | null;
  readonly firmware: string | null;
  /** `never`: nothing fetched yet; `waiting`: it should have something newer; `fetched`: it has what it should. */
  readonly delivery: "never" | "waiting" | "fetched";
  readonly standing: ListedStanding;
};

export type PhoneFilter = {
  /** Null: all organisations (operator). */
  readonly organisationId: string | null;
  /** Absent: all but retired. */
  readonly state?: PhoneState | undefined;
  readonly userId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly layoutId?: string | undefined;
  /** In label, MAC, model and the user's name. */
  readonly search?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
};

export const deliveryColumn = `${filesColumn} as delivery`;

export type PhoneListingRow = PhoneRow &
  StandingColumns & {
    site_name: string | null;
    layout_name: string | null;
    first_name: string | null;
    last_name: string | null;
    last_contact_at: string | null;
    last_address: string | null;
    firmware: string | null;
    delivery: PhoneListing["delivery"];
  };

/** By label, then MAC. Found phones are in `listFound`. */
export async function listPhones(db: Db, filter: PhoneFilter): Promise<PhoneListing[]> {
  const query = db("phone as p")
    .leftJoin("site as s", "s.id", "p.site_id")
    .leftJoin("layout as l", "l.id", "p.layout_id")
    .leftJoin("users as u", "u.id", "p.user_id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .leftJoin("phone_standing as st", "st.phone_id", "p.id")
    .orderBy(["p.label", "p.mac", "p.id"])
    .offset(filter.offset ?? 0)
    .limit(filter.limit ?? 1000);
  if (filter.organisationId !== null) query.where("p.organisation_id", filter.organisationId);
  if (filter.state === undefined) query.whereNot("p.state", "retired");
  else query.where("p.state", filter.state);
  if (filter.userId !== undefined) query.where("p.user_id", filter.userId);
  if (filter.siteId !== undefined) query.where("p.site_id", filter.siteId);
  if (filter.layoutId !== undefined) query.where("p.layout_id", filter.layoutId);
  const search = filter.search?.trim() ?? "";
  if (search !== "") {
    const columns = ["p.label", "p.model", "u.first_name", "u.last_name"];
    query.where((any) => {
      any.where(contains(db, "p.mac", normaliseMac(search)));
      for (const column of columns) any.orWhere(contains(db, column, search));
    });
  }
  const rows = await query.select<PhoneListingRow[]>([
    ...phoneColumns.map((column) => `p.${column}`),
    ...["s.name as site_name", "l.name as layout_name", "u.first_name", "u.last_name"],
    ...["c.at as last_contact_at", "c.address as last_address", "c.firmware", db.raw(deliveryColumn)],
    ...standingColumns,
  ]);
  return rows.map(presentListing);
}

export function presentListing(row: PhoneListingRow): PhoneListing {
  const { first_name, last_name } = row;
  return {
    ...presentPhone(row),
    siteName: row.site_name,
    layoutName: row.layout_name,
    userName: first_name === null || last_name === null ? null : fullName({ first_name, last_name }),
    lastContactAt: row.last_contact_at,
    lastAddress: row.last_address,
    firmware: row.firmware,
    delivery: row.delivery,
    standing: presentStanding(row),
  };
}
