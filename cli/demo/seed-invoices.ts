import { createHash } from "node:crypto";
import type { UpdateCustomer } from "../../db/customers.ts";
import { updateCustomer } from "../../db/customers.ts";
import { insertFinanceFile } from "../../db/finance-files.ts";
import { takeInvoice } from "../../db/invoice-intake.ts";
import { numberHolders } from "../../db/number-holders.ts";
import { takePayments } from "../../db/payments.ts";
import type { Actor } from "../../db/types.ts";
import { finishUsage, writeUsage } from "../../db/usage-intake.ts";
import type { Invoice, InvoiceLine, InvoiceParty, Period } from "../../domain/invoice.ts";
import { addDays, addMonths, instantOf, wallClock } from "../../domain/local-time.ts";
import { decimalText, type Ore, sumOf, totalsOf } from "../../domain/money.ts";
import { makeReference } from "../../domain/payment-reference.ts";
import { writeUblInvoice } from "../../domain/ubl/write-invoice.ts";
import type { UsageRow } from "../../domain/usage-row.ts";
import { filesOf } from "../../portal/finance/invoice-files.ts";
import { invoicePdf } from "../../portal/finance/invoice-pdf.ts";
import { firm, people, provider, zone } from "./firm.ts";
import type { Seed } from "./seed.ts";

/** So many months of invoices, the last of them for the month before this one. */
const months = 7;
const customerNumber = "10042";
const bankgiro = "5551239";
const billing: Actor = { kind: "system", id: null, name: "Faktureringen", organisationId: null };

const seller: InvoiceParty = {
  ...{ name: provider.title, organisationNumber: "5599990016", vatNumber: "SE559999001601" },
  address: { lines: ["Påhittade kajen 4"], postcode: "411 00", city: "Göteborg", country: "SE" },
};
const buyer: InvoiceParty = {
  ...{ name: firm.title, organisationNumber: "5599990024", vatNumber: null },
  address: { lines: ["Låtsasvägen 12"], postcode: "120 00", city: "Stockholm", country: "SE" },
};

/** The firm's invoices with what is behind them, how they were paid, and files that were not taken. */
export async function seedInvoices(seed: Seed): Promise<void> {
  const { db, organisationId, actor, times } = seed;
  const known: UpdateCustomer = { customerNumber, organisationNumber: buyer.organisationNumber };
  const today = wallClock(times.now, zone).date;
  await updateCustomer(
    db,
    {
      id: organisationId,
      version: (await db("organisation").where("id", organisationId).first("version"))?.version,
      scope: null,
      today,
      ...known,
    },
    actor,
    times.before(58, "10:00"),
  );
  const firstOfMonth = `${today.slice(0, 8)}01`;
  const issued: Invoice[] = [];
  for (let back = months - 1; back >= 0; back -= 1) {
    const issuedOn = addMonths(firstOfMonth, -back);
    const rows = usageOf(addMonths(issuedOn, -1), back);
    const invoice = invoiceOf(issuedOn, rows);
    await take(seed, invoice, rows);
    issued.push(invoice);
    if (back === 3) await take(seed, creditNote(invoice, addDays(issuedOn, 12)), []);
  }
  await pay(seed, issued, today);
  await refuse(seed, firstOfMonth);
}

/** Something deterministic that looks like chance. */
function chanceFrom(start: number): (most: number) => number {
  let state = start * 2_654_435_761 + 12_345;
  return (most) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return (state >>> 8) % most;
  };
}

const day = (date: string, time: string): Date => instantOf({ date, time }, zone).instant;

