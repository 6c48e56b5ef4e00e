import type { FileFault } from "../domain/file-fault.ts";
import type { UsageRow } from "../domain/usage-row.ts";
import { recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { type BulkColumn, bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { closeFinanceFile, type FinanceFile, getFinanceFile, taken } from "./finance-files.ts";
import type { Holder } from "./number-holders.ts";
import { batch, change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { foldSums } from "./usage-search.ts";

/** An invoice that usage is for. `net`: what the invoice charges. */
export type UsedInvoice = {
  readonly id: string;
  readonly number: string;
  readonly organisationId: string;
  readonly net: number;
  /** Its usage has come before. */
  readonly taken: boolean;
};

/** By number; those that are void are not there, and of a number that several sellers have used, none is. */
export async function usedInvoices(db: Db, numbers: readonly string[]): Promise<ReadonlyMap<string, UsedInvoice>> {
  const rows: { id: string; number: string; organisation_id: string; net: number; taken: string | null }[] = await db("invoice")
    .leftJoin("invoice_usage", "invoice_usage.invoice_id", "invoice.id")
    .where(oneOf(db, "invoice.number", numbers))
    .whereNull("invoice.voided_at")
    .select(["invoice.id", "invoice.number", "invoice.organisation_id", "invoice.net", "invoice_usage.taken_at as taken"]);
  const byNumber = Map.groupBy(rows, (row) => row.number);
  return new Map(
    [...byNumber].flatMap(([number, [row, ...more]]) => {
      if (!row || more.length > 0) return [];
      const { id, net } = row;
      return [[number, { id, number, organisationId: row.organisation_id, net, taken: row.taken !== null }]];
    }),
  );
}

export type PlacedRow = UsageRow & {
  readonly invoiceId: string;
  /** From 1, in its invoice. */
  readonly position: number;
  readonly holder: Holder | null;
};

const columns: readonly BulkColumn[] = [
  ["invoice_id", "text"],
  ["position", "integer"],
  ["cost_place", "text"],
  ["user_id", "text"],
  ["user_name", "text"],
  ["number", "text"],
  ["charge_class", "text"],
  ["started_at", "text"],
  ["called", "text"],
  ["description", "text"],
  ["count", "integer"],
  ["seconds", "integer"],
  ["bytes", "integer"],
  ["net", "integer"],
];

/** Some of the rows of a file that is being read: nobody sees them before `finishUsage`. */
export async function writeUsage(db: Db, rows: readonly PlacedRow[]): Promise<void> {
  await batch(db, (trx) =>
    bulkInsert(
      trx,
      "usage_row",
      columns,
      rows.map((row) => [
        ...[row.invoiceId, row.position, row.costPlace, row.holder?.userId ?? null, row.holder?.name ?? null, row.number],
        ...[
          row.chargeClass,
          row.startedAt.toISOString(),
          row.called,
          row.description,
          row.count,
          row.seconds,
          row.bytes,
          row.net,
        ],
      ]),
    ),
  );
}

/** What a file has for one invoice. Öre. */
export type InvoiceUsage = { readonly invoice: UsedInvoice; readonly rows: number; readonly net: number };

/**
 * All rows are there: they are added up, and seen from now on. Where another process has meanwhile taken the file for one that was
 * left, and rows of it away, nothing is: it throws, and the file is refused.
 */
export async function finishUsage(
  db: Db,
  fileId: string,
  usage: readonly InvoiceUsage[],
  warnings: readonly FileFault[],
  actor: Actor,
  now: Date,
): Promise<FinanceFile> {
  return change(db, async (trx) => {
    const begun = await getFinanceFile(trx, fileId);
    const ids = usage.map(({ invoice }) => invoice.id);
    if (begun.state !== "reading" || !(await isWhole(trx, usage))) throw new Error(`rows of the file ${fileId} are gone`);
    const said = usage.map(({ invoice, rows, net }) => [invoice.id, begun.id, rows, net, now.toISOString()]);
    await bulkInsert(trx, "invoice_usage", usageColumns, said);
    await addUp(trx, ids);
    const entries = usage.map(({ invoice, rows, net }) => ({
      ...{ organisationId: invoice.organisationId, action: "invoice.usage_taken", subject: { kind: "invoice", id: invoice.id } },
      after: { number: invoice.number, rows, netOre: net },
    }));
    const rows = usage.reduce((sum, one) => sum + one.rows, 0);
    const net = usage.reduce((sum, one) => sum + one.net, 0);
    const summary = { usage: { rows, invoices: usage.length, net } };
    const file = await closeFinanceFile(trx, begun.id, { state: "taken", summary, faults: warnings });
    await recordAudits(trx, [...entries, taken(file, { fileKind: "usage", rows, netOre: net })], actor, now);
    for (const organisationId of new Set(usage.map(({ invoice }) => invoice.organisationId)))
      await announce(trx, "invoice", { organisationId });
    return file;
  });
}

async function isWhole(trx: Db, usage: readonly InvoiceUsage[]): Promise<boolean> {
  const ids = usage.map(({ invoice }) => invoice.id);
  const found: { invoice_id: string; rows: number | string; net: number | string }[] = await trx("usage_row")
    .where(oneOf(trx, "invoice_id", ids))
    .groupBy("invoice_id")
    .select("invoice_id")
    .count({ rows: "*" })
    .sum({ net: "net" });
  const of = new Map(found.map((one) => [one.invoice_id, one]));
  return usage.every(({ invoice: { id }, rows, net }) => Number(of.get(id)?.rows) === rows && Number(of.get(id)?.net) === net);
}

const usageColumns: readonly BulkColumn[] = [
  ["invoice_id", "text"],
  ["finance_file_id", "text"],
  ["rows", "integer"],
  ["net", "integer"],
  ["taken_at", "text"],
];

/** The sums per cost place, holder and class, from the rows. */
async function addUp(trx: Db, invoiceIds: readonly string[]): Promise<void> {
  const group = "invoice_id, cost_place, user_id, user_name, number, charge_class";
  const place = "row_number() over (partition by invoice_id order by cost_place, user_name, number, user_id, charge_class)";
  const sums = ["count", "seconds", "bytes", "net"].map((name) => `sum("${name}")`).join(", ");
  const names = `invoice_id, position, cost_place, user_id, user_name, number, charge_class, "count", "seconds", "bytes", "net"`;
  await trx.raw(
    `insert into usage_sum (${names})
     select invoice_id, ${place}, cost_place, user_id, user_name, number, charge_class, ${sums}
     from usage_row where ? group by ${group}`,
    [oneOf(trx, "invoice_id", invoiceIds)],
  );
  await foldSums(trx, invoiceIds);
}

/** Rows of a file that was not read to its end: they were never seen. Those of invoices whose usage is there stay. */
export async function dropUsage(db: Db, invoiceIds: readonly string[]): Promise<void> {
  await batch(db, (trx) =>
    trx("usage_row")
      .where(oneOf(trx, "invoice_id", invoiceIds))
      .whereNotExists(trx("invoice_usage").whereRaw("invoice_usage.invoice_id = usage_row.invoice_id").select(trx.raw("1")))
      .delete(),
  );
}

/** Rows of whatever file was not read to its end when the process ended. */
export async function dropUnfinishedUsage(db: Db): Promise<void> {
  const rows: { invoice_id: string }[] = await db("invoice")
    .whereNotExists(db("invoice_usage").whereRaw("invoice_usage.invoice_id = invoice.id").select(db.raw("1")))
    .whereExists(db("usage_row").whereRaw("usage_row.invoice_id = invoice.id").select(db.raw("1")))
    .select({ invoice_id: "id" });
  if (rows.length > 0) {
    await dropUsage(
      db,
      rows.map((row) => row.invoice_id),
    );
  }
}
