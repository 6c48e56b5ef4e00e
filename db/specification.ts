import { DomainError } from "../domain/errors.ts";
import {
  type ChargeClass,
  type SpecificationLevel,
  type SpecificationNode,
  type SpecificationOrder,
  type SpecificationRow,
  type Sums,
  specificationLevels,
  specificationOf,
  withUnspecified,
} from "../domain/invoice-specification.ts";
import type { Db } from "./types.ts";
import { whereSearched } from "./usage-search.ts";

/** How a specification can be divided. Each ends with a class of one holder, of which the rows are shown. */
export const divisions = {
  place: specificationLevels,
  holder: ["holder", "chargeClass"],
  class: ["chargeClass", "holder"],
} as const satisfies Record<string, SpecificationOrder>;
export type Division = keyof typeof divisions;

/** Which node: of each level from the top down which one; absent levels are open. */
export type NodePlace = {
  readonly costPlace?: string | null;
  readonly holder?: { readonly userId: string | null; readonly number: string | null };
  readonly chargeClass?: ChargeClass;
};

/** What is left out. Absent: nothing. */
export type NodeFilter = {
  /** Null: those without one. */
  readonly costPlace?: string | null | undefined;
  readonly userId?: string | undefined;
  readonly number?: string | undefined;
  readonly classes?: readonly ChargeClass[] | undefined;
  /** Words of names and cost places, and parts of numbers. */
  readonly search: string;
};

/** Which invoice, and what is known of its specification. */
export type SpecifiedInvoice = {
  readonly id: string;
  readonly organisationId: string;
  readonly number: string;
  readonly net: number;
  /** Null: none has come. `erasedAt`: the rows are gone, the sums are left. */
  readonly usage: { readonly rows: number; readonly net: number; readonly erasedAt: string | null } | null;
};

/** @throws DomainError `invoice_not_found` */
export async function getSpecifiedInvoice(db: Db, by: { organisationId: string; id: string }): Promise<SpecifiedInvoice> {
  type Row = { number: string; net: number; rows: number | null; usage_net: number | null; erased_at: string | null };
  const row = await db("invoice as i")
    .leftJoin("invoice_usage as u", "u.invoice_id", "i.id")
    .where({ "i.id": by.id, "i.organisation_id": by.organisationId })
    .first<Row | undefined>({ number: "i.number", net: "i.net", rows: "u.rows", usage_net: "u.net", erased_at: "u.erased_at" });
  if (!row) throw new DomainError("invoice_not_found");
  const { number, net, rows, usage_net: usageNet, erased_at: erasedAt } = row;
  return { ...by, number, net, usage: rows === null ? null : { rows, net: usageNet ?? 0, erasedAt } };
}

/** A node without its children, and those of them that were asked for. */
export type OpenedNode = {
  readonly node: Sums;
  readonly level: SpecificationLevel;
  /** Of the children. */
  readonly total: number;
  readonly children: readonly SpecificationNode[];
};

export type OpenNode = {
  readonly division: Division;
  readonly place: NodePlace;
  readonly filter: NodeFilter;
  readonly sort: "name" | "net";
  readonly offset: number;
  readonly limit: number;
};

/**
 * One node of a specification: its own sums and its children, each added up by the database, and compared. At the top of an
 * unfiltered one what the invoice charges beyond its rows stands among the children, so that they are the invoice's net.
 *
 * @throws DomainError `input_invalid` where a place has no children
 */
export async function openNode(db: Db, invoice: SpecifiedInvoice, open: OpenNode): Promise<OpenedNode> {
  const level = levelBelow(open.division, open.place);
  if (level === null) throw new DomainError("input_invalid", { field: "at" });
  const sums = () => whereSums(db, invoice.id, open.place, open.filter);
  const parts = await partsOf(db, sums, level);
  const all = isRoot(open.place) && isUnfiltered(open.filter);
  const { children: inOrder, ...node } = all ? withUnspecified(parts, invoice.net) : parts;
  const children = open.sort === "net" ? inOrder.toSorted((a, b) => b.net - a.net) : inOrder;
  return {
    node: toSums(node),
    level,
    total: children.length,
    children: children.slice(open.offset, open.offset + open.limit),
  };
}

/** Asked once more when they differ: rows may have come in between the two questions. */
async function partsOf(db: Db, sums: () => ReturnType<Db>, level: SpecificationLevel): Promise<SpecificationNode> {
  for (let tries = 1; ; tries++) {
    const name = level === "holder" ? "max(user_name) as user_name, " : "";
    const parts: PartRow[] = await sums()
      .groupBy(groupedBy[level])
      .select(groupedBy[level])
      .select(db.raw(name + added));
    const node = toSums(await sums().first(db.raw(added)));
    const found = specificationOf(parts.map(toRow), [level]);
    if (sameSums(found, node)) return found;
    if (tries === 2) throw new Error(`the sums of a specification differ by ${level}`);
  }
}

