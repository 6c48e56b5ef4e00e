import { readCalled } from "./call-record.ts";
import type { FileFaultCode } from "./file-fault.ts";
import { type ChargeClass, chargeClasses } from "./invoice-specification.ts";
import { readSentTime } from "./local-time.ts";
import { type Ore, readDecimal } from "./money.ts";
import { parseNumber } from "./numbers.ts";
import { oneLine } from "./one-line.ts";

/** The columns of a file of usage, in any order. Those of `usageMustHave` have to be there. */
export const usageColumns = [
  "invoice",
  "cost_place",
  "number",
  "class",
  "started_at",
  "called",
  "count",
  "seconds",
  "bytes",
  "amount",
  "description",
] as const;
export type UsageColumn = (typeof usageColumns)[number];
export const usageMustHave = ["invoice", "class", "started_at", "amount"] as const satisfies readonly UsageColumn[];

/** A row of what was used, as the operator sent it: docs/usage-csv.md. */
export type UsageRow = {
  /** Number of the invoice that it is charged on. */
  readonly invoice: string;
  readonly costPlace: string | null;
  /** Canonical. */
  readonly number: string | null;
  readonly chargeClass: ChargeClass;
  readonly startedAt: Date;
  /** Canonical, or as the operator wrote it where it is no number (a service, an address). */
  readonly called: string | null;
  readonly description: string | null;
  readonly count: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Without VAT; negative: a discount. */
  readonly net: Ore;
};
export type UsageFault = { readonly code: FileFaultCode; readonly column: UsageColumn; readonly found: string };

const zone = "Europe/Stockholm";
const longest = { invoice: 60, cost_place: 100, called: 60, description: 200 } as const;
/** A row is a call, a fee or a day: nothing that a person did is more than these. */
const most = { count: 1_000_000_000, seconds: 2_000_000_000, bytes: 10 ** 15 } as const;
/** A milliard kronor, as in an invoice: five million of them still add up exactly. */
const mostOre = 10 ** 9;

const classes: ReadonlyMap<string, ChargeClass> = new Map(chargeClasses.map((one) => [one.toLowerCase(), one]));

/** @param cell what stands in a column, trimmed; `""` where the file has no such column */
export function readUsageRow(cell: (column: UsageColumn) => string): UsageRow | { readonly faults: readonly UsageFault[] } {
  const faults: UsageFault[] = [];
  const refuse = (code: FileFaultCode, column: UsageColumn) => {
    faults.push({ code, column, found: cell(column).slice(0, 60) });
    return null;
  };
  const text = (column: keyof typeof longest): string | null => {
    const written = oneLine(cell(column)).trim();
    if (written.length > longest[column]) return refuse("cell_too_long", column);
    return written === "" ? null : written;
  };
  const whole = (column: keyof typeof most, absent: number): number => {
    const written = cell(column);
    if (written === "") return absent;
    const value = /^\d{1,16}$/.test(written) ? Number(written) : Number.NaN;
    return value <= most[column] ? value : (refuse("number_invalid", column) ?? 0);
  };
  const invoice = text("invoice");
  if (invoice === null && faults.length === 0) refuse("cell_missing", "invoice");
  const written = { invoice, number: cell("number"), called: text("called") };
  const number = written.number === "" ? null : (parseNumber(written.number)?.canonical ?? null);
  if (written.number !== "" && number === null) refuse("telephone_number_invalid", "number");
  const chargeClass = classes.get(cell("class").toLowerCase()) ?? refuse("charge_class_unknown", "class");
  const startedAt = timeOf(cell("started_at")) ?? refuse("time_invalid", "started_at");
  const net = amountOf(cell("amount")) ?? refuse("amount_invalid", "amount");
  const row = {
    costPlace: text("cost_place"),
    called: written.called === null ? null : readCalled(written.called),
    description: text("description"),
    count: whole("count", 1),
    seconds: whole("seconds", 0),
    bytes: whole("bytes", 0),
  };
  if (faults.length > 0 || written.invoice === null || chargeClass === null || startedAt === null || net === null)
    return { faults };
  return { ...row, invoice: written.invoice, number, chargeClass, startedAt, net };
}

/** `2026-10-03 14:05:11` or `2026-10-03T14:05:11` as the clock shows in Sweden, also without the seconds; or with a zone. */
function timeOf(written: string): Date | null {
  const [, date, hour, seconds] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::([0-5]\d))?)?$/.exec(written) ?? [];
  if (date === undefined) return readSentTime(written, zone)?.instant ?? null;
  const resolved = readSentTime(`${date}T${hour ?? "00:00"}`, zone);
  return resolved && new Date(resolved.instant.getTime() + Number(seconds ?? "0") * 1000);
}

/** Kronor with at most two decimals behind a point or a comma. */
function amountOf(written: string): Ore | null {
  const ore = readDecimal(written.replace(",", ".").replace("\u2212", "-"));
  return ore !== null && Math.abs(ore) <= mostOre * 100 ? ore : null;
}
