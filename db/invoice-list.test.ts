import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceOf, invoiceState } from "../domain/invoice-state.ts";
import { type InvoiceFilter, type InvoiceListQuery, invoiceFilters, listInvoices, summariseInvoices } from "./invoice-list.ts";
import { anOrganisation, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { aCall, keepInvoice, keepUsage } from "./testing/invoices.ts";

const everything: Omit<InvoiceListQuery, "organisationId"> = {
  ...{ today: "2026-10-28", search: "", sort: "number", descending: false, offset: 0, limit: 500 },
};

describe.each(testDatabases())("the list of invoices on $name", ({ connect }) => {
  it("finds in each state exactly the invoices that are in it that day, and adds up what is owed", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const anyInvoice = fc.record({
      payable: fc.constantFrom(125_000, 100, 0, -20_000),
      paid: fc.constantFrom(0, 100, 25_000, 125_000, 130_000),
      credited: fc.constantFrom(0, 100, 125_000),
      // A Friday, a Saturday before a Monday, and none.
      dueOn: fc.constantFrom("2026-10-23", "2026-10-24", "2026-10-26", null),
      voided: fc.constantFrom(false, false, false, true),
    });
    const facts = fc.sample(anyInvoice, { seed: 20261123, numRuns: 32 }).map((one) => ({
      ...one,
      // On a credit note both are what it gave.
      ...(one.payable < 0 ? { paid: 0, credited: one.credited === 0 ? 0 : -20_000 } : {}),
    }));
    const ids: string[] = [];
    for (const [at, { dueOn, payable, paid, credited, voided }] of facts.entries()) {
      const id = await keepInvoice(db, organisationId, { number: String(100 + at), dueOn });
      ids.push(id);
      const voidedAt = voided ? testNow.toISOString() : null;
      await db("invoice").where("id", id).update({ payable, paid, credited, voided_at: voidedAt });
    }
    for (const today of ["2026-10-23", "2026-10-24", "2026-10-26", "2026-10-27"]) {
      const states = facts.map((one) => invoiceState({ ...one, draft: false }, today));
      const { rows } = await listInvoices(db, { ...everything, organisationId, today });
      expect(rows.map(({ id, state, left }) => [id, state, left])).toEqual(
        facts.map((one, at) => [ids[at], states[at], balanceOf({ ...one, draft: false })]),
      );
      for (const state of invoiceFilters) {
        const fits = (one: string) => one === state || (state === "open" && ["unpaid", "partPaid", "overdue"].includes(one));
        const found = await listInvoices(db, { ...everything, organisationId, today, state: state satisfies InvoiceFilter });
        expect([today, state, found.rows.map(({ id }) => id)]).toEqual([
          ...[today, state],
          ids.filter((_, at) => fits(states[at] ?? "")),
        ]);
        expect(found.total).toBe(found.rows.length);
      }
      const summary = await summariseInvoices(db, organisationId, today);
      const left = (state: (one: string) => boolean) =>
        facts.reduce((sum, one, at) => sum + (state(states[at] ?? "") ? balanceOf({ ...one, draft: false }) : 0), 0);
      expect(summary).toEqual({
        count: facts.length,
        open: { count: states.filter(isOpen).length, left: left(isOpen) },
        overdue: { count: states.filter((one) => one === "overdue").length, left: left((one) => one === "overdue") },
        credit: -left((one) => one === "credit"),
        since: "2026-10-01",
      });
    }
  });

  it("sorts numbers as they count, searches by number, OCR and reference, and lists one number's invoices with its charges", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const other = await anOrganisation(db);
    await keepInvoice(db, other.id, { number: "7" });
    const ids = {
      ten: await keepInvoice(db, organisationId, { number: "10", dueOn: null, net: 5_000 }),
      nine: await keepInvoice(db, organisationId, {
        number: "9",
        issuedOn: "2025-12-31",
        dueOn: "2026-01-30",
        buyerReference: "Åsa Öberg",
      }),
      eleven: await keepInvoice(db, organisationId, { number: "11", payment: { bankgiro: "5551239", reference: "4711207" } }),
    };
    await keepUsage(db, ids.nine, [
      aCall({ net: 30 }),
      aCall({ net: 12, chargeClass: "messages" }),
      aCall({ number: "+46701740606" }),
    ]);
    const found = async (say: Partial<InvoiceListQuery>) => {
      const { rows } = await listInvoices(db, { ...everything, organisationId, ...say });
      return rows.map(({ number }) => number);
    };
    expect(await found({})).toEqual(["9", "10", "11"]);
    expect(await found({ descending: true })).toEqual(["11", "10", "9"]);
    expect(await found({ sort: "due", limit: 2, offset: 1 })).toEqual(["11", "10"]);
    expect(await found({ sort: "amount" })).toEqual(["10", "9", "11"]);
    expect([await found({ search: "öberg" }), await found({ search: "4711207" }), await found({ search: "%" })]).toEqual([
      ["9"],
      ["11"],
      [],
    ]);
    expect([await found({ from: "2026-01-01" }), await found({ to: "2025-12-31" })]).toEqual([["10", "11"], ["9"]]);
    const ofNumber = await listInvoices(db, { ...everything, organisationId, number: "+46701740605" });
    expect(ofNumber.rows.map(({ number, ofNumber }) => [number, ofNumber])).toEqual([["9", 42]]);
  });
});

const isOpen = (state: string) => ["unpaid", "partPaid", "overdue"].includes(state);
