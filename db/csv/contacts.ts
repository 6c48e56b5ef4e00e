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
import { CellError, column, mustHave, type SheetContext, type WholeSheet } from "./sheet.ts";

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
const listColumn = (needed: boolean) => column("list", needed, "lista", "kontaktlista");

/**
 * Contacts of all lists, by list, name and company; a list that is new is created. Several numbers of a kind stand with commas.
 * An empty cell clears, an absent column leaves.
 */
export const contacts: WholeSheet = {
  columns: [listColumn(true), ...columns],
  importAll: async (context, rows, dryRun) => {
    const read = await readEach(
      rows,
      ({ line }) => line,
      ({ line, cells }) => ({ ...saidByCells(line, cells), list: mustHave(cells, "list") }),
    );
    return takeIn(context, read, dryRun, false);
  },
  exportRows: async (db, organisationId) => {
    const rows: string[][] = [];
    for (const list of await listContactLists(db, organisationId)) {
      for (const one of await listContacts(db, { organisationId, listId: list.id }))
        rows.push([list.name, ...cellsOfContact(one)]);
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

type ListPlan = { readonly name: string; readonly list: ContactList | null; readonly plan: ContactPlan };

/** Two queries for each list that the rows name. */
async function planLists({ db, organisationId }: SheetContext, said: readonly SaidContact[]): Promise<ListPlan[]> {
  const lists = new Map((await listContactLists(db, organisationId)).map((list) => [list.name, list]));
  const plans: ListPlan[] = [];
  for (const [name, rows] of Map.groupBy(said, (one) => one.list ?? "")) {
    const list = lists.get(name) ?? null;
    const present = list === null ? [] : await listContacts(db, { organisationId, listId: list.id });
    plans.push({ name, list, plan: await planContacts(present, rows) });
  }
  return plans;
}

async function writePlans(context: SheetContext, plans: readonly ListPlan[]): Promise<void> {
  const { db, organisationId, actor, now } = context;
  for (const { name, list, plan } of plans) {
    if (plan.writes.length === 0) continue;
    const { id: listId } = list ?? (await createContactList(db, { organisationId, name }, actor, now));
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
    warnings: plans.flatMap(({ plan }) => plan.warnings).toSorted(byLine),
  };
}
