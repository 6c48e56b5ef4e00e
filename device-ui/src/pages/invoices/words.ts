import { html, type TemplateResult } from "lit";
import { chargeClassWords } from "../../../../domain/charge-class-words.ts";
import { daysBetween } from "../../../../domain/local-time.ts";
import { formatMoney as moneyText, type Ore } from "../../../../domain/money.ts";
import { badge, type StateTone, state } from "../../components/states.ts";
import type { InvoiceRowView, InvoiceView, NodeView } from "../../data/invoices.ts";
import { formatNumber, wallClock } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

/** What an invoice and its specification say, in words. */

type Stated = Pick<InvoiceRowView, "kind" | "state" | "credited">;

/** `1 249,00 kr` */
export function kronor(ore: Ore): string {
  return moneyText(ore, currentLanguage());
}

const tones: Readonly<Record<InvoiceRowView["state"], StateTone>> = {
  draft: "off",
  void: "off",
  unpaid: "waiting",
  partPaid: "waiting",
  overdue: "stop",
  paid: "live",
  credited: "off",
  credit: "live",
};

/** A credit note that is used up has not been paid: it has been set off. */
export function stateWord({ kind, state: now, credited }: Stated): string {
  return kind === "creditNote" && now === "paid" && credited !== 0 ? t("invoices.state.settled") : t(`invoices.state.${now}`);
}

export function stateOf(invoice: Stated): TemplateResult {
  return state(tones[invoice.state], stateWord(invoice));
}

export function stateBadge(invoice: Stated): TemplateResult {
  return badge(tones[invoice.state], stateWord(invoice));
}

/** Today where the organisation is. @param now the server's clock */
export function todayOf(now: Date): string {
  return wallClock(now).day;
}

/** How far away a due date is, of what is still to pay; empty else. */
export function dueWords({ dueOn, left }: Pick<InvoiceRowView, "dueOn" | "left">, today: string): string {
  if (dueOn === null || left <= 0) return "";
  const days = daysBetween(today, dueOn);
  if (days === 0) return t("invoices.due.today");
  return days > 0 ? t("invoices.due.in", { count: days }) : t("invoices.due.ago", { count: -days });
}

/** `2026-09-01–09-30`: what is the same is said once. */
export function periodText(period: InvoiceRowView["period"]): string {
  if (period === null) return "";
  const { from, to } = period;
  const same = from.slice(0, 4) === to.slice(0, 4) ? 5 : 0;
  return t("invoices.period", { from, to: to.slice(same) });
}

type OwnInvoice = { readonly issuedOn: string; readonly period: InvoiceRowView["period"]; readonly sums: { readonly net: Ore } };

/** Their periods; of several with the same one, also what each comes to. */
export function periodLabels(invoices: readonly OwnInvoice[]): string[] {
  const periods = invoices.map(({ period, issuedOn }) => (period ? periodText(period) : issuedOn));
  const alone = (period: string) => periods.indexOf(period) === periods.lastIndexOf(period);
  return invoices.map(({ sums }, at) => {
    const period = periods[at] ?? "";
    return alone(period) ? period : `${period}, ${kronor(sums.net)}`;
  });
}

/** `12,5 min`, `1 st`: a unit that has no word here is left as the operator wrote it. */
export function quantityText({ quantity, unit }: InvoiceView["lines"][number]): string {
  const known = units.find((one) => one === unit);
  return `${decimalText(quantity)} ${known ? t(`invoices.unit.${known}`) : unit}`;
}

const units = ["C62", "MIN", "MON", "DAY", "GB"] as const;

/** `0,0125`, `10 000` as people write it; the decimals that were agreed stay. */
export function decimalText(decimal: string): string {
  const [whole = "", fraction] = decimal.replace("-", "\u2212").split(".");
  const [between, point] = currentLanguage() === "sv" ? ["\u00a0", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, between);
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}

/** A price with öre, and with the further decimals that were agreed: `199,00`, `0,0125`. */
export function priceText(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return decimalText(`${whole}.${fraction.padEnd(2, "0")}`);
}

export function className(chargeClass: NonNullable<NodeView["chargeClass"]>): string {
  return chargeClassWords[chargeClass][currentLanguage()];
}

/** Whose a holder's rows are: "Åsa Öberg", or the number alone. */
export function holderName({ userName, number }: Pick<NodeView, "userName" | "number">): string {
  if (userName !== null) return userName;
  return number === null ? t("invoices.holder.none") : formatNumber(number);
}

/** `1:02:03`; less than an hour `2:03`; nothing where there was none. */
export function durationText(seconds: number): string {
  if (seconds === 0) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `12,4 GB`, below a gigabyte `340 MB`, so that a single row says something. */
export function dataText(bytes: number): string {
  if (bytes === 0) return "";
  const language = currentLanguage() === "sv" ? "sv-SE" : "en-GB";
  const of = (value: number, unit: string, digits: number) =>
    `${new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)}\u00a0${unit}`;
  if (bytes >= 1e9) return of(bytes / 1e9, "GB", 1);
  return bytes >= 1e6 ? of(bytes / 1e6, "MB", 0) : of(Math.max(1, Math.round(bytes / 1e3)), "kB", 0);
}

/** A due date with how far away it is. */
export function dueCell(row: Pick<InvoiceRowView, "dueOn" | "left">, today: string): TemplateResult | string {
  if (row.dueOn === null) return "–";
  const words = dueWords(row, today);
  return words === "" ? row.dueOn : html`${row.dueOn} <span class="aside">${words}</span>`;
}
