import { css, html, nothing } from "lit";
import { isStandingReason } from "../../../../domain/standing.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { type OperatorFleetView, readOperatorFleet } from "../../data/fleet.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { listAllPhones, type OperatorPhone } from "../../data/operator.ts";
import type { Chosen } from "../../fleet/fleet-summary.ts";
import "../../fleet/fleet-summary.ts";
import { Soon } from "../../data/soon.ts";
import { reasonNote } from "../../fleet/reason-note.ts";
import { chosenReason, fleetColumns, fleetRules, fleetStyles, standingAsked } from "../../fleet/rows.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { phoneName } from "../phones/words.ts";
import { enterAndGo } from "./enter.ts";
import { phoneBeside } from "./phone-beside.ts";

/** Of organisations that are not entered little is heard: the page looks for itself too. Milliseconds. */
const looks = 15_000;
const settle = 2_000;

/** How many phones of all organisations are not in step, why, where, and which. */
export class OperatorFleetPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly fleet = new Loaded<OperatorFleetView>(this, (signal) => readOperatorFleet(api, signal));
  readonly list = new ListPage<OperatorPhone>(this, {
    path: () => pathTo("operatorFleet"),
    rules: fleetRules,
    load: (ask, filters, signal) => listAllPhones(api, { ...ask, ...standingAsked(filters.reason) }, signal),
    keyOf: ({ id }) => id,
    nameOf: phoneName,
  });
  readonly again = new Every(this, looks, () => this._reload());
  readonly soon = new Soon(this, settle, () => this._reload());
  readonly events = listen(this, { evidence: this.soon.tell, reload: () => this._reload() });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.fleet.reload();
  }

  override render() {
    const { list, fleet } = this;
    const open = list.paged.rows.find((row) => row?.id === list.query.open) ?? null;
    const chosen = chosenReason(this.list.query.filters);
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => list.open(null)}>
      <div class="head"><h1 tabindex="-1">${t("fleet.title")}</h1></div>
      ${fleet.face === "failed" ? missing(fleet) : nothing}
      <fleet-summary .fleet=${fleet.value} .chosen=${chosen} @reason-pick=${({ detail }: CustomEvent<Chosen>) => list.filter({ reason: detail })}></fleet-summary>
      ${isStandingReason(chosen) ? reasonNote(chosen, nothing) : chosen === "" && open === null ? this._organisations() : nothing}
      ${list.rows(
        { label: chosen === "current" ? t("fleet.list.current") : t("fleet.list"), columns: columns(list.query.open !== null) },
        html`<p slot="empty">${fleet.value?.phones === 0 ? t("operator.phones.empty") : t("fleet.empty")}</p>`,
      )}
      ${open ? html`<div slot="beside" class="panel">${phoneBeside(open, pathTo("fleet", { phone: open.id }), () => list.open(null))}</div>` : nothing}
    </split-view>`;
  }

  /** Where to begin: each leads into the organisation's own view. */
  _organisations() {
    const organisations = this.fleet.value?.organisations ?? [];
    if (organisations.length < 2) return nothing;
    return html`<section class="where" aria-labelledby="where">
      <h2 id="where" class="small soft">${t("fleet.organisations")}</h2>
      <div class="organisations">
        ${organisations.slice(0, 6).map(
          ({
            id,
            title,
            phones,
            notCurrent,
          }) => html`<button class="button small" type="button" @click=${() => enterAndGo(id, pathTo("fleet"))}>
            ${title} <span class="soft">${t("fleet.organisation.behind", { count: notCurrent, all: formatCount(phones) })}</span>
          </button>`,
        )}
      </div>
    </section>`;
  }

  _reload(): void {
    void this.fleet.reload();
    this.list.paged.reload();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    panelStyles,
    besideStyles,
    fleetStyles,
    css`
      .where {
        display: grid;
        gap: 8px;
        margin-bottom: 16px;
      }
      .where h2 {
        margin: 0;
        font: 600 var(--size-small) / 1.3 var(--text);
      }
      .organisations {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
}

function columns(beside: boolean): readonly Column<OperatorPhone>[] {
  const [label, ...rest] = fleetColumns(beside);
  const organisation: Column<OperatorPhone> = {
    key: "organisation",
    label: t("operator.organisation"),
    width: "minmax(120px, 1fr)",
    narrow: "hide",
    cell: ({ organisation: { title } }) => html`<span title=${title}>${title}</span>`,
  };
  const others = rest.filter(({ key }) => key !== "site");
  return label ? [label, ...(beside ? [] : [organisation]), ...others] : [];
}

customElements.define("operator-fleet-page", OperatorFleetPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-fleet-page": OperatorFleetPage;
  }
}
