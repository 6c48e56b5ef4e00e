import { unlistedPatterns } from "../domain/call-record.ts";
import type { ChargeClass, Sums } from "../domain/invoice-specification.ts";
import { type NodeFilter, type NodePlace, sumNode, wherePlace } from "./specification.ts";
import type { Db } from "./types.ts";

/** One call, message, data session or fee, as it was charged. `called` is whole: who may see it is the caller's to decide. */
export type UsageRow = {
  readonly position: number;
  readonly costPlace: string | null;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly number: string | null;
  readonly chargeClass: ChargeClass;
  readonly startedAt: string;
  readonly called: string | null;
  readonly description: string | null;
} & Sums;

type Row = {
  readonly position: number;
  readonly cost_place: string | null;
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly number: string | null;
  readonly charge_class: ChargeClass;
  readonly started_at: string;
  readonly called: string | null;
  readonly description: string | null;
} & Sums;

const columns = [
  ...["position", "cost_place", "user_id", "user_name", "number", "charge_class", "started_at", "called", "description"],
  ...["count", "seconds", "bytes", "net"],
];
const listed = `(called is null or not (${unlistedPatterns.map(() => "called like ?").join(" or ")}))`;
const added = ["count", "seconds", "bytes", "net"]
  .map((name) => `cast(coalesce(sum(${name}), 0) as bigint) as ${name}`)
  .join(", ");

/** The rows of a node that may be listed, a part of them, and what may not as one sum; both together are the node's. */
export type NodeRows = {
  readonly node: Sums;
  readonly total: number;
  readonly rows: readonly UsageRow[];
  readonly unlisted: Sums;
};

/** Rows in the order of their time. @param place of a holder and a class */
export async function listNodeRows(
  db: Db,
  invoiceId: string,
  ask: { readonly place: NodePlace; readonly filter: NodeFilter; readonly offset: number; readonly limit: number },
): Promise<NodeRows> {
  const { place, filter } = ask;
  const within = () => wherePlace(db("usage_row").where("invoice_id", invoiceId), place, filter);
  const node = await sumNode(db, invoiceId, place, { ...filter, search: "" });
  const counted: { total?: number | string } | undefined = await within()
    .whereRaw(listed, unlistedPatterns)
    .count({ total: "*" })
    .first();
  const unlisted = await within().whereRaw(`not ${listed}`, unlistedPatterns).first<SumRow>(db.raw(added));
  const rows: Row[] = await within()
    .whereRaw(listed, unlistedPatterns)
    .orderBy(["started_at", "position"])
    .offset(ask.offset)
    .limit(ask.limit)
    .select(columns);
  return { node, total: Number(counted?.total ?? 0), rows: rows.map(presentRow), unlisted: numbers(unlisted) };
}

/** All rows that a filter leaves, in the order of the file they came in, some thousands at a time. */
export async function* everyRow(db: Db, invoiceId: string, filter: Omit<NodeFilter, "search">): AsyncGenerator<UsageRow[]> {
  for (let after = 0; ; ) {
    const rows: Row[] = await wherePlace(db("usage_row").where("invoice_id", invoiceId), {}, filter)
      .where("position", ">", after)
      .orderBy("position")
      .limit(atOnce)
      .select(columns);
    if (rows.length > 0) yield rows.map(presentRow);
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last.position;
  }
}

const atOnce = 2000;

/** What a person has used on one invoice. Helplines and free numbers are one sum here too. */
export type OwnCalls = {
  readonly total: number;
  readonly rows: readonly UsageRow[];
  readonly unlisted: Sums;
  readonly sum: Sums;
};

