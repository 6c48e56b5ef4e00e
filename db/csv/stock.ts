import { DomainError } from "../../domain/errors.ts";
import { Imsi, SimCodes } from "../../domain/order.ts";
import { foldText } from "../../domain/search.ts";
import type { SimForm } from "../../domain/sim-card.ts";
import { listOrganisations } from "../organisations.ts";
import { type SimCodeKind, simCodeKinds } from "../sim-card-rows.ts";
import { type CardForStock, planStock, type StockedCard, stockCards } from "../sim-stock.ts";
import type { Db } from "../types.ts";
import { readCard } from "./card-number.ts";
import type { CellsOfRow, ImportReport, PlannedRow, RowError } from "./import.ts";
import { CellError, type Cells, column, type InboundSheet, rowError, type SheetContext } from "./sheet.ts";

type Row = { readonly line: number; readonly card: CardForStock };
type Plan = {
  readonly rows: readonly PlannedRow[];
  readonly cards: readonly CardForStock[];
  readonly errors: readonly RowError[];
};

const forms: Readonly<Record<string, SimForm>> = {
  physical: "physical",
  kort: "physical",
  fysiskt: "physical",
  plast: "physical",
  card: "physical",
  esim: "esim",
};
const hidden = "••••";

/**
 * SIM cards as they come from the factory, by the number printed on them. Codes go in and never out: there is no file of what
 * lies in stock.
 *
 * @param organisations whose cards may be written; null: all, and those of nobody
 */
export function stockSheet(organisations: readonly string[] | null): InboundSheet {
  return {
    columns: [
      column("iccid", true, "kortnummer", "sim-kortnummer", "icc", "sim"),
      column("imsi", false),
      column("form", false, "korttyp", "typ"),
      column("pin1", false, "pin"),
      column("puk1", false, "puk"),
      column("pin2", false),
      column("puk2", false),
      column("activation", false, "aktiveringskod", "lpa"),
      column("organisation", false, "företag", "kund"),
    ],
    importAll: async (context, rows, dryRun) => {
      const plan = await planCards(context, rows, organisations);
      if (!dryRun && plan.errors.length === 0) {
        await stockCards(context.db, context.keyring, { cards: plan.cards, organisations }, context.actor, context.now);
      }
      return report(plan);
    },
  };
}

function report({ rows, errors }: Plan): ImportReport {
  const count = (outcome: PlannedRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  const outcomes = { created: count("created"), updated: count("updated"), unchanged: count("unchanged") };
  return { rows: rows.length, outcomes, errors, people: rows };
}

async function planCards(
  { db, keyring }: SheetContext,
  rows: readonly CellsOfRow[],
  organisations: readonly string[] | null,
): Promise<Plan> {
  const find = await organisationFinder(db, organisations);
  const errors: RowError[] = [];
  const good: Row[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const card = cardOf(cells, find);
      const earlier = lines.get(card.iccid);
      if (earlier !== undefined) throw new CellError("iccid", new DomainError("csv_row_twice", { line: earlier }));
      lines.set(card.iccid, line);
      good.push({ line, card });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  const planned = await planStock(db, keyring, { cards: good.map(({ card }) => card), organisations });
  const shown = planned.flatMap((one, at) => {
    const line = good[at]?.line ?? 0;
    const refused = refusal(line, one);
    if (refused) errors.push(refused);
    return refused ? [] : [lineOf(line, one)];
  });
  return { rows: shown, cards: good.map(({ card }) => card), errors: errors.sort((a, b) => a.line - b.line) };
}

function cardOf(cells: Cells, find: (written: string) => string): CardForStock {
  const iccid = readCard(cells);
  const one = <T>(name: string, read: (written: string) => T): T | null | undefined => {
    const written = cells(name);
    if (written === undefined || written === null) return written;
    return read(written);
  };
  const codes = Object.fromEntries(simCodeKinds.map((code) => [code, one(code, (written) => codeOf(code, written))]));
  const form = one("form", formOf) ?? undefined;
  return {
    iccid,
    imsi: one("imsi", (written) => fits("imsi", Imsi.safeParse(written))),
    form,
    ...codes,
    organisationId: one("organisation", find),
  };
}

function codeOf(code: SimCodeKind, written: string): string | null {
  return fits(code, SimCodes[code].safeParse(padded(code, written)));
}

/** A spreadsheet takes a PIN for a number, and drops the zeros before it. */
function padded(code: SimCodeKind, written: string): string {
  if (code === "activation") return written;
  return written.trim().padStart(code.startsWith("pin") ? 4 : 8, "0");
}

function formOf(written: string): SimForm {
  const form = forms[foldText(written).replace(/[^a-z]/g, "")];
  if (form === undefined) throw new CellError("form", new DomainError("input_invalid", { field: "form", value: written }));
  return form;
}

function fits<T>(
  name: string,
  parsed:
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly { readonly message: string }[] } },
): T {
  if (parsed.success) return parsed.data;
  const code = name === "imsi" ? "imsi_invalid" : name === "activation" ? "input_invalid" : "sim_code_invalid";
  // What was written is not said again: it may be a PIN.
  throw new CellError(name, new DomainError(code, { field: name }));
}

/** By short name or title; of those that the asker looks after. */
async function organisationFinder(db: Db, organisations: readonly string[] | null): Promise<(written: string) => string> {
  const all = (await listOrganisations(db)).filter(({ id }) => organisations === null || organisations.includes(id));
  const byName = new Map(all.map(({ id, name }) => [name, id]));
  const byTitle = Map.groupBy(all, ({ title }) => foldText(title));
  return (written) => {
    const titled = byTitle.get(foldText(written)) ?? [];
    const found = byName.get(written) ?? titled[0]?.id;
    const wrong = (code: "name_ambiguous" | "organisation_not_found") =>
      new CellError("organisation", new DomainError(code, { kind: "organisation", name: written }));
    if (found === undefined) throw wrong("organisation_not_found");
    if (!byName.has(written) && titled.length > 1) throw wrong("name_ambiguous");
    return found;
  };
}

function refusal(line: number, { outcome, card }: StockedCard): RowError | null {
  if (outcome === "taken") return { line, field: "iccid", code: "stock_card_taken", detail: { iccid: card.iccid } };
  if (outcome === "foreign") return { line, field: "organisation", code: "organisation_not_found", detail: {} };
  return null;
}

/** What a row does. Of a code it is said that it is new, not what it is. */
function lineOf(line: number, { card, outcome, new: fresh, row }: StockedCard): PlannedRow {
  const known: PlannedRow["outcome"] = outcome === "created" || outcome === "updated" ? outcome : "unchanged";
  const changes = fresh.map((field) => {
    if (field === "imsi") return { column: field, before: row?.imsi ?? "", after: card.imsi ?? "" };
    if (field === "form") return { column: field, before: row?.form ?? "", after: card.form ?? "" };
    return { column: field, before: "", after: hidden };
  });
  return { line, outcome: known, name: card.iccid, changes };
}
