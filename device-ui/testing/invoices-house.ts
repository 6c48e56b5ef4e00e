import { newId } from "../../db/ids.ts";
import { insertInvoiceFile } from "../../db/invoices.ts";
import { aCall, aLine, anInvoice, keepInvoice, keepUsage, type TestUsage } from "../../db/testing/invoices.ts";
import type { RealHouse } from "./real-house.ts";

/**
 * Four invoices and a credit note: one overdue since a Saturday, one part paid, one paid with its calls erased, and one of
 * 1 250 kr with a specification of two cost places, five numbers and a helpline.
 */
export async function seedInvoices(house: RealHouse) {
  const { db, ids } = house;
  const organisationId = ids.organisations.firm;
  const lines = [
    aLine({ text: "Mobilabonnemang 20 GB", quantity: "4", unit: "MON", unitPrice: "149.00", net: 59_600, costPlace: "Malmö" }),
    aLine({ id: "2", text: "Samtal och data", quantity: "1", unitPrice: "404.00", net: 40_400 }),
  ];
  const named = anInvoice({ lines });
  const september = await keepInvoice(db, organisationId, {
    ...named,
    number: "20260942",
    issuedOn: "2026-10-01",
    dueOn: "2026-10-31",
  });
  await keepUsage(db, september, usageOf(ids.people));
  const pdf = { kind: "pdf", name: "faktura-20260942.pdf", mediaType: "application/pdf", sha256: "0".repeat(64) } as const;
  await insertInvoiceFile(db, september, { ...pdf, bytes: Buffer.from("%PDF-1.7\n%%EOF\n") });
  const october = await keepInvoice(db, organisationId, { number: "20261042", issuedOn: "2026-11-01", dueOn: "2026-11-30" });
  await insertInvoiceFile(db, october, { ...pdf, name: "faktura-20261042.pdf", bytes: Buffer.from("%PDF-1.7\n%%EOF\n") });
  await db("invoice").where("id", october).update({ paid: 25_000 });
  const july = await keepInvoice(db, organisationId, { number: "20260742", issuedOn: "2026-08-01", dueOn: "2026-08-31" });
  await db("invoice").where("id", july).update({ paid: 125_000 });
  await keepUsage(db, july, [aCall({ userId: ids.people.eva, userName: "Eva Lund", net: 4_900 })]);
  await db("usage_row").where("invoice_id", july).delete();
  await db("invoice_usage").where("invoice_id", july).update({ erased_at: "2026-11-01T02:00:00.000Z" });
  const credit = await keepInvoice(db, organisationId, {
    ...anInvoice({ net: -20_000 }),
    ...{ kind: "creditNote", number: "20261043", issuedOn: "2026-11-05", dueOn: null, creditOf: ["20260742"] },
  });
  await keepInvoice(db, ids.organisations.other, { number: "20261099" });
  const fileId = (await db("invoice_usage").where("invoice_id", july).first("finance_file_id")).finance_file_id;
  const paymentId = newId(house.now());
  await db("payment").insert({
    ...{ id: paymentId, finance_file_id: fileId, key: "p1", amount: 125_000, allocated: 125_000, booked_on: "2026-08-28" },
    ...{ account: "5551239", paid_references: "[]", organisation_id: organisationId, taken_at: house.now().toISOString() },
  });
  await db("payment_allocation").insert({
    ...{ id: newId(house.now()), organisation_id: organisationId, invoice_id: july, payment_id: paymentId, amount: 125_000 },
    ...{ made_at: house.now().toISOString(), made_by: "Klyka" },
  });
  return { organisationId, september, october, july, credit };
}

function usageOf(people: RealHouse["ids"]["people"]): TestUsage[] {
  const eva = { userId: people.eva, userName: "Eva Lund", number: "+46701740612" };
  const jonas = { userId: people.jonas, userName: "Jonas Malm", number: "+46701740613", costPlace: "Visby" };
  const fee = { chargeClass: "subscription", count: 1, seconds: 0, called: null, net: 14_900 } as const;
  const data = { chargeClass: "data", seconds: 0, called: null, count: 30, bytes: 12_400_000_000, net: 0 } as const;
  const calls = Array.from({ length: 130 }, (_, n) =>
    aCall({
      ...eva,
      ...{ called: `+4670174${String(660 + (n % 40)).padStart(4, "0")}`, net: 40 + (n % 7), seconds: 30 + 11 * n },
      startedAt: new Date(Date.parse("2026-09-01T06:05:00Z") + n * 5 * 3_600_000).toISOString(),
    }),
  );
  return [
    aCall({ ...eva, ...fee, description: "Mobilabonnemang 20 GB" }),
    aCall({ ...eva, ...data, description: "Surf i Sverige" }),
    ...calls,
    aCall({ ...eva, called: "116111", net: 0, seconds: 900 }),
    aCall({
      ...eva,
      chargeClass: "callsAbroad",
      called: "+4721000000",
      net: 1_249,
      seconds: 310,
      startedAt: "2026-09-14T12:03:00.000Z",
    }),
    aCall({ ...jonas, ...fee }),
    aCall({ ...jonas, ...data, bytes: 3_100_000_000 }),
    aCall({ ...jonas, called: "+46846500499", chargeClass: "callsFixed", net: 21 }),
    aCall({ userId: null, userName: "Borttagen användare #17", number: "+46701740614", costPlace: null, net: 95 }),
    aCall({
      ...fee,
      userId: null,
      userName: null,
      number: null,
      costPlace: null,
      description: "Växel, grundavgift",
      net: 20_000,
    }),
  ];
}
