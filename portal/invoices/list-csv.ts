import { type InvoiceListQuery, listInvoices } from "../../db/invoice-list.ts";
import type { Db } from "../../db/types.ts";
import type { Words } from "../../domain/calendar-words.ts";
import type { InvoiceState } from "../../domain/invoice-state.ts";
import type { Answer } from "../api/route.ts";
import { type CsvLook, csvHead, csvHeaders, csvLines, money, sendParts, text } from "./csv-parts.ts";

const columns: readonly Words[] = [
  { sv: "Nummer", en: "Number" },
  { sv: "Typ", en: "Kind" },
  { sv: "Fakturadatum", en: "Issued" },
  { sv: "Förfallodag", en: "Due" },
  { sv: "Period från", en: "Period from" },
  { sv: "Period till", en: "Period to" },
  { sv: "OCR", en: "Reference" },
  { sv: "Att betala", en: "To pay" },
  { sv: "Betalt", en: "Paid" },
  { sv: "Krediterat", en: "Credited" },
  { sv: "Kvar", en: "Left" },
  { sv: "Status", en: "State" },
];
const kinds: Readonly<Record<"invoice" | "creditNote", Words>> = {
  invoice: { sv: "Faktura", en: "Invoice" },
  creditNote: { sv: "Kreditfaktura", en: "Credit note" },
};
const states: Readonly<Record<InvoiceState, Words>> = {
  draft: { sv: "Utkast", en: "Draft" },
  void: { sv: "Makulerad", en: "Void" },
  unpaid: { sv: "Obetald", en: "Unpaid" },
  partPaid: { sv: "Delbetald", en: "Part paid" },
  overdue: { sv: "Förfallen", en: "Overdue" },
  paid: { sv: "Betald", en: "Paid" },
  credited: { sv: "Krediterad", en: "Credited" },
  credit: { sv: "Tillgodo", en: "In credit" },
};
const atOnce = 1000;

/** A list of invoices as a file, whole. */
export function listCsv(db: Db, by: Omit<InvoiceListQuery, "offset" | "limit">, look: CsvLook): Answer {
  const name = `${look.language === "sv" ? "fakturor" : "invoices"}-${by.today}.csv`;
  return {
    status: 200,
    headers: csvHeaders(name),
    stream: (_request, response) => void sendParts(response, partsOf(db, by, look)),
  };
}

async function* partsOf(db: Db, by: Omit<InvoiceListQuery, "offset" | "limit">, look: CsvLook): AsyncGenerator<string> {
  yield csvHead(columns, look);
  for (let offset = 0; ; offset += atOnce) {
    const { rows } = await listInvoices(db, { ...by, offset, limit: atOnce });
    yield csvLines(
      rows.map((row) => [
        text(row.number),
        text(kinds[row.kind][look.language]),
        ...[row.issuedOn, row.dueOn, row.period?.from ?? null, row.period?.to ?? null, row.reference].map(text),
        ...[row.payable, row.paid, row.credited, row.left].map((ore) => money(ore, look)),
        text(states[row.state][look.language]),
      ]),
      look,
    );
    if (rows.length < atOnce) return;
  }
}
