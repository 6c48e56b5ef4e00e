import { setImmediate as nextTurn } from "node:timers/promises";
import { DomainError } from "../../domain/errors.ts";
import { newUserFeatures } from "../../domain/feature-groups.ts";
import { wallClock } from "../../domain/local-time.ts";
import { demandOver } from "../../domain/rights.ts";
import { deactivationProblem } from "../../domain/user-rules.ts";
import { featureSchemeOf, getOrganisation } from "../organisations.ts";
import { everyPerson, type Person } from "../people.ts";
import { listSipAccounts, type SipAccount } from "../sip-accounts.ts";
import type { CellsOfRow, PlannedRow, RowError } from "./import.ts";
import { clashes } from "./person-clashes.ts";
import { type PersonRules, personColumns } from "./person-columns.ts";
import { findPerson, personIndex } from "./person-index.ts";
import { auditFieldsOf, newcomer, type PersonState, stateOf } from "./person-state.ts";
import { CellError, type Cells, rowError, type SheetContext } from "./sheet.ts";

/** What a row makes of a person. `before` null: a new one. */
export type PersonWrite = {
  readonly line: number;
  readonly person: Person | null;
  readonly before: PersonState | null;
  readonly after: PersonState;
};
export type PeoplePlan = {
  readonly rows: readonly PlannedRow[];
  readonly writes: readonly PersonWrite[];
  readonly errors: readonly RowError[];
};

/** Rows read between two looks at whoever else waits. */
const atOnce = 250;

/**
 * What a file would do, row by row, without touching anything: a fixed number of queries for any number of rows.
 * Rows are read as one: two people may swap numbers in a file.
 */
export async function planPeople(context: SheetContext, rows: readonly CellsOfRow[]): Promise<PeoplePlan> {
  const { db, organisationId, access, now } = context;
  const { timeZone } = await getOrganisation(db, { id: organisationId });
  const scheme = await featureSchemeOf(db, organisationId);
  const people = await everyPerson(db, organisationId);
  const accounts = await listSipAccounts(db, { organisationId });
  const today = wallClock(now, timeZone).date;
  const dateProblem: PersonRules["dateProblem"] = (date) =>
    deactivationProblem(date, now, timeZone) ??
    (date === today ? { field: "deactivate_on", code: "deactivation_date_past" } : null);
  const rules: PersonRules = { scheme, dateProblem };
  const index = personIndex(people);
  const firstAccount = firstAccounts(accounts);
  const accountsOf = new Map(accounts.map(({ sipUser, userId }) => [sipUser, userId]));
  const fresh = newcomer(newUserFeatures(scheme));
  const writes: PersonWrite[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const [at, { line, cells }] of rows.entries()) {
    if (at % atOnce === 0) await nextTurn();
    try {
      const person = findPerson(index, cells);
      const earlier = person && seen.get(person.id);
      if (earlier) throw new DomainError("csv_row_twice", { line: earlier });
      if (person) seen.set(person.id, line);
      const before = person && stateOf(person, firstAccount.get(person.id) ?? null);
      const after = readRow(before ?? fresh, cells, rules);
      if (before && !sameDetails(before, after)) demandOver(access, person);
      // Another account that the person has already says nothing new.
      const known = accountsOf.get(after.sipUser ?? "") === person?.id && before !== null;
      writes.push({ line, person, before, after: known ? { ...after, sipUser: before.sipUser } : after });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  errors.push(...(await clashes({ db, organisationId, people, accounts, writes, now })));
  return { rows: writes.map(planned), writes, errors: errors.sort((a, b) => a.line - b.line) };
}

const sameDetails = (a: PersonState, b: PersonState): boolean =>
  JSON.stringify(auditFieldsOf(a).details) === JSON.stringify(auditFieldsOf(b).details);

function readRow(state: PersonState, cells: Cells, rules: PersonRules): PersonState {
  return personColumns.reduce((before, column) => {
    const cell = cells(column.name);
    if (cell === undefined && !column.needed) return before;
    try {
      return column.read(before, cell ?? null, rules, cells);
    } catch (error) {
      throw error instanceof DomainError ? new CellError(column.name, error) : error;
    }
  }, state);
}

function planned({ line, before, after }: PersonWrite): PlannedRow {
  const changes = personColumns.flatMap((column) => {
    const [was, is] = [before === null ? "" : column.show(before), column.show(after)];
    return was === is ? [] : [{ column: column.name, before: was, after: is }];
  });
  const outcome = before === null ? "created" : changes.length > 0 ? "updated" : "unchanged";
  return { line, outcome, name: `${after.firstName} ${after.lastName}`, changes };
}

/** By user: the account that stands first. */
export function firstAccounts(accounts: readonly SipAccount[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { userId, sipUser } of accounts) if (userId !== null && !first.has(userId)) first.set(userId, sipUser);
  return first;
}
