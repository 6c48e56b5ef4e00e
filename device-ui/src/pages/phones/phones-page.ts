import { html, nothing } from "lit";
import { Download, FileUp, ListChecks, Pencil, Plus } from "lucide";
import { standingReasons, standingStates } from "../../../../domain/standing.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import type { PhoneSelection } from "../../data/jobs.ts";
import { listen } from "../../data/live.ts";
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
import { t } from "../../i18n/index.ts";
import { ColumnMenu, chipMenu } from "../../list/column-menu.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { Every } from "../../list/selection.ts";
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
    standing: ["behind", ...standingStates],
    reason: standingReasons,
    site: null,
    layout: null,
    user: null,
  },
} as const;

/** Every desk phone of the organisation, live, and beside them the one that is open. */
export class PhonesPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    sites: { state: true },
    layouts: { state: true },
    user: { state: true },
  };
  declare query: URLSearchParams;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  /** Whose phones are shown. */
  declare user: ComboOption | null;
  readonly list = new ListPage<PhoneRowView>(this, {
    path: () => pathTo("phones"),
    rules,
    load: (ask, { site: siteId, layout: layoutId, user: userId, ...filters }, signal) =>
      listPhones(api, { ...ask, ...filters, siteId, layoutId, userId }, signal),
    keyOf: ({ id }) => id,
    nameOf: phoneName,
  });
  readonly columns = new ColumnMenu(this, {
    kept: "klyka.phones.columns",
    keys: columnKeys.filter((key) => key !== "label"),
    atFirst: shownAtFirst,
    labelOf: (key) => t(`phones.column.${key}`),
  });
  readonly events = listen(this, {
    job: () => this.list.reloadSoon(),
    phone: (data) => this._told(data),
    request: (data) => this._told(data),
    resync: (data) => this._told(data),
    evidence: () => this.list.reloadSoon(),
    reload: () => this.list.reloadSoon(),
  });
  #told = new Set<string>();
  #telling = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.sites = [];
    this.layouts = [];
    this.user = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Without them a filter is missing.
    listSites(api).then((rows) => this._set({ sites: rows }), ignore);
    listLayouts(api).then((rows) => this._set({ layouts: rows }), ignore);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#telling);
  }

  override willUpdate(): void {
    void this._nameUser();
  }

  override render() {
    const { open } = this.list.query;
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => this.list.open(null)}>
      ${this._head()} ${this._tools()} ${this._rows()}
      ${
        open === null
          ? nothing
          : html`<phone-panel
              slot="beside"
              .phoneId=${open}
              .sites=${this.sites}
              .layouts=${this.layouts}
              @panel-close=${() => this.list.open(null)}
              @phone-changed=${() => this.list.paged.reload()}
            ></phone-panel>`
      }
    </split-view>`;
  }

  _head() {
    return html`<div class="head">
      ${this.list.heading(t("section.phones"))}
      <div class="actions">
        <a class="button" href="/api/phones/export" download>${icon(Download, 18)}${t("phones.export")}</a>
        <a class="button" href=${pathTo("jobs")}>${icon(ListChecks, 18)}${t("jobs.title")}</a>
        <a class="button" href=${pathTo("phonesImport")}>${icon(FileUp, 18)}${t("phones.import")}</a>
        <a class="button filled" href=${pathTo("newPhones", { add: "hand" })}>${icon(Plus, 18)}${t("phones.add")}</a>
      </div>
    </div>`;
  }

  _tools() {
    const { list, sites, layouts } = this;
    const stateChoices = rules.filters.state.map((value) => ({ value, label: t(`phones.state.${value}`) }));
    const standings = rules.filters.standing.map((value) => ({
      value,
      label: value === "behind" ? t("fleet.filter.behind") : t(`fleet.state.${value}`),
    }));
    const named = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));
    return html`<div class="tools">
      ${list.search(t("phones.search"))}
      ${list.filterChip("state", t("phones.column.state"), t("phones.filter.state"), stateChoices)}
      ${list.filterChip("standing", t("fleet.column"), t("fleet.filter"), standings)}
      ${sites.length > 0 ? list.filterChip("site", t("phones.column.site"), t("phones.filter.site"), named(sites)) : nothing}
      ${layouts.length > 0 ? list.filterChip("layout", t("phones.column.layout"), t("phones.filter.layout"), named(layouts)) : nothing}
      ${this._userFilter()} ${this.columns.render()}
    </div>`;
  }

  _userFilter() {
    const { user } = this.list.query.filters;
    const chip = user ? (this.user?.title ?? t("phones.column.user")) : t("phones.filter.user");
    const sheet = html`<div class="sheet">
      <search-combobox
        label=${t("phones.column.user")}
        .find=${findUsers}
        .value=${user ? this.user : null}
        @combo-change=${(event: CustomEvent<ComboOption | null>) => {
          this.user = event.detail;
          this.list.filter({ user: event.detail?.key ?? "" });
        }}
      ></search-combobox>
    </div>`;
    return chipMenu(chip, sheet, user !== undefined);
  }

  _rows() {
    const { list } = this;
    return list.rows(
      {
        label: t("section.phones"),
        columns: phoneColumns(this.columns.chosen, list.query.open !== null),
        selectable: true,
        actions: [{ key: "keys", icon: Pencil, label: (row) => t("phones.edit_keys", { name: phoneName(row) }) }],
        act: (_keys, { id }) => goTo(pathTo("phone", { phone: id })),
      },
      html`<button slot="bulk" class="button small" type="button" @click=${this._bulk}>${icon(Pencil, 16)}${t("phones.bulk.open")}</button>
        ${
          list.selected.size < list.paged.rows.length
            ? html`<button slot="bulk" class="button quiet small" type="button" @click=${() => list.selectEvery()}>${t("jobs.every", { count: list.paged.rows.length })}</button>`
            : nothing
        }
        <div slot="empty" class="empty">
          <p>${t("phones.empty")}</p>
          <a class="button" href=${pathTo("newPhones")}>${t("phones.empty.new")}</a>
        </div>`,
    );
  }

  /** A phone has asked, or somebody has changed it: its row alone is read anew while it is one of few. */
  _told(data: unknown): void {
    const phoneId = typeof data === "object" && data !== null && "phoneId" in data ? data.phoneId : null;
    if (typeof phoneId === "string") {
      this.#told.add(phoneId);
      clearTimeout(this.#telling);
      this.#telling = window.setTimeout(() => void this._readTold(), 250);
    } else this.list.reloadSoon();
  }

  async _readTold(): Promise<void> {
    const told = [...this.#told];
    this.#told = new Set();
    const here = told.filter((id) => this.list.paged.rows.some((row) => row?.id === id));
    // One that is not in sight may have come in, by being claimed or by fitting the filter now.
    if (here.length < told.length || here.length > 5) this.list.reloadSoon();
    for (const id of here.slice(0, 5)) {
      await readPhone(api, id).then(({ value }) => this.list.paged.replace((row) => row.id === id, value), ignore);
    }
  }

  async _bulk(): Promise<void> {
    const { doToMany } = await import("../jobs/job-dialog.ts");
    const { list, sites, layouts } = this;
    const selection = this._selection();
    const started = await doToMany({ selection, count: list.selected.size, sites, layouts });
    if (!started) return;
    list.select(new Set());
    list.paged.reload();
  }

  /** Those that are ticked, or by the filter all that fit. */
  _selection(): PhoneSelection {
    const { selected, query } = this.list;
    if (!(selected instanceof Every)) return { phones: [...selected] };
    const { site: siteId, layout: layoutId, user: userId, ...rest } = query.filters;
    const filter = { ...rest, siteId, layoutId, userId, q: query.q.trim().slice(0, 200) };
    // What is not asked for stays away; the server knows the words of the filters.
    return { filter: JSON.parse(JSON.stringify(filter)), except: [...selected.leftOut] };
  }

  /** A user in the address has a name. */
  async _nameUser(): Promise<void> {
    const id = this.list.query.filters.user;
    if (!id || this.user?.key === id) return;
    const user = await readUser(api, id).catch(() => null);
    if (user) this.user = { key: user.id, title: user.name, person: true };
  }

  _set(values: Partial<Pick<PhonesPage, "sites" | "layouts">>): void {
    Object.assign(this, values);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

const ignore = () => undefined;

customElements.define("phones-page", PhonesPage);
declare global {
  interface HTMLElementTagNameMap {
    "phones-page": PhonesPage;
  }
}
