import { getDocumentProxy } from "unpdf";
import { expect, it } from "vitest";
import { makePdf, type PdfFacts } from "./document.ts";
import type { Paper } from "./paper.ts";
import { printable } from "./text.ts";

const facts: PdfFacts = {
  title: "Provblad",
  language: "sv",
  author: "Björkö Bygg AB",
  at: new Date("2026-11-20T08:00:00Z"),
};

function everyPiece(paper: Paper): void {
  paper.heading(1, "Provblad för Åke Łukasz");
  paper.paragraph("Ett stycke.");
  paper.facts([
    ["Nummer", "08-465\u00a0004\u00a000"],
    ["Ägare", "Björkö Bygg AB"],
  ]);
  paper.beside([
    { share: 0.5, draw: () => paper.paragraph("Till vänster") },
    { share: 0.5, draw: () => paper.paragraph("Till höger") },
  ]);
  paper.figure("En fyrkant", { width: 40, height: 40 }, (x, y) => {
    paper.document.rect(x, y, 40, 40).fill("#000000");
  });
  const columns = [
    { title: "Rad", share: 0.7 },
    { title: "Belopp", share: 0.3, align: "right" as const },
  ];
  const rows = Array.from({ length: 80 }, (_, index) => ({ cells: [`Rad ${index + 1}`, `${index},00`] }));
  paper.table({ columns, rows: [...rows, { cells: ["Summa", "3 160,00"], as: "sum" as const }] });
}

it("the same pieces give the same bytes, also when two are made at once", async () => {
  const [one, other] = await Promise.all([makePdf(facts, everyPiece), makePdf(facts, everyPiece)]);
  expect(one.equals(other)).toBe(true);
  expect(one.subarray(0, 8).toString("latin1")).toBe("%PDF-1.7");
  const later = await makePdf({ ...facts, at: new Date("2026-11-21T08:00:00Z") }, everyPiece);
  expect(one.equals(later)).toBe(false);
});

it("a document tells its title, its language and that it is tagged", async () => {
  const pdf = await getDocumentProxy(new Uint8Array(await makePdf(facts, everyPiece)));
  const { info, metadata } = await pdf.getMetadata();
  expect(info).toMatchObject({ Title: "Provblad", Author: "Björkö Bygg AB", Language: "sv" });
  expect(metadata?.get("pdfuaid:part")).toBe("1");
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
});

it("each piece is what it is for whoever hears it, over all pages, and each page has its number", async () => {
  const pdf = await getDocumentProxy(new Uint8Array(await makePdf(facts, everyPiece)));
  expect(pdf.numPages).toBeGreaterThan(1);
  const roles: string[] = [];
  const alts: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    // A page's tree names the whole document again, with what stands on that page filled in.
    if (number === 1) walk(await page.getStructTree(), roles, alts);
    const { items } = await page.getTextContent();
    const words = items.map((item) => ("str" in item ? item.str : "")).join(" ");
    expect(words).toContain(`${number} (${pdf.numPages})`);
    // The heading row stands again on each page of the table.
    expect(words).toContain("Belopp");
    if (number === 1) expect(words).toContain("Åke Łukasz");
  }
  const count = (role: string) => roles.filter((one) => one === role).length;
  // Two facts, a heading row, 80 rows and their sum; the heading's two cells and the names of the two facts.
  expect([count("H1"), count("Table"), count("TR"), count("TH")]).toEqual([1, 2, 84, 4]);
  expect(alts).toEqual(["En fyrkant"]);
});

it("marks that turn the direction of what follows and control characters are left out of a document", () => {
  expect(printable("Bj\u00f6rk\u202eo\u0007 \u200bAB\nrad")).toBe("Björko AB\nrad");
});

type Node = { readonly role?: string; readonly alt?: string; readonly children?: readonly unknown[] };
function walk(node: Node | null, roles: string[], alts: string[]): void {
  if (node === null) return;
  if (node.role) roles.push(node.role);
  if (node.alt) alts.push(node.alt);
  for (const child of node.children ?? []) if (isNode(child)) walk(child, roles, alts);
}
function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "role" in value;
}
