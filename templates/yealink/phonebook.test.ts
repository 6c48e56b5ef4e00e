import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { create } from "xmlbuilder2";
import type { DirectoryEntry } from "../contract.ts";
import { hostileStrings } from "../testing/sample-plans.ts";
import { renderPhonebook } from "./phonebook.ts";
import { readPhonebook } from "./virtual-phonebook.ts";

const book = (entries: readonly DirectoryEntry[]) => renderPhonebook({ key: "colleagues", title: "Kollegor", entries });
const work = (number: string) => ({ kind: "work", number }) as const;
const mobile = (number: string) => ({ kind: "mobile", number }) as const;

test("an entry has its name and three numbers at most, work first; one without numbers is left out", () => {
  const { body, contentType } = book([
    { name: "Åsa Öberg", numbers: [mobile("0701740605"), work("084650040"), { kind: "other", number: "1" }, work("2")] },
    { name: "Nobody", numbers: [] },
    { name: "", numbers: [work("084650041")] },
  ]);
  expect(contentType).toBe("text/xml; charset=utf-8");
  expect(Buffer.from(body).toString()).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <YealinkIPPhoneDirectory>
      <DirectoryEntry>
        <Name>Åsa Öberg</Name>
        <Telephone>084650040</Telephone>
        <Telephone>2</Telephone>
        <Telephone>0701740605</Telephone>
      </DirectoryEntry>
      <DirectoryEntry>
        <Name>084650041</Name>
        <Telephone>084650041</Telephone>
      </DirectoryEntry>
    </YealinkIPPhoneDirectory>
    "
  `);
});

test("a book without entries is still a book", () => {
  expect(readPhonebook("x", book([]).body)?.entries).toEqual([]);
});

test("the file is the one that xmlbuilder2 builds", () => {
  const names = hostileStrings.map(
    (name) => readPhonebook("", book([{ name, numbers: [work("1")] }]).body)?.entries[0]?.name ?? "",
  );
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("YealinkIPPhoneDirectory");
  for (const name of names) {
    const entry = root.ele("DirectoryEntry");
    entry.ele("Name").txt(name.replaceAll("&", "&amp;"));
    entry.ele("Telephone").txt("1");
  }
  const { body } = book(names.map((name) => ({ name, numbers: [work("1")] })));
  expect(Buffer.from(body).toString()).toBe(`${root.end({ prettyPrint: true })}\n`);
});

test("any name comes back as one line from the phone's reader and from an XML parser", () => {
  const name = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: "binary", maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const { body } = book(names.map((one) => ({ name: one, numbers: [work("084650040")] })));
      const text = Buffer.from(body).toString();
      expect(XMLValidator.validate(text)).toBe(true);
      const read = readPhonebook("x", body)?.entries ?? [];
      expect(read.length).toBe(names.length);
      const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (tag) => tag === "DirectoryEntry" });
      const parsed: { YealinkIPPhoneDirectory: { DirectoryEntry: { Name: string }[] } } = parser.parse(text);
      expect(parsed.YealinkIPPhoneDirectory.DirectoryEntry.map(({ Name }) => Name)).toEqual(read.map((entry) => entry.name));
      const letters = (of: string) => of.replace(/[\s\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, "");
      expect(read.map((entry) => letters(entry.name))).toEqual(names.map((one) => letters(one.toWellFormed()) || "084650040"));
      expect(read.every((entry) => !/\p{Cc}/u.test(entry.name))).toBe(true);
    }),
    { numRuns: 500, seed: 20261122 },
  );
});
