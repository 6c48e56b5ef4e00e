import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import {
  type ContactContent,
  type ContactNumber,
  contactLimits,
  contactNumberKinds,
  hasName,
  manyLines,
  tidyTags,
} from "../../domain/contact.ts";
import { DomainError } from "../../domain/errors.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { oneLine } from "../../domain/one-line.ts";
import type { CardContact } from "../../domain/vcard/read-vcards.ts";
import { chunks } from "../dialect/dialect.ts";
import { numberFor } from "../number-owners.ts";
import type { RowError, RowWarning } from "./import.ts";
import { splitList } from "./lists.ts";
import { CellError, type Cells, type ListFor, rowError } from "./sheet.ts";

/** What a row of a file says of a contact; what is undefined it says nothing of. Numbers are canonical. */
export type SaidContact = {
  readonly line: number;
  /** The list that it names; null: none. */
  readonly list: string | null;
  /** Who sees that list, should it be new; absent or null: the row does not say. */
  readonly listFor?: ListFor | null;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly company: string | undefined;
  readonly title: string | undefined;
  readonly email: string | undefined;
  readonly note: string | undefined;
  readonly tags: readonly string[] | undefined;
  /** By kind, or all there are. */
  readonly numbers: Partial<Readonly<Record<ContactNumber["kind"], readonly string[]>>> | readonly ContactNumber[];
  readonly warnings: readonly RowWarning[];
};
export type Read = { readonly said: readonly SaidContact[]; readonly errors: readonly RowError[] };

/** Rows that are looked at in one go: the thread that answers phones has a turn after so many. */
const atOnce = 100;

/** @param work of each row, in their order */
export async function inTurns<T>(rows: readonly T[], work: (row: T) => void): Promise<void> {
  for (const part of chunks(rows, atOnce)) {
    part.forEach(work);
    await nextTurn();
  }
}

/** Each row by itself; a wrong one is an error, and the others are read all the same. */
export async function readEach<T>(rows: readonly T[], lineOf: (row: T) => number, read: (row: T) => SaidContact): Promise<Read> {
  const said: SaidContact[] = [];
  const errors: RowError[] = [];
  await inTurns(rows, (row) => {
    try {
      said.push(read(row));
    } catch (error) {
      errors.push(rowError(lineOf(row), error));
    }
  });
  return { said, errors };
}

/** A row of CSV. @throws CellError */
export function saidByCells(line: number, cells: Cells): SaidContact {
  const numbers = Object.fromEntries(
    contactNumberKinds.flatMap((kind) => {
      const cell = cells(kind);
      return cell === undefined ? [] : [[kind, splitList(cell ?? "").map((number) => numberOf(kind, number))]];
    }),
  );
  const tags = cells("tags");
  const text = (column: string, most: number = contactLimits.text) => textOf(column, cells(column), most);
  return {
    ...{ line, list: cells("list") ?? null, warnings: [] },
    ...{ firstName: text("first_name"), lastName: text("last_name"), company: text("company"), title: text("title") },
    email: emailOf(cells("email")),
    note: noteOf(cells("note")),
    tags: tags === undefined ? undefined : tagsOf(splitList(tags ?? "")),
    numbers,
  };
}

/** A card of a vCard file. @throws CellError, DomainError `vcard_unended` */
export function saidByCard(card: CardContact): SaidContact {
  const { line, leftOut } = card;
  if (!card.ended) throw new DomainError("vcard_unended", { line });
  const text = (column: string, value: string) => textOf(column, value, contactLimits.text);
  return {
    ...{ line, list: null },
    ...{ firstName: text("first_name", card.firstName), lastName: text("last_name", card.lastName) },
    ...{ company: text("company", card.company), title: text("title", card.title) },
    email: emailOf(card.email ?? undefined),
    note: noteOf(card.note ?? undefined),
    tags: card.tags === null ? undefined : tagsOf(card.tags),
    numbers: card.numbers.map(({ kind, number }) => ({ kind, number: numberOf(kind, number) })),
    warnings: leftOut.length === 0 ? [] : [{ line, code: "left_out", values: { values: leftOut.slice(0, 5) } }],
  };
}

