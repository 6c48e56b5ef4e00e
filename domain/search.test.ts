import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayInternational, displayNumber } from "./numbers.ts";
import { exactText, foldText, numberPatterns, numberRank, readNumberQuery, readQuery, searchRank, sortKey } from "./search.ts";

const found = (query: string, texts: readonly string[]) =>
  texts
    .map((text) => ({ text, rank: searchRank(readQuery(query), [text]) }))
    .flatMap(({ text, rank }) => (rank === null ? [] : [{ text, rank }]))
    .sort((a, b) => a.rank - b.rank || (sortKey(a.text) < sortKey(b.text) ? -1 : 1))
    .map(({ text }) => text);

describe("a search", () => {
  it("folds accents, and ranks what is written exactly so first", () => {
    const people = ["Asa Ek", "Åsa Öberg", "Måns Åsander", "Lisa Asarna", "Bo Ek"];
    expect(found("åsa", people)).toEqual(["Åsa Öberg", "Asa Ek", "Måns Åsander", "Lisa Asarna"]);
    expect(found("asa", people)).toEqual(["Asa Ek", "Åsa Öberg", "Lisa Asarna", "Måns Åsander"]);
  });

  it.each([
    ["obrien", "Tom O'Brien"],
    ["o’brien", "Tom O'Brien"],
    ["maria lind", "Anna-Maria Lindqvist"],
    ["LINDQVIST", "Anna-Maria Lindqvist"],
    ["jose", "José"],
    ["jose\u0301", "José"],
    ["soren", "Søren"],
    ["strasse", "Straße"],
    [".Hänvisning", ".Hänvisning med RBL"],
    [".hanv", ".Hänvisning med RBL"],
    ["anna@bjorkobygg", "anna@bjorkobygg.example"],
    ["ek anna", "Anna Ek"],
  ])("for %j finds %j", (query, text) => {
    expect(found(query, [text])).toEqual([text]);
  });

  it("needs every word, in any of the fields", () => {
    const fields = ["Anna", "Ek", "anna.ek@bjorkobygg.example", "Lön"];
    expect(searchRank(readQuery("ek lön"), fields)).not.toBeNull();
    expect(searchRank(readQuery("ek moms"), fields)).toBeNull();
  });

  it("finds nobody by nothing", () => {
    expect(["", "   ", "'", "-"].map((query) => searchRank(readQuery(query), ["Anna"], ["+46846500400"]))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("keeps å, ä and ö apart from a and o only in the exact form", () => {
    expect([exactText("Åsa  ÖBERG-Ek"), foldText("Åsa  ÖBERG-Ek")]).toEqual(["åsa öberg ek", "asa oberg ek"]);
  });
});

describe("a search for a number", () => {
  const number = "+4636305525";
  const finds = (query: string) => searchRank(readQuery(query), ["Anna Ek"], [number]) !== null;

  it.each([
    "036 30",
    "036-30 55 25",
    "+46 36 30",
    "0046(0)36-30",
    "+4636305525",
    "+46 036 30",
    "30 55",
    "5525",
    "4636",
    "(036) 30",
    "tel:+4636",
    "036\u00a030",
    "036–30",
  ])("finds 036-30 55 25 by %j", (query) => {
    expect(finds(query)).toBe(true);
  });

  it.each(["037", "+46 37", "0047", "5526", "3", "+", "036x", "+46363055250"])("does not find it by %j", (query) => {
    expect(finds(query)).toBe(false);
  });

  it("ranks the whole number before its beginning before its inside", () => {
    const rank = (query: string) => numberRank(readNumberQuery(query) ?? { from: "anywhere", digits: "-" }, [number]);
    expect([rank("036-30 55 25"), rank("0363"), rank("3055"), rank("99")]).toEqual([0, 2, 4, null]);
  });

  it("becomes patterns of a database that find the same, of digits alone", () => {
    const like = (pattern: string, text: string) =>
      new RegExp(`^${pattern.replaceAll("+", "\\+").replaceAll("%", ".*")}$`).test(text);
    const anyNumber = fc.integer({ min: 0, max: 99 }).map((n) => `+468465004${String(n).padStart(2, "0")}`);
    const case_ = anyNumber.chain((value) => {
      const forms = [displayNumber(value), displayInternational(value), value, value.slice(1)];
      return fc.tuple(fc.constant(value), fc.constantFrom(...forms), fc.nat(8), fc.integer({ min: 3, max: 14 }));
    });
    fc.assert(
      fc.property(case_, anyNumber, ([value, form, start, length], other) => {
        const query = readNumberQuery(form.slice(start, start + length));
        if (query === null) return;
        const patterns = numberPatterns(query);
        for (const pattern of patterns) expect(pattern).toMatch(/^[+%\d]+$/);
        for (const one of [value, other])
          expect(patterns.some((pattern) => like(pattern, one))).toBe(numberRank(query, [one]) !== null);
      }),
      { seed: 24, numRuns: 400 },
    );
  });

  it("finds a short number and a foreign one", () => {
    expect(searchRank(readQuery("116 117"), [], ["116117"])).toBe(0);
    expect(searchRank(readQuery("0047 22"), [], ["+4722123456"])).toBe(2);
  });
});

describe("Swedish order", () => {
  const sorted = (names: readonly string[]) => [...names].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

  it("has å, ä and ö after z, and accents otherwise no letters of their own", () => {
    const names = [
      "Öberg",
      "Ärlig",
      "Zetterström",
      "Åberg",
      "Andersson",
      "Élan",
      "Elander",
      "Müller",
      "Myrén",
      "Wall",
      "Vall",
      "Ek",
      "ek",
      "Ek Anna",
      "Eklund",
      "Ek-Lind",
    ];
    expect(sorted(names)).toEqual([
      "Andersson",
      "Ek",
      "ek",
      "Ek Anna",
      "Ek-Lind",
      "Eklund",
      "Élan",
      "Elander",
      "Müller",
      "Myrén",
      "Vall",
      "Wall",
      "Zetterström",
      "Åberg",
      "Ärlig",
      "Öberg",
    ]);
  });

  it("lets the last name decide before the first", () => {
    expect(sortKey("Ek", "Östen") < sortKey("Eklund", "Anna")).toBe(true);
    expect(sortKey("Ek", "Anna") < sortKey("Ek", "Östen")).toBe(true);
  });

  it("is the order that the collation of the language has, for any name of Latin letters", () => {
    const collator = new Intl.Collator("sv", { sensitivity: "base" });
    const name = fc
      .array(fc.constantFrom(..."abdeopstuvwxyzåäöéèüáñçøæ ABEOVWÅÄÖÉÜ"), { maxLength: 6 })
      .map((list) => list.join("").replace(/\s+/g, " ").trim());
    fc.assert(
      fc.property(name, name, (a, b) => {
        const expected = Math.sign(collator.compare(a, b));
        if (expected !== 0) expect(sortKey(a) < sortKey(b) ? -1 : 1).toBe(expected);
      }),
      { seed: 29, numRuns: 2000 },
    );
  });

  it("is the same by bytes and by characters", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [one, other] = [sortKey(a), sortKey(b)];
        expect(Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other)))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
      { seed: 30, numRuns: 200 },
    );
  });
});
