import type { Knex } from "knex";
import { type SearchQuery, searchRank } from "../domain/search.ts";
import { oneOf } from "./dialect/dialect.ts";
import { best, inside } from "./search.ts";
import type { Db } from "./types.ts";

/** A key of a phone, or of a layout, and what it shows. */
export type FoundKey = {
  readonly of: "phone" | "layout";
  readonly id: string;
  /** The phone's label, or the layout's name. */
  readonly name: string;
  /** Null: a layout. */
  readonly mac: string | null;
  readonly place: string;
  /** Its own label, else the name of whom it follows. */
  readonly label: string;
  /** Whom it follows; null: nobody who was found. */
  readonly target: string | null;
};

type Search = {
  readonly organisationId: string;
  readonly query: SearchQuery;
  /** Who has been found: keys that follow them are found with them. */
  readonly named: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  readonly most: number;
};
type Row = {
  id: string;
  name: string;
  mac: string | null;
  module: number;
  index: number;
  label: string | null;
  target_kind: string | null;
  target_id: string | null;
};

const candidates = 60;
const columns = { module: "k.module", index: "k.key_index", label: "k.label" };
const targets = { target_kind: "k.target_kind", target_id: "k.target_id" };

/** Which phones and layouts show this person, and which keys are called so. */
export async function foundKeys(db: Db, search: Search): Promise<FoundKey[]> {
  const phones = () => keysOf(db, "phone", search).whereRaw("o.state <> 'retired'");
  const layouts = () => keysOf(db, "layout", search);
  const found: FoundKey[] = [];
  for (const [owner, query] of [
    ["phone", phones],
    ["layout", layouts],
  ] as const) {
    const rows: Row[] = [...(await labelled(query(), search)), ...(await following(db, query(), search))];
    const unique = [...new Map(rows.map((row) => [`${row.id} ${row.module}/${row.index}`, row])).values()];
    found.push(...unique.map((row) => present(owner, row, search)));
  }
  return best(found, search.most, ({ label, target }) => searchRank(search.query, [label]) ?? (target === null ? null : 3));
}

function keysOf(db: Db, of: "phone" | "layout", { organisationId }: Search): Knex.QueryBuilder {
  const who = of === "phone" ? { name: "o.label", mac: "o.mac" } : { name: "o.name", mac: db.raw("null") };
  return db(`${of} as o`)
    .join(`${of}_key as k`, `k.${of}_id`, "o.id")
    .where("o.organisation_id", organisationId)
    .limit(candidates)
    .select({ id: "o.id", ...who, ...columns, ...targets });
}

/** Each word must be in the label; keys without one are not read. */
async function labelled(query: Knex.QueryBuilder, { query: { words } }: Search): Promise<Row[]> {
  if (words.length === 0) return [];
  query.whereNotNull("k.label_fold");
  for (const word of words) query.where("k.label_fold", "like", inside(word.folded));
  return query;
}

async function following(db: Db, query: Knex.QueryBuilder, { named }: Search): Promise<Row[]> {
  if (named.length === 0) return [];
  return query.where(
    oneOf(
      db,
      "k.target_id",
      named.map((one) => one.id),
    ),
  );
}

function present(of: "phone" | "layout", row: Row, { named }: Search): FoundKey {
  const target = named.find((one) => one.id === row.target_id && one.kind === row.target_kind)?.name ?? null;
  const { id, name, mac, module, index } = row;
  return { of, id, name, mac, place: `${module}/${index}`, label: row.label ?? target ?? "", target };
}
