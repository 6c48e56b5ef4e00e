import { html, nothing } from "lit";
import { Download, FileUp, Pencil, Plus } from "lucide";
import { featureCodes, featureGroups, groupsOfScheme } from "../../../../domain/feature-groups.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import { type GroupName, listGroups, listUsers, type UserListView } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import "../../list/data-list.ts";
import type { DataList } from "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { isFiltered, type ListQuery, readListQuery, type Sort, writeListQuery } from "../../list/list-query.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { chosenColumns, columnKeys, keepColumns, sorts, userColumns } from "./columns.ts";
import { isTab, type TabKey } from "./tabs.ts";
import type { UserPanel } from "./user-panel.ts";

const rules = {
  sorts,
  openAs: "user",
  filters: { status: ["deactivated", "all"], right: ["user", "administrator", "operator"], feature: featureCodes, group: null },
} as const;

/** Milliseconds between two looks at a list that others change. */
const settle = 1500;
/** How long somebody types before the list follows. */
const pause = 200;

/** Everybody of the organisation, and beside them the one that is open. */
export class UsersPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    selected: { state: true },
    groups: { state: true },
    chosen: { state: true },
  };
  declare query: URLSearchParams;
  declare selected: ReadonlySet<string>;
  declare groups: readonly GroupName[];
  declare chosen: ReadonlySet<string>;
  readonly #names = new Map<string, string>();
  readonly paged = new PagedRows<UserListView>(this, async (offset, limit, signal) => {
    const page = await listUsers(api, { ...this._ask(), offset, limit }, signal);
    for (const row of page.rows) this.#names.set(row.id, row.name);
    return page;
  });
  #shown = "";
  #timer = 0;
  #typing = 0;
  #unguard: (() => void) | null = null;

  readonly events = listen(this, {
    phonebook: () => this._later(),
    presence: () => this._later(),
    reload: () => this._later(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.selected = new Set();
    this.groups = [];
    this.chosen = chosenColumns();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this._panel()?.dirty ?? false,
      () => this._mayDiscard(),
    );
    listGroups(api).then(
      (groups) => {
        this.groups = groups;
      },
      // Without them one filter is missing.
      () => undefined,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    clearTimeout(this.#typing);
    this.#unguard?.();
  }

  override willUpdate(): void {
    // The row's code comes when a row is opened: the list is there before it.
    if (this._place().open !== null) void loadPanel();
    const shown = JSON.stringify(this._ask());
    if (shown === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = shown;
    if (!first) this.paged.reload();
  }

  override render() {
    const query = this._place();
    const { open } = query;
    return html`<split-view ?open=${open !== null} label=${t("users.user")} @beside-close=${() => this._open(null)}>
      ${this._head()} ${this._tools(query)} ${this._rows(query)}
      ${
        open === null
          ? nothing
          : html`<user-panel
              slot="beside"
              .userId=${open}
              .tab=${this._tab()}
              @panel-close=${() => this._open(null)}
              @panel-tab=${(event: CustomEvent<TabKey>) => this._go({ ...query }, event.detail)}
              @user-saved=${this._later}
              @user-changed=${this._changed}
            ></user-panel>`
      }
    </split-view>`;
  }

  _head() {
    const { rows, face } = this.paged;
    return html`<div class="head">
      <h1 tabindex="-1">${t("users.title")} <span class="soft">${face === "rows" ? formatCount(rows.length) : ""}</span></h1>
      <div class="actions">
        <a class="button" href="/api/users/export" download>${icon(Download, 18)}${t("users.export")}</a>
        <a class="button" href=${pathTo("usersImport")}>${icon(FileUp, 18)}${t("users.import")}</a>
        <a class="button filled" href=${pathTo("newUser")}>${icon(Plus, 18)}${t("users.new")}</a>
      </div>
    </div>`;
  }

  _tools(query: ListQuery) {
    const { status = "", right = "" } = query.filters;
    const choose = (name: string) => (value: string) => this._filter(name, value);
    return html`<div class="tools">
      ${searchField({ name: "q", label: t("users.search"), value: query.q, onInput: (q) => this._search(q) })}
      ${chipSelect(
        t("users.filter.status"),
        status,
        [
          { value: "", label: t("users.filter.active") },
          { value: "deactivated", label: t("users.filter.deactivated") },
          { value: "all", label: t("users.filter.all") },
        ],
        choose("status"),
      )}
      ${chipSelect(
        t("users.filter.right"),
        right,
        [
          { value: "", label: t("users.filter.any_right") },
          { value: "administrator", label: t("users.filter.administrators") },
          { value: "user", label: t("users.filter.users") },
        ],
        choose("right"),
      )}
      ${this._groupFilter(query)} ${this._columnMenu()}
    </div>`;
  }

  /** Response groups and feature groups in one: a person looks for "who is in …". */
  _groupFilter({ filters }: ListQuery) {
    const chosen = filters.group ? `group ${filters.group}` : filters.feature ? `feature ${filters.feature}` : "";
    const codes = groupsOfScheme(session.current?.organisation.featureScheme ?? "ex");
    const option = (value: string, label: string) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
    return html`<span class="chip-select ${chosen ? "on" : ""}"
      ><select aria-label=${t("users.filter.group")} @change=${this._groupChosen}>
        ${option("", t("users.filter.any_group"))}
        ${this.groups.length > 0 ? html`<optgroup label=${t("users.memberships")}>${this.groups.map(({ id, name }) => option(`group ${id}`, name))}</optgroup>` : nothing}
        <optgroup label=${t("users.features")}>${codes.map((code) => option(`feature ${code}`, featureGroups[code].name))}</optgroup>
      </select></span
    >`;
  }

  _columnMenu() {
    return html`<details class="menu" @keydown=${this._menuKey} @focusout=${this._menuLeft}>
      <summary class="chip">${t("users.columns")}</summary>
      <fieldset class="sheet" @change=${this._columnToggled}>
        <legend class="hidden">${t("users.columns")}</legend>
        ${columnKeys
          .filter((key) => key !== "name")
          .map(
            (key) =>
              html`<label class="check"><input type="checkbox" name=${key} .checked=${this.chosen.has(key)} /><span>${t(`users.column.${key}`)}</span></label>`,
          )}
      </fieldset>
    </details>`;
  }

  _rows(query: ListQuery) {
    const { paged } = this;
    return html`<data-list
      label=${t("users.title")}
      selectable
      .columns=${userColumns(this.chosen, query.open !== null)}
      .rows=${paged.rows}
      .face=${paged.face}
      .failure=${paged.error ? failureText(paged.error) : ""}
      .keyOf=${(row: UserListView) => row.id}
      .nameOf=${(row: UserListView) => row.name}
      .actions=${[{ key: "edit", icon: Pencil, label: (row: UserListView) => t("users.edit", { name: row.name }) }]}
      .sort=${query.sort}
      .open=${query.open}
      .selected=${this.selected}
      .filtered=${isFiltered(query)}
      @list-open=${(event: CustomEvent<{ key: string }>) => this._open(event.detail.key)}
      @list-action=${(event: CustomEvent<{ key: string }>) => this._open(event.detail.key)}
      @list-sort=${(event: CustomEvent<Sort>) => this._go({ ...query, sort: event.detail })}
      @list-select=${(event: CustomEvent<ReadonlySet<string>>) => {
        this.selected = event.detail;
      }}
      @list-range=${(event: CustomEvent<{ first: number; last: number }>) => paged.ensure(event.detail.first, event.detail.last)}
      @list-clear-filter=${() => this._go({ ...query, q: "", filters: {} })}
      @list-retry=${() => paged.reload()}
    >
      <button slot="bulk" class="button small" type="button" @click=${this._bulk}>${icon(Pencil, 16)}${t("users.bulk.open")}</button>
      ${
        this.selected.size < paged.rows.length
          ? html`<button slot="bulk" class="button quiet small" type="button" @click=${this._selectEverybody}>${t("users.bulk.everybody", { count: paged.rows.length })}</button>`
          : nothing
      }
      <div slot="empty" class="empty">
        <p>${t("users.empty")}</p>
        <a class="button" href=${pathTo("newUser")}>${t("users.empty.first")}</a>
      </div>
    </data-list>`;
  }

  _place(): ListQuery {
    return readListQuery(this.query, rules);
  }

  /** What the server is asked for the rows. */
  _ask() {
    const { q, sort, filters } = this._place();
    const { status, right, feature, group } = filters;
    return { q: q.trim().slice(0, 200), sort: sort.key, order: sort.descending ? "desc" : "asc", status, right, feature, group };
  }

  _tab(): TabKey {
    const tab = this.query.get("category");
    return isTab(tab) ? tab : "details";
  }

  /** The list and its row stand in the address. Typing and tabs make no step for the back button. */
  _go(query: ListQuery, tab: TabKey = "details", replace = true): void {
    const search = writeListQuery(query, rules);
    const category = query.open !== null && tab !== "details" ? `${search ? "&" : "?"}category=${tab}` : "";
    goTo(pathTo("users") + search + category, { replace });
  }

  _filter(name: string, value: string): void {
    const query = this._place();
    const { [name]: _before, ...others } = query.filters;
    this.selected = new Set();
    this._go({ ...query, filters: value ? { ...others, [name]: value } : others }, this._tab());
  }

  _search(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      this.selected = new Set();
      this._go({ ...this._place(), q }, this._tab());
    }, pause);
  }

  _groupChosen(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const [kind = "", value = ""] = event.target.value.split(" ");
    const query = this._place();
    const { group: _group, feature: _feature, ...others } = query.filters;
    this.selected = new Set();
    this._go({ ...query, filters: kind === "" ? others : { ...others, [kind]: value } }, this._tab());
  }

  /** Another row, or none; what has been typed and not saved is asked about. */
  async _open(id: string | null): Promise<void> {
    const query = this._place();
    if (id === query.open) return this._focusPanel();
    if (this._panel()?.dirty && !(await this._mayDiscard())) return;
    this._go(
      { ...query, open: id },
      id === null || query.open === null ? "details" : this._tab(),
      query.open !== null && id !== null,
    );
    await this.updateComplete;
    const grid = this._grid();
    if (id === null) await grid?.focusRow(grid.at);
    else await this._focusPanel();
  }

  async _focusPanel(): Promise<void> {
    await this.updateComplete;
    await loadPanel();
    const panel = this._panel();
    await panel?.updateComplete;
    panel?.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }

  async _mayDiscard(): Promise<boolean> {
    const agreed = await confirm({
      heading: t("users.leave.heading"),
      text: t("users.leave.text"),
      action: t("users.discard"),
      danger: true,
    });
    if (agreed) this._panel()?.discard();
    return agreed;
  }

  readonly _later = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.paged.reload(), settle);
  };

  /** Something was taken back or set outside the form. */
  _changed(): void {
    this.paged.reload();
    void this._panel()?.reload();
  }

  async _bulk(): Promise<void> {
    const { editMany } = await import("./bulk-dialog.ts");
    const people = [...this.selected].map((id) => ({ id, name: this.#names.get(id) ?? "" }));
    await editMany({ people, scheme: session.current?.organisation.featureScheme ?? "ex", changed: () => this._changed() });
    this._changed();
  }

  /** Also those whose rows have not been looked at. */
  async _selectEverybody(): Promise<void> {
    const all = new Set<string>();
    for (let offset = 0; offset < this.paged.rows.length; offset += 500) {
      const page = await listUsers(api, { ...this._ask(), offset, limit: 500 });
      for (const { id, name } of page.rows) {
        all.add(id);
        this.#names.set(id, name);
      }
    }
    this.selected = all;
  }

  _columnToggled(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const chosen = new Set(this.chosen);
    if (event.target.checked) chosen.add(event.target.name);
    else chosen.delete(event.target.name);
    this.chosen = chosen;
    keepColumns(chosen);
  }

  _menuKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !(event.currentTarget instanceof HTMLDetailsElement) || !event.currentTarget.open) return;
    event.stopPropagation();
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  }

  _menuLeft(event: FocusEvent): void {
    const menu = event.currentTarget;
    if (menu instanceof HTMLDetailsElement && event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget))
      menu.open = false;
  }

  _panel(): UserPanel | null {
    return this.renderRoot.querySelector("user-panel");
  }

  _grid(): DataList | null {
    return this.renderRoot.querySelector("data-list");
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

/** The server may be away, or have another version of the app since the list was drawn. */
function loadPanel(): Promise<unknown> {
  return import("./user-panel.ts").catch(() => toast({ text: t("page.failed.text"), tone: "failed" }));
}

customElements.define("users-page", UsersPage);
declare global {
  interface HTMLElementTagNameMap {
    "users-page": UsersPage;
  }
}
