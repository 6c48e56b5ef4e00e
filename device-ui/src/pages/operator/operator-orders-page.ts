import { html, nothing } from "lit";
import { RotateCw, X } from "lucide";
import { orderKinds } from "../../../../domain/order-kinds.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { badge } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listen } from "../../data/live.ts";
import { listOrders, type OrdersSummaryView, type OrderView, readOrder, readOrders, workOn } from "../../data/orders.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import "./order-panel.ts";
import { orderName, orderNumber, orderState, whenWords } from "./order-words.ts";

const rules = {
  sorts: ["urgency", "placed", "settled"],
  openAs: "order",
  filters: { phase: ["stuck", "settled"], kind: orderKinds },
} as const;
/** What has been settled lately is what one looks for there. */
const latest = { sort: "settled", order: "desc" } as const;
const looks = 60_000;

/** What customers have ordered of the mobile operator: worked off by hand, or looked at while its system does it. */
export class OperatorOrdersPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    summary: { state: true },
    chosen: { state: true },
  };
  declare query: URLSearchParams;
  declare summary: OrdersSummaryView | null;
  /** The order beside the list, also when it is no longer in it. */
  declare chosen: OrderView | null;
  readonly list = new ListPage<OrderView>(this, {
    path: () => pathTo("operatorOrders"),
    rules,
    load: (ask, { phase = "open", ...filters }, signal) => {
      const sorted = phase === "settled" && ask.sort === "urgency" ? { ...ask, ...latest } : ask;
      return listOrders(api, { ...sorted, ...filters, phase }, signal);
    },
    keyOf: ({ id }) => id,
    nameOf: orderName,
  });
  readonly events = listen(this, { order: () => this._reload(), reload: () => this._reload() });
  readonly again = new Every(this, looks, () => this._reload());

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.summary = null;
    this.chosen = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._count();
  }

  override willUpdate(): void {
    const { open } = this.list.query;
    if (open === null) this.chosen = null;
    else if (this.chosen?.id !== open) void this._choose(open);
  }

  override render() {
    const { list, chosen } = this;
    return html`<split-view ?open=${chosen !== null} label=${t("orders.order")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("orders.title"))}</div>
      ${this._summary()} ${this._tools()}
      ${list.rows(
        {
          label: t("orders.title"),
          columns: columns(chosen !== null, list.query.filters.phase === "settled"),
          selectable: list.query.filters.phase === "stuck",
        },
        html`<p slot="empty">${t("orders.empty")}</p>
          ${list.selectAllButton(t("orders.select_all"))}
          <button slot="bulk" class="button small" type="button" @click=${this._retryMany}>
            ${icon(RotateCw, 16)}${t("orders.retry.many", { count: list.selected.size })}
          </button>`,
      )}
      ${chosen ? html`<div slot="beside" class="panel">${this._beside(chosen)}</div>` : nothing}
    </split-view>`;
  }

  _summary() {
    const { summary } = this;
    if (!summary) return nothing;
    const { adapter, host, queued, sent, stuck } = summary;
    const counts = [t("orders.waiting", { count: queued }), t("orders.under_way", { count: sent })].join(" · ");
    const phase = this.list.query.filters.phase;
    return html`<p class="soft lead">
        ${adapter === "manual" ? t("orders.manual") : t("orders.http", { host: host ?? "" })} <span class="counts">${counts}.</span>
      </p>
      ${
        stuck > 0 && phase !== "stuck"
          ? html`<p class="notice stop lead">
              <strong>${t("orders.stuck", { count: stuck })}.</strong> ${t("orders.stuck.text")}
              <a href=${pathTo("operatorOrders", { phase: "stuck" })}>${t("orders.stuck.show")}</a>
            </p>`
          : nothing
      }`;
  }

  _tools() {
    const { list } = this;
    return html`<div class="tools">
      ${list.search(t("orders.search"))}
      ${list.filterChip("phase", t("orders.phase"), t("orders.phase.open"), [
        { value: "stuck", label: t("orders.phase.stuck") },
        { value: "settled", label: t("orders.phase.settled") },
      ])}
      ${list.filterChip(
        "kind",
        t("orders.kind.filter"),
        t("orders.kind.all"),
        orderKinds.map((kind) => ({ value: kind, label: t(`orders.kind.${kind}`) })),
      )}
    </div>`;
  }

  _beside(order: OrderView) {
    return html`<div class="top">
        <h2 tabindex="-1">${orderName(order)}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.list.open(null)}>${icon(X)}</button>
        <span class="states">${orderState(order)}</span>
      </div>
      <order-panel .order=${order} @order-changed=${this._changed}></order-panel>`;
  }

  async _choose(id: string): Promise<void> {
    const row = this.list.paged.rows.find((one) => one?.id === id);
    if (row) {
      this.chosen = row;
      return;
    }
    try {
      const order = await readOrder(api, id);
      if (this.list.query.open === id) this.chosen = order;
    } catch {
      // It is not there, or not to be had: the list says which.
      if (this.list.query.open === id) this.list.go({ open: null });
    }
  }

  readonly _changed = ({ detail }: CustomEvent<OrderView | null>): void => {
    if (detail) this.chosen = detail;
    this._reload();
  };

  _reload(): void {
    this.list.paged.reload();
    void this._count();
    const { open } = this.list.query;
    if (open !== null) void this._refresh(open);
  }

  /** The one beside the list, which may have left it. */
  async _refresh(id: string): Promise<void> {
    try {
      const order = await readOrder(api, id);
      if (this.list.query.open === id) this.chosen = order;
    } catch {
      // As it was read before.
    }
  }

  async _count(): Promise<void> {
    try {
      this.summary = await readOrders(api);
    } catch {
      // The list says what is wrong.
    }
  }

  readonly _retryMany = async (): Promise<void> => {
    const { list } = this;
    let count = 0;
    try {
      for (const { id } of list.selectedNames()) {
        await workOn(api, id, "retry");
        count += 1;
      }
      toast({ text: t("orders.retried.many", { count }) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    list.select(new Set());
    this._reload();
  };

  static override styles = [shared, buttons, fields, states, listPageStyles, panelStyles, besideStyles];
}

function columns(beside: boolean, settled: boolean): readonly Column<OrderView>[] {
  const time: Column<OrderView> = settled
    ? {
        ...{ key: "settled", label: t("orders.column.settled"), width: "minmax(104px, 0.8fr)", narrow: "hide", sortable: true },
        cell: ({ settledAt }) => whenWords(settledAt),
      }
    : {
        ...{ key: "placed", label: t("orders.column.placed"), width: "minmax(104px, 0.8fr)", narrow: "hide", sortable: true },
        cell: ({ placedAt }) => whenWords(placedAt),
      };
  const all: readonly Column<OrderView>[] = [
    {
      ...{ key: "kind", label: t("orders.column.kind"), width: "minmax(150px, 1.2fr)", narrow: "title" },
      cell: kindCell,
    },
    {
      ...{ key: "number", label: t("orders.column.number"), width: "minmax(130px, 1fr)", narrow: "hide" },
      cell: orderNumber,
    },
    {
      ...{ key: "customer", label: t("orders.column.customer"), width: "minmax(120px, 1.1fr)", narrow: "hide" },
      cell: ({ organisation }) => organisation.title,
    },
    { key: "state", label: t("orders.column.state"), width: "minmax(128px, 0.8fr)", narrow: "detail", cell: stateCell },
    time,
    {
      ...{ key: "taken", label: t("orders.column.taken"), width: "minmax(100px, 0.8fr)", narrow: "hide" },
      cell: ({ taken }) => taken?.by ?? nothing,
    },
  ];
  return beside ? all.filter(({ key }) => ["kind", "number", "state"].includes(key)) : all;
}

/** Where there is room for two lines, the number stands here. */
function stateCell(order: OrderView) {
  return html`${orderState(order)}<span class="narrow-only"> · ${orderNumber(order)} · ${order.organisation.title}</span>`;
}

/** A card to be blocked is in a thief's hand until somebody does it. */
function kindCell({ kind, settledAt }: OrderView) {
  const name = t(`orders.kind.${kind}`);
  return kind === "block_sim" && settledAt === null ? html`${name} ${badge("stop", t("orders.hurry"), false)}` : name;
}

customElements.define("operator-orders-page", OperatorOrdersPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-orders-page": OperatorOrdersPage;
  }
}