/** Null clears, undefined says nothing. */
function textOf(column: string, value: string | null | undefined, most: number): string | undefined {
  if (value === undefined) return undefined;
  const text = oneLine(value ?? "").trim();
  if (text.length > most) throw tooLong(column, text, most);
  return text;
}

function tooLong(column: string, value: string, most: number): CellError {
  const detail = { field: column, problem: "too_long", value: `${value.slice(0, 40)}…`, most };
  return new CellError(column, new DomainError("input_invalid", { ...detail, reason: `${most} characters at most` }));
}

const Email = z.email();

function emailOf(value: string | null | undefined): string | undefined {
  const email = textOf("email", value, contactLimits.email);
  if (email === undefined || email === "" || Email.safeParse(email).success) return email;
  throw new CellError(
    "email",
    new DomainError("input_invalid", { field: "email", value: email, reason: "is no e-mail address" }),
  );
}

function noteOf(value: string | null | undefined): string | undefined {
  if (value === undefined) return undefined;
  const note = manyLines(value ?? "");
  if (note.length > contactLimits.note) throw tooLong("note", note, contactLimits.note);
  return note;
}

function tagsOf(written: readonly string[]): string[] {
  const tags = tidyTags(written.map(oneLine));
  const long = tags.find((tag) => tag.length > contactLimits.tag);
  if (long) throw tooLong("tags", long, contactLimits.tag);
  if (tags.length <= contactLimits.tags) return tags;
  const detail = { field: "tags", value: tags.slice(0, 3).join(", "), reason: `${contactLimits.tags} at most` };
  throw new CellError("tags", new DomainError("input_invalid", { ...detail, problem: "too_many", most: contactLimits.tags }));
}

/** A spreadsheet takes a number for a number and drops the zero before it: that is said. */
function numberOf(column: string, written: string): string {
  try {
    return numberFor("contact", written);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const zeroLost = /^[1-9][\d\s-]{6,11}$/.test(written.trim()) && parseNumber(`0${written.trim()}`) !== null;
    throw new CellError(column, zeroLost ? new DomainError("number_zero_lost", { number: written.slice(0, 40) }) : error);
  }
}

/** What the contact says when the row has been taken in. @throws CellError when it has no name or no number, or too many */
export function contentAfter(before: ContactContent | null, said: SaidContact): ContactContent {
  const none = { firstName: "", lastName: "", company: "", title: "", email: "", note: "", tags: [], numbers: [] };
  const was = before ?? none;
  const numbers = numbersAfter(was.numbers, said.numbers);
  const after = {
    firstName: said.firstName ?? was.firstName,
    lastName: said.lastName ?? was.lastName,
    company: said.company ?? was.company,
    title: said.title ?? was.title,
    email: said.email ?? was.email,
    note: said.note ?? was.note,
    tags: said.tags ?? was.tags,
    numbers,
  };
  if (!hasName(after)) throw new CellError("last_name", new DomainError("contact_nameless", {}));
  if (numbers.length === 0) throw new CellError("work", new DomainError("contact_numberless", {}));
  if (numbers.length > contactLimits.numbers) {
    throw new CellError("work", new DomainError("contact_numbers_many", { most: contactLimits.numbers }));
  }
  return after;
}

function numbersAfter(was: readonly ContactNumber[], said: SaidContact["numbers"]): ContactNumber[] {
  if (Array.isArray(said)) return [...said];
  const byKind = said as Partial<Readonly<Record<ContactNumber["kind"], readonly string[]>>>;
  const all = contactNumberKinds.flatMap((kind) => {
    const numbers = byKind[kind] ?? was.filter((one) => one.kind === kind).map(({ number }) => number);
    return [...new Set(numbers)].map((number) => ({ kind, number }));
  });
  const had = (one: ContactNumber) => was.findIndex(({ kind, number }) => kind === one.kind && number === one.number);
  // Those that stay keep their place, whatever order the columns have.
  return all.every((one) => had(one) >= 0) && all.length === was.length ? [...was] : all;
}
