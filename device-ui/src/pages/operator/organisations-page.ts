import { css, html, nothing } from "lit";
import { LogIn, Pencil, Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { api, session } from "../../data/client.ts";
import { listOrganisations, type OrganisationRowView } from "../../data/operator.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import type { DataList } from "../../list/data-list.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { enterAndGo } from "./enter.ts";
import { askOrganisation } from "./organisation-dialog.ts";

const rules = { sorts: ["title"], filters: {} } as const;

/** Every organisation that the operator looks after: found, made, and gone into. */
export class OrganisationsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<OrganisationRowView>(this, {
    path: () => pathTo("operator"),
    rules,
    load: ({ sort: _title, ...ask }, _filters, signal) => listOrganisations(api, ask, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ title }) => title,
    // What is not in step is counted phone by phone.
    pageSize: 50,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    return html`<div class="head">
        ${list.heading(t("operator.organisations"))}
        <div class="actions">
          <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("operator.organisations.new")}</button>
        </div>
      </div>
      <div class="tools">${list.search(t("operator.organisations.search"))}</div>
      ${list.rows(
        {
          label: t("operator.organisations"),
          columns: columns(),
          actions: [
            { key: "edit", icon: Pencil, label: ({ title }) => t("operator.organisations.edit", { title }) },
            { key: "enter", icon: LogIn, label: ({ title }) => t("operator.organisations.enter", { title }) },
          ],
          act: (action, row) => this._act(action, row),
          pick: (row) => this._enter(row),
        },
        html`<p slot="empty">${t("operator.organisations.empty")}</p>`,
      )}
      <p class="soft foot">${t("operator.organisations.audit")}</p>`;
  }

  _act(action: string, row: OrganisationRowView): Promise<void> {
    return action === "edit" ? this._edit(row) : this._enter(row);
  }

  async _enter({ id }: OrganisationRowView): Promise<void> {
    await enterAndGo(id, pathTo("phones"));
  }

  async _create(): Promise<void> {
    const title = await askOrganisation(null);
    if (title === null) return;
    await session.load();
    // The new one is what is looked for next.
    this.list.go({ q: title });
    this.list.paged.reload();
  }

  async _edit(row: OrganisationRowView): Promise<void> {
    await askOrganisation(row);
    this.list.paged.reload();
    await this.updateComplete;
    const grid = this.renderRoot.querySelector<DataList>("data-list");
    await grid?.focusRow(grid.at);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    css`
      :host {
        flex-direction: column;
        padding: 24px;
      }
      .foot {
        margin-top: 12px;
        font-size: var(--size-small);
      }
      @media (max-width: 1000px) {
        :host {
          padding: 16px;
        }
      }
    `,
  ];
}

function columns(): readonly Column<OrganisationRowView>[] {
  const counted = (key: "users" | "phones", label: string): Column<OrganisationRowView> => ({
    ...{ key, label, width: "110px", narrow: "hide", cell: (row) => formatCount(row[key]) },
  });
  return [
    {
      key: "title",
      label: t("operator.column.title"),
      width: "minmax(180px, 2fr)",
      narrow: "title",
      sortable: true,
      cell: ({ title }) => title,
    },
    { key: "name", label: t("operator.column.name"), width: "minmax(110px, 1fr)", narrow: "detail", cell: ({ name }) => name },
    counted("users", t("section.users")),
    counted("phones", t("section.phones")),
    {
      ...{ key: "notInStep", label: t("operator.column.not_in_step"), width: "minmax(120px, 0.8fr)", narrow: "hide" },
      cell: ({ notInStep }) =>
        notInStep === 0
          ? nothing
          : html`<span class="state"><span class="dot waiting" aria-hidden="true"></span><span>${formatCount(notInStep)}</span></span>`,
    },
  ];
}

customElements.define("organisations-page", OrganisationsPage);
declare global {
  interface HTMLElementTagNameMap {
    "organisations-page": OrganisationsPage;
  }
}
