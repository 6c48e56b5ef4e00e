import { html, nothing } from "lit";
import { Download, FileDown, FolderArchive, X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { fileOf, type InvoiceRowView, listInvoices, mostInArchive, type SummaryView } from "../../data/invoices.ts";
import { listen } from "../../data/live.ts";
import { saveFile } from "../../data/save-file.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { formatNumber } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { invoiceColumns, rowName, sorts } from "./columns.ts";
import "./invoice-panel.ts";
import { invoicesStyles } from "./invoices-styles.ts";
import { kronor, todayOf } from "./words.ts";

const filters = ["open", "overdue", "unpaid", "partPaid", "paid", "credited", "credit", "void"] as const;
const rules = {
  sorts,
  descending: true,
  openAs: "invoice",
  filters: { state: filters, kind: ["invoice", "creditNote"], year: null, number: null },
} as const;

/** Every invoice with its state and what is left to pay, and beside the list the one that is open. */
export class InvoicesPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    summary: { state: true },
  };
  declare query: URLSearchParams;
  declare summary: SummaryView | null;
  readonly clock = new ServerClock(this);
  readonly list = new ListPage<InvoiceRowView>(this, {
    path: () => pathTo("invoices"),
    rules,
    load: async (ask, chosen, signal) => {
      const page = await listInvoices(api, { ...ask, ...this._asked(chosen) }, signal);
      this.clock.set(page.now);
      // At midnight what was due yesterday is overdue.
      this.clock.wakeAt(page.changesAt, this.list.reloadSoon);
      this.summary = page.summary;
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: rowName,
  });
  readonly events = listen(this, { invoice: this.list.reloadSoon, reload: this.list.reloadSoon });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.summary = null;
  }

  override render() {
    const { open } = this.list.query;
    return html`<split-view ?open=${open !== null} label=${t("invoices.invoice")} @beside-close=${() => this.list.open(null)}>
      ${this._head()} ${this._summary()} ${this._tools()} ${this._rows(open !== null)}
      ${
        open === null
          ? nothing
          : html`<invoice-panel slot="beside" .invoiceId=${open} .number=${this.list.query.filters.number ?? null} @panel-close=${() => this.list.open(null)}></invoice-panel>`
      }
    </split-view>`;
  }

  _head() {
    const { q, sort, filters: chosen } = this.list.query;
    const order = sort.descending ? "desc" : "asc";
    const query = { q: q.trim(), sort: sort.key, order, ...this._asked(chosen), language: currentLanguage() };
    return html`<div class="head">
      ${this.list.heading(t("invoices.title"))}
      <div class="actions">
        <a class="button" href=${fileOf.list(query)} download>${icon(Download, 18)}${t("invoices.export")}</a>
      </div>
    </div>`;
  }

  /** What is owed, over all invoices; each leads to those that it is made of. */
  _summary() {
    const { summary } = this;
    if (summary === null || summary.count === 0) return nothing;
    const { open, overdue, credit } = summary;
    const count = (of: number) => html`<span class="soft">${t("invoices.summary.count", { count: of })}</span>`;
    const link = (state: string, text: string) => html`<a href=${pathTo("invoices", { state })}>${text}</a>`;
    return html`<dl class="summary" aria-label=${t("invoices.summary")}>
      <div>
        <dt>${t("invoices.summary.open")}</dt>
        <dd>${open.count === 0 ? t("invoices.summary.none") : html`${link("open", kronor(open.left))}${count(open.count)}`}</dd>
      </div>
      <div class=${overdue.count > 0 ? "stop" : ""}>
        <dt>${t("invoices.summary.overdue")}</dt>
        <dd>${overdue.count === 0 ? t("invoices.summary.none") : html`${link("overdue", kronor(overdue.left))}${count(overdue.count)}`}</dd>
      </div>
      ${credit > 0 ? html`<div><dt>${t("invoices.summary.credit")}</dt><dd>${kronor(credit)}</dd></div>` : nothing}
    </dl>`;
  }

  _tools() {
    const { list } = this;
    const { number } = list.query.filters;
    const chosen = filters.map((value) => ({ value, label: t(`invoices.state.${value}`) }));
    const kinds = [
      { value: "invoice", label: t("invoices.kind.invoices") },
      { value: "creditNote", label: t("invoices.kind.creditNotes") },
    ];
    return html`<div class="tools">
      ${list.search(t("invoices.search"))} ${list.filterChip("state", t("invoices.state"), t("invoices.state.all"), chosen)}
      ${list.filterChip("kind", t("invoices.kind"), t("invoices.kind.all"), kinds)}
      ${list.filterChip("year", t("invoices.year"), t("invoices.year.all"), this._years())}
      ${
        number === undefined
          ? nothing
          : html`<button class="chip" type="button" aria-pressed="true" aria-label=${t("invoices.of_number.remove", { number: formatNumber(number) })} @click=${() => list.filter({ number: "" })}>
              ${t("invoices.of_number", { number: formatNumber(number) })}${icon(X, 14)}
            </button>`
      }
    </div>`;
  }

  _rows(beside: boolean) {
    const { list } = this;
    const of = list.query.filters.number !== undefined;
    return list.rows(
      {
        label: t("invoices.title"),
        columns: invoiceColumns(todayOf(this.clock.now()), of, beside),
        selectable: true,
        actions: [{ key: "pdf", icon: FileDown, label: ({ number }) => t("invoices.pdf.of", { number }) }],
        act: (_pdf, { id }) => saveFile(fileOf.pdf(id)),
      },
      html`${this._many()} ${list.selectAllButton(t("invoices.select_all", { count: list.paged.rows.length }))}
        <div slot="empty" class="empty"><p>${t("invoices.empty")}</p></div>`,
    );
  }

  _many() {
    const ids = [...this.list.selected];
    if (ids.length > mostInArchive) return html`<span slot="bulk">${t("invoices.many.most", { most: mostInArchive })}</span>`;
    return html`<a slot="bulk" class="button small" href=${fileOf.archive(ids)} download>${icon(FolderArchive, 16)}${t("invoices.many", { count: ids.length })}</a>`;
  }

  _years() {
    const since = Number((this.summary?.since ?? "").slice(0, 4));
    const now = Number(todayOf(this.clock.now()).slice(0, 4));
    const chosen = this.list.query.filters.year;
    const years = since > 0 ? Array.from({ length: Math.max(1, now - since + 1) }, (_, back) => String(now - back)) : [];
    const all = chosen && !years.includes(chosen) ? [...years, chosen] : years;
    return all.map((year) => ({ value: year, label: year }));
  }

  /** What the address says, as the server asks for it. */
  _asked({ state, kind, number, year }: Readonly<Record<string, string>>) {
    const days = year && /^\d{4}$/.test(year) ? { from: `${year}-01-01`, to: `${year}-12-31` } : {};
    return { state, kind, number, ...days };
  }

  /** Dates begin with the newest, as they come; what else is sorted by begins with the least. */
  _order(sort: string, order: "asc" | "desc"): "asc" | "desc" {
    if (sort !== "issued") return order;
    return order === "asc" ? "desc" : "asc";
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, invoicesStyles];
}

customElements.define("invoices-page", InvoicesPage);
declare global {
  interface HTMLElementTagNameMap {
    "invoices-page": InvoicesPage;
  }
}
