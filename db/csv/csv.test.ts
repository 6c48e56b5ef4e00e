import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "./read-csv.ts";
import { writeCsv } from "./write-csv.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const cells = (file: ReturnType<typeof readCsv>) => file.rows.map((row) => [...row.cells.values()]);

describe("reading CSV", () => {
  it("takes UTF-8 with a byte order mark, semicolons and CRLF, as Excel in Sweden writes", () => {
    const file = readCsv(bytes("\ufeffnamn;ort\r\nÅsa;Örebro\r\n\r\nBo;Visby\r\n"));
    expect(file.header).toEqual(["namn", "ort"]);
    expect(cells(file)).toEqual([
      ["Åsa", "Örebro"],
      ["Bo", "Visby"],
    ]);
  });

  it("takes Windows-1252, with the characters that Latin-1 has not", () => {
    const windows = Buffer.concat([Buffer.from("namn;not\n"), Buffer.from([0xc5, 0x73, 0x61, 0x3b, 0x80, 0x96, 0x92])]);
    expect(cells(readCsv(windows))).toEqual([["Åsa", "€–’"]]);
  });

  it("takes UTF-16 with tabs, and Excel's line that names the separator", () => {
    const utf16 = Buffer.from("\ufeffnamn\tort\nÅsa\tVisby\n", "utf16le");
    expect(cells(readCsv(utf16))).toEqual([["Åsa", "Visby"]]);
    expect(cells(readCsv(Buffer.from(utf16).swap16()))).toEqual([["Åsa", "Visby"]]);
    expect(readCsv(bytes("sep=,\nnamn,ort\nÅsa,Visby\n")).rows).toMatchObject([{ line: 3 }]);
  });

  it("counts lines where each row begins, also after a cell of two lines and an empty line", () => {
    const file = readCsv(bytes('a;b\n"two\nlines";x\n\ny;z\n'));
    expect(file.rows.map((row) => row.line)).toEqual([2, 5]);
  });

  it("keeps cells that have no column, to be reported", () => {
    expect(cells(readCsv(bytes("a;b\n1;2;3\n")))).toEqual([["1", "2", "3"]]);
  });

  it("refuses a file with more rows or columns than anybody's list has", () => {
    expect(readCsv(bytes(`a;b\n${"x;y\n".repeat(50_000)}`)).rows.length).toBe(50_000);
    expect(() => readCsv(bytes(`a;b\n${"x;y\n".repeat(50_001)}`))).toThrow("input_invalid");
    expect(() => readCsv(bytes(`${"a;".repeat(200)}a\n`))).toThrow("input_invalid");
  });

  it("says of a picture or a spreadsheet's own file that it is no text", () => {
    for (const bytes of [Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.from("PK\x03\x04\x14\0\0\0")])
      expect(() => readCsv(bytes)).toThrow(expect.objectContaining({ code: "csv_not_text", detail: { field: "file" } }));
    expect(readCsv(Buffer.from("\ufeffnamn;nummer\nÅsa;1", "utf16le")).rows).toHaveLength(1);
  });

  it("reads no sound or program as one endless cell, and no row that is nobody's", () => {
    expect(() => readCsv(Buffer.alloc(1000))).toThrow(expect.objectContaining({ code: "csv_not_text" }));
    expect(() => readCsv(bytes(`a;b\n1;2\n3;${"x".repeat(200_000)}\n`))).toThrow(
      expect.objectContaining({ code: "csv_unreadable", detail: expect.objectContaining({ field: "file" }) }),
    );
    expect(() => readCsv(bytes(`${"a;".repeat(4_000_000)}\n`))).toThrow(expect.objectContaining({ code: "input_invalid" }));
  });

  it("says that a file is no CSV instead of failing", () => {
    expect(() => readCsv(bytes(""))).toThrow(expect.objectContaining({ code: "input_invalid" }));
  });

  it.each([
    ["a quote that is never closed, where it is opened", 'a;b\n"1\n1";2\n"x;3\n4;5\n6;7\n', 4],
    ["one in the first line", '"a;b\n1;2\n', 1],
    ["something after a closed quote", 'a;b\n"1\n1";2\n3;"x"y\n', 4],
    ["a quote in the middle of a cell, counted with the line of Excel", 'sep=;\r\na;b\r\n1;2\r\n3;x"y\r\n', 4],
  ])("names the line that is no CSV: %s", (_what, text, line) => {
    const refused = { code: "csv_unreadable", detail: { field: "file", line } };
    expect(() => readCsv(bytes(text))).toThrow(expect.objectContaining(refused));
  });
});

describe("writing CSV", () => {
  it("guards what a spreadsheet would run", () => {
    const text = writeCsv(["a"], [["=1+1"], ["+46 8"], ["-x"], ["@x"], ["'=x"], ["plain"], ["'quoted"]], ";");
    expect(text.split("\r\n").slice(1, -1)).toEqual(["'=1+1", "'+46 8", "'-x", "'@x", "''=x", "plain", "'quoted"]);
  });

  it("comes back as it went out, whatever the cells hold", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", "å", "=", "+", "-", "@", "'", '"', ";", ",", "\n", "\t", " ", "＝"), maxLength: 8 })
      .map((text) => text.trim());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
        fc.constantFrom(";" as const, "," as const),
        (rows, delimiter) => {
          const back = readCsv(bytes(writeCsv(["first", "second"], rows, delimiter)));
          expect(cells(back)).toEqual(rows.filter((row) => row.some((one) => one !== "")));
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});
