import { foldText, numberPatterns, readQuery } from "../domain/search.ts";
import { bulkSet } from "./dialect/bulk-insert.ts";
import { chunks, contains, oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

const searched = [
  { from: "cost_place", to: "place_search" },
  { from: "user_name", to: "name_search" },
] as const;
const invoicesAtOnce = 100;
const textsAtOnce = 2000;

/** Writes beside the sums of invoices what a search compares. Each name is folded once, some at a time: phones are answered between them. */
export async function foldSums(trx: Db, invoiceIds: readonly string[]): Promise<void> {
  for (const ids of chunks(invoiceIds, invoicesAtOnce)) {
    for (const { from, to } of searched) {
      const where = oneOf(trx, "invoice_id", ids);
      const texts: string[] = await trx("usage_sum").where(where).whereNotNull(from).distinct(from).pluck(from);
      for (const part of chunks(texts, textsAtOnce)) {
        const pairs = part.map((text) => [text, foldText(text)] as const);
        await bulkSet(trx, { table: "usage_sum", from, to, where }, pairs);
      }
    }
  }
}

/** Narrows a query of sums to what a search finds, as `searchRank` of cost place, name and number does. */
export function whereSearched(db: Db, query: ReturnType<Db>, search: string): ReturnType<Db> {
  const { words, number } = readQuery(search);
  if (words.length === 0 && number === null) return query;
  return query.where((either) => {
    if (number !== null) for (const pattern of numberPatterns(number)) either.orWhere("number", "like", pattern);
    if (words.length === 0) return;
    either.orWhere((all) => {
      for (const { folded } of words)
        all.where((any) => any.where(contains(db, "place_search", folded)).orWhere(contains(db, "name_search", folded)));
    });
  });
}
