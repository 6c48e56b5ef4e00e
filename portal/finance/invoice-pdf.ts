import type { Language } from "../../domain/calendar-words.ts";
import type { Invoice, InvoiceAdjustment, InvoiceLine, InvoiceParty } from "../../domain/invoice.ts";
import { formatMoney, type Ore } from "../../domain/money.ts";
import { formatOrganisationNumber } from "../../domain/organisation-number.ts";
import { paymentQr } from "../../domain/payment-qr.ts";
import { formatBankgiro, readReference } from "../../domain/payment-reference.ts";
import { makePdf } from "../pdf/document.ts";
import type { Paper } from "../pdf/paper.ts";
import { unitIn, wordsIn } from "./invoice-words.ts";
import { drawQr, qrSize } from "./qr.ts";

/** Reads as whoever pays reads it, from the top. */
type Sheet = { readonly paper: Paper; readonly invoice: Invoice; readonly language: Language };

/**
 * An invoice or a credit note as a tagged PDF, with everything that the VAT act (17 kap. 24 §) asks for. It is made once, when the
 * invoice comes in, and kept: the same invoice gives the same bytes.
 */
export function invoicePdf(invoice: Invoice, language: Language): Promise<Buffer> {
  const t = wordsIn(language);
  const title = `${t(invoice.kind)} ${invoice.number}`;
  const at = new Date(`${invoice.issuedOn}T12:00:00Z`);
  const { seller } = invoice;
  const firm = [
    seller.name,
    ...(seller.organisationNumber === null
      ? []
      : [`${t("organisationNumber")} ${formatOrganisationNumber(seller.organisationNumber)}`]),
    ...(seller.vatNumber === null ? [] : [`${t("vatNumber")} ${seller.vatNumber}`]),
    ...(invoice.sellerHasFTax ? [t("fTax")] : []),
  ];
  return makePdf(
    { title: `${title}, ${seller.name}`, language, author: seller.name, at },
    (paper) => draw({ paper, invoice, language }),
    (page, of) => [firm.join(" · "), t("page", { page, of })],
  );
}

function draw(sheet: Sheet): void {
  const { paper, invoice, language } = sheet;
  const t = wordsIn(language);
  paper.paragraph(invoice.seller.name, "strong");
  paper.heading(1, `${t(invoice.kind)} ${invoice.number}`);
  paper.beside([
    {
      share: 0.46,
      draw: () => {
        party(paper, t("buyer"), invoice.buyer, language);
        paper.space(6);
        party(paper, t("seller"), invoice.seller, language);
      },
    },
    { share: 0.54, draw: () => paper.facts(facts(sheet)) },
  ]);
  if (invoice.note !== null) paper.paragraph(invoice.note);
  paper.heading(2, t("lines"));
  paper.table(lines(sheet));
  totals(sheet);
}

function party(paper: Paper, title: string, { name, address, organisationNumber }: InvoiceParty, language: Language): void {
  const t = wordsIn(language);
  const place = [address.postcode, address.city].filter((one) => one !== null).join(" ");
  const country = address.country === "SE" || address.country === "" ? [] : [address.country];
  const number =
    organisationNumber === null ? [] : [`${t("organisationNumber")} ${formatOrganisationNumber(organisationNumber)}`];
  paper.paragraph(title, "soft");
  paper.paragraph([name, ...address.lines, ...(place === "" ? [] : [place]), ...country, ...number].join("\n"));
}

function facts({ invoice, language }: Sheet): (readonly [string, string])[] {
  const t = wordsIn(language);
  const { payment, period } = invoice;
  const isOcr = payment.reference !== null && readReference(payment.reference) !== null;
  const said: readonly (readonly [string, string | null])[] = [
    [t("number"), invoice.number],
    [t("issuedOn"), invoice.issuedOn],
    [t("dueOn"), invoice.kind === "invoice" ? invoice.dueOn : null],
    [t("period"), period && `${period.from} – ${period.to}`],
    [t("customerNumber"), invoice.customerNumber],
    [t("buyerReference"), invoice.buyerReference],
    [t("orderReference"), invoice.orderReference],
    [t("creditOf"), invoice.creditOf.length === 0 ? null : invoice.creditOf.join(", ")],
    [t("bankgiro"), payment.bankgiro && formatBankgiro(payment.bankgiro)],
    [t(isOcr ? "reference" : "otherReference"), payment.reference],
    [t(payableWord(invoice)), formatMoney(owed(invoice), language)],
  ];
  return said.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** What a credit note gives back is told as what it is worth, not as less than nothing. */
function owed({ totals }: Invoice): Ore {
  return Math.abs(totals.payable);
}

function payableWord({ totals }: Invoice): "payable" | "credit" {
  return totals.payable < 0 ? "credit" : "payable";
}

function lines({ invoice, language }: Sheet) {
  const t = wordsIn(language);
  const right = { align: "right" } as const;
  const columns = [
    { title: t("text"), share: 0.48 },
    { title: t("quantity"), share: 0.15, ...right },
    { title: t("price"), share: 0.13, ...right },
    { title: t("vatRate"), share: 0.09, ...right },
    { title: t("net"), share: 0.15, ...right },
  ];
  const rows = [
    ...invoice.lines.map((line) => ({ cells: lineCells(line, language) })),
    ...invoice.adjustments.map((one) => ({ cells: adjustmentCells(one, language) })),
  ];
  return { columns, rows, size: 9 };
}

function lineCells(line: InvoiceLine, language: Language): string[] {
  const t = wordsIn(language);
  const more = [
    line.description,
    line.period && `${line.period.from} – ${line.period.to}`,
    line.costPlace && t("costPlace", { name: line.costPlace }),
  ].filter((one) => one !== null && one !== "");
  const per = line.priceFor === "1" ? "" : ` / ${decimal(line.priceFor, language, 0)}`;
  return [
    [line.text, ...more].join("\n"),
    `${decimal(line.quantity, language, 0)} ${unitIn(language, line.unit)}`.trim(),
    `${decimal(line.unitPrice, language, 2)}${per}`,
    `${line.vatRate} %`,
    amount(line.net, language),
  ];
}

function adjustmentCells({ reason, net, vatRate }: InvoiceAdjustment, language: Language): string[] {
  const t = wordsIn(language);
  return [reason ?? t(net < 0 ? "discount" : "charge"), "", "", `${vatRate} %`, amount(net, language)];
}

/** The money on a line of its own column: the currency stands above the table. */
function amount(ore: Ore, language: Language): string {
  return formatMoney(ore, language).replace(/\u00a0kr$|SEK\u00a0/, "");
}

/** A price or a quantity with its own decimals, and at least so many. */
function decimal(written: string, language: Language, least: number): string {
  const [, sign = "", whole = "0", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written) ?? [];
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, language === "sv" ? "\u00a0" : ",");
  const behind = decimals.padEnd(least, "0");
  const point = language === "sv" ? "," : ".";
  return `${sign === "-" ? "\u2212" : ""}${grouped}${behind === "" ? "" : `${point}${behind}`}`;
}

