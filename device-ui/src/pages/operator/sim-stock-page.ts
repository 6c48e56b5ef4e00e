import { css, html, nothing } from "lit";
import { ChartColumn, FileUp, Trash2 } from "lucide";
import { spacedIccid } from "../../../../domain/sim-card.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { listStock, type StockCardView, scrapStock } from "../../data/orders.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles } from "../phones/panel-styles.ts";
import { whenWords } from "./order-words.ts";

const rules = { sorts: ["iccid"], openAs: "card", filters: { form: ["physical", "esim"] } } as const;

/** SIM cards that nobody has yet. Their codes are never shown here. */
export class SimStockPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<StockCardView>(this, {
    path: () => pathTo("operatorSimCards"),
    rules,
    load: ({ sort: _, ...ask }, filters, signal) => listStock(api, { ...ask, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ iccid }) => spacedIccid(iccid),
  });
  readonly events = listen(this, { order: this.list.reloadSoon, reload: this.list.reloadSoon });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    return html`<split-view label=${t("orders.stock")}><div class="head">
        ${list.heading(t("orders.stock"))}
        <div class="row">
          <a class="button" href=${pathTo("operatorUsageImport")}>${icon(ChartColumn, 18)}${t("orders.stock.usage")}</a>
          <a class="button filled" href=${pathTo("operatorSimCardsImport")}>${icon(FileUp, 18)}${t("orders.stock.import")}</a>
        </div>
      </div>
      <p class="soft lead">${t("orders.stock.text")}</p>
      <div class="tools">
        ${list.search(t("orders.stock.search"))}
        ${list.filterChip("form", t("orders.stock.form"), t("orders.stock.any_form"), [
          { value: "physical", label: t("orders.form.physical") },
          { value: "esim", label: t("orders.form.esim") },
        ])}
      </div>
      ${list.rows(
        {
          label: t("orders.stock"),
          columns: columns(),
          actions: [{ key: "scrap", label: () => t("orders.stock.scrap"), icon: Trash2 }],
          act: (_, row) => this._scrap(row),
          pick: () => undefined,
        },
        html`<p slot="empty">${t("orders.stock.empty")}</p>`,
      )}</split-view>`;
  }

  async _scrap({ id, iccid }: StockCardView): Promise<void> {
    const agreed = await confirm({
      heading: t("orders.stock.scrap.heading", { iccid: spacedIccid(iccid) }),
      text: t("orders.stock.scrap.text"),
      action: t("orders.stock.scrap"),
      danger: true,
      run: () => scrapStock(api, id),
      failure: failureText,
    });
    if (!agreed) return;
    toast({ text: t("orders.stock.scrapped") });
    this.list.paged.reload();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    besideStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
}

function columns(): readonly Column<StockCardView>[] {
  return [
    {
      ...{ key: "iccid", label: t("orders.csv.iccid"), width: "minmax(210px, 1.4fr)", narrow: "title", sortable: true },
      cell: ({ iccid }) => spacedIccid(iccid),
    },
    {
      ...{ key: "form", label: t("orders.stock.form"), width: "minmax(90px, 0.6fr)", narrow: "detail" },
      cell: (row) => html`${t(`orders.form.${row.form}`)}<span class="narrow-only"> · ${codeWords(row)}</span>`,
    },
    {
      ...{ key: "imsi", label: t("orders.csv.imsi"), width: "minmax(140px, 1fr)", narrow: "hide" },
      cell: ({ imsi }) => imsi ?? nothing,
    },
    {
      ...{ key: "codes", label: t("orders.stock.codes"), width: "minmax(140px, 1fr)", narrow: "hide" },
      cell: codeWords,
    },
    {
      ...{ key: "for", label: t("orders.stock.for"), width: "minmax(120px, 1fr)", narrow: "hide" },
      cell: ({ organisation }) => organisation?.title ?? html`<span class="soft">${t("orders.stock.anybody")}</span>`,
    },
    {
      ...{ key: "added", label: t("orders.stock.added"), width: "minmax(104px, 0.8fr)", narrow: "hide" },
      cell: ({ updatedAt }) => whenWords(updatedAt),
    },
  ];
}

function codeWords({ codes }: StockCardView): string {
  if (codes.includes("pin1") && codes.includes("puk1")) return t("orders.stock.codes.all");
  return t(codes.length === 0 ? "orders.stock.codes.none" : "orders.stock.codes.some");
}

customElements.define("sim-stock-page", SimStockPage);
declare global {
  interface HTMLElementTagNameMap {
    "sim-stock-page": SimStockPage;
  }
}
