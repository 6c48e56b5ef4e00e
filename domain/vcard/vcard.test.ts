import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CardContact, isVCard, readVCards } from "./read-vcards.ts";
import { type CardToWrite, writeVCards } from "./write-vcards.ts";

const card = (...lines: string[]): string => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");
const one = (...lines: string[]): CardContact => {
  const [first, ...more] = readVCards(card(...lines));
  if (!first || more.length > 0) throw new Error("not one card");
  return first;
};

describe("reading vCards", () => {
  it("reads names, company, title, numbers by kind, e-mail, note and tags of version 3.0", () => {
    const read = one(
      "VERSION:3.0",
      "N:Öberg;Åsa;Maria;Dr;",
      "FN:Åsa Maria Öberg",
      "ORG:Trävaror\\, Sten & Co;Inköp",
      "TITLE:Inköpare",
      "TEL;TYPE=WORK,VOICE:08-465 004 71",
      "TEL;TYPE=CELL;TYPE=pref:070-174 06 05",
      "TEL;TYPE=HOME:031-390 06 10",
      "TEL;TYPE=WORK,FAX:08-465 004 72",
      "EMAIL;TYPE=INTERNET:asa@example.se",
      "EMAIL;TYPE=INTERNET,PREF:oberg@example.se",
      "NOTE:Ring före 10\\nhelst\\; fråga efter Bo",
      "CATEGORIES:Trä,Leverantör\\, stor",
    );
    expect(read).toEqual({
      ...{ line: 1, ended: true, firstName: "Åsa Maria", lastName: "Öberg", company: "Trävaror, Sten & Co", title: "Inköpare" },
      ...{ email: "oberg@example.se", note: "Ring före 10\nhelst; fråga efter Bo", tags: ["Trä", "Leverantör, stor"] },
      numbers: [
        { kind: "mobile", number: "070-174 06 05" },
        { kind: "work", number: "08-465 004 71" },
        { kind: "other", number: "031-390 06 10" },
      ],
      leftOut: ["08-465 004 72", "asa@example.se"],
    });
  });

  it("reads version 4.0: numbers as addresses with an extension, the order by PREF, quoted types, companies by KIND", () => {
    const read = one(
      "VERSION:4.0",
      "KIND:org",
      "FN:Grus & Sten AB",
      'TEL;VALUE=uri;PREF=2;TYPE="voice,work":tel:+46-8-465-004-73;ext=12',
      'TEL;VALUE=uri;PREF=1;TYPE="cell,voice":tel:+46701740606',
      "EMAIL:MAILTO:order@example.se",
    );
    expect(read).toMatchObject({ firstName: "", lastName: "", company: "Grus & Sten AB", email: "order@example.se" });
    expect(read.numbers).toEqual([
      { kind: "mobile", number: "+46701740606" },
      { kind: "work", number: "+46-8-465-004-73" },
    ]);
  });

  it("reads version 2.1 as telephones write it: bare types, quoted-printable over several lines, pictures, an agent's card inside", () => {
    const read = one(
      "VERSION:2.1",
      "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96berg;=C3=85sa;;;",
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85sa=20=",
      "=C3=96berg",
      "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:f=F6rst=0D=0Asedan=",
      "",
      "TEL;CELL;PREF:0701740605",
      "TEL;WORK:0046(0)8-465 004 71",
      "AGENT:",
      "BEGIN:VCARD",
      "TEL;WORK:08-465 004 99",
      "END:VCARD",
      "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ",
      " SkZJRgAB",
      "",
    );
    expect(read).toMatchObject({ firstName: "Åsa", lastName: "Öberg", note: "först\r\nsedan" });
    expect(read.numbers.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      "mobile 0701740605",
      "work 0046(0)8-465 004 71",
    ]);
  });

  it("takes a folded line for one, in the middle of a word too, and a label of its own for what a number is", () => {
    const read = one(
      "VERSION:3.0",
      "N:;;;;",
      "FN:Bo",
      "  Ek",
      "item1.TEL:08-465 004 71",
      "item1.X-ABLabel:_$!<Mobile>!$_",
      "TEL:070-174 06 05",
    );
    expect(read).toMatchObject({ firstName: "Bo", lastName: "Ek", company: "" });
    expect(read.numbers.map(({ kind }) => kind)).toEqual(["mobile", "mobile"]);
  });

  it("says on which line each card begins, and which one has no end", () => {
    const text = `${card("VERSION:3.0", "FN:Ett")}\r\n${card("VERSION:3.0", "FN:Två")}BEGIN:VCARD\nFN:Tre\n${card("FN:Fyra")}BEGIN:VCARD\nFN:Fem`;
    expect(readVCards(text).map(({ line, firstName, ended }) => [line, firstName, ended])).toEqual([
      [1, "Ett", true],
      [6, "Två", true],
      [10, "Tre", false],
      [12, "Fyra", true],
      [15, "Fem", false],
    ]);
  });

  it("takes a name alone with a firm's form in it for a firm", () => {
    const names = ["Ström & Co", "Grus och Sten AB", "Nordan Oy", "Abel Abrahamsson", "Hedda Asp"].map((name) => {
      const [{ firstName, lastName, company } = {}] = readVCards(card("VERSION:3.0", `FN:${name}`));
      return [firstName, lastName, company];
    });
    expect(names).toEqual([
      ["", "", "Ström & Co"],
      ["", "", "Grus och Sten AB"],
      ["", "", "Nordan Oy"],
      ["Abel", "Abrahamsson", ""],
      ["Hedda", "Asp", ""],
    ]);
  });

  it("leaves out groups of cards, and knows a file of cards by its first line", () => {
    expect(readVCards(card("VERSION:4.0", "KIND:group", "FN:Alla"))).toEqual([]);
    expect([isVCard("\ufeffBEGIN:VCARD\r\n"), isVCard("begin:vcard\n"), isVCard("namn;begin:vcard\n")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("never throws, whatever is in the file", () => {
    const piece = fc.constantFrom(
      ...[
        "BEGIN:VCARD",
        "END:VCARD",
        "\r\n",
        "\n ",
        ":",
        ";",
        "=",
        '"',
        "\\",
        "TEL",
        "N",
        "ENCODING=QUOTED-PRINTABLE",
        "=C3",
        "å",
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 60 }), (pieces) => {
        expect(readVCards(pieces.join("")).every(({ line }) => line >= 1)).toBe(true);
      }),
    );
  });
});

describe("writing vCards", () => {
  const line = fc.stringMatching(/^[A-Za-zÅÄÖåäö,;:\\"'😀=. -]{0,60}$/u).map((text) => text.replace(/\s+/g, " ").trim());
  const contact: fc.Arbitrary<CardToWrite> = fc.record({
    id: fc.uuid(),
    firstName: line,
    lastName: line.map((text) => text || "Ek"),
    company: line,
    title: line,
    email: fc.constantFrom("", "asa@example.se"),
    note: fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n").trim()),
    tags: fc.uniqueArray(
      line.filter((text) => text !== ""),
      { maxLength: 4 },
    ),
    numbers: fc.uniqueArray(
      fc.record({ kind: fc.constantFrom("work", "mobile", "other"), number: fc.stringMatching(/^\+4684650[0-9]{4}$/) }),
      { minLength: 1, maxLength: 5, selector: ({ number }) => number },
    ),
  });

  it("comes back as it went out, whatever it says, with no line over 75 octets", () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 5 }), (contacts) => {
        const text = writeVCards(contacts);
        const longest = Math.max(0, ...text.split("\r\n").map((part) => new TextEncoder().encode(part).length));
        expect(longest).toBeLessThanOrEqual(75);
        const expected = contacts.map(({ id: _, ...said }) => ({
          ...said,
          ...{ email: said.email || null, note: said.note || null, tags: said.tags.length > 0 ? said.tags : null },
        }));
        expect(readVCards(text).map(({ line: _, leftOut: _l, ended: _e, ...said }) => said)).toEqual(expected);
      }),
    );
  });

  it("is read in time by its length alone, whatever is folded, quoted or repeated", () => {
    const photo = card("FN:Bo Ek", `PHOTO;ENCODING=b:${`\r\n ${"A".repeat(74)}`.repeat(15_000)}`, "TEL:08-465 004 17");
    const heads = card("FN:Bo Ek", `X${"\r\n a".repeat(50_000)}`, `X;"${';a"'.repeat(100_000)}:1`, "TEL:08-465 004 17");
    const many = card("FN:Bo Ek", ...Array.from({ length: 20_000 }, (_, n) => `i${n}.TEL:0846500417`));
    const soft = card(`N;ENCODING=QUOTED-PRINTABLE:Ek;B${"o=\r\n".repeat(40_000)}o`, "TEL:08-465 004 17");
    for (const text of [photo, heads, many])
      expect(readVCards(text)[0]).toMatchObject({ lastName: "Ek", numbers: { length: 1 } });
    expect(readVCards(soft)[0]?.firstName).toBe(`B${"o".repeat(40_001)}`);
  });
});
