import { html, nothing } from "lit";
import { Pencil } from "lucide";
import { formatOrganisationNumber } from "../../../../domain/organisation-number.ts";
import { KlykaElement } from "../../components/element.ts";
import "../../components/split-view.ts";
import { badge } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { type CustomerView, listCustomers } from "../../data/finance.ts";
import { listen } from "../../data/live.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { askCustomer } from "./customer-dialog.ts";
import { financeParts, partsStyles } from "./parts.ts";
import { kronor } from "./words.ts";

const rules = { sorts: ["title"], filters: {} } as const;

/** What invoices know each organisation by, and what it owes. */
export class CustomersPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<CustomerView>(this, {
    path: () => pathTo("operatorCustomers"),
    rules,
    load: ({ q, offset, limit }, _, signal) => listCustomers(api, { q, offset, limit }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ title }) => title,
  });
  readonly events = listen(this, {
    organisation: this.list.reloadSoon,
    invoice: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    return html`<split-view>
      <div class="head">${list.heading(t("finance.customers"))}</div>
      ${financeParts("operatorCustomers")}
      <p class="soft lead">${t("finance.customers.text")}</p>
      <div class="tools">${list.search(t("finance.customers.search"))}</div>
      ${list.rows(
        {
          label: t("finance.customers"),
          columns: columns(),
          actions: [{ key: "edit", icon: Pencil, label: ({ title }) => t("finance.customer.edit", { title }) }],
          act: (_, row) => this._edit(row),
          pick: (row) => this._edit(row),
        },
        html`<p slot="empty">${t("finance.customers.empty")}</p>`,
      )}
    </split-view>`;
  }

  async _edit(row: CustomerView): Promise<void> {
    if (await askCustomer(row)) this.list.paged.reload();
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, partsStyles];
}

function columns(): readonly Column<CustomerView>[] {
  const money = (ore: number) => (ore === 0 ? "" : kronor(ore));
  const figures = { width: "minmax(104px, 0.8fr)", figures: true } as const;
  return [
    { key: "title", label: t("finance.column.title"), width: "minmax(160px, 2fr)", narrow: "title", cell: ({ title }) => title },
    {
      ...{ key: "customer", label: t("finance.column.customer_number"), width: "minmax(96px, 0.8fr)", narrow: "detail" },
      cell: ({ customerNumber, organisationNumber, owed }) =>
        html`${customerNumber ?? (organisationNumber === null ? badge("waiting", t("finance.customers.missing")) : "")}${
          owed > 0 ? html`<span class="narrow-only"> · ${kronor(owed)}</span>` : nothing
        }`,
    },
    {
      ...{ key: "organisation", label: t("finance.column.organisation_number"), width: "minmax(112px, 0.8fr)", narrow: "hide" },
      cell: ({ organisationNumber }) => (organisationNumber === null ? nothing : formatOrganisationNumber(organisationNumber)),
    },
    {
      ...{ key: "notice", label: t("finance.column.notice"), width: "minmax(64px, 0.4fr)", narrow: "hide" },
      cell: ({ notice }) => t(notice ? "finance.customer.notice.on" : "finance.customer.notice.off"),
    },
    { key: "owed", label: t("finance.column.owed"), ...figures, narrow: "hide", cell: ({ owed }) => money(owed) },
    {
      ...{ key: "overdue", label: t("finance.column.overdue"), ...figures, narrow: "hide" },
      cell: ({ overdue }) => (overdue === 0 ? "" : badge("stop", kronor(overdue), false)),
    },
    { key: "credit", label: t("finance.column.credit"), ...figures, narrow: "hide", cell: ({ credit }) => money(credit) },
  ];
}

customElements.define("customers-page", CustomersPage);
declare global {
  interface HTMLElementTagNameMap {
    "customers-page": CustomersPage;
  }
}
