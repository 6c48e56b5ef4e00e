import { html, nothing } from "lit";
import { Download, FileUp, Pencil, Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import {
  type LayoutListView,
  listLayouts,
  listPhones,
  listSites,
  type PhoneRowView,
  readPhone,
  type SiteListView,
} from "../../data/phones.ts";
import { readUser } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { BesideFocus } from "../../list/beside-focus.ts";
import { chipSelect } from "../../list/chip-select.ts";
import "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { isFiltered, type ListQuery, readListQuery, type Sort, writeListQuery } from "../../list/list-query.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { columnKeys, phoneColumns, shownAtFirst, sorts } from "./columns.ts";
import { findUsers } from "./finders.ts";
import "./phone-panel.ts";
import { phoneName } from "./words.ts";

const rules = {
  sorts,
  openAs: "phone",
  filters: {
    state: ["claimed", "bound", "retired"],
    delivery: ["never", "waiting", "fetched"],
    site: null,
    layout: null,
    user: null,
  },
} as const;
/** Milliseconds before a list that others change is read anew, and while somebody types. */
const settle = 1500;
const pause = 200;
const kept = "klyka.phones.columns";

/** Every desk phone of the organisation, live, and beside them the one that is open. */
export class PhonesPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    selected: { state: true },
    sites: { state: true },
    layouts: { state: true },
    user: { state: true },
    chosen: { state: true },
  };
  declare query: URLSearchParams;
  declare selected: ReadonlySet<string>;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  /** Whose phones are shown. */
  declare user: ComboOption | null;
  declare chosen: ReadonlySet<string>;
  readonly #names = new Map<string, string>();
  readonly paged = new PagedRows<PhoneRowView>(this, async (offset, limit, signal) => {
    const page = await listPhones(api, { ...this._ask(), offset, limit }, signal);
    for (const row of page.rows) this.#names.set(row.id, phoneName(row));
    return page;
  });
  readonly events = listen(this, {
    phone: (data) => this._told(data),
    request: (data) => this._told(data),
    reload: () => this._later(),
  });
  readonly focusing = new BesideFocus(this);
  #shown = "";
  #timer = 0;
  #typing = 0;
  #told = new Set<string>();
  #telling = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.selected = new Set();
    this.sites = [];
    this.layouts = [];
    this.user = null;
    this.chosen = chosenColumns();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Without them a filter is missing.
    listSites(api).then((rows) => this._set({ sites: rows }), ignore);
    listLayouts(api).then((rows) => this._set({ layouts: rows }), ignore);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of [this.#timer, this.#typing, this.#telling]) clearTimeout(timer);
  }

  override willUpdate(): void {
    const shown = JSON.stringify(this._ask());
    if (shown === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = shown;
    if (!first) this.paged.reload();
    void this._nameUser();
  }

  override render() {
    const query = this._place();
    const { open } = query;
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => this._open(null)}>
      ${this._head()} ${this._tools(query)} ${this._rows(query)}
      ${
        open === null
          ? nothing
          : html`<phone-panel
              slot="beside"
              .phoneId=${open}
              .sites=${this.sites}
              .layouts=${this.layouts}
              @panel-close=${() => this._open(null)}
              @phone-changed=${() => this.paged.reload()}
            ></phone-panel>`
      }
    </split-view>`;
  }

  _head() {
    const { rows, face } = this.paged;
    return html`<div class="head">
      <h1 tabindex="-1">${t("section.phones")} <span class="soft">${face === "rows" ? formatCount(rows.length) : ""}</span></h1>
      <div class="actions">
        <a class="button" href="/api/phones/export" download>${icon(Download, 18)}${t("phones.export")}</a>
        <a class="button" href=${pathTo("phonesImport")}>${icon(FileUp, 18)}${t("phones.import")}</a>
        <a class="button filled" href=${pathTo("newPhones", { add: "hand" })}>${icon(Plus, 18)}${t("phones.add")}</a>
      </div>
    </div>`;
  }

  _tools(query: ListQuery) {
    const { state = "", delivery = "", site = "", layout = "" } = query.filters;
    const choose = (name: string) => (value: string) => this._filter({ [name]: value });
    const all = (label: string) => ({ value: "", label });
    const stateChoices = rules.filters.state.map((value) => ({ value, label: t(`phones.state.${value}`) }));
    const deliveryChoices = rules.filters.delivery.map((value) => ({ value, label: t(`phones.delivery.${value}`) }));
    const named = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));
    return html`<div class="tools">
      ${searchField({ name: "q", label: t("phones.search"), value: query.q, onInput: (q) => this._search(q) })}
      ${chipSelect(t("phones.column.state"), state, [all(t("phones.filter.state")), ...stateChoices], choose("state"))}
      ${chipSelect(t("phones.column.delivery"), delivery, [all(t("phones.filter.delivery")), ...deliveryChoices], choose("delivery"))}
      ${this.sites.length > 0 ? chipSelect(t("phones.column.site"), site, [all(t("phones.filter.site")), ...named(this.sites)], choose("site")) : nothing}
      ${this.layouts.length > 0 ? chipSelect(t("phones.column.layout"), layout, [all(t("phones.filter.layout")), ...named(this.layouts)], choose("layout")) : nothing}
      ${this._userFilter(query)} ${this._columnMenu()}
    </div>`;
  }

  _userFilter({ filters }: ListQuery) {
    return html`<details class="menu ${filters.user ? "on" : ""}" @keydown=${menuKey} @focusout=${menuLeft}>
      <summary class="chip">${filters.user ? (this.user?.title ?? t("phones.column.user")) : t("phones.filter.user")}</summary>
      <div class="sheet">
        <search-combobox
          label=${t("phones.column.user")}
          .find=${findUsers}
          .value=${filters.user ? this.user : null}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => {
            this.user = event.detail;
            this._filter({ user: event.detail?.key ?? "" });
          }}
        ></search-combobox>
      </div>
    </details>`;
  }

  _columnMenu() {
    return html`<details class="menu" @keydown=${menuKey} @focusout=${menuLeft}>
      <summary class="chip">${t("phones.columns")}</summary>
      <fieldset class="sheet" @change=${this._columnToggled}>
        <legend class="hidden">${t("phones.columns")}</legend>
        ${columnKeys
          .filter((key) => key !== "label")
          .map(
            (key) =>
              html`<label class="check"><input type="checkbox" name=${key} .checked=${this.chosen.has(key)} /><span>${t(`phones.column.${key}`)}</span></label>`,
          )}
      </fieldset>
    </details>`;
  }

  _rows(query: ListQuery) {
    const { paged } = this;
    return html`<data-list
      label=${t("section.phones")}
      selectable
      .columns=${phoneColumns(this.chosen, query.open !== null)}
      .rows=${paged.rows}
      .face=${paged.face}
      .failure=${paged.error ? failureText(paged.error) : ""}
      .keyOf=${(row: PhoneRowView) => row.id}
      .nameOf=${phoneName}
      .actions=${[{ key: "keys", icon: Pencil, label: (row: PhoneRowView) => t("phones.edit_keys", { name: phoneName(row) }) }]}
      .sort=${query.sort}
      .open=${query.open}
      .selected=${this.selected}
      .filtered=${isFiltered(query)}
      @list-open=${(event: CustomEvent<{ key: string }>) => this._open(event.detail.key)}
      @list-action=${(event: CustomEvent<{ key: string }>) => goTo(pathTo("phone", { phone: event.detail.key }))}
      @list-sort=${(event: CustomEvent<Sort>) => this._go({ ...query, sort: event.detail })}
      @list-select=${(event: CustomEvent<ReadonlySet<string>>) => this._set({ selected: event.detail })}
      @list-range=${(event: CustomEvent<{ first: number; last: number }>) => paged.ensure(event.detail.first, event.detail.last)}
      @list-clear-filter=${() => this._go({ ...query, q: "", filters: {} })}
      @list-retry=${() => paged.reload()}
    >
      <button slot="bulk" class="button small" type="button" @click=${this._bulk}>${icon(Pencil, 16)}${t("phones.bulk.open")}</button>
      ${
        this.selected.size < paged.rows.length
          ? html`<button slot="bulk" class="button quiet small" type="button" @click=${this._selectAll}>${t("phones.bulk.all", { count: paged.rows.length })}</button>`
          : nothing
      }
      <div slot="empty" class="empty">
        <p>${t("phones.empty")}</p>
        <a class="button" href=${pathTo("newPhones")}>${t("phones.empty.new")}</a>
      </div>
    </data-list>`;
  }

  _place(): ListQuery {
    return readListQuery(this.query, rules);
  }

  /** What the server is asked for the rows. */
  _ask() {
    const { q, sort, filters } = this._place();
    const { state, delivery, site: siteId, layout: layoutId, user: userId } = filters;
    const order = sort.descending ? "desc" : "asc";
    return { q: q.trim().slice(0, 200), sort: sort.key, order, state, delivery, siteId, layoutId, userId };
  }

  _go(query: ListQuery, replace = true): void {
    goTo(pathTo("phones") + writeListQuery(query, rules), { replace });
  }

  _filter(changed: Readonly<Record<string, string>>): void {
    const query = this._place();
    const filters = Object.fromEntries(Object.entries({ ...query.filters, ...changed }).filter(([, value]) => value !== ""));
    this.selected = new Set();
    this._go({ ...query, filters });
  }

  _search(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      this.selected = new Set();
      this._go({ ...this._place(), q });
    }, pause);
  }

  _open(id: string | null): void {
    const query = this._place();
    if (id !== query.open) this._go({ ...query, open: id }, query.open !== null && id !== null);
    this.focusing.want(id !== null);
  }

  /** A phone has asked, or somebody has changed it: its row alone is read anew while it is one of few. */
  _told(data: unknown): void {
    const phoneId = typeof data === "object" && data !== null && "phoneId" in data ? data.phoneId : null;
    if (typeof phoneId === "string") {
      this.#told.add(phoneId);
      clearTimeout(this.#telling);
      this.#telling = window.setTimeout(() => void this._readTold(), 250);
    } else this._later();
  }

  async _readTold(): Promise<void> {
    const told = [...this.#told];
    this.#told = new Set();
    const here = told.filter((id) => this.paged.rows.some((row) => row?.id === id));
    // One that is not in sight may have come in, by being claimed or by fitting the filter now.
    if (here.length < told.length || here.length > 5) this._later();
    for (const id of here.slice(0, 5)) {
      await readPhone(api, id).then(({ value }) => this.paged.replace((row) => row.id === id, value), ignore);
    }
  }

  readonly _later = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.paged.reload(), settle);
  };

  async _bulk(): Promise<void> {
    const { changeManyPhones } = await import("./bulk-dialog.ts");
    const phones = [...this.selected].map((id) => ({ id, name: this.#names.get(id) ?? "" }));
    const changed = () => this.paged.reload();
    await changeManyPhones({ phones, sites: this.sites, layouts: this.layouts, changed });
    this.selected = new Set();
  }

  /** Also those whose rows have not been looked at. */
  async _selectAll(): Promise<void> {
    const all = new Set<string>();
    for (let offset = 0; offset < this.paged.rows.length; offset += 500) {
      const page = await listPhones(api, { ...this._ask(), offset, limit: 500 });
      for (const row of page.rows) {
        all.add(row.id);
        this.#names.set(row.id, phoneName(row));
      }
    }
    this.selected = all;
  }

  /** A user in the address has a name. */
  async _nameUser(): Promise<void> {
    const id = this._place().filters.user;
    if (!id || this.user?.key === id) return;
    const user = await readUser(api, id).catch(() => null);
    if (user) this.user = { key: user.id, title: user.name, person: true };
  }

  _columnToggled(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const chosen = new Set(this.chosen);
    if (event.target.checked) chosen.add(event.target.name);
    else chosen.delete(event.target.name);
    this.chosen = chosen;
    try {
      localStorage.setItem(kept, [...chosen].join(","));
    } catch {
      // Storage may be refused or full: the choice then lasts until the page is left.
    }
  }

  _set(values: Partial<Pick<PhonesPage, "sites" | "layouts" | "selected">>): void {
    Object.assign(this, values);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

const ignore = () => undefined;

function chosenColumns(): ReadonlySet<string> {
  try {
    return new Set(localStorage.getItem(kept)?.split(",") ?? shownAtFirst);
  } catch {
    return new Set(shownAtFirst);
  }
}

function menuKey(event: KeyboardEvent): void {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || event.defaultPrevented || !(menu instanceof HTMLDetailsElement) || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function menuLeft(event: FocusEvent): void {
  const menu = event.currentTarget;
  if (menu instanceof HTMLDetailsElement && event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) {
    menu.open = false;
  }
}

customElements.define("phones-page", PhonesPage);
declare global {
  interface HTMLElementTagNameMap {
    "phones-page": PhonesPage;
  }
}
