import { type NumberQuery, numberPatterns, readQuery } from "../domain/search.ts";
import { byteOrder } from "./dialect/dialect.ts";
import { loadSubscriptions, type Subscription } from "./subscription-rows.ts";
import type { Db } from "./types.ts";

/** `current`: all but those that have ended; `blocked`: with a card that is. */
export const subscriptionStatuses = ["current", "blocked", "terminated", "all"] as const;
export const subscriptionSorts = ["name", "number", "type"] as const;

export type SubscriptionFilter = {
  readonly organisationId: string;
  readonly status: (typeof subscriptionStatuses)[number];
  readonly typeId?: string | undefined;
  readonly search: string;
  readonly sort: (typeof subscriptionSorts)[number];
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

/** Subscriptions in Swedish order, found by label, name, number or the number of a card. A fixed number of queries. */
export async function pageSubscriptions(
  db: Db,
  filter: SubscriptionFilter,
): Promise<{ readonly total: number; readonly rows: readonly Subscription[] }> {
  const found = whereFound(db, filter);
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const direction = filter.descending ? "desc" : "asc";
  const ordered = found.clone().select("s.id");
  if (filter.sort === "number") ordered.orderBy("s.e164", direction);
  if (filter.sort === "type")
    ordered.orderBy([
      { column: "t.price_ore", order: direction },
      { column: "t.name", order: direction },
    ]);
  ordered.orderByRaw(
    `coalesce(s.sort_key, u.sort_key, s.e164)${byteOrder(db)} ${filter.sort === "name" ? direction : "asc"}, s.id`,
  );
  const ids: { id: string }[] = await ordered.offset(filter.offset).limit(filter.limit);
  const all = await loadSubscriptions(db, filter.organisationId, { ids: ids.map((row) => row.id) });
  const byId = new Map(all.map((one) => [one.id, one]));
  return { total: Number(counted?.count ?? 0), rows: ids.flatMap(({ id }) => byId.get(id) ?? []) };
}

function whereFound(db: Db, { organisationId, status, typeId, search }: SubscriptionFilter): ReturnType<Db> {
  const query = db("subscription as s")
    .leftJoin("users as u", "u.id", "s.user_id")
    .join("subscription_type as t", "t.id", "s.type_id")
    .where("s.organisation_id", organisationId);
  if (status === "current") query.whereNot("s.state", "terminated");
  if (status === "terminated") query.where("s.state", "terminated");
  if (status === "blocked") query.whereIn("s.id", db("sim_card").where("state", "blocked").select("subscription_id"));
  if (typeId !== undefined) query.where("s.type_id", typeId);
  const { words, number } = readQuery(search);
  // As printed on a card: as many digits as tell cards apart.
  const printed = /^\d{4,20}$/.exec(search.replace(/[\s\u00a0-]/g, ""))?.[0];
  if (words.length === 0 && number === null) return query;
  return query.where((any) => {
    if (words.length > 0) {
      any.where((all) => {
        for (const word of words) {
          all.where((one) =>
            one.where("s.search_text", "like", like(word.folded)).orWhere("u.search_text", "like", like(word.folded)),
          );
        }
      });
    }
    if (number) any.orWhere((one) => numbered(one, number));
    if (printed) {
      const cards = db("sim_card").where("iccid", "like", `%${printed}%`).whereNotNull("subscription_id");
      any.orWhereIn("s.id", cards.select("subscription_id"));
    }
  });
}

function numbered(query: ReturnType<Db>, number: NumberQuery): void {
  for (const pattern of numberPatterns(number)) query.orWhere("s.e164", "like", pattern);
}

/** Marks of LIKE stand for any one character here. */
function like(folded: string): string {
  return `%${folded.replace(/[%\\]/g, "_")}%`;
}
