import type { Invoice, InvoiceLine } from "../../domain/invoice.ts";
import { type ChargeClass, type SpecificationRow, sumsOf } from "../../domain/invoice-specification.ts";
import { type Ore, totalsOf } from "../../domain/money.ts";
import { bulkInsert } from "../dialect/bulk-insert.ts";
import { newId } from "../ids.ts";
import { insertInvoice } from "../invoices.ts";
import type { Db } from "../types.ts";
import { foldSums } from "../usage-search.ts";
import { testNow } from "./builders.ts";

const seller = {
  name: "Klyka Telefoni AB",
  organisationNumber: "5599990024",
  vatNumber: "SE559999002401",
  address: { lines: ["Ringgatan 2"], postcode: "111 22", city: "Stockholm", country: "SE" },
};
const buyer = { ...seller, name: "Björkö Bygg AB", organisationNumber: "2021005489", vatNumber: null };

/** A line of an invoice. */
export function aLine(own: Partial<InvoiceLine> = {}): InvoiceLine {
  const line = { id: "1", text: "Telefoni", description: null, quantity: "1", unit: "C62", unitPrice: "1000.00", priceFor: "1" };
  return { ...line, net: 100_000, vatRate: 25, costPlace: null, period: null, ...own };
}

/** What an invoice says unless a test says otherwise: 1 000,00 kr and VAT, due on a Wednesday. */
export function anInvoice(own: Partial<Invoice> & { readonly net?: Ore } = {}): Invoice {
  const { net = 100_000, ...said } = own;
  const lines = said.lines ?? [aLine({ net })];
  return {
    ...{
      kind: "invoice",
      number: "20261042",
      issuedOn: "2026-10-01",
      dueOn: "2026-10-28",
      sellerHasFTax: true,
      customerNumber: null,
    },
    ...{ period: { from: "2026-09-01", to: "2026-09-30" }, note: null, creditOf: [], seller, buyer },
    ...{ buyerReference: null, orderReference: null, lines, adjustments: [], totals: { ...totalsOf(lines, true), prepaid: 0 } },
    payment: { bankgiro: "5551239", reference: "2026104202" },
    ...said,
  };
}

/** Keeps it as if it had come in a file. @returns its id */
export function keepInvoice(db: Db, organisationId: string, own: Parameters<typeof anInvoice>[0] = {}): Promise<string> {
  return insertInvoice(db, { organisationId, financeFileId: null, invoice: anInvoice(own) }, testNow);
}

export type TestUsage = SpecificationRow & {
  readonly startedAt?: string;
  readonly called?: string | null;
  readonly description?: string | null;
};

/** Rows of what was used, with their sums beside them. */
export async function keepUsage(db: Db, invoiceId: string, rows: readonly TestUsage[]): Promise<void> {
  const parts = new Map<string, TestUsage[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.costPlace, row.userId, row.number, row.chargeClass]);
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  const fileId = newId(testNow);
  await db("finance_file").insert({
    ...{ id: fileId, sha256: fileId, kind: "usage", name: "oktober.csv", via: "upload", size: 1, state: "taken" },
    ...{ received_at: testNow.toISOString(), received_by: "Test", faults: "[]", summary: "{}" },
  });
  const head = (row: TestUsage) => [row.costPlace, row.userId, row.userName, row.number, row.chargeClass];
  const sums = (row: Pick<TestUsage, "count" | "seconds" | "bytes" | "net">) => [row.count, row.seconds, row.bytes, row.net];
  const columns = [
    ["invoice_id", "text"],
    ["position", "integer"],
    ...(["cost_place", "user_id", "user_name", "number", "charge_class"] as const).map((name) => [name, "text"] as const),
    ...(["count", "seconds", "bytes", "net"] as const).map((name) => [name, "integer"] as const),
  ] as const;
  await bulkInsert(
    db,
    "usage_sum",
    columns,
    [...parts.values()].map((part, at) => [invoiceId, at + 1, ...(part[0] ? head(part[0]) : []), ...sums(sumsOf(part))]),
  );
  await foldSums(db, [invoiceId]);
  await bulkInsert(
    db,
    "usage_row",
    [...columns, ["started_at", "text"], ["called", "text"], ["description", "text"]],
    rows.map((row, at) => [
      ...[invoiceId, at + 1, ...head(row), ...sums(row)],
      ...[row.startedAt ?? "2026-09-03T08:15:00.000Z", row.called ?? null, row.description ?? null],
    ]),
  );
  const { net } = sumsOf(rows);
  const usage = { invoice_id: invoiceId, finance_file_id: fileId, rows: rows.length, net, taken_at: testNow.toISOString() };
  await db("invoice_usage").insert(usage);
}

/** One call of a minute. */
export function aCall(own: Partial<TestUsage> = {}): TestUsage {
  const who = { costPlace: "Malmö", userId: "u1", userName: "Åsa Öberg", number: "+46701740605" };
  const sums = { count: 1, seconds: 60, bytes: 0, net: 49 };
  return { ...who, chargeClass: "callsMobile" satisfies ChargeClass, ...sums, called: "+46701740612", ...own };
}
