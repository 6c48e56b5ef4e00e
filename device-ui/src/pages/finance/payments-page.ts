import { html, nothing } from "lit";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { listPayments, type PaymentView } from "../../data/finance.ts";
import { listen } from "../../data/live.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { financeParts, partsStyles } from "./parts.ts";
import "./payment-panel.ts";
import { kronor, paymentName, paymentState } from "./words.ts";

const paymentStates = ["open", "credit", "spent", "closed"] as const;
const rules = { sorts: ["booked"], descending: true, openAs: "payment", filters: { state: paymentStates } } as const;

/** Money that came in: what each payment went to, and those that somebody has to put to an invoice. */
export class PaymentsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false }, chosen: { state: true } };
  declare query: URLSearchParams;
  /** The payment beside the list, also when it has left the filter. */
  declare chosen: PaymentView | null;
  readonly list = new ListPage<PaymentView>(this, {
    path: () => pathTo("operatorPayments"),
    rules,
    load: async ({ q, offset, limit }, filters, signal) => {
      const page = await listPayments(api, { q, offset, limit, ...filters }, signal);
      this.chosen = page.rows.find(({ id }) => id === this.chosen?.id) ?? this.chosen;
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: paymentName,
  });
  readonly events = listen(this, { finance: this.list.reloadSoon, reload: this.list.reloadSoon });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.chosen = null;
  }

  override willUpdate(): void {
    const { open } = this.list.query;
    if (open === null) this.chosen = null;
    else if (this.chosen?.id !== open) this.chosen = this.list.paged.rows.find((one) => one?.id === open) ?? null;
  }

  override render() {
    const { list, chosen } = this;
    return html`<split-view ?open=${chosen !== null} label=${t("finance.payment")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("finance.payments"))}</div>
      ${financeParts("operatorPayments")}
      <p class="soft lead">${t("finance.payments.text")}</p>
      <div class="tools">
        ${list.search(t("finance.payments.search"))}
        ${list.filterChip(
          "state",
          t("finance.state"),
          t("finance.payment.state.all"),
          paymentStates.map((value) => ({ value, label: t(`finance.payment.state.${value}`) })),
        )}
      </div>
      ${list.rows({ label: t("finance.payments"), columns: columns(chosen !== null) }, html`<p slot="empty">${t("finance.payments.empty")}</p>`)}
      ${chosen ? html`<div slot="beside" class="panel">${this._beside(chosen)}</div>` : nothing}
    </split-view>`;
  }

  _beside(payment: PaymentView) {
    return html`<div class="top">
        <h2 tabindex="-1">${paymentName(payment)}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.list.open(null)}>${icon(X)}</button>
        <span class="states">${paymentState(payment)}</span>
      </div>
      <payment-panel .payment=${payment} @payment-changed=${this._changed}></payment-panel>`;
  }

  readonly _changed = ({ detail }: CustomEvent<PaymentView>): void => {
    // Undone from its toast it may no longer be the one that is open.
    if (this.chosen?.id === detail.id) this.chosen = detail;
    this.list.paged.reload();
  };

  static override styles = [shared, buttons, fields, states, listPageStyles, panelStyles, besideStyles, partsStyles];
}

/** What the money is for: the invoices that it went to, else what the payer said. */
function purpose({ invoices, references, message }: PaymentView): string {
  if (invoices.length > 0) return invoices.map(({ number }) => number).join(", ");
  if (references.length > 0) return references.map(({ reference }) => reference).join(", ");
  return message ?? "";
}

function columns(beside: boolean): readonly Column<PaymentView>[] {
  const all: readonly Column<PaymentView>[] = [
    {
      key: "payer",
      label: t("finance.column.payer"),
      width: "minmax(140px, 1.3fr)",
      narrow: "title",
      cell: ({ payer }) => payer ?? "–",
    },
    {
      ...{ key: "state", label: t("finance.column.state"), width: "minmax(128px, 0.8fr)", narrow: "detail" },
      cell: (payment) =>
        html`${paymentState(payment)}<span class="narrow-only"> · ${kronor(payment.amount)} · ${payment.bookedOn}</span>`,
    },
    { key: "for", label: t("finance.column.for"), width: "minmax(120px, 1.2fr)", narrow: "hide", cell: purpose },
    {
      ...{ key: "customer", label: t("finance.payment.customer"), width: "minmax(120px, 1.2fr)", narrow: "hide" },
      cell: ({ organisation }) => organisation?.title ?? "",
    },
    {
      ...{ key: "booked", label: t("finance.column.booked"), width: "minmax(104px, 0.7fr)", narrow: "hide" },
      cell: ({ bookedOn }) => bookedOn,
    },
    {
      ...{ key: "amount", label: t("finance.column.amount"), width: "minmax(112px, 0.8fr)", narrow: "hide", figures: true },
      cell: ({ amount }) => kronor(amount),
    },
    {
      ...{ key: "left", label: t("finance.column.left"), width: "minmax(104px, 0.8fr)", narrow: "hide", figures: true },
      cell: ({ left }) => (left === 0 ? "" : kronor(left)),
    },
  ];
  return beside ? all.filter(({ key }) => ["payer", "amount", "state"].includes(key)) : all;
}

customElements.define("payments-page", PaymentsPage);
declare global {
  interface HTMLElementTagNameMap {
    "payments-page": PaymentsPage;
  }
}