/** What the firm's own mobiles did in a month: a fee and data each, calls on days of work, one trip abroad. */
function usageOf(month: string, seedNumber: number): Omit<UsageRow, "invoice">[] {
  const chance = chanceFrom(seedNumber + 7);
  const rows: Omit<UsageRow, "invoice">[] = [];
  const nothing = { called: null, description: null, count: 1, seconds: 0, bytes: 0 };
  for (const [at, { mobile, more, searchWords }] of people.entries()) {
    if (mobile === null || more.external) continue;
    const digits = mobile.replace(/\D/g, "");
    const own = { number: `+46${digits.slice(1)}`, costPlace: placeOf(searchWords[0] ?? "") };
    const fee = at % 5 === 0 ? ([24_900, "Mobil 20 GB"] as const) : ([19_900, "Mobil 10 GB"] as const);
    rows.push({
      ...nothing,
      ...own,
      chargeClass: "subscription",
      description: fee[1],
      startedAt: day(month, "00:00"),
      net: fee[0],
    });
    rows.push({
      ...{ ...nothing, ...own, chargeClass: "data", description: "Surf i Sverige", count: 28 },
      ...{ bytes: (2 + chance(70)) * 100_000_000, startedAt: day(month, "00:00"), net: 0 },
    });
    const calls = 6 + chance(14);
    for (let call = 0; call < calls; call += 1) {
      const date = addDays(month, chance(27));
      const time = `${String(7 + chance(10)).padStart(2, "0")}:${String(chance(60)).padStart(2, "0")}`;
      const seconds = 12 + chance(900);
      const kind = callKinds[chance(60) === 0 ? 3 : chance(3)] ?? callKinds[0];
      const called = `${kind.beginning}${String(kind.from + chance(kind.many)).padStart(2, "0")}`;
      const net = kind.opening + Math.ceil((seconds * kind.perMinute) / 60);
      rows.push({ ...nothing, ...own, chargeClass: kind.chargeClass, called, seconds, startedAt: day(date, time), net });
    }
    if (at % 11 === seedNumber % 11) {
      const roamed = { chargeClass: "dataRoaming", description: "Data i Norge", bytes: 640_000_000, net: 6_400 } as const;
      rows.push({ ...nothing, ...own, ...roamed, startedAt: day(addDays(month, 14), "10:00") });
    }
  }
  return rows;
}

const callKinds = [
  { chargeClass: "callsMobile", beginning: "+467017406", from: 5, many: 90, opening: 0, perMinute: 29 },
  { chargeClass: "callsFixed", beginning: "+468465004", from: 0, many: 99, opening: 0, perMinute: 19 },
  { chargeClass: "callsFixed", beginning: "+46313900", from: 600, many: 99, opening: 0, perMinute: 19 },
  { chargeClass: "callsService", beginning: "1181", from: 18, many: 1, opening: 1_500, perMinute: 1_500 },
] as const;

function placeOf(word: string): string {
  return word === "" ? "" : word.charAt(0).toUpperCase() + word.slice(1);
}

/** An invoice that charges exactly what its rows say, and a fee for itself. */
function invoiceOf(issuedOn: string, rows: readonly Omit<UsageRow, "invoice">[]): Invoice {
  const from = addMonths(issuedOn, -1);
  const period = { from, to: addDays(issuedOn, -1) };
  const number = `${issuedOn.slice(0, 4)}${issuedOn.slice(5, 7)}${customerNumber}`;
  const sum = (classes: readonly string[]) =>
    sumOf(rows.filter(({ chargeClass }) => classes.includes(chargeClass)).map(({ net }) => net));
  const count = (net: Ore) => rows.filter((row) => row.chargeClass === "subscription" && row.net === net).length;
  const lines = [
    lineOf("Mobil 10 GB", count(19_900), "MON", 19_900, period),
    lineOf("Mobil 20 GB", count(24_900), "MON", 24_900, period),
    lineOf("Samtal", 1, "C62", sum(["callsMobile", "callsFixed", "callsService"]), period),
    lineOf("Data utomlands", 1, "C62", sum(["dataRoaming"]), period),
    lineOf("Fakturaavgift", 1, "C62", 2_900, null),
  ].filter(({ net }) => net !== 0);
  return documentOf(
    number,
    issuedOn,
    lines.map((line, at) => ({ ...line, id: String(at + 1) })),
    {
      dueOn: addDays(issuedOn, 25),
      period,
      reference: makeReference(number, true),
    },
  );
}

function lineOf(text: string, quantity: number, unit: string, price: Ore, period: Period | null): InvoiceLine {
  const unitPrice = decimalText(price).replace(/\.?0+$/, "");
  return {
    ...{ id: "1", text, description: null, quantity: String(quantity), unit, unitPrice, priceFor: "1" },
    ...{ net: quantity * price, vatRate: 25, costPlace: null, period },
  };
}

function documentOf(
  number: string,
  issuedOn: string,
  lines: readonly InvoiceLine[],
  more: {
    readonly dueOn: string | null;
    readonly period: Period | null;
    readonly reference: string | null;
    readonly creditOf?: string;
  },
): Invoice {
  const { dueOn, period, reference, creditOf } = more;
  return {
    ...{ kind: creditOf === undefined ? "invoice" : "creditNote", number, issuedOn, dueOn, period, lines, adjustments: [] },
    ...{ note: "Frågor om fakturan: 031-390 06 01", creditOf: creditOf === undefined ? [] : [creditOf] },
    ...{ seller, sellerHasFTax: true, buyer, customerNumber, buyerReference: "Åsa Björkegren", orderReference: null },
    totals: { ...totalsOf(lines, true), prepaid: 0 },
    payment: { bankgiro: reference === null ? null : bankgiro, reference },
  };
}

