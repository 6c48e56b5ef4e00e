import fc from "fast-check";
import { expect, test } from "vitest";
import { byLetter, partOf, partUrl } from "./book-parts.ts";
import type { BookView, DirectoryEntry } from "./contract.ts";
import { hostileStrings } from "./testing/sample-plans.ts";

const view: BookView = {
  ...{ url: "https://prov.example.se/p/x/phonebook/colleagues.xml", letter: null, page: null, part: 1, search: null },
  words: { search: "Sök", more: "Fler", none: "Inga" },
};
const limits = { lines: 4, ranges: 3 };

/** Everything that somebody sees who follows each link, as the server reads the links again. */
function leaf(entries: readonly DirectoryEntry[]): { seen: DirectoryEntry[]; longest: number } {
  const content = { key: "colleagues", title: "Kollegor", entries };
  const seen: DirectoryEntry[] = [];
  let longest = 0;
  const open = (url: string): void => {
    const query = new URL(url).searchParams;
    const number = (name: string) => (query.has(name) ? Number(query.get(name)) : null);
    const asked = { ...view, letter: query.get("letter"), page: number("page"), part: number("part") ?? 1 };
    const part = partOf(content, asked, limits);
    if (part.kind === "letters") for (const { letter } of part.letters) open(partUrl(view, { letter }));
    else if (part.kind === "ranges") {
      const { letter, ranges, more } = part;
      expect(ranges.length).toBeLessThanOrEqual(limits.ranges);
      for (const { page } of ranges) open(partUrl(view, { letter, page }));
      if (more !== null) open(partUrl(view, { letter, part: more }));
    } else {
      seen.push(...part.entries);
      longest = Math.max(longest, part.entries.length);
    }
  };
  open(view.url);
  return { seen, longest };
}

test("whoever goes through all parts of a book sees everybody once, few at a time", () => {
  const name = fc.oneof(
    fc.constantFrom(...hostileStrings, "Åsa", "Änne", "Österman", "Émile", "Æbel", "3M", ""),
    fc.string({ unit: "binary" }),
  );
  const numbers = fc.array(fc.constant({ kind: "work" as const, number: "1" }), { minLength: 1, maxLength: 3 });
  const entries = fc.array(fc.record({ name, numbers }), { maxLength: 30 });
  fc.assert(
    fc.property(entries, (book) => {
      const { seen, longest } = leaf(book);
      expect(new Set(seen)).toEqual(new Set(book));
      expect(seen.length).toBe(book.length);
      expect(longest).toBeLessThanOrEqual(limits.lines);
    }),
    { numRuns: 100, seed: 20261123 },
  );
});

test("å, ä and ö are letters of their own, other accents are not", () => {
  const names = ["Åsa", "Änne", "Örjan", "Émile", "ängel", "Ærø", "3M", "(Anna)", "…", "Ødegård", "ßa", "Σ"];
  const letters = [...byLetter(names.map((name) => ({ name }))).keys()];
  expect(letters).toEqual(["Å", "Ä", "Ö", "E", "1", "A", "#", "S", "Σ"]);
});

test("a search finds by words and digits, as written before without accents", () => {
  const entry = (name: string, number: string): DirectoryEntry => ({ name, numbers: [{ kind: "work", number }] });
  const entries = [entry("Asa Berg", "0313900601"), entry("Åsa Ek", "4711"), entry("Bo Åsander", "0701740605")];
  const found = (search: string) => {
    const part = partOf({ key: "x", title: "x", entries }, { ...view, search }, limits);
    return part.kind === "entries" ? part.entries.map(({ name }) => name) : [];
  };
  expect(found("åsa")).toEqual(["Åsa Ek", "Asa Berg", "Bo Åsander"]);
  expect(found("asa berg")).toEqual(["Asa Berg"]);
  expect(found("070-174 06")).toEqual(["Bo Åsander"]);
  expect(found("+46 70 174")).toEqual(["Bo Åsander"]);
  expect(found("47")).toEqual(["Åsa Ek"]);
  expect(found("nobody")).toEqual([]);
});