/** The level of a place's children; null: there are rows below. */
export function levelBelow(division: Division, place: NodePlace): SpecificationLevel | null {
  const levels: readonly SpecificationLevel[] = divisions[division];
  return levels.find((level) => place[level] === undefined) ?? null;
}

/** True when nothing is left out. */
export function isUnfiltered({ costPlace, userId, number, classes, search }: NodeFilter): boolean {
  return [costPlace, userId, number, classes].every((one) => one === undefined) && search.trim() === "";
}

/** What a filter and a place leave of an invoice's rows, added up. */
export async function sumNode(db: Db, invoiceId: string, place: NodePlace, filter: NodeFilter): Promise<Sums> {
  return toSums(await whereSums(db, invoiceId, place, filter).first(db.raw(added)));
}

/** Every sum of an invoice that a filter leaves, in the order of its specification. */
export async function everySum(db: Db, invoiceId: string, filter: NodeFilter): Promise<SpecificationRow[]> {
  const rows: PartRow[] = await whereSums(db, invoiceId, {}, filter).orderBy("position").select(sumColumns);
  return rows.map(toRow);
}

/** What an invoice can be filtered by: its cost places (null: some have none) and classes. */
export async function filterChoices(
  db: Db,
  invoiceId: string,
): Promise<{ costPlaces: (string | null)[]; classes: ChargeClass[] }> {
  const places: { cost_place: string | null }[] = await db("usage_sum").where("invoice_id", invoiceId).distinct("cost_place");
  const classes: { charge_class: ChargeClass }[] = await db("usage_sum").where("invoice_id", invoiceId).distinct("charge_class");
  return { costPlaces: places.map((row) => row.cost_place), classes: classes.map((row) => row.charge_class) };
}

const sumColumns = ["cost_place", "user_id", "user_name", "number", "charge_class", "count", "seconds", "bytes", "net"];
const groupedBy: Readonly<Record<SpecificationLevel, readonly string[]>> = {
  costPlace: ["cost_place"],
  holder: ["user_id", "number"],
  chargeClass: ["charge_class"],
};
/** PostgreSQL adds whole numbers up to decimals. */
const added = ["count", "seconds", "bytes", "net"]
  .map((name) => `cast(coalesce(sum(${name}), 0) as bigint) as ${name}`)
  .join(", ");

type PartRow = Readonly<Record<keyof Sums, number | string>> & {
  readonly cost_place?: string | null;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
  readonly number?: string | null;
  readonly charge_class?: ChargeClass;
};

function toSums(row: Readonly<Record<keyof Sums, number | string>> | undefined): Sums {
  return {
    count: Number(row?.count ?? 0),
    seconds: Number(row?.seconds ?? 0),
    bytes: Number(row?.bytes ?? 0),
    net: Number(row?.net ?? 0),
  };
}

function toRow(row: PartRow): SpecificationRow {
  return {
    ...toSums(row),
    costPlace: row.cost_place ?? null,
    userId: row.user_id ?? null,
    userName: row.user_name ?? null,
    number: row.number ?? null,
    chargeClass: row.charge_class ?? "other",
  };
}

function sameSums(a: Sums, b: Sums): boolean {
  return a.count === b.count && a.seconds === b.seconds && a.bytes === b.bytes && a.net === b.net;
}

function isRoot(place: NodePlace): boolean {
  return Object.keys(place).length === 0;
}

function whereSums(db: Db, invoiceId: string, place: NodePlace, filter: NodeFilter): ReturnType<Db> {
  return whereSearched(db, wherePlace(db("usage_sum").where("invoice_id", invoiceId), place, filter), filter.search);
}

/** Narrows a query of sums or rows to a place and a filter; a search is not in it. */
export function wherePlace(query: ReturnType<Db>, place: NodePlace, filter: Omit<NodeFilter, "search">): ReturnType<Db> {
  for (const costPlace of [place.costPlace, filter.costPlace]) {
    if (costPlace !== undefined) query.where("cost_place", costPlace);
  }
  if (place.holder) query.where("user_id", place.holder.userId).where("number", place.holder.number);
  if (place.chargeClass) query.where("charge_class", place.chargeClass);
  if (filter.userId !== undefined) query.where("user_id", filter.userId);
  if (filter.number !== undefined) query.where("number", filter.number);
  if (filter.classes) query.whereIn("charge_class", [...filter.classes]);
  return query;
}
