import { CsvError, type Options, parse } from "csv-parse";

/** `line` counts from 1, and is where the row begins. */
export type StreamedRow = { readonly line: number; readonly cells: readonly string[] };

/** How the bytes of a file are text. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A row that is no CSV. */
export class CsvRefusal extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`line ${line} is no CSV`);
    this.line = line;
  }
}

/** No row of anybody's is longer. Characters. */
const longestRow = 10_000;

/**
 * The rows of a file of any length, one after the other: separated by what stands most often in its first line, empty lines left
 * out. The first is the header.
 *
 * @throws CsvRefusal
 */
export async function* streamCsv(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<StreamedRow> {
  const text = textOf(chunks, encoding);
  const first = await firstLine(text);
  if (first === null) return;
  const hint = /^sep=(.)\r?\n/i.exec(first);
  const shift = hint ? 1 : 0;
  const body = hint ? first.slice(hint[0].length) : first;
  const delimiter = hint?.[1] ?? delimiterOf(body);
  const options: Options = {
    ...{ delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true },
    max_record_size: longestRow,
  };
  const parser = parse(options);
  const feeding = feed(parser, body, text);
  let line = 1 + shift;
  try {
    for await (const parsed of parser as AsyncIterable<{ record: readonly string[]; info: { lines: number } }>) {
      const inside = parsed.record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
      line = parsed.info.lines - inside + shift;
      yield { line, cells: parsed.record };
    }
    await feeding;
  } catch (error) {
    throw error instanceof CsvError ? new CsvRefusal(line + 1) : error;
  } finally {
    parser.destroy();
    await feeding.catch(() => undefined);
  }
}

/** What a file is, from all of its bytes: Windows-1252 is what is no UTF-8. */
export class EncodingProbe {
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  #found: Encoding | null = null;
  #begun = false;

  add(chunk: Uint8Array): void {
    if (!this.#begun && chunk.length >= 2) {
      if (chunk[0] === 0xff && chunk[1] === 0xfe) this.#found = "utf-16le";
      if (chunk[0] === 0xfe && chunk[1] === 0xff) this.#found = "utf-16be";
    }
    this.#begun ||= chunk.length > 0;
    this.#try(() => this.#utf8.decode(chunk, { stream: true }));
  }

  end(): Encoding {
    this.#try(() => this.#utf8.decode());
    return this.#found ?? "utf-8";
  }

  #try(decode: () => string): void {
    if (this.#found !== null) return;
    try {
      decode();
    } catch {
      this.#found = "windows-1252";
    }
  }
}

async function* textOf(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** As much of the text as has a line in it; null: there is nothing. */
async function firstLine(text: AsyncGenerator<string>): Promise<string | null> {
  let found = "";
  for (;;) {
    const { value, done } = await text.next();
    if (done) break;
    found += value;
    if (/\n/.test(found) || found.length > longestRow) break;
  }
  return found.trim() === "" ? null : found;
}

async function feed(parser: ReturnType<typeof parse>, first: string, rest: AsyncGenerator<string>): Promise<void> {
  const write = async (text: string) => {
    if (parser.write(text)) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        parser.off("drain", go).off("close", go);
        resolve();
      };
      parser.once("drain", go).once("close", go);
    });
  };
  try {
    await write(first);
    for await (const text of rest) {
      if (parser.destroyed) return;
      if (text !== "") await write(text);
    }
    parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function delimiterOf(text: string): string {
  const head = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const counted = [";", ",", "\t"].map((one) => ({ one, count: head.split(one).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}
