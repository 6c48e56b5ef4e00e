import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type Encoding, EncodingProbe } from "../../db/csv/stream-csv.ts";
import { mostXmlBytes } from "../../domain/xml.ts";

/** Five million rows; what is larger is no month of anybody's. */
export const mostCsvBytes = 1_000_000_000;

/** A file as far as its bytes tell. */
export type Examined = {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly looks: "xml" | "rows" | "empty";
  readonly encoding: Encoding;
  /** It is longer than any file of its kind, and was not read to its end. */
  readonly tooLarge: boolean;
};

/** Looks at a file that is on the disk. */
export async function examine(path: string): Promise<Examined> {
  return look(createReadStream(path), async () => undefined);
}

/**
 * Keeps what comes in as a file, up to as much as a file of its kind may have.
 *
 * @param path where; the caller removes it
 */
export async function spool(chunks: AsyncIterable<Uint8Array>, path: string): Promise<Examined> {
  const file = await open(path, "wx", 0o600);
  try {
    return await look(chunks, (chunk) => file.writeFile(chunk));
  } finally {
    await file.close();
  }
}

async function look(chunks: AsyncIterable<Uint8Array>, keep: (chunk: Uint8Array) => Promise<void>): Promise<Examined> {
  const hash = createHash("sha256");
  const probe = new EncodingProbe();
  let size = 0;
  let looks: Examined["looks"] = "empty";
  let tooLarge = false;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (looks === "empty") looks = looksOf(chunk);
    hash.update(chunk);
    tooLarge = size > (looks === "xml" ? mostXmlBytes : mostCsvBytes);
    if (tooLarge) break;
    probe.add(chunk);
    await keep(chunk);
  }
  return { sha256: hash.digest("hex"), size, looks, encoding: probe.end(), tooLarge };
}

/** XML begins with `<`, behind a byte order mark and blanks at most. */
function looksOf(chunk: Uint8Array): Examined["looks"] {
  const first = chunk.find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf, 0xfe, 0xff].includes(byte));
  if (first === undefined) return "empty";
  return first === 0x3c ? "xml" : "rows";
}