/** The sums, and how they are paid, which stay together on a page. */
function totals(sheet: Sheet): void {
  const { paper, invoice, language } = sheet;
  const t = wordsIn(language);
  const { net, vatSums, vat, gross, rounding, prepaid } = invoice.totals;
  paper.need(70 + Math.max(7 * 19, 19 * (vatSums.length + 1) + qrSize + 30));
  paper.heading(2, t("sums"));
  const right = { align: "right" } as const;
  const money = (ore: Ore) => amount(ore, language);
  const sums: { cells: [string, string]; as?: "sum" }[] = [
    { cells: [t("netSum"), money(net)] },
    { cells: [t("vatSum"), money(vat)] },
    { cells: [t("gross"), money(gross)] },
    ...(rounding === 0 ? [] : [{ cells: [t("rounding"), money(rounding)] as [string, string] }]),
    ...(prepaid === 0 ? [] : [{ cells: [t("prepaid"), money(-prepaid || 0)] as [string, string] }]),
    { cells: [t(payableWord(invoice)), formatMoney(owed(invoice), language)], as: "sum" },
  ];
  const rates = {
    columns: [
      { title: t("rate"), share: 0.3 },
      { title: t("base"), share: 0.36, ...right },
      { title: t("vat"), share: 0.34, ...right },
    ],
    rows: vatSums.map((one) => ({ cells: [`${one.rate} %`, money(one.net), money(one.vat)] })),
    size: 9,
  };
  paper.beside([
    {
      share: 0.5,
      draw: () => {
        paper.table(rates);
        paper.space(4);
        payment(sheet);
      },
    },
    {
      share: 0.5,
      draw: () => paper.table({ columns: [{ share: 0.58 }, { share: 0.42, ...right }], rows: sums, rowHeads: true }),
    },
  ]);
}

function payment({ paper, invoice, language }: Sheet): void {
  const t = wordsIn(language);
  const { payable } = invoice.totals;
  const { bankgiro, reference } = invoice.payment;
  if (payable <= 0) {
    paper.paragraph(t(payable < 0 && invoice.kind === "creditNote" ? "creditIs" : "nothing"));
    return;
  }
  const said = { amount: formatMoney(payable, language), date: invoice.dueOn ?? invoice.issuedOn };
  const full = bankgiro !== null && reference !== null;
  const values = full ? { ...said, bankgiro: formatBankgiro(bankgiro), reference } : said;
  const text = t(full ? "pay" : "payWithout", values);
  const request = qrOf(invoice);
  if (request === null) {
    paper.paragraph(text);
    return;
  }
  paper.beside([
    { share: 0.46, draw: () => paper.figure(t("qr", values), { width: qrSize, height: qrSize }, drawQr(paper, request)) },
    {
      share: 0.54,
      draw: () => {
        paper.space(6);
        paper.paragraph(text);
        paper.paragraph(t("qrHint"), "soft");
      },
    },
  ]);
}

/** What a bank's app reads; null: something that it needs is not on the invoice. */
function qrOf({ seller, totals, payment: { bankgiro, reference }, issuedOn, dueOn }: Invoice): string | null {
  const { organisationNumber, name: payee } = seller;
  if (organisationNumber === null || bankgiro === null || reference === null || dueOn === null) return null;
  if (readReference(reference) === null) return null;
  const { payable, vat } = totals;
  return paymentQr({ payee, organisationNumber, reference, issuedOn, dueOn, amount: payable, vat, bankgiro });
}
