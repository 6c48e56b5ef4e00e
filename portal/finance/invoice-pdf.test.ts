import { readFileSync } from "node:fs";
import { getDocumentProxy } from "unpdf";
import { expect, it } from "vitest";
import type { Invoice } from "../../domain/invoice.ts";
import { totalsOf } from "../../domain/money.ts";
import { readUblInvoice } from "../../domain/ubl/read-invoice.ts";
import { invoicePdf } from "./invoice-pdf.ts";

function example(name: string): Invoice {
  const { invoice } = readUblInvoice(readFileSync(new URL(`../../domain/ubl/testing/${name}.xml`, import.meta.url)));
  if (!invoice) throw new Error("no invoice");
  return invoice;
}

type Seen = { readonly pages: readonly string[]; readonly alts: readonly string[]; readonly heads: number };

async function seen(bytes: Uint8Array): Promise<Seen> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages: string[] = [];
  const alts: string[] = [];
  let heads = 0;
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("alt" in node && typeof node.alt === "string") alts.push(node.alt);
    if ("role" in node && node.role === "H1") heads += 1;
    if ("children" in node && Array.isArray(node.children)) for (const child of node.children) walk(child);
  };
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(
      items
        .map((item) => ("str" in item ? item.str : ""))
        .join(" ")
        .replace(/\s+/g, " "),
    );
    walk(await page.getStructTree());
  }
  return { pages, alts, heads };
}

it("an invoice has what the law and whoever pays it want, and is the same bytes each time it is made", async () => {
  const invoice = example("invoice");
  const [one, other] = await Promise.all([invoicePdf(invoice, "sv"), invoicePdf(structuredClone(invoice), "sv")]);
  expect(one.equals(other)).toBe(true);
  const { pages, alts, heads } = await seen(one);
  const [text = ""] = pages;
  expect([pages.length, heads]).toEqual([1, 1]);
  for (const said of [
    ...["Faktura 20261100042", "2026-11-02", "2026-12-02", "Fjärdhundra Tele AB", "Björkö Bygg AB", "Box 12", "671 00 Arvika"],
    ...["SE559999001601", "559999-0016", "Godkänd för F-skatt", "555-1239", "2026110004234", "Åsa Öberg", "4711"],
    ...["Mobilabonnemang", "Kostnadsställe Malmö", "4 mån", "21 900 s", "0,40 / 60", "1 196,00", "−100,00", "Fakturaavgift"],
    ...[
      "1 234,50",
      "308,63",
      "99,10",
      "5,95",
      "1 333,60",
      "314,58",
      "1 648,18",
      "Öresavrundning",
      "−0,18",
      "−48,00",
      "1 600,00 kr",
    ],
  ]) {
    expect(text).toContain(said.replaceAll(" ", " "));
  }
  expect(alts).toEqual(["QR-kod för betalning: bankgiro 555-1239, OCR 2026110004234, 1\u00a0600,00\u00a0kr, senast 2026-12-02"]);
});

it("a credit note asks for no money and has no code to pay with, in English too", async () => {
  const { pages, alts } = await seen(await invoicePdf(example("credit-note"), "en"));
  expect(pages[0]).toMatch(/Credit note 20261100043.*Credits invoice.*20261100042.*To your credit.*374\.00/);
  expect(pages[0]).toContain("Do not pay this credit note");
  expect(alts).toEqual([]);
});

it("a long invoice goes on over pages, each with its heading row and number, and its sums stay together", async () => {
  const invoice = example("invoice");
  const [first] = invoice.lines;
  if (!first) throw new Error("no line");
  const lines = Array.from({ length: 140 }, (_, at) => ({
    ...first,
    id: String(at),
    text: `Abonnemang ${at + 1}`,
    description: null,
  }));
  const totals = { ...totalsOf(lines, true), prepaid: 0 };
  const { pages } = await seen(await invoicePdf({ ...invoice, lines, adjustments: [], totals }, "sv"));
  expect(pages.length).toBeGreaterThan(4);
  for (const [at, page] of pages.entries()) expect(page).toContain(`Sida ${at + 1} av ${pages.length}`);
  for (const page of pages.slice(0, -1)) expect(page).toContain("Benämning");
  expect(pages.at(-1)).toMatch(/Summa utan moms.*Att betala/);
  expect(pages.filter((page) => page.includes("Abonnemang 140"))).toHaveLength(1);
});
