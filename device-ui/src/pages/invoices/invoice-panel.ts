import { html, nothing } from "lit";
import { FileDown, ListTree, X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { api } from "../../data/client.ts";
import { fileOf, type InvoiceView, readInvoice } from "../../data/invoices.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../response-groups/panel-styles.ts";
import { factsStyles, invoiceFacts, leftPart, settlementsPart } from "./facts.ts";
import { kronor, stateBadge } from "./words.ts";

/** One invoice beside the list: what is to be paid and how, what has come in, and the way to its specification. Tells `panel-close`. */
export class InvoicePanel extends KlykaElement {
  static override properties = { invoiceId: { attribute: false }, number: { attribute: false } };
  declare invoiceId: string;
  /** Canonical: whose rows the specification opens with; null: all. */
  declare number: string | null;
  readonly loaded = new Loaded<InvoiceView>(this, (signal) => readInvoice(api, this.invoiceId, signal));
  readonly events = listen(this, {
    invoice: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.invoiceId = "";
    this.number = null;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("invoiceId")) this.loaded.restart();
  }

  override render() {
    const { face, value: one } = this.loaded;
    return html`<header>
        <div class="who"><h2 tabindex="-1">${one ? `${t(`invoices.kind.${one.kind}`)} ${one.number}` : t("invoices.invoice")}</h2></div>
        <button class="button quiet icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </header>
      <div class="body">
        ${face === "loading" ? html`<p role="status" class="hidden">${t("list.row_loading")}</p><div class="bones" aria-hidden="true"><span></span><span></span><span></span></div>` : nothing}
        ${face === "failed" ? missing(this.loaded) : nothing}
        ${one ? this._all(one) : nothing}
      </div>`;
  }

  _all(one: InvoiceView) {
    return html`<div class="badges">${stateBadge(one)}</div>
      ${leftPart(one)}
      <div class="go">
        ${one.files.pdf ? html`<a class="button filled" href=${fileOf.pdf(one.id)} download>${icon(FileDown, 18)}${t("invoices.pdf")}</a>` : html`<p class="soft small">${t("invoices.pdf.none")}</p>`}
        <a class="button" href=${pathTo("invoice", { invoice: one.id }, { number: this.number })}>${icon(ListTree, 18)}${one.usage ? t("invoices.specification.open") : t("invoices.open")}</a>
      </div>
      <section>${invoiceFacts(one)}</section>
      <section aria-labelledby="settled"><h3 id="settled">${t("invoices.settlements")}</h3>${settlementsPart(one)}</section>
      <section aria-labelledby="sum">
        <h3 id="sum">${t("invoices.lines")}</h3>
        <ul class="sums">${one.lines.slice(0, 6).map((line) => html`<li><span>${line.text}</span><span>${kronor(line.net)}</span></li>`)}</ul>
        ${one.lines.length > 6 ? html`<p><a href=${pathTo("invoice", { invoice: one.id })}>${t("invoices.tree.more", { count: one.lines.length - 6 })}</a></p>` : nothing}
      </section>`;
  }

  static override styles = [shared, buttons, states, panelStyles, factsStyles];
}

customElements.define("invoice-panel", InvoicePanel);
declare global {
  interface HTMLElementTagNameMap {
    "invoice-panel": InvoicePanel;
  }
}