/** A part of what a person has used on one invoice, the newest first. `sum`: of all of it. */
export async function listOwnCalls(
  db: Db,
  ask: {
    readonly organisationId: string;
    readonly userId: string;
    readonly invoiceId: string;
    readonly classes?: readonly ChargeClass[] | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<OwnCalls> {
  const within = () => {
    const rows = db("usage_row as r")
      .join("invoice as i", "i.id", "r.invoice_id")
      // What is still coming in, or was never to be sent, is not seen.
      .join("invoice_usage as u", "u.invoice_id", "r.invoice_id")
      .whereNull("i.voided_at")
      .where({ "i.organisation_id": ask.organisationId, "r.invoice_id": ask.invoiceId, "r.user_id": ask.userId });
    return ask.classes ? rows.whereIn("r.charge_class", [...ask.classes]) : rows;
  };
  const own = ["count", "seconds", "bytes", "net"]
    .map((name) => `cast(coalesce(sum(r.${name}), 0) as bigint) as ${name}`)
    .join(", ");
  const shown = listed.replaceAll("called", "r.called");
  const counted: { total?: number | string } | undefined = await within()
    .whereRaw(shown, unlistedPatterns)
    .count({ total: "*" })
    .first();
  const rows: Row[] = await within()
    .whereRaw(shown, unlistedPatterns)
    .orderBy([
      { column: "r.started_at", order: "desc" },
      { column: "r.position", order: "desc" },
    ])
    .offset(ask.offset)
    .limit(ask.limit)
    .select(columns.map((name) => `r.${name}`));
  return {
    total: Number(counted?.total ?? 0),
    rows: rows.map(presentRow),
    unlisted: numbers(await within().whereRaw(`not ${shown}`, unlistedPatterns).first<SumRow>(db.raw(own))),
    sum: numbers(await within().first<SumRow>(db.raw(own))),
  };
}

/**
 * What a person has called, on all invoices, the newest first: what may be listed, and the sum of what no list may tell of, also
 * in a copy of what is kept about them.
 */
export async function listAllOwnCalls(
  db: Db,
  of: { readonly organisationId: string; readonly userId: string },
  limit: number,
): Promise<{ readonly rows: readonly UsageRow[]; readonly unlisted: Sums }> {
  const within = () =>
    db("usage_row")
      .where("user_id", of.userId)
      .whereIn(
        "invoice_id",
        db("invoice as i")
          .join("invoice_usage as u", "u.invoice_id", "i.id")
          .where("i.organisation_id", of.organisationId)
          .select("i.id"),
      );
  const rows: Row[] = await within()
    .whereRaw(listed, unlistedPatterns)
    .orderBy([
      { column: "started_at", order: "desc" },
      { column: "position", order: "desc" },
    ])
    .limit(limit)
    .select(columns);
  const unlisted = await within().whereRaw(`not ${listed}`, unlistedPatterns).first<SumRow>(db.raw(added));
  return { rows: rows.map(presentRow), unlisted: numbers(unlisted) };
}

/** An invoice on which a person has rows; `erased`: only their sums are left. */
export type OwnInvoice = {
  readonly id: string;
  readonly issuedOn: string;
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly erased: boolean;
} & Sums;

/** Invoices on which a person has rows, the newest first. */
export async function listOwnInvoices(
  db: Db,
  of: { readonly organisationId: string; readonly userId: string },
  limit: number,
): Promise<OwnInvoice[]> {
  type Found = Sums & {
    id: string;
    issued_on: string;
    period_from: string | null;
    period_to: string | null;
    erased_at: string | null;
  };
  const sums = ["count", "seconds", "bytes", "net"].map((name) => `cast(sum(s.${name}) as bigint) as ${name}`).join(", ");
  const facts = ["i.id", "i.issued_on", "i.period_from", "i.period_to", "u.erased_at"];
  const rows: Found[] = await db("usage_sum as s")
    .join("invoice as i", "i.id", "s.invoice_id")
    .leftJoin("invoice_usage as u", "u.invoice_id", "i.id")
    .where({ "s.user_id": of.userId, "i.organisation_id": of.organisationId })
    .whereNull("i.voided_at")
    .groupBy(facts)
    .orderBy([
      { column: "i.issued_on", order: "desc" },
      { column: "i.id", order: "desc" },
    ])
    .limit(limit)
    .select(facts)
    .select(db.raw(sums));
  return rows.map((row) => ({
    ...{ id: row.id, issuedOn: row.issued_on, erased: row.erased_at !== null, ...numbers(row) },
    period: row.period_from === null || row.period_to === null ? null : { from: row.period_from, to: row.period_to },
  }));
}

type SumRow = Readonly<Partial<Record<keyof Sums, unknown>>> | undefined;

function numbers(row: SumRow): Sums {
  const of = (name: keyof Sums) => Number(row?.[name] ?? 0);
  return { count: of("count"), seconds: of("seconds"), bytes: of("bytes"), net: of("net") };
}

function presentRow(row: Row): UsageRow {
  return {
    ...numbers(row),
    ...{ position: row.position, costPlace: row.cost_place, userId: row.user_id, userName: row.user_name, number: row.number },
    ...{ chargeClass: row.charge_class, startedAt: row.started_at, called: row.called, description: row.description },
  };
}
