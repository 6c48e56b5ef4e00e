import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceOf, type InvoiceFacts, invoiceState, lastDayToPay, setOff } from "./invoice-state.ts";
import { wallClock } from "./local-time.ts";

const invoice = (own: Partial<InvoiceFacts> = {}): InvoiceFacts => ({
  draft: false,
  voided: false,
  payable: 124900,
  paid: 0,
  credited: 0,
  dueOn: "2026-11-25",
  ...own,
});
const zone = "Europe/Stockholm";

describe("the state of an invoice", () => {
  it.each([
    ["unpaid", {}],
    ["partPaid", { paid: 1 }],
    ["unpaid", { credited: 100 }],
    ["paid", { paid: 124900 }],
    ["paid", { paid: 124800, credited: 100 }],
    ["credited", { credited: 124900 }],
    ["credit", { paid: 125000 }],
    ["credit", { paid: 124900, credited: 124900 }],
    ["credit", { payable: -100, dueOn: null }],
    ["paid", { payable: -100, credited: -60, paid: -40 }],
    ["paid", { payable: 0 }],
    ["draft", { draft: true }],
    ["void", { voided: true, paid: 5 }],
  ] as const)("is %s with %j", (state, own) => {
    expect(invoiceState(invoice(own), "2026-11-23")).toBe(state);
  });

  it("is overdue from midnight after the due date where the customer is", () => {
    const at = (instant: string) => invoiceState(invoice({ paid: 100 }), wallClock(new Date(instant), zone).date);
    expect(at("2026-11-25T22:59:59Z")).toBe("partPaid");
    expect(at("2026-11-25T23:00:00Z")).toBe("overdue");
  });

  it.each([
    ["2026-11-25", "2026-11-25"],
    ["2026-11-28", "2026-11-30"],
    ["2026-12-24", "2026-12-28"],
    ["2026-06-19", "2026-06-22"],
    ["2026-04-03", "2026-04-07"],
    ["2026-12-31", "2027-01-04"],
  ])("due on %s is in time until %s", (dueOn, last) => {
    expect(lastDayToPay(dueOn)).toBe(last);
    expect(invoiceState(invoice({ dueOn }), last)).toBe("unpaid");
    expect(invoiceState(invoice({ dueOn }), "2027-02-01")).toBe("overdue");
  });

  it("never asks for money that is neither charged nor owed", () => {
    const amount = fc.integer({ min: -1000, max: 1000 });
    const facts = fc.record({ payable: amount, paid: amount, credited: amount, draft: fc.boolean(), voided: fc.boolean() });
    fc.assert(
      fc.property(facts, (own) => {
        const state = invoiceState(invoice(own), "2026-11-23");
        expect(["unpaid", "partPaid", "overdue"].includes(state)).toBe(balanceOf(invoice(own)) > 0);
        expect(state === "credit").toBe(balanceOf(invoice(own)) < 0);
      }),
      { seed: 20261123 },
    );
  });
});

describe("a credit", () => {
  it.each([
    [1000, -400, 400],
    [1000, -1500, 1000],
    [1000, 0, 0],
    [0, -400, 0],
    [-200, -400, 0],
  ])("on a balance of %i, a credit of %i sets off %i", (balance, credit, expected) => {
    expect(setOff(balance, credit)).toBe(expected);
  });
});
