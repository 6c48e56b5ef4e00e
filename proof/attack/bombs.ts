import { crc32, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

/** Files that are small and become large, or say of themselves what is not so. */
export type Bomb = { readonly what: string; readonly name: string; readonly bytes: Buffer };

/** What stands in a file that the machine has and nobody may read. */
export const bait = "/etc/passwd";
export const baitShows = /root:.{0,3}:0:0/;

/** @param unit bytes that each bomb becomes, about */
export function bombs(unit: number): readonly Bomb[] {
  return [...archives(unit), ...pictures(unit), ...sounds(unit), ...markup(unit), ...tables(unit), ...others(unit)];
}

function archives(unit: number): Bomb[] {
  const zeros = Buffer.alloc(Math.min(unit, 16 * 1024 * 1024));
  const packed = { data: deflateRawSync(zeros, { level: 9 }), size: zeros.length, crc: crc32(zeros) };
  const many = Math.ceil(unit / zeros.length);
  const names = ["phones.csv", "settings.csv", "001565000001.cfg", "T46U-108.86.0.99.rom", "../../../../tmp/klyka-escaped"];
  const bomb = Array.from({ length: many * names.length }, (_, at) => ({ ...packed, name: names[at % names.length] ?? "" }));
  const nested = zip([{ name: "inner.zip", ...stored(zip(bomb.slice(0, 4))) }]);
  return [
    { what: "an archive that becomes large", name: "a.zip", bytes: zip(bomb) },
    { what: "an archive that says it is small", name: "a.zip", bytes: zip(bomb.map((one) => ({ ...one, size: 10 }))) },
    {
      what: "an archive of empty files",
      name: "a.zip",
      bytes: zip(Array.from({ length: 60_000 }, (_, at) => ({ name: `${at}.cfg`, ...stored(Buffer.alloc(0)) }))),
    },
    { what: "an archive in an archive", name: "a.zip", bytes: nested },
    { what: "an archive cut short", name: "a.zip", bytes: zip(bomb.slice(0, 3)).subarray(0, -30) },
    {
      what: "a packed stream that becomes large",
      name: "a.gz",
      bytes: gzipSync(Buffer.alloc(Math.min(unit, 256 * 1024 * 1024)), { level: 9 }),
    },
  ];
}

type Packed = {
  readonly name: string;
  readonly data: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly method?: number;
};
const stored = (data: Buffer) => ({ data, size: data.length, crc: crc32(data), method: 0 });

/** An archive written by hand (APPNOTE 4.3), so that it can say what is not so. */
export function zip(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, data, size, crc, method = 8 } of files) {
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(title.length, 22);
    const head = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), common, title]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), common, entry, title]));
    parts.push(head, data);
    at += head.length + data.length;
  }
  const index = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(Math.min(files.length, 65_535), 8);
  end.writeUInt16LE(Math.min(files.length, 65_535), 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

function pictures(unit: number): Bomb[] {
  const side = 60_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const lines = deflateSync(Buffer.alloc(Math.min(unit, 64 * 1024 * 1024)), { level: 9 });
  const png = (parts: readonly Buffer[]) => Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
  const text = Buffer.concat([
    Buffer.from("Comment\0\0", "latin1"),
    deflateSync(Buffer.alloc(Math.min(unit, 64 * 1024 * 1024)), { level: 9 }),
  ]);
  const jpeg = Buffer.from("ffd8ffc0001108ea60ea6003012200021101031101ffda000c03010002110311003f00ffd9", "hex");
  const gif = Buffer.from(`474946383961${"60ea60ea"}f70000`, "hex");
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file://${bait}">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60000" height="60000"><text>&x;</text><image xlink:href="file://${bait}" width="9" height="9"/></svg>`;
  return [
    {
      what: "a PNG of 60000 times 60000",
      name: "a.png",
      bytes: png([chunk("IHDR", header), chunk("IDAT", lines), chunk("IEND")]),
    },
    {
      what: "a PNG with a text that becomes large",
      name: "a.png",
      bytes: png([chunk("IHDR", header), chunk("zTXt", text), chunk("IEND")]),
    },
    { what: "a JPEG of 60000 times 60000", name: "a.jpg", bytes: jpeg },
    { what: "a GIF of 60000 times 60000", name: "a.gif", bytes: gif },
    { what: "an SVG that asks for a file", name: "a.svg", bytes: Buffer.from(svg) },
  ];
}

function chunk(kind: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function sounds(unit: number): Bomb[] {
  const wav = (rate: number, channels: number, bits: number, says: number, data: Buffer) => {
    const head = Buffer.alloc(44);
    head.write("RIFF", 0);
    head.writeUInt32LE(Math.min(36 + says, 0xffffffff), 4);
    head.write("WAVEfmt ", 8);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20);
    head.writeUInt16LE(channels, 22);
    head.writeUInt32LE(rate, 24);
    head.writeUInt32LE(((rate * channels * bits) / 8) >>> 0, 28);
    head.writeUInt16LE(((channels * bits) >>> 3) & 0xffff, 32);
    head.writeUInt16LE(bits, 34);
    head.write("data", 36);
    head.writeUInt32LE(says, 40);
    return Buffer.concat([head, data]);
  };
  const some = Buffer.alloc(Math.min(unit, 4 * 1024 * 1024));
  const frame = Buffer.concat([Buffer.from("fffb1064", "hex"), Buffer.alloc(100)]);
  return [
    { what: "a sound that says it has four gigabytes", name: "a.wav", bytes: wav(8000, 1, 16, 0xffffffff, some) },
    { what: "a sound of one sample a second", name: "a.wav", bytes: wav(1, 1, 8, some.length, some) },
    { what: "a sound of 65535 channels", name: "a.wav", bytes: wav(48_000, 65_535, 32, some.length, some) },
    { what: "a sound of nothing", name: "a.wav", bytes: wav(0, 0, 0, 0, Buffer.alloc(0)) },
    {
      what: "a sound of hours",
      name: "a.mp3",
      bytes: Buffer.concat(Array.from({ length: Math.min(40_000, Math.ceil(unit / 400)) }, () => frame)),
    },
    {
      what: "a stream that breaks off",
      name: "a.ogg",
      bytes: Buffer.concat([Buffer.from("OggS\0\u0002", "latin1"), Buffer.alloc(300, 0xff)]),
    },
    {
      what: "a FLAC that says it is endless",
      name: "a.flac",
      bytes: Buffer.concat([Buffer.from('fLaC\u0000\u0000\u0000"', "latin1"), Buffer.alloc(34, 0xff), Buffer.alloc(2000, 0xff)]),
    },
  ];
}

function markup(unit: number): Bomb[] {
  const laughs = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");
  const long = "x".repeat(50_000);
  const deep = Math.min(200_000, Math.ceil(unit / 40));
  const invoice = (inner: string, dtd = "") =>
    `<?xml version="1.0"?>${dtd}<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">${inner}</Invoice>`;
  return [
    {
      what: "entities of entities",
      name: "a.xml",
      bytes: Buffer.from(invoice("&l12;", `<!DOCTYPE Invoice [<!ENTITY l0 "ha">${laughs}]>`)),
    },
    {
      what: "a long entity many times",
      name: "a.xml",
      bytes: Buffer.from(invoice("&a;".repeat(20_000), `<!DOCTYPE Invoice [<!ENTITY a "${long}">]>`)),
    },
    {
      what: "an entity that asks for a file",
      name: "a.xml",
      bytes: Buffer.from(invoice("<ID>&x;</ID>", `<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file://${bait}">]>`)),
    },
    {
      what: "a document type that asks for an address",
      name: "a.xml",
      bytes: Buffer.from(invoice("", `<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd">`)),
    },
    { what: "elements as deep as can be", name: "a.xml", bytes: Buffer.from(invoice("<a>".repeat(deep) + "</a>".repeat(deep))) },
    {
      what: "an element with endless attributes",
      name: "a.xml",
      bytes: Buffer.from(invoice(`<a ${Array.from({ length: deep }, (_, at) => `a${at}=""`).join(" ")}/>`)),
    },
    {
      what: "a file that XML includes",
      name: "a.xml",
      bytes: Buffer.from(invoice(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://${bait}" parse="text"/>`)),
    },
  ];
}

function tables(unit: number): Bomb[] {
  const some = Math.min(unit, 8 * 1024 * 1024);
  return [
    {
      what: "a table of endless columns",
      name: "a.csv",
      bytes: Buffer.from(`${"a;".repeat(Math.floor(some / 4))}\n${"1;".repeat(Math.floor(some / 4))}\n`),
    },
    { what: "a table of endless rows", name: "a.csv", bytes: Buffer.from(`a;b\n${";\n".repeat(Math.floor(some / 2))}`) },
    { what: "a cell that never ends", name: "a.csv", bytes: Buffer.from(`a;b\n"${"x".repeat(some)}`) },
    { what: "a table of quotes", name: "a.csv", bytes: Buffer.from(`a;b\n${'"'.repeat(some)}`) },
    { what: "a table with NUL in it", name: "a.csv", bytes: Buffer.from(`a;b\n${"\0;".repeat(1000)}\n`) },
  ];
}

function others(unit: number): Bomb[] {
  const deep = Math.min(100_000, Math.ceil(unit / 40));
  return [
    { what: "JSON as deep as can be", name: "a.json", bytes: Buffer.from(`${"[".repeat(deep)}${"]".repeat(deep)}`) },
    {
      what: "lines without end",
      name: "001565000001.cfg",
      bytes: Buffer.from(`#!version:1.0.0.1\n${"account.1.label = ".padEnd(Math.min(unit, 4 * 1024 * 1024), "x")}`),
    },
    {
      what: "lines without number",
      name: "001565000001.cfg",
      bytes: Buffer.from(`#!version:1.0.0.1\n${"a=b\n".repeat(Math.min(unit, 4 * 1024 * 1024) / 4)}`),
    },
    { what: "nothing", name: "a", bytes: Buffer.alloc(0) },
    { what: "one byte", name: "a", bytes: Buffer.from("P") },
  ];
}
