import { html, nothing } from "lit";
import { standingStates } from "../../../../domain/standing.ts";
import { KlykaElement } from "../../components/element.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listAllPhones, type OperatorPhone } from "../../data/operator.ts";
import { standingCell } from "../../fleet/words.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { phoneName, stateCell, whenText } from "../phones/words.ts";
import { phoneBeside } from "./phone-beside.ts";

const rules = {
  sorts: ["label", "model", "user", "site", "lastContact", "mac"],
  openAs: "phone",
  filters: { state: ["claimed", "bound", "retired"], standing: ["behind", ...standingStates] },
} as const;
/** The operator hears no organisation but the entered one: the list looks for itself. Milliseconds. */
const looks = 15_000;

/** Every phone of every organisation that the operator looks after. */
export class OperatorPhonesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<OperatorPhone>(this, {
    path: () => pathTo("operatorPhones"),
    rules,
    load: (ask, filters, signal) => listAllPhones(api, { ...ask, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: phoneName,
  });
  readonly again = new Every(this, looks, () => this.list.paged.reload());

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const open = list.paged.rows.find((row) => row?.id === list.query.open) ?? null;
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("operator.phones"))}</div>
      ${this._tools()}
      ${list.rows(
        { label: t("operator.phones"), columns: columns(list.query.open !== null) },
        html`<p slot="empty">${t("operator.phones.empty")}</p>`,
      )}
      ${open ? html`<div slot="beside" class="panel">${phoneBeside(open, pathTo("phones", { phone: open.id }), () => list.open(null))}</div>` : nothing}
    </split-view>`;
  }

  _tools() {
    const { list } = this;
    const states = rules.filters.state.map((value) => ({ value, label: t(`phones.state.${value}`) }));
    const standings = rules.filters.standing.map((value) => ({
      value,
      label: value === "behind" ? t("fleet.filter.behind") : t(`fleet.state.${value}`),
    }));
    return html`<div class="tools">
      ${list.search(t("phones.search"))}
      ${list.filterChip("state", t("phones.column.state"), t("phones.filter.state"), states)}
      ${list.filterChip("standing", t("fleet.column"), t("fleet.filter"), standings)}
    </div>`;
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
    { key: "delivery", label: t("fleet.column"), width: "minmax(150px, 0.9fr)", narrow: "hide", cell: standingCell },
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
