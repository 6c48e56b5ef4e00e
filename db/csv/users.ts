import { everyPerson } from "../people.ts";
import { listSipAccounts } from "../sip-accounts.ts";
import { change } from "../transaction.ts";
import type { ImportReport, PlannedRow } from "./import.ts";
import { personColumns } from "./person-columns.ts";
import { firstAccounts, type PeoplePlan, planPeople } from "./person-plan.ts";
import { stateOf } from "./person-state.ts";
import { writePeople } from "./person-write.ts";
import type { WholeSheet } from "./sheet.ts";

/**
 * Users. A row is about whoever has its id, else its primary number or e-mail (without both: extension; without any of
 * them: the name of somebody who has none either). Any other creates one.
 */
export const users = {
  columns: personColumns,
  importAll: async (context, rows, dryRun): Promise<ImportReport> => {
    const tried = await planPeople(context, rows);
    const nothingNew = tried.rows.every((row) => row.outcome === "unchanged");
    if (dryRun || tried.errors.length > 0 || nothingNew) return report(tried);
    // What somebody saves meanwhile counts: planned again where nobody else can write.
    return change(context.db, async (db) => {
      const plan = await planPeople({ ...context, db }, rows);
      if (plan.errors.length === 0) await writePeople({ ...context, db }, plan.writes);
      return report(plan);
    });
  },
  exportRows: async (db, organisationId) => {
    const accounts = firstAccounts(await listSipAccounts(db, { organisationId }));
    return (await everyPerson(db, organisationId)).map((person) => {
      const state = stateOf(person, accounts.get(person.id) ?? null);
      return personColumns.map(({ name, show }) => (name === "id" ? person.id : show(state)));
    });
  },
} satisfies WholeSheet;

function report({ rows, errors }: PeoplePlan): ImportReport {
  const count = (outcome: PlannedRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  const outcomes = { created: count("created"), updated: count("updated"), unchanged: count("unchanged") };
  return { rows: rows.length, outcomes, errors, people: rows };
}
