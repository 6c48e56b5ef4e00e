import {
  type Contact,
  CreateContact,
  createContact,
  createContactList,
  findContactList,
  listContactLists,
  listContacts,
  updateContact,
} from "../../db/contacts.ts";
import { CellError, type Cells, column, mustHave, type Sheet, type SheetContext } from "../../db/csv/sheet.ts";
import { DomainError } from "../../domain/errors.ts";
import { displayNumber, parseNumber } from "../../domain/numbers.ts";
import { parseInput } from "../parse.ts";
import { plainSpaces } from "../target-names.ts";

const kinds = ["work", "mobile", "other"] as const;

/** Contacts, by list, name and company; a list that is new is created. Several numbers of a kind stand with commas. */
export const contacts: Sheet = {
  columns: [
    column("list", true, "lista", "kontaktlista"),
    column("first_name", false, "förnamn"),
    column("last_name", false, "efternamn"),
    column("company", false, "företag"),
    column("title", false, "titel"),
    column("work", false, "arbete", "telefon", "nummer"),
    column("mobile", false, "mobil"),
    column("other", false, "annat"),
  ],
  importRow: async (context, cells) => {
    const { db, organisationId, actor, now } = context;
    const name = mustHave(cells, "list");
    const list =
      (await findContactList(db, { organisationId, name })) ??
      (await createContactList(db, { organisationId, name }, actor, now));
    const input = read(context, cells, list.id);
    const called = (await listContacts(db, { organisationId, listId: list.id })).filter((one) => sameName(one, input));
    // Two may be called alike: the one that has these very numbers is meant.
    const had = called.find((one) => numbersKey(one.numbers) === numbersKey(input.numbers)) ?? called[0];
    if (!had) {
      await numbered(() => createContact(db, input, actor, now));
      return "created";
    }
    const { listId: _, ...fields } = input;
    if (had.title === input.title && numbersKey(had.numbers) === numbersKey(input.numbers)) return "unchanged";
    await numbered(() => updateContact(db, { id: had.id, ...fields }, actor, now));
    return "updated";
  },
  exportRows: async (db, organisationId) => {
    const rows: string[][] = [];
    for (const list of await listContactLists(db, organisationId)) {
      for (const one of await listContacts(db, { organisationId, listId: list.id }))
        rows.push([list.name, one.firstName, one.lastName, one.company, one.title, ...kinds.map((kind) => numbersOf(one, kind))]);
    }
    return rows;
  },
};

function read({ organisationId }: SheetContext, cells: Cells, listId: string): CreateContact {
  const numbers = kinds.flatMap((kind) =>
    (cells(kind) ?? "")
      .split(",")
      .map((number) => number.trim())
      .filter((number) => number !== "")
      .map((number) => ({ kind, number })),
  );
  const texts = {
    firstName: cells("first_name"),
    lastName: cells("last_name"),
    company: cells("company"),
    title: cells("title"),
  };
  const filled = Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value ?? ""]));
  try {
    return parseInput(CreateContact, { organisationId, listId, ...filled, numbers });
  } catch (error) {
    throw error instanceof DomainError ? new CellError(numbers.length === 0 ? "work" : "company", error) : error;
  }
}

function sameName(one: Contact, input: CreateContact): boolean {
  return one.firstName === input.firstName && one.lastName === input.lastName && one.company === input.company;
}

/** The same numbers in the same order, however they are written. */
function numbersKey(numbers: readonly { readonly kind: string; readonly number: string }[]): string {
  return numbers.map(({ kind, number }) => `${kind} ${parseNumber(number)?.canonical ?? number}`).join(",");
}

async function numbered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError && error.code === "number_invalid" ? new CellError("work", error) : error;
  }
}

function numbersOf(contact: Contact, kind: (typeof kinds)[number]): string {
  return contact.numbers
    .filter((one) => one.kind === kind)
    .map((one) => plainSpaces(displayNumber(one.number)))
    .join(",");
}
