import { DomainError } from "../../domain/errors.ts";
import { readVCards } from "../../domain/vcard/read-vcards.ts";
import { writeManyContacts } from "../contact-imports.ts";
import type { ContactWrites } from "../contact-list-copies.ts";
import { contentOf } from "../contact-rows.ts";
import { type ContactList, createContactList, listContactLists, listContacts } from "../contacts.ts";
import { newId } from "../ids.ts";
import { change } from "../transaction.ts";
import { type ContactPlan, cellsOfContact, planContacts } from "./contact-plan.ts";
import { type Read, readEach, type SaidContact, saidByCard, saidByCells } from "./contact-said.ts";
import type { ImportReport } from "./import.ts";
import { mostRows, tooLarge } from "./read-csv.ts";
import {
  CellError,
  type Cells,
  column,
  type ListFor,
  listFors,
  mustHave,
  rowError,
  type SheetContext,
  type WholeSheet,
} from "./sheet.ts";

/** Also as other programs call them: mail programs in Swedish and English. */
const columns: WholeSheet["columns"] = [
  column("first_name", false, "förnamn", "first name", "given name"),
  column("last_name", false, "efternamn", "last name", "family name", "surname"),
  column("company", false, "företag", "organization name", "organization 1 - name"),
  column("title", false, "titel", "befattning", "job title", "organization title"),
  column(
    "work",
    false,
    "arbete",
    "telefon",
    "nummer",
    "telefon, arbete",
    "telefon (arbete)",
    "business phone",
    "phone 1 - value",
  ),
  column("mobile", false, "mobil", "mobiltelefon", "mobile phone", "phone 2 - value"),
  column("other", false, "annat", "bostad", "telefon, bostad", "home phone", "other phone", "phone 3 - value"),
  column("email", false, "e-post", "epost", "mejl", "e-postadress", "e-mail", "e-mail address", "e-mail 1 - value"),
  column("tags", false, "etiketter", "kategorier", "categories", "labels"),
  column("note", false, "anteckning", "anteckningar", "notes"),
];
const forColumn = column("list_for", false, "listan är för", "syns för");
const listColumn = (needed: boolean) => column("list", needed, "lista", "kontaktlista");

/**
 * Contacts of all lists, by list, name and company; a list that is new is created, for whom `list_for` says (`everyone`, `some`), or
 * whoever takes the file in. Several numbers of a kind stand with commas. An empty cell clears, an absent column leaves.
 */
export const contacts: WholeSheet = {
  columns: [listColumn(true), ...columns, forColumn],
  importAll: async (context, rows, dryRun) => {
    const read = await readEach(
      rows,
      ({ line }) => line,
      ({ line, cells }) => ({ ...saidByCells(line, cells), list: mustHave(cells, "list"), listFor: listForOf(cells) }),
    );
    return takeIn(context, read, dryRun, false);
  },
  exportRows: async (db, organisationId) => {
    const rows: string[][] = [];
    for (const list of await listContactLists(db, organisationId)) {
      for (const one of await listContacts(db, { organisationId, listId: list.id }))
        rows.push([list.name, ...cellsOfContact(one), list.forEveryone ? "everyone" : "some"]);
    }
    return rows;
  },
};

/** The contacts of one list. A row of another list, as the file of all lists has them, is refused. */
export function contactsOf(list: ContactList, skipWrong: boolean): WholeSheet {
  return {
    columns: [...columns, listColumn(false)],
    ...{ leavesOut: true, skipsWrong: skipWrong },
    importAll: async (context, rows, dryRun) => {
      const read = await readEach(
        rows,
        ({ line }) => line,
        ({ line, cells }) => ofList(list, saidByCells(line, cells)),
      );
      return takeIn(context, read, dryRun, skipWrong);
    },
    exportRows: async (db, organisationId) =>
      (await listContacts(db, { organisationId, listId: list.id })).map((one) => [...cellsOfContact(one), list.name]),
  };
}

/** @throws CellError `input_invalid` */
function listForOf(cells: Cells): ListFor | null {
  const said = cells("list_for");
  if (!said) return null;
  const known = listFors.find((one) => one === said.toLowerCase());
  if (known) return known;
  throw new CellError(
    "list_for",
    new DomainError("input_invalid", { field: "list_for", reason: `one of ${listFors.join(", ")}` }),
  );
}

function ofList(list: ContactList, said: SaidContact): SaidContact {
  if (said.list === null || said.list === list.name) return { ...said, list: list.name };
  throw new CellError("list", new DomainError("contact_of_other_list", { name: said.list, list: list.name }));
}

