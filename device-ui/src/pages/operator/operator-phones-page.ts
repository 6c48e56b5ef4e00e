import { html, nothing } from "lit";
import { LogIn, X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listAllPhones, type OperatorPhone } from "../../data/operator.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { BesideFocus } from "../../list/beside-focus.ts";
import { chipSelect } from "../../list/chip-select.ts";
import "../../list/data-list.ts";
import type { Column } from "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { isFiltered, type ListQuery, readListQuery, type Sort, writeListQuery } from "../../list/list-query.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { deliveryCell, phoneName, stateCell, whenText, writtenMac } from "../phones/words.ts";
import { enterAndGo } from "./enter.ts";

const rules = {
  sorts: ["label", "model", "user", "site", "lastContact", "mac"],
  openAs: "phone",
  filters: { state: ["claimed", "bound", "retired"], delivery: ["never", "waiting", "fetched"] },
} as const;
const pause = 200;
/** The operator hears no organisation but the entered one: the list looks for itself. Milliseconds. */
const looks = 15_000;

/** Every phone of every organisation that the operator looks after. */
export class OperatorPhonesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly paged = new PagedRows<OperatorPhone>(this, (offset, limit, signal) =>
    listAllPhones(api, { ...this._ask(), offset, limit }, signal),
  );
  readonly again = new Every(this, looks, () => this.paged.reload());
  readonly focusing = new BesideFocus(this);
  #shown = "";
  #typing = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  override willUpdate(): void {
    const shown = JSON.stringify(this._ask());
    if (shown === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = shown;
    if (!first) this.paged.reload();
  }

  override render() {
    const query = this._place();
    const open = query.open === null ? null : (this.paged.rows.find((row) => row?.id === query.open) ?? null);
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => this._open(null)}>
      <div class="head">
        <h1 tabindex="-1">${t("operator.phones")} <span class="soft">${this.paged.face === "rows" ? formatCount(this.paged.rows.length) : ""}</span></h1>
      </div>
      ${this._tools(query)} ${this._rows(query)} ${open ? html`<div slot="beside" class="panel">${this._beside(open)}</div>` : nothing}
    </split-view>`;
  }

  _tools(query: ListQuery) {
    const { state = "", delivery = "" } = query.filters;
    const all = (label: string) => ({ value: "", label });
    return html`<div class="tools">
      ${searchField({ name: "q", label: t("phones.search"), value: query.q, onInput: (q) => this._search(q) })}
      ${chipSelect(t("phones.column.state"), state, [all(t("phones.filter.state")), ...rules.filters.state.map((value) => ({ value, label: t(`phones.state.${value}`) }))], (value) => this._filter("state", value))}
      ${chipSelect(t("phones.column.delivery"), delivery, [all(t("phones.filter.delivery")), ...rules.filters.delivery.map((value) => ({ value, label: t(`phones.delivery.${value}`) }))], (value) => this._filter("delivery", value))}
    </div>`;
  }

  _rows(query: ListQuery) {
    const { paged } = this;
    return html`<data-list
      label=${t("operator.phones")}
      .columns=${columns(query.open !== null)}
      .rows=${paged.rows}
      .face=${paged.face}
      .failure=${paged.error ? failureText(paged.error) : ""}
      .keyOf=${(row: OperatorPhone) => row.id}
      .nameOf=${phoneName}
      .actions=${[]}
      .sort=${query.sort}
      .open=${query.open}
      .filtered=${isFiltered(query)}
      @list-open=${(event: CustomEvent<{ key: string }>) => this._open(event.detail.key)}
      @list-sort=${(event: CustomEvent<Sort>) => this._go({ ...query, sort: event.detail })}
      @list-range=${(event: CustomEvent<{ first: number; last: number }>) => paged.ensure(event.detail.first, event.detail.last)}
      @list-clear-filter=${() => this._go({ ...query, q: "", filters: {} })}
      @list-retry=${() => paged.reload()}
    >
      <p slot="empty">${t("operator.phones.empty")}</p>
    </data-list>`;
  }

  _beside(row: OperatorPhone) {
    const fact = (label: string, value: unknown) => html`<dt>${label}</dt><dd>${value || "–"}</dd>`;
    return html`<div class="top">
        <h2 tabindex="-1">${phoneName(row)}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this._open(null)}>${icon(X)}</button>
        <span class="states">${stateCell(row)} ${deliveryCell(row)}</span>
      </div>
      <div class="stack">
        <dl class="facts">
          ${fact(t("operator.organisation"), row.organisation.title)} ${fact(t("phones.column.user"), row.user?.name)}
          ${fact(t("phones.column.site"), row.site?.name)} ${fact(t("phones.column.layout"), row.layout?.name)}
          ${fact(t("phones.column.model"), [row.modelName, ...row.modules].join(" + "))}
          ${fact(t("phones.column.mac"), html`<span class="mac">${writtenMac(row.mac)}</span>`)}
          ${fact(t("phones.column.lastContact"), whenText(row.lastContactAt))} ${fact(t("phones.address"), row.lastAddress)}
          ${fact(t("phones.column.firmware"), row.firmware)}
        </dl>
        <button class="button filled" type="button" @click=${() => enterAndGo(row.organisation.id, pathTo("phones", { phone: row.id }))}>
          ${icon(LogIn, 18)}${t("operator.phones.enter")}
        </button>
        <p class="small soft">${t("operator.enter.text", { title: row.organisation.title })}</p>
      </div>`;
  }

  _place(): ListQuery {
    return readListQuery(this.query, rules);
  }

  _ask() {
    const { q, sort, filters } = this._place();
    return { q: q.trim().slice(0, 200), sort: sort.key, order: sort.descending ? "desc" : "asc", ...filters };
  }

  _go(query: ListQuery): void {
    goTo(pathTo("operatorPhones") + writeListQuery(query, rules), { replace: true });
  }

  _filter(name: string, value: string): void {
    const query = this._place();
    const { [name]: _before, ...others } = query.filters;
    this._go({ ...query, filters: value ? { ...others, [name]: value } : others });
  }

  _search(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this._go({ ...this._place(), q }), pause);
  }

  _open(id: string | null): void {
    this._go({ ...this._place(), open: id });
    this.focusing.want(id !== null);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, panelStyles, besideStyles];
}

function columns(beside: boolean): readonly Column<OperatorPhone>[] {
  const all: readonly Column<OperatorPhone>[] = [
    {
      key: "label",
      label: t("phones.column.label"),
      width: "minmax(130px, 1.2fr)",
      narrow: "title",
      sortable: true,
      cell: phoneName,
    },
    {
      key: "organisation",
      label: t("operator.organisation"),
      width: "minmax(130px, 1.2fr)",
      narrow: "detail",
      cell: ({ organisation }) => organisation.title,
    },
    { key: "state", label: t("phones.column.state"), width: "112px", narrow: "hide", cell: stateCell },
    { key: "delivery", label: t("phones.column.delivery"), width: "minmax(118px, 0.8fr)", narrow: "hide", cell: deliveryCell },
    {
      key: "user",
      label: t("phones.column.user"),
      width: "minmax(100px, 1fr)",
      narrow: "hide",
      sortable: true,
      cell: ({ user }) => user?.name ?? nothing,
    },
    {
      key: "model",
      label: t("phones.column.model"),
      width: "minmax(110px, 1fr)",
      narrow: "hide",
      sortable: true,
      cell: ({ modelName }) => modelName,
    },
    {
      key: "lastContact",
      label: t("phones.column.lastContact"),
      width: "minmax(104px, 0.8fr)",
      narrow: "hide",
      sortable: true,
      cell: ({ lastContactAt }) => whenText(lastContactAt),
    },
    {
      key: "firmware",
      label: t("phones.column.firmware"),
      width: "112px",
      narrow: "hide",
      cell: ({ firmware }) => firmware ?? nothing,
    },
  ];
  return beside ? all.filter(({ key }) => ["label", "organisation", "delivery"].includes(key)) : all;
}

customElements.define("operator-phones-page", OperatorPhonesPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-phones-page": OperatorPhonesPage;
  }
}