/** Two months of a subscription that had been ended. */
function creditNote({ number, period }: Invoice, issuedOn: string): Invoice {
  const line = { ...lineOf("Mobil 10 GB, uppsagt", 2, "MON", 19_900, period), quantity: "-2", net: -39_800 };
  return documentOf(`${number}K`, issuedOn, [line], { dueOn: null, period, reference: null, creditOf: number });
}

async function take(
  { db, keyring, organisationId }: Seed,
  invoice: Invoice,
  rows: readonly Omit<UsageRow, "invoice">[],
): Promise<void> {
  const at = day(invoice.issuedOn, "05:40");
  const ubl = Buffer.from(writeUblInvoice(invoice));
  const files = filesOf(invoice, ubl, await invoicePdf(invoice, "sv"));
  const customer = {
    id: organisationId,
    title: firm.title,
    language: "sv",
    organisationNumber: null,
    customerNumber,
    notice: false,
  };
  const file = fileOf(`${invoice.number}.xml`, ubl.toString());
  const { invoiceId } = await takeInvoice(db, keyring, { file, invoice, customer, files, warnings: [] }, billing, at);
  if (rows.length === 0) return;
  const holderOf = await numberHolders(
    db,
    rows.flatMap(({ number }) => number ?? []),
  );
  const own = rows.map((row) => ({ ...row, invoice: invoice.number }));
  await writeUsage(
    db,
    own.map((row, index) => ({
      ...row,
      invoiceId,
      position: index + 1,
      holder: holderOf(organisationId, row.number ?? "", row.startedAt),
    })),
  );
  const begun = fileOf(`${invoice.number}.csv`, JSON.stringify(own));
  const { id } = await insertFinanceFile(
    db,
    { ...begun, kind: "usage", state: "reading" },
    billing,
    day(invoice.issuedOn, "05:42"),
  );
  const used = { id: invoiceId, number: invoice.number, organisationId, net: invoice.totals.net, taken: false };
  await finishUsage(
    db,
    id,
    [{ invoice: used, rows: rows.length, net: sumOf(rows.map(({ net }) => net)) }],
    [],
    billing,
    day(invoice.issuedOn, "05:43"),
  );
}

/** Files of the demo are not kept: what they are called and how they came is. */
function fileOf(name: string, content: string) {
  return {
    name,
    via: "folder",
    size: Buffer.byteLength(content),
    sha256: createHash("sha256").update(content).digest("hex"),
  } as const;
}

/** The older ones are paid, one of them with too much; of the one before the last a part; and one payment says nothing of what it is for. */
async function pay({ db }: Seed, issued: readonly Invoice[], today: string): Promise<void> {
  const said = issued.slice(0, -1).map((invoice, at) => {
    const last = at === issued.length - 2;
    const amount = last ? 250_000 : invoice.totals.payable + (at === 1 ? 50_000 : 0);
    return { invoice, amount, on: addDays(invoice.issuedOn, 22) };
  });
  for (const { invoice, amount, on } of said) {
    if (on < today) await paid(db, { on, amount, reference: invoice.payment.reference, message: null });
  }
  await paid(db, { on: addDays(today, -3), amount: 124_900, reference: null, message: "bjorko okt" });
}

type Paid = { readonly on: string; readonly amount: Ore; readonly reference: string | null; readonly message: string | null };

async function paid(db: Seed["db"], { on, amount, reference, message }: Paid): Promise<void> {
  const from = { payer: firm.title, message, endToEndId: null, account: bankgiro, valueOn: on, bookedOn: on };
  const references = reference === null ? [] : [{ reference, amount }];
  const reading = { payments: [{ ...from, key: `demo ${on} ${amount}`, amount, references }], passedOver: [], faults: [] };
  const content = JSON.stringify(reading);
  await takePayments(
    db,
    { file: fileOf(`inbetalningar-${on}.xml`, content), reading, body: Buffer.from(content) },
    billing,
    day(on, "18:05"),
  );
}

/** What an operator has to look after: an invoice of somebody who is no customer here. */
async function refuse({ db }: Seed, month: string): Promise<void> {
  const fault = {
    code: "buyer_unknown",
    severity: "error",
    path: "/AccountingCustomerParty",
    found: "10077, Ekvik Måleri AB",
  } as const;
  const file = { ...fileOf("10077.xml", "Ekvik"), kind: "invoice", state: "refused", faults: [fault] } as const;
  await insertFinanceFile(db, file, billing, day(month, "05:41"));
}
