import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Funds, type PayableInvoice, planAllocations } from "./payment-allocation.ts";

const invoice = (own: Partial<PayableInvoice> & { id: string }): PayableInvoice => ({
  ...{ organisationId: "björkö", seller: "klyka", number: own.id, reference: `ocr-${own.id}`, issuedOn: "2026-11-01" },
  ...{ dueOn: "2026-11-30", balance: 1000 },
  ...own,
});
const payment = (own: Partial<Funds> & { id: string }): Funds => ({
  ...{ kind: "payment", left: 1000, on: "2026-11-20", organisationId: null, seller: null, references: [], creditOf: [] },
  ...own,
});
const to = (reference: string, amount: number | null = null) => ({ reference, amount });
const went = (funds: readonly Funds[], invoices: readonly PayableInvoice[]) =>
  planAllocations(funds, invoices).allocations.map(({ source, invoiceId, amount }) => `${source.id} ${invoiceId} ${amount}`);

describe("what money goes to", () => {
  it("is the invoice of its reference, or of its number, and no more than it lacks", () => {
    const invoices = [invoice({ id: "a", dueOn: "2026-12-31" }), invoice({ id: "b", organisationId: "annan" })];
    expect(went([payment({ id: "p", references: [to("ocr-a", 700)], left: 700 })], invoices)).toEqual(["p a 700"]);
    expect(went([payment({ id: "p", references: [to("b", 1000)] })], invoices)).toEqual(["p b 1000"]);
  });

  it("is then the customer's other invoices, the earliest due first; the rest waits for the next one", () => {
    const invoices = [
      invoice({ id: "a", balance: 300 }),
      invoice({ id: "late", dueOn: "2026-12-31", balance: 500 }),
      invoice({ id: "soon", dueOn: "2026-11-15", balance: 400 }),
      invoice({ id: "other", organisationId: "annan" }),
      invoice({ id: "seller", seller: "annan säljare" }),
    ];
    const plan = planAllocations([payment({ id: "p", left: 2000, references: [to("ocr-a", 2000)] })], invoices);
    expect(plan.allocations.map(({ invoiceId, amount }) => `${invoiceId} ${amount}`)).toEqual(["a 300", "soon 400", "late 500"]);
    expect(plan.owners).toEqual([{ paymentId: "p", organisationId: "björkö", seller: "klyka" }]);
  });

  it("is nothing where nobody can tell: no reference, one that is unknown, or those of two customers", () => {
    const invoices = [invoice({ id: "a" }), invoice({ id: "b", organisationId: "annan" })];
    for (const references of [[], [to("hej", 1000)], [to("ocr-a", 500), to("ocr-b", 500)], [to("ocr-a", 500), to("hej", 500)]])
      expect(planAllocations([payment({ id: "p", references })], invoices)).toEqual({ allocations: [], owners: [] });
  });

  it("of several references without amounts are those invoices when they come to exactly that", () => {
    const invoices = [invoice({ id: "a", balance: 400 }), invoice({ id: "b", balance: 600 })];
    const references = [to("ocr-a"), to("ocr-b")];
    expect(went([payment({ id: "p", references })], invoices)).toEqual(["p a 400", "p b 600"]);
    expect(went([payment({ id: "p", references, left: 999 })], invoices)).toEqual([]);
  });

  it("tells whose it is also by an invoice that is paid: money that came twice is that customer's", () => {
    const invoices = [invoice({ id: "a", balance: 0 }), invoice({ id: "b", balance: 250 })];
    expect(went([payment({ id: "p", references: [to("ocr-a", 1000)] })], invoices)).toEqual(["p b 250"]);
  });

  it("of a credit note are the invoices that it takes back, before any other that is due", () => {
    const note = payment({ id: "n", kind: "creditNote", organisationId: "björkö", seller: "klyka", creditOf: ["b"], left: 1500 });
    const invoices = [invoice({ id: "a", dueOn: "2026-11-01" }), invoice({ id: "b", dueOn: "2026-12-01" })];
    expect(went([note], invoices)).toEqual(["n b 1000", "n a 500"]);
  });

  it("never makes or loses an öre, overpays nothing, and never crosses from one customer or seller to another", () => {
    const owner = fc.record({ organisationId: fc.constantFrom("x", "y"), seller: fc.constantFrom("s", "t") });
    const amount = fc.integer({ min: 0, max: 5000 });
    const invoices = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), owner, amount, fc.integer({ min: 1, max: 28 })), {
      selector: ([id]) => id,
      maxLength: 12,
    });
    const funds = fc.array(
      fc.tuple(amount, fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }), fc.boolean(), fc.option(owner)),
    );
    fc.assert(
      fc.property(invoices, funds, (someInvoices, someFunds) => {
        const owed = someInvoices.map(([id, of, balance, day]) =>
          invoice({ id: `i${id}`, ...of, balance, dueOn: `2026-11-${String(day).padStart(2, "0")}` }),
        );
        const money = someFunds.map(([left, named, isNote, of], at): Funds => {
          const references = named.map((one) => to(`ocr-i${one}`, Math.floor(left / named.length)));
          if (isNote && of)
            return payment({ id: `f${at}`, kind: "creditNote", left, creditOf: named.map((one) => `i${one}`), ...of });
          return payment({ id: `f${at}`, left, references, ...(of ?? {}) });
        });
        const { allocations, owners } = planAllocations(money, owed);
        for (const { amount: part } of allocations) expect(part).toBeGreaterThan(0);
        for (const one of money) {
          const spent = allocations.filter(({ source }) => source.id === one.id).reduce((sum, { amount: part }) => sum + part, 0);
          expect(spent).toBeLessThanOrEqual(one.left);
        }
        for (const one of owed) {
          const got = allocations
            .filter(({ invoiceId }) => invoiceId === one.id)
            .reduce((sum, { amount: part }) => sum + part, 0);
          expect(got).toBeLessThanOrEqual(one.balance);
        }
        for (const { source, invoiceId } of allocations) {
          const from = owners.find(({ paymentId }) => paymentId === source.id) ?? money.find(({ id }) => id === source.id);
          const at = owed.find(({ id }) => id === invoiceId);
          expect([from?.organisationId, from?.seller]).toEqual([at?.organisationId, at?.seller]);
        }
      }),
      { seed: 20261123, numRuns: 200 },
    );
  });
});
