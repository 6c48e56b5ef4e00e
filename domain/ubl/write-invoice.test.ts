import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Invoice } from "../invoice.ts";
import { totalsOf, vatRates } from "../money.ts";
import { readUblInvoice } from "./read-invoice.ts";
import { writeUblInvoice } from "./write-invoice.ts";

const example = (name: string) => readUblInvoice(readFileSync(new URL(`./testing/${name}.xml`, import.meta.url))).invoice;
const again = (invoice: Invoice) => readUblInvoice(Buffer.from(writeUblInvoice(invoice)));

it("an invoice and a credit note come back as they were written", () => {
  const creditNote = example("credit-note");
  expect(creditNote && again(creditNote)).toEqual({ invoice: creditNote, faults: [] });
  const invoice = example("invoice");
  if (!invoice) throw new Error("no invoice");
  // What a line's own discount takes off its price is not kept: such a line is written as it is charged.
  const lines = invoice.lines.map((line) => (line.id === "2" ? { ...line, unitPrice: "0.3", priceFor: "60" } : line));
  const said = { ...invoice, lines, customerNumber: "K-<10042> & co" };
  expect(again(said)).toEqual({ invoice: said, faults: [] });
});

it("whatever adds up comes back to the öre, with discounts and charges, as an invoice and as a credit note", () => {
  const base = example("invoice");
  if (!base) throw new Error("no invoice");
  const amount = fc.record({ net: fc.integer({ min: -(10 ** 8), max: 10 ** 8 }), vatRate: fc.constantFrom(...vatRates) });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 8 }),
      fc.array(amount, { maxLength: 3 }),
      fc.boolean(),
      (rows, extra, credit) => {
        const lines = rows.map(({ net, vatRate }, at) => ({
          ...{ id: String(at + 1), text: "Rad", description: null, unit: "C62", priceFor: "1", costPlace: null, period: null },
          ...{ quantity: net < 0 ? "-1" : "1", unitPrice: (Math.abs(net) / 100).toFixed(2).replace(/\.?0+$/, ""), net, vatRate },
        }));
        const adjustments = extra.filter(({ net }) => net !== 0).map((one) => ({ reason: "Övrigt", ...one }));
        const totals = { ...totalsOf([...lines, ...adjustments], true), prepaid: 0 };
        const kind = credit ? "creditNote" : "invoice";
        const invoice = { ...base, kind, lines, adjustments, totals } as const;
        const { invoice: back, faults } = again(invoice);
        expect(faults).toEqual([]);
        expect(back).toEqual(invoice);
      },
    ),
    { seed: 20261124, numRuns: 30 },
  );
});
