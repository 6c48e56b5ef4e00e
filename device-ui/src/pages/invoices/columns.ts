import { html, nothing } from "lit";
import { badge } from "../../components/states.ts";
import type { InvoiceRowView } from "../../data/invoices.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { dueCell, kronor, periodText, stateOf, stateWord } from "./words.ts";

/** The newest first: what one looks for is mostly the last invoice. */
export const sorts = ["issued", "due", "number", "amount", "left"] as const;

/** @param today local date @param ofNumber the list is of one number's invoices */
export function invoiceColumns(today: string, ofNumber: boolean, beside: boolean): readonly Column<InvoiceRowView>[] {
  const all: readonly (Column<InvoiceRowView> | null)[] = [
    {
      ...{ key: "number", label: t("invoices.number"), sortable: true, narrow: "title" },
      width: "minmax(196px, 1.4fr)",
      cell: (row) =>
        html`<span class="with-picture"><span class="words"><span class="text" title=${row.number}>${row.number}</span><span class="narrow-only">${kronor(row.payable)}</span>${row.kind === "creditNote" ? badge("off", t("invoices.kind.creditNote"), false) : nothing}</span></span>`,
    },
    {
      ...{ key: "state", label: t("invoices.state"), narrow: "detail" },
      width: "minmax(112px, 0.9fr)",
      cell: (row) =>
        html`${stateOf(row)}${row.dueOn !== null && row.left > 0 ? html`<span class="narrow-only"> · ${dueCell(row, today)}</span>` : nothing}`,
    },
    {
      ...{ key: "due", label: t("invoices.column.due"), sortable: true, narrow: "hide" },
      width: "minmax(176px, 1.2fr)",
      cell: (row) => dueCell(row, today),
    },
    beside
      ? null
      : {
          ...{ key: "issued", label: t("invoices.column.issued"), sortable: true, narrow: "hide" },
          width: "minmax(120px, 0.8fr)",
          cell: ({ issuedOn }) => issuedOn,
        },
    ofNumber
      ? {
          ...{ key: "ofNumber", label: t("invoices.column.of_number"), narrow: "hide", figures: true },
          width: "minmax(150px, 0.9fr)",
          cell: ({ ofNumber: net }) => (net === null ? "" : kronor(net)),
        }
      : null,
    {
      ...{ key: "amount", label: t("invoices.column.amount"), sortable: true, narrow: "hide", figures: true },
      width: "minmax(112px, 0.8fr)",
      cell: ({ payable }) => kronor(payable),
    },
    {
      ...{ key: "left", label: t("invoices.column.left"), sortable: true, narrow: "hide", figures: true },
      width: "minmax(124px, 0.8fr)",
      cell: ({ left }) => (left === 0 ? html`<span class="aside">${kronor(0)}</span>` : kronor(left)),
    },
    beside
      ? null
      : {
          ...{ key: "period", label: t("invoices.column.period"), narrow: "hide" },
          width: "minmax(150px, 1fr)",
          cell: ({ period }) => periodText(period),
        },
  ];
  return all.flatMap((column) => column ?? []);
}

/** What a row is called where it cannot be seen. */
export function rowName(row: InvoiceRowView): string {
  return `${row.number}, ${stateWord(row)}`;
}
