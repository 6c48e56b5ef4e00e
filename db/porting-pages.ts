import { liveStates, type PortingState } from "../domain/porting.ts";
import { numberPatterns, readQuery } from "../domain/search.ts";
import { type Porting, type PortingRow, presentPortings } from "./porting-rows.ts";
import type { Db } from "./types.ts";

/** `open`: whatever is not over; `waiting`: what the customer has to do something about. */
export const portingFilters = ["all", "open", "waiting", "done", "out"] as const;
export type PortingFilter = (typeof portingFilters)[number];
export const portingSorts = ["created", "wanted", "state"] as const;

const waiting: readonly PortingState[] = ["draft", "awaiting_signature", "rejected", "failed"];
const open: readonly PortingState[] = [...waiting, ...liveStates];

export type PortingPage = {
  readonly organisationId: string;
  readonly search: string;
  readonly filter: PortingFilter;
  readonly sort: (typeof portingSorts)[number];
  readonly order: "asc" | "desc";
  readonly offset: number;
  readonly limit: number;
};

/** A page of the organisation's portings. Five queries. */
export async function pagePortings(db: Db, page: PortingPage): Promise<{ total: number; rows: Porting[] }> {
  const wanted = () => {
    const query = db("porting").where("organisation_id", page.organisationId);
    if (page.filter === "open") query.whereIn("state", [...open]);
    if (page.filter === "waiting") query.where("direction", "in").whereIn("state", [...waiting]);
    if (page.filter === "done") query.where("state", "done");
    if (page.filter === "out") query.where("direction", "out");
    const { words, number } = readQuery(page.search);
    if (words.length === 0) return query;
    return query.where((found) => {
      found.where((all) => {
        for (const { folded } of words) all.where("search_text", "like", `%${folded.replace(/[%\\]/g, "_")}%`);
      });
      if (number === null) return;
      const one = db("porting_number").select("porting_id").where(false);
      for (const pattern of numberPatterns(number)) one.orWhere("e164", "like", pattern);
      found.orWhereIn("id", one);
    });
  };
  const [{ count = 0 } = {}] = await wanted().count({ count: "*" });
  const sorted = wanted();
  const way = page.order;
  if (page.sort === "wanted") sorted.orderByRaw(`coalesce(agreed_at, wanted_date, '9999') ${way}`);
  if (page.sort === "state") sorted.orderBy("state", way);
  const rows: PortingRow[] = await sorted
    .orderBy([
      { column: "created_at", order: page.sort === "created" ? way : "desc" },
      { column: "id", order: "desc" },
    ])
    .offset(page.offset)
    .limit(page.limit)
    .select("*");
  return { total: Number(count), rows: await presentPortings(db, rows) };
}
