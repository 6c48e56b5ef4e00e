import { type CallSightGrant, seesCalls } from "../../db/call-sight.ts";
import { everySum, isUnfiltered, type NodeFilter, type SpecifiedInvoice } from "../../db/specification.ts";
import type { Db } from "../../db/types.ts";
import { everyRow, type UsageRow } from "../../db/usage-rows.ts";
import type { Words } from "../../domain/calendar-words.ts";
import { isListed, maskCalled, maskDescription } from "../../domain/call-record.ts";
import { chargeClassWords } from "../../domain/charge-class-words.ts";
import { type SpecificationRow, type Sums, sumsOf } from "../../domain/invoice-specification.ts";
import { formatInstant } from "../../domain/local-time.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { Answer } from "../api/route.ts";
import {
  type CsvCell,
  type CsvLook,
  csvHead,
  csvHeaders,
  csvLines,
  duration,
  money,
  sendParts,
  text,
  whole,
} from "./csv-parts.ts";
import { safeFileName } from "./file-name.ts";

const heads = {
  costPlace: { sv: "Kostnadsställe", en: "Cost place" },
  user: { sv: "Användare", en: "User" },
  number: { sv: "Nummer", en: "Number" },
  chargeClass: { sv: "Slag", en: "Class" },
  at: { sv: "Tid", en: "Time" },
  called: { sv: "Uppringt nummer", en: "Called number" },
  description: { sv: "Beskrivning", en: "Description" },
  count: { sv: "Antal", en: "Count" },
  duration: { sv: "Längd", en: "Duration" },
  bytes: { sv: "Data, byte", en: "Data, bytes" },
  net: { sv: "Belopp exkl. moms", en: "Amount excl. VAT" },
} as const satisfies Readonly<Record<string, Words>>;
const holder = [heads.costPlace, heads.user, heads.number, heads.chargeClass];
const figures = [heads.count, heads.duration, heads.bytes, heads.net];
const unlistedWords: Words = { sv: "Samtal som inte visas var för sig", en: "Calls that are not listed" };
const unspecifiedWords: Words = { sv: "Utan underlag", en: "Not specified" };
const zone = "Europe/Stockholm";

type Say = {
  readonly what: "sums" | "rows";
  readonly filter: NodeFilter;
  readonly sight: CallSightGrant | null;
  readonly look: CsvLook;
};

/** A specification as a file. All its amounts together are the invoice's net, or what the filter leaves of it. */
export function specificationCsv(db: Db, invoice: SpecifiedInvoice, say: Say): Answer {
  const name = safeFileName(`specifikation-${invoice.number}${say.what === "rows" ? "-rader" : ""}.csv`);
  // Rows that have been erased, or are still coming in, are none: what they add up to is all there is.
  const rows = say.what === "rows" && invoice.usage !== null && invoice.usage.erasedAt === null;
  const parts = rows ? rowParts(db, invoice, say) : sumParts(db, invoice, say);
  return {
    status: 200,
    headers: csvHeaders(name),
    stream: (_request, response) => void sendParts(response, parts),
  };
}

async function* sumParts(db: Db, invoice: SpecifiedInvoice, { filter, look }: Say): AsyncGenerator<string> {
  yield csvHead([...holder, ...figures], look);
  const sums = await everySum(db, invoice.id, filter);
  for (let from = 0; from < sums.length; from += 1000) {
    yield csvLines(
      sums.slice(from, from + 1000).map((row) => [...holderCells(row, look), ...figureCells(row, look)]),
      look,
    );
  }
  yield missingLine(invoice, filter, 0, look);
}

async function* rowParts(db: Db, invoice: SpecifiedInvoice, { filter, sight, look }: Say): AsyncGenerator<string> {
  yield csvHead([...holder, heads.at, heads.called, heads.description, ...figures], look);
  const found = filter.search.trim() === "" ? null : new Set((await everySum(db, invoice.id, filter)).map(partOf));
  const unlisted = new Map<string, { readonly row: UsageRow; readonly sums: Sums }>();
  for await (const rows of everyRow(db, invoice.id, filter)) {
    const shown = rows.filter((row) => found === null || found.has(partOf(row)));
    for (const row of shown.filter(({ called }) => called !== null && !isListed(called))) {
      const before = unlisted.get(partOf(row))?.sums;
      unlisted.set(partOf(row), { row, sums: sumsOf(before ? [before, row] : [row]) });
    }
    yield csvLines(
      shown.filter(({ called }) => called === null || isListed(called)).map((row) => rowCells(row, sight, look)),
      look,
    );
  }
  yield csvLines(
    [...unlisted.values()].map(({ row, sums }) => [
      ...[...holderCells(row, look), text(null), text(null), text(unlistedWords[look.language])],
      ...figureCells(sums, look),
    ]),
    look,
  );
  yield missingLine(invoice, filter, 3, look);
}

function rowCells(row: UsageRow, sight: CallSightGrant | null, look: CsvLook): CsvCell[] {
  const full = seesCalls(sight, row);
  const { called, description } = row;
  return [
    ...holderCells(row, look),
    text(formatInstant(new Date(row.startedAt), zone)),
    text(called === null ? null : plain(full ? displayNumber(called) : maskCalled(called))),
    text(full ? description : maskDescription(row)),
    ...figureCells(row, look),
  ];
}

/** What the invoice charges beyond its rows. */
function missingLine(invoice: SpecifiedInvoice, filter: NodeFilter, between: number, look: CsvLook): string {
  const missing = invoice.net - (invoice.usage?.net ?? 0);
  if (!isUnfiltered(filter) || missing === 0) return "";
  const empty = Array.from({ length: between }, () => text(null));
  const sums = { count: 0, seconds: 0, bytes: 0, net: missing };
  const head = [text(null), text(null), text(null), text(unspecifiedWords[look.language])];
  return csvLines([[...head, ...empty, ...figureCells(sums, look)]], look);
}

function holderCells({ costPlace, userName, number, chargeClass }: SpecificationRow | UsageRow, look: CsvLook): CsvCell[] {
  const name = number === null ? null : plain(displayNumber(number));
  return [text(costPlace), text(userName), text(name), text(chargeClassWords[chargeClass][look.language])];
}

function figureCells({ count, seconds, bytes, net }: Sums, look: CsvLook): CsvCell[] {
  return [whole(count), duration(seconds), whole(bytes), money(net, look)];
}

function partOf(row: Pick<SpecificationRow, "costPlace" | "userId" | "number" | "chargeClass">): string {
  return JSON.stringify([row.costPlace, row.userId, row.number, row.chargeClass]);
}

/** Blanks as spreadsheets search for them. */
function plain(display: string): string {
  return display.replaceAll("\u00a0", " ");
}
