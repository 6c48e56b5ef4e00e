import { css, html, nothing, type TemplateResult } from "lit";
import type { InvoiceView } from "../../data/invoices.ts";
import { t } from "../../i18n/index.ts";
import { decimalText, kronor, periodText, priceText, quantityText } from "./words.ts";

/** What an invoice is for, line by line as it was issued, with VAT for each rate and the rounding. */
export function invoiceLines(one: InvoiceView): TemplateResult {
  const { totals } = one;
  const sum = (label: string, ore: number, look = "") => html`<div class=${look}>
    <dt>${label}</dt>
    <dd>${kronor(ore)}</dd>
  </div>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t("invoices.lines.text")}</th>
        <th scope="col" class="figure wide-only">${t("invoices.lines.quantity")}</th>
        <th scope="col" class="figure wide-only">${t("invoices.lines.price")}</th>
        <th scope="col" class="figure wide-only">${t("invoices.lines.vat")}</th>
        <th scope="col" class="figure">${t("invoices.lines.net")}</th>
      </tr>
    </thead>
    <tbody>
      ${one.lines.map((line) => lineRow(line))} ${one.adjustments.map((adjustment) => adjustmentRow(adjustment))}
    </tbody>
  </table>
  <dl class="totals">
      ${sum(t("invoices.sum.net"), totals.net)}
      ${totals.vatSums.map(({ rate, net, vat }) => sum(t("invoices.sum.vat", { rate, net: kronor(net) }), vat))}
      ${totals.rounding === 0 && totals.prepaid === 0 ? nothing : sum(t("invoices.sum.gross"), totals.gross)}
      ${totals.prepaid === 0 ? nothing : sum(t("invoices.sum.prepaid"), -totals.prepaid)}
      ${totals.rounding === 0 ? nothing : sum(t("invoices.sum.rounding"), totals.rounding)}
      ${sum(t(one.kind === "creditNote" ? "invoices.sum.credit" : "invoices.sum.payable"), one.kind === "creditNote" ? -totals.payable : totals.payable, "total")}
  </dl>`;
}

function lineRow(line: InvoiceView["lines"][number]): TemplateResult {
  const { text, description, costPlace, period, priceFor, unitPrice, vatRate, net } = line;
  const price = priceText(unitPrice);
  const more = [
    description ?? "",
    costPlace === null ? "" : t("invoices.lines.cost_place", { name: costPlace }),
    periodText(period),
  ];
  const said = more.filter((one) => one !== "").join(" · ");
  return html`<tr>
    <td><span class="what">${text}</span>${said === "" ? nothing : html`<span class="soft">${said}</span>`}</td>
    <td class="figure wide-only">${quantityText(line)}</td>
    <td class="figure wide-only">${Number(priceFor) === 1 ? price : t("invoices.lines.price_for", { price, count: decimalText(priceFor) })}</td>
    <td class="figure wide-only">${vatRate} %</td>
    <td class="figure">${kronor(net)}</td>
  </tr>`;
}

function adjustmentRow({ reason, net, vatRate }: InvoiceView["adjustments"][number]): TemplateResult {
  return html`<tr>
    <td>${reason ?? t("invoices.adjustment")}</td>
    <td class="wide-only"></td>
    <td class="wide-only"></td>
    <td class="figure wide-only">${vatRate} %</td>
    <td class="figure">${kronor(net)}</td>
  </tr>`;
}

export const linesStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 8px 16px;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: baseline;
    overflow-wrap: anywhere;
  }
  thead th {
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  table .figure {
    text-align: right;
    white-space: nowrap;
  }
  td .what {
    display: block;
  }
  td .soft {
    font-size: var(--size-small);
  }
  .totals {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 10px 16px 14px;
    font-variant-numeric: tabular-nums;
  }
  .totals > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(124px, auto);
    gap: 16px;
    text-align: right;
  }
  .totals dt {
    color: var(--soft);
  }
  .totals dd {
    margin: 0;
    white-space: nowrap;
  }
  .totals .total > * {
    padding-top: 4px;
    color: var(--ink);
    font-weight: 700;
  }
  @media (max-width: 720px) {
    .wide-only {
      display: none;
    }
    th,
    td {
      padding-inline: 12px;
    }
    .totals {
      padding-inline: 12px;
    }
    .totals dt {
      text-align: left;
    }
  }
`;
