import { describe, expect, it } from "vitest";
import { CsvRefusal, type Encoding, EncodingProbe, type StreamedRow, streamCsv } from "./stream-csv.ts";

/** In pieces of so many bytes, as they may come from anywhere. */
async function read(bytes: Buffer, piece = 3): Promise<{ encoding: Encoding; rows: StreamedRow[] }> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece));
  const probe = new EncodingProbe();
  for (const chunk of chunks) probe.add(chunk);
  const encoding = probe.end();
  async function* coming() {
    yield* chunks;
  }
  const rows: StreamedRow[] = [];
  for await (const row of streamCsv(coming(), encoding)) rows.push(row);
  return { encoding, rows };
}

const expected = [
  { line: 1, cells: ["plats", "å"] },
  { line: 2, cells: ["Malmö", "1,5"] },
];

describe("rows that stream", () => {
  it.each([
    ["UTF-8", Buffer.from("plats;å\r\nMalmö;1,5\r\n"), "utf-8"],
    ["UTF-8 with a byte order mark", Buffer.from("\ufeffplats;å\nMalmö;1,5"), "utf-8"],
    ["Windows-1252", Buffer.from("plats;å\nMalmö;1,5\n", "latin1"), "windows-1252"],
    ["UTF-16", Buffer.from("\ufeffplats\tå\nMalmö\t1,5\n", "utf16le"), "utf-16le"],
  ])("are the same in %s, however they are cut up", async (_what, bytes, encoding) => {
    expect(await read(bytes, 2)).toEqual({ encoding, rows: expected });
    expect((await read(bytes, 64_000)).rows).toEqual(expected);
  });

  it("count their lines where they begin, over quotes with breaks in them, empty lines and Excel's own line", async () => {
    const { rows } = await read(Buffer.from('sep=,\na,b\n\n"1\n2",x\ny,"z ""q"""\n'));
    expect(rows).toEqual([
      { line: 2, cells: ["a", "b"] },
      { line: 4, cells: ["1\n2", "x"] },
      { line: 6, cells: ["y", 'z "q"'] },
    ]);
  });

  it("end at what is no CSV, and at a row that is longer than any", async () => {
    for (const text of ['a;b\n"x;y\n', 'a;b\nx"y;z\n', `a;b\n${"x".repeat(20_000)};y\n`])
      await expect(read(Buffer.from(text), 512)).rejects.toThrow(CsvRefusal);
    expect((await read(Buffer.from(""))).rows).toEqual([]);
  });
});