/** The cards of a file into one list, with the same rules as rows. @param text of the file @throws DomainError `input_invalid`: more than anybody's list */
export async function importCards(
  context: SheetContext,
  list: ContactList,
  text: string,
  dryRun: boolean,
  skipWrong: boolean,
): Promise<ImportReport> {
  const cards = readVCards(text);
  if (cards.length > mostRows) throw tooLarge(`more than ${mostRows} contacts`, mostRows);
  const read = await readEach(
    cards,
    ({ line }) => line,
    (card) => ({ ...saidByCard(card), list: list.name }),
  );
  return takeIn(context, read, dryRun, skipWrong);
}

async function takeIn(context: SheetContext, read: Read, dryRun: boolean, skipWrong: boolean): Promise<ImportReport> {
  const tried = await planLists(context, read.said);
  const wrong = read.errors.length + tried.reduce((sum, { plan }) => sum + plan.errors.length, 0);
  const nothing = tried.every(({ plan }) => plan.writes.length === 0);
  if (dryRun || nothing || (wrong > 0 && !skipWrong)) return report(read, tried);
  // What somebody saves meanwhile counts: planned again where nobody else can write.
  return change(context.db, async (db) => {
    const plans = await planLists({ ...context, db }, read.said);
    if (skipWrong || plans.every(({ plan }) => plan.errors.length === 0)) await writePlans({ ...context, db }, plans);
    return report(read, plans);
  });
}

/** `for` null: nobody has said who sees the list that is to be made. */
type ListPlan = {
  readonly name: string;
  readonly list: ContactList | null;
  readonly for: ListFor | null;
  readonly plan: ContactPlan;
};

/** Two queries for each list that the rows name. */
async function planLists({ db, organisationId, newListsFor }: SheetContext, said: readonly SaidContact[]): Promise<ListPlan[]> {
  const lists = new Map((await listContactLists(db, organisationId)).map((list) => [list.name, list]));
  const plans: ListPlan[] = [];
  for (const [name, rows] of Map.groupBy(said, (one) => one.list ?? "")) {
    const list = lists.get(name) ?? null;
    const present = list === null ? [] : await listContacts(db, { organisationId, listId: list.id });
    const seenBy = rows.find(({ listFor }) => listFor)?.listFor ?? newListsFor ?? null;
    const plan = await planContacts(present, rows);
    plans.push({ name, list, for: seenBy, plan: list === null && seenBy === null ? unsaid(name, rows, plan) : plan });
  }
  return plans;
}

/** A list for everybody is on every desk phone: nobody makes one by chance. */
function unsaid(name: string, [first]: readonly SaidContact[], plan: ContactPlan): ContactPlan {
  const error = new CellError("list", new DomainError("contact_list_new", { name }));
  return { ...plan, writes: [], errors: [...plan.errors, rowError(first?.line ?? 1, error)] };
}

async function writePlans(context: SheetContext, plans: readonly ListPlan[]): Promise<void> {
  const { db, organisationId, actor, now } = context;
  for (const { name, list, for: seenBy, plan } of plans) {
    if (plan.writes.length === 0) continue;
    const fresh = { organisationId, name, forEveryone: seenBy === "everyone" };
    const { id: listId } = list ?? (await createContactList(db, fresh, actor, now));
    const made = plan.writes.flatMap(({ before, after }) => (before ? [] : [{ id: newId(now), ...contentOf(after) }]));
    const changed = plan.writes.flatMap(({ before, after }) => (before ? [{ before, after }] : []));
    const writes: ContactWrites = { made, changed, gone: [] };
    await writeManyContacts(db, { organisationId, listId }, writes, actor, now);
  }
}

function report(read: Read, plans: readonly ListPlan[]): ImportReport {
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line;
  const rows = plans.flatMap(({ plan }) => plan.rows).toSorted(byLine);
  const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  return {
    rows: read.said.length + read.errors.length,
    outcomes: { created: count("created"), updated: count("updated"), unchanged: count("unchanged") },
    errors: [...read.errors, ...plans.flatMap(({ plan }) => plan.errors)].toSorted(byLine),
    people: rows,
    newLists: plans.flatMap(({ name, list, for: seenBy, plan }) =>
      list === null && seenBy !== null && plan.writes.length > 0 ? [{ name, for: seenBy }] : [],
    ),
    warnings: plans.flatMap(({ plan }) => plan.warnings).toSorted(byLine),
  };
}
