import { css, html, nothing, type TemplateResult } from "lit";
import { Copy } from "lucide";
import { icon } from "../../components/icon.ts";
import { toast } from "../../components/toasts.ts";
import type { InvoiceView } from "../../data/invoices.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { kronor, periodText } from "./words.ts";

/** What is left to pay, large; what stands to the organisation's credit; why nothing is to be paid. */
export function leftPart(one: InvoiceView): TemplateResult {
  if (one.voided) {
    return html`<p class="notice">${t("invoices.void.text", { reason: one.voided.reason })}</p>`;
  }
  const [label, amount] =
    one.left < 0 || one.kind === "creditNote" ? [t("invoices.to_get"), Math.abs(one.left)] : [t("invoices.left"), one.left];
  const later = one.left > 0 && one.payBy !== null && one.payBy !== one.dueOn;
  return html`<div class="left">
    <span class="soft">${label}</span>
    <strong>${kronor(amount)}</strong>
    ${one.left > 0 && one.dueOn !== null ? html`<span class="soft">${t("invoices.due")} ${one.dueOn}</span>` : nothing}
    ${later && one.payBy !== null ? html`<span class="soft small">${t("invoices.due.later", { date: one.payBy })}</span>` : nothing}
  </div>`;
}

/** How it is paid, and what it says of itself. */
export function invoiceFacts(one: InvoiceView): TemplateResult {
  const row = (label: string, value: TemplateResult | string | null) =>
    value === null || value === "" ? nothing : html`<dt>${label}</dt><dd>${value}</dd>`;
  const paid = one.kind === "invoice";
  return html`<dl class="facts">
    ${paid ? row(t("invoices.to_pay"), kronor(one.payable)) : row(t("invoices.sum.credit"), kronor(-one.payable))}
    ${paid ? row(t("invoices.bankgiro"), copied(t("invoices.bankgiro"), one.bankgiro, one.bankgiro)) : nothing}
    ${paid ? row(t("invoices.reference"), copied(t("invoices.reference"), one.reference, one.reference)) : nothing}
    ${row(t("invoices.issued"), one.issuedOn)} ${row(t("invoices.due"), one.dueOn)}
    ${row(t("invoices.column.period"), periodText(one.period))}
    ${
      one.creditOf.length === 0
        ? nothing
        : row(
            t("invoices.credits"),
            html`${one.creditOf.map(({ id, number }, at) => html`${at > 0 ? ", " : ""}${invoiceLink(id, number)}`)}`,
          )
    }
    ${row(t("invoices.customer"), one.customerNumber)} ${row(t("invoices.your_reference"), one.buyerReference)}
    ${row(t("invoices.order"), one.orderReference)} ${row(t("invoices.seller"), one.seller.name)}
    ${row(t("invoices.note"), one.note)}
  </dl>`;
}

function invoiceLink(id: string | null, number: string) {
  return id === null ? number : html`<a href=${pathTo("invoice", { invoice: id })}>${number}</a>`;
}

/** What is typed into a bank: one click takes it along. */
function copied(what: string, shown: string | null, value: string | null): TemplateResult | null {
  if (shown === null || value === null) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    toast({ text: t("invoices.copied", { what }) });
  };
  return html`<span class="copied">${shown}<button class="button quiet small icon-only" type="button" aria-label=${t("invoices.copy", { what })} title=${t("invoices.copy", { what })} @click=${copy}>${icon(Copy, 16)}</button></span>`;
}

/** What has come in, in its order. */
export function settlementsPart({ settlements, kind }: InvoiceView): TemplateResult {
  if (settlements.length === 0) return html`<p class="soft small">${t("invoices.settlements.none")}</p>`;
  const what = (one: InvoiceView["settlements"][number]) => {
    if (one.other === null) return t("invoices.settlements.payment");
    const words = t(kind === "creditNote" ? "invoices.settlements.went" : "invoices.settlements.credited");
    return html`${words} ${invoiceLink(one.other.id, one.other.number)}`;
  };
  return html`<ul class="sums">${settlements.map((one) => html`<li><span>${what(one)} <span class="soft">${one.on}</span></span><span>${kronor(one.amount)}</span></li>`)}</ul>`;
}

export const factsStyles = css`
  .left {
    display: grid;
    gap: 2px;
    font-variant-numeric: tabular-nums;
  }
  .left strong {
    font: 700 1.75rem / 1.2 var(--text);
  }
  .small {
    font-size: var(--size-small);
  }
  .facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 6px 16px;
    margin: 0;
    font-size: var(--size-small);
    font-variant-numeric: tabular-nums;
  }
  .facts dt {
    color: var(--soft);
  }
  .facts dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .copied {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-block: -6px;
  }
  .sums {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: var(--size-small);
    font-variant-numeric: tabular-nums;
  }
  .sums li {
    display: flex;
    gap: 16px;
    justify-content: space-between;
  }
  .sums li > :last-child {
    flex: none;
  }
`;
