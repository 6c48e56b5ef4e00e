import { css, html, nothing } from "lit";
import { Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { badge } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { listSites } from "../../data/phones.ts";
import { type FindingView, listFindings, listSwitches, type SwitchRowView } from "../../data/switches.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import "./finding-list.ts";
import { askSwitchForm } from "./switch-dialog.ts";
import { switchPower, switchState } from "./words.ts";

const rules = { sorts: ["name"], openAs: "switch", filters: {} } as const;

/** The organisation's switches, and above them what is noticed about phones on them. */
export class SwitchesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly findings = new Loaded<readonly FindingView[]>(this, (signal) => listFindings(api, signal));
  readonly list = new ListPage<SwitchRowView>(this, {
    path: () => pathTo("switches"),
    rules,
    load: ({ q, order, offset, limit }, _filters, signal) => listSwitches(api, { q, order, offset, limit }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, { switch: () => this._again(), reload: () => this._again() });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.findings.reload();
  }

  override render() {
    const { list } = this;
    return html`<split-view label=${t("switches.one")}>
      <div class="head">
        ${list.heading(t("switches.title"))}
        <div class="actions"><button class="button filled" type="button" @click=${this._add}>${icon(Plus, 18)}${t("switches.add")}</button></div>
      </div>
      ${this._findings()}
      <div class="tools">${list.search(t("switches.search"))}</div>
      ${list.rows(
        {
          label: t("switches.title"),
          columns: columns(),
          pick: ({ id }) => goTo(pathTo("switch", { switch: id })),
        },
        html`<div slot="empty" class="empty">
          <p>${t("switches.empty")}</p>
          <button class="button" type="button" @click=${this._add}>${t("switches.add")}</button>
        </div>`,
      )}
    </split-view>`;
  }

  /** Where they cannot be had, the list of switches says so too. */
  _findings() {
    const found = this.findings.value ?? [];
    if (found.length === 0) return nothing;
    return html`<section class="surface notices" aria-labelledby="findings">
      <h2 id="findings">${t("switches.findings")} ${badge("waiting", String(found.length), false)}</h2>
      <finding-list at="list" .findings=${found} @findings-changed=${() => this._again()}></finding-list>
    </section>`;
  }

  _again(): void {
    void this.findings.reload();
    this.list.reloadSoon();
  }

  readonly _add = async (): Promise<void> => {
    const sites = await listSites(api).catch(() => []);
    const saved = await askSwitchForm(sites);
    if (!saved) return;
    const { name, id } = saved.value;
    undoToast(api, t("switches.added", { name }), saved.auditId, () => goTo(pathTo("switches")));
    goTo(pathTo("switch", { switch: id }));
  };

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    listPageStyles,
    css`
      .notices {
        flex: none;
        max-height: 40%;
        margin-bottom: 16px;
        padding: 16px 20px 4px;
        overflow: auto;
      }
      h2 {
        display: flex;
        gap: 10px;
        align-items: center;
      }
      @media (max-width: 720px) {
        .notices {
          max-height: none;
          padding: 12px 16px 0;
        }
      }
    `,
  ];
}

function columns(): readonly Column<SwitchRowView>[] {
  return [
    {
      ...{ key: "name", label: t("switches.column.name"), width: "minmax(160px, 1.4fr)", narrow: "title", sortable: true },
      cell: ({ name }) => html`<span class="text" title=${name}>${name}</span>`,
    },
    {
      ...{ key: "state", label: t("switches.column.state"), width: "minmax(150px, 1fr)", narrow: "detail" },
      cell: (row) => switchState(row),
    },
    {
      ...{ key: "phones", label: t("switches.column.phones"), width: "100px", narrow: "hide" },
      cell: ({ phones, ports }) => (ports === 0 ? nothing : html`<span class="text">${phones}</span>`),
    },
    {
      ...{ key: "power", label: t("switches.column.power"), width: "minmax(140px, 1fr)", narrow: "hide" },
      cell: (row) => html`<span class="text">${switchPower(row)}</span>`,
    },
    {
      ...{ key: "findings", label: t("switches.column.findings"), width: "110px", narrow: "hide" },
      cell: ({ findings }) => (findings === 0 ? nothing : badge("waiting", String(findings))),
    },
    {
      ...{ key: "site", label: t("switches.column.site"), width: "minmax(110px, 1fr)", narrow: "hide" },
      cell: ({ site }) => (site ? html`<span class="text" title=${site.name}>${site.name}</span>` : nothing),
    },
    {
      ...{ key: "address", label: t("switches.column.address"), width: "140px", narrow: "hide" },
      cell: ({ address }) => html`<span class="text">${address}</span>`,
    },
  ];
}

customElements.define("switches-page", SwitchesPage);
declare global {
  interface HTMLElementTagNameMap {
    "switches-page": SwitchesPage;
  }
}
