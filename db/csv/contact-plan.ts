import { type ContactContent, contactName } from "../../domain/contact.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { type Contact, contentOf } from "../contact-rows.ts";
import { contentAfter, inTurns, type SaidContact } from "./contact-said.ts";
import type { CellChange, PlannedRow, RowError, RowWarning } from "./import.ts";
import { joinList } from "./lists.ts";
import { rowError } from "./sheet.ts";

/** What a row does to a list. */
export type ContactWrite = { readonly line: number; readonly before: Contact | null; readonly after: ContactContent };
export type ContactPlan = {
  readonly rows: readonly PlannedRow[];
  /** Only those that create or change something. */
  readonly writes: readonly ContactWrite[];
  readonly warnings: readonly RowWarning[];
  readonly errors: readonly RowError[];
};

/** The columns of a contact, in the order in which they are written. */
export const contactColumns = [
  ...["first_name", "last_name", "company", "title", "work", "mobile", "other", "email", "tags", "note"],
] as const;

/** What rows do to the contacts of one list. Touches nothing, and asks nobody. */
export async function planContacts(present: readonly Contact[], rows: readonly SaidContact[]): Promise<ContactPlan> {
  const known = new Known(present, rows);
  const [planned, writes]: [PlannedRow[], ContactWrite[]] = [[], []];
  const [warnings, errors]: [RowWarning[], RowError[]] = [[], []];
  await inTurns(rows, (said) => {
    try {
      const { before, after, twice } = known.place(said);
      const name = contactName(after);
      warnings.push(...said.warnings);
      if (twice !== null) {
        warnings.push({ line: said.line, code: "row_twice", values: { line: twice, name } });
        planned.push({ line: said.line, outcome: "unchanged", name, changes: [] });
        return;
      }
      const changes = changesOf(before, after);
      const outcome = before === null ? "created" : changes.length > 0 ? "updated" : "unchanged";
      planned.push({ line: said.line, outcome, name, changes });
      if (outcome === "unchanged") return;
      writes.push({ line: said.line, before, after });
      warnings.push(...known.sharing(said.line, before, after));
    } catch (error) {
      errors.push(rowError(said.line, error));
    }
  });
  return { rows: planned, writes, warnings, errors };
}

type Names = Pick<ContactContent, "firstName" | "lastName" | "company">;
const nameKey = ({ firstName, lastName, company }: Names): string =>
  [firstName, lastName, company].map((part) => part.normalize("NFC").toLowerCase()).join("\t");
const namesIn = (said: SaidContact): Names => {
  const { firstName = "", lastName = "", company = "" } = said;
  return { firstName, lastName, company };
};

/** Who is there, and what rows have said so far. */
class Known {
  readonly #byName: Map<string, Contact[]>;
  readonly #byNumber = new Map<string, Contact[]>();
  /** How many rows have the name. */
  readonly #rowsOf = new Map<string, number>();
  readonly #claimed = new Set<string>();
  /** By name and numbers, the line. */
  readonly #seen = new Map<string, number>();
  readonly #lineOfNumber = new Map<string, number>();

  constructor(present: readonly Contact[], rows: readonly SaidContact[]) {
    this.#byName = Map.groupBy(present, nameKey);
    for (const contact of present) for (const { number } of contact.numbers) this.#holders(number).push(contact);
    for (const said of rows) {
      const key = nameKey(namesIn(said));
      this.#rowsOf.set(key, (this.#rowsOf.get(key) ?? 0) + 1);
    }
  }

  #holders(number: string): Contact[] {
    const holders = this.#byNumber.get(number) ?? [];
    this.#byNumber.set(number, holders);
    return holders;
  }

  /** Whom the row is about: of those who are called so, whoever has these numbers, or one of them, or the only one. */
  place(said: SaidContact): { before: Contact | null; after: ContactContent; twice: number | null } {
    const key = nameKey(namesIn(said));
    const free = (this.#byName.get(key) ?? []).filter(({ id }) => !this.#claimed.has(id));
    const own = contentAfterAlone(said);
    const asOne = `${key}\n${own ? numbersKey(own.numbers) : ""}`;
    const twice = own && this.#seen.get(asOne);
    if (own && twice !== undefined && twice !== null) return { before: null, after: own, twice };
    const before = this.#meant(free, key, own);
    const after = contentAfter(before && contentOf(before), said);
    if (before) this.#claimed.add(before.id);
    this.#seen.set(asOne, said.line);
    return { before, after, twice: null };
  }

  #meant(free: readonly Contact[], key: string, own: ContactContent | null): Contact | null {
    const only = free.length === 1 && this.#rowsOf.get(key) === 1 ? free[0] : undefined;
    if (own === null) return only ?? null;
    const numbers = new Set(own.numbers.map(({ number }) => number));
    const same = free.find((one) => numbersKey(one.numbers) === numbersKey(own.numbers));
    const sharing = free.find((one) => one.numbers.some(({ number }) => numbers.has(number)));
    return same ?? sharing ?? only ?? null;
  }

  /** Others with a number of it, in the list and in the file. */
  sharing(line: number, before: Contact | null, after: ContactContent): RowWarning[] {
    const had = new Set(before?.numbers.map(({ number }) => number) ?? []);
    return after.numbers.flatMap(({ number }): RowWarning[] => {
      const earlier = this.#lineOfNumber.get(number);
      if (earlier === undefined) this.#lineOfNumber.set(number, line);
      if (had.has(number)) return [];
      const other = (this.#byNumber.get(number) ?? []).find(({ id }) => id !== before?.id);
      const values = { number: displayNumber(number) };
      if (other) return [{ line, code: "number_in_list", values: { ...values, name: other.name } }];
      return earlier === undefined ? [] : [{ line, code: "number_in_file", values: { ...values, line: earlier } }];
    });
  }
}

/** Null: it is no contact by itself, since it says no number or no name. */
function contentAfterAlone(said: SaidContact): ContactContent | null {
  try {
    return contentAfter(null, said);
  } catch {
    return null;
  }
}

const numbersKey = (numbers: ContactContent["numbers"]): string =>
  numbers
    .map(({ kind, number }) => `${kind} ${number}`)
    .toSorted()
    .join(",");

/** As the columns are written, in their order. */
export function cellsOfContact(contact: ContactContent): string[] {
  const numbers = (wanted: string) =>
    joinList(
      contact.numbers.filter(({ kind }) => kind === wanted).map(({ number }) => displayNumber(number).replace(/\u00a0/g, " ")),
    );
  const { firstName, lastName, company, title, email, tags, note } = contact;
  return [
    ...[firstName, lastName, company, title],
    ...[numbers("work"), numbers("mobile"), numbers("other")],
    ...[email, joinList(tags), note],
  ];
}

function changesOf(before: Contact | null, after: ContactContent): CellChange[] {
  const [was, is] = [before && cellsOfContact(before), cellsOfContact(after)];
  return contactColumns.flatMap((column, at) => {
    const [old, now] = [was?.[at] ?? "", is[at] ?? ""];
    return old === now ? [] : [{ column, before: old, after: now }];
  });
}
