import { css, html, nothing } from "lit";
import { LogIn, Pencil, Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { api, session } from "../../data/client.ts";
import { listOrganisations, type OrganisationRowView } from "../../data/operator.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import "../../list/data-list.ts";
import type { Column, DataList } from "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { isFiltered, type ListQuery, readListQuery, type Sort, writeListQuery } from "../../list/list-query.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { enterAndGo } from "./enter.ts";
import { askOrganisation } from "./organisation-dialog.ts";

const rules = { sorts: ["title"], filters: {} } as const;
const pause = 200;

/** Every organisation that the operator looks after: found, made, and gone into. */
export class OrganisationsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly paged = new PagedRows<OrganisationRowView>(
    this,
    (offset, limit, signal) => listOrganisations(api, { ...this._ask(), offset, limit }, signal),
    // What is not in step is counted phone by phone.
    50,
  );
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
    const { paged } = this;
    return html`<div class="head">
        <h1 tabindex="-1">${t("operator.organisations")} <span class="soft">${paged.face === "rows" ? formatCount(paged.rows.length) : ""}</span></h1>
        <div class="actions">
          <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("operator.organisations.new")}</button>
        </div>
      </div>
      <div class="tools">${searchField({ name: "q", label: t("operator.organisations.search"), value: query.q, onInput: (q) => this._search(q) })}</div>
      <data-list
        label=${t("operator.organisations")}
        .columns=${columns()}
        .rows=${paged.rows}
        .face=${paged.face}
        .failure=${paged.error ? failureText(paged.error) : ""}
        .keyOf=${(row: OrganisationRowView) => row.id}
        .nameOf=${(row: OrganisationRowView) => row.title}
        .actions=${[
          {
            key: "edit",
            icon: Pencil,
            label: (row: OrganisationRowView) => t("operator.organisations.edit", { title: row.title }),
          },
          {
            key: "enter",
            icon: LogIn,
            label: (row: OrganisationRowView) => t("operator.organisations.enter", { title: row.title }),
          },
        ]}
        .sort=${query.sort}
        .filtered=${isFiltered(query)}
        @list-open=${(event: CustomEvent<{ row: OrganisationRowView }>) => this._enter(event.detail.row)}
        @list-action=${(event: CustomEvent<{ action: string; row: OrganisationRowView }>) => this._act(event.detail.action, event.detail.row)}
        @list-sort=${(event: CustomEvent<Sort>) => this._go({ ...query, sort: event.detail })}
        @list-range=${(event: CustomEvent<{ first: number; last: number }>) => paged.ensure(event.detail.first, event.detail.last)}
        @list-clear-filter=${() => this._go({ ...query, q: "" })}
        @list-retry=${() => paged.reload()}
      >
        <p slot="empty">${t("operator.organisations.empty")}</p>
      </data-list>
      <p class="soft foot">${t("operator.organisations.audit")}</p>`;
  }

  _place(): ListQuery {
    return readListQuery(this.query, rules);
  }

  _ask() {
    const { q, sort } = this._place();
    return { q: q.trim().slice(0, 200), order: sort.descending ? "desc" : "asc" };
  }

  _go(query: ListQuery): void {
    goTo(pathTo("operator") + writeListQuery(query, rules), { replace: true });
  }

  _search(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this._go({ ...this._place(), q }), pause);
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
    this._go({ ...this._place(), q: title });
    this.paged.reload();
  }

  async _edit(row: OrganisationRowView): Promise<void> {
    await askOrganisation(row);
    this.paged.reload();
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
