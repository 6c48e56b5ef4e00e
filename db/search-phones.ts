import { type SearchQuery, searchRank } from "../domain/search.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type PhonePageRow, pagePhones } from "./phone-pages.ts";
import { normaliseMac } from "./phone-rows.ts";
import { best, inside } from "./search.ts";
import type { Db } from "./types.ts";

type Row = { id: string; label: string; mac: string; model: string; user_id: string | null; search_text: string };
type Search = {
  readonly organisationId: string;
  readonly text: string;
  readonly query: SearchQuery;
  /** Found people: their phones are found with them. */
  readonly userIds: readonly string[];
  readonly most: number;
};

const candidates = 50;

/** Phones by MAC in any written form, whole or in part, by label and model, and by whose they are. */
export async function foundPhones(db: Db, search: Search): Promise<PhonePageRow[]> {
  const { organisationId, query, userIds, most } = search;
  const mac = normaliseMac(search.text);
  const isMac = /^[0-9a-f]{4,12}$/.test(mac);
  const live = () =>
    db("phone")
      .where("organisation_id", organisationId)
      .whereRaw("state <> 'retired'")
      .limit(candidates)
      .select<Row[]>("id", "label", "mac", "model", "user_id", "search_text");
  const rows: Row[] = [];
  // From its beginning it is found by the index of MAC addresses, whatever else there is.
  if (isMac) rows.push(...(await live().where("mac", ">=", mac).where("mac", "<", `${mac}g`)));
  const worded = live().orderBy(["sort_key", "id"]);
  const words = isMac && query.words.length > 1 ? [mac] : query.words.map((word) => word.folded);
  for (const word of words) worded.where("search_text", "like", inside(word));
  if (words.length > 0) rows.push(...(await worded));
  if (userIds.length > 0) rows.push(...(await live().where(oneOf(db, "user_id", [...userIds]))));
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  const chosen = best(unique, most, (row) => rankOf(row, isMac ? mac : null, query, userIds)).map((row) => row.id);
  return inOrder(db, organisationId, chosen);
}

/** The whole MAC first, then labels, then phones of people in the people's order, then parts of a MAC. */
function rankOf(row: Row, mac: string | null, query: SearchQuery, userIds: readonly string[]): number {
  if (mac !== null && row.mac === mac) return -1;
  const byWords = searchRank(query, [row.label, row.model]);
  const person = row.user_id === null ? -1 : userIds.indexOf(row.user_id);
  const byPerson = person < 0 ? null : 3 + person / 100;
  const byMac = mac === null ? null : row.mac.startsWith(mac) ? 2 : row.mac.endsWith(mac) ? 2.5 : 4;
  return Math.min(...[byWords, byPerson, byMac].map((rank) => rank ?? 6));
}

async function inOrder(db: Db, organisationId: string, ids: readonly string[]): Promise<PhonePageRow[]> {
  const page = { organisationId, ids, search: "", sort: "label", descending: false, offset: 0, limit: ids.length } as const;
  const { rows } = ids.length === 0 ? { rows: [] } : await pagePhones(db, page);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
