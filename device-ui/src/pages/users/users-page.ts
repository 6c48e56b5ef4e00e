import { html, nothing } from "lit";
import { Download, FileUp, type IconNode, Mail, MessageSquareText, Pencil, Plus } from "lucide";
import { featureCodes, featureGroups, groupsOfScheme } from "../../../../domain/feature-groups.ts";
import { type InstallKind, installChannel, installKinds } from "../../../../domain/message.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { listContactLists } from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { type GroupName, listGroups, listUsers, type UserListView } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import type { RowAction } from "../../list/column.ts";
import { ColumnMenu } from "../../list/column-menu.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { sendOne } from "../../messages/send-one.ts";
import { stateText, toneOf, whyNot } from "../../messages/words.ts";
import { guardLeaving } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { columnKeys, columnLabel, shownAtFirst, sorts, userColumns } from "./columns.ts";
import { isTab, type TabKey } from "./tabs.ts";
import type { UserPanel } from "./user-panel.ts";

const rules = {
  sorts,
  openAs: "user",
  beside: ["category"],
  filters: {
    status: ["deactivated", "all"],
    right: ["user", "administrator", "operator"],
    feature: featureCodes,
    group: null,
    list: null,
  },
} as const;

/** Filters by what somebody is in: one of them at a time. */
const memberFilters = ["group", "list", "feature"] as const;

/** Everybody of the organisation, and beside them the one that is open. */
export class UsersPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    groups: { state: true },
    lists: { state: true },
  };
  declare query: URLSearchParams;
  declare groups: readonly GroupName[];
  /** Of contacts. */
  declare lists: readonly GroupName[];
  readonly clock = new ServerClock(this);
  readonly list = new ListPage<UserListView>(this, {
    path: () => pathTo("users"),
    rules,
    load: async (ask, filters, signal) => {
      const page = await listUsers(api, { ...ask, ...filters }, signal);
      this.clock.set(page.now);
      // Absences begin and end by the clock, which no event tells of.
      this.clock.wakeAt(page.changesAt, this.list.reloadSoon);
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    mayLeave: async () => !this._panel()?.dirty || (await this._mayDiscard()),
  });
  readonly columns = new ColumnMenu(this, {
    kept: "klyka.users.columns",
    keys: columnKeys.filter((key) => key !== "name"),
    atFirst: shownAtFirst,
    labelOf: columnLabel,
  });
  #unguard: (() => void) | null = null;

  readonly events = listen(this, {
    phonebook: this.list.reloadSoon,
    presence: this.list.reloadSoon,
    message: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.groups = [];
    this.lists = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this._panel()?.dirty ?? false,
      () => this._mayDiscard(),
    );
    Promise.all([listGroups(api), listContactLists(api)]).then(
      ([groups, lists]) => {
        this.groups = groups;
        this.lists = lists;
      },
      // Without them one filter is missing.
      () => undefined,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override willUpdate(): void {
    // The row's code comes when a row is opened: the list is there before it.
    if (this.list.query.open !== null) void loadPanel();
  }

  override render() {
    const { open } = this.list.query;
    return html`<split-view ?open=${open !== null} label=${t("users.user")} @beside-close=${() => this.list.open(null)}>
      ${this._head()} ${this._tools()} ${this._rows()}
      ${
        open === null
          ? nothing
          : html`<user-panel
              slot="beside"
              .userId=${open}
              .tab=${this._tab()}
              @panel-close=${() => this.list.open(null)}
              @panel-tab=${({ detail }: CustomEvent<TabKey>) => this.list.go({ beside: detail === "details" ? {} : { category: detail } })}
              @user-saved=${this.list.reloadSoon}
              @user-changed=${this._changed}
            ></user-panel>`
      }
    </split-view>`;
  }

  _head() {
    return html`<div class="head">
      ${this.list.heading(t("users.title"))}
      <div class="actions">
        <a class="button" href="/api/users/export" download>${icon(Download, 18)}${t("users.export")}</a>
        <a class="button" href=${pathTo("usersImport")}>${icon(FileUp, 18)}${t("users.import")}</a>
        <a class="button filled" href=${pathTo("newUser")}>${icon(Plus, 18)}${t("users.new")}</a>
      </div>
    </div>`;
  }

  _tools() {
    const { list } = this;
    const statuses = [
      { value: "deactivated", label: t("users.filter.deactivated") },
      { value: "all", label: t("users.filter.all") },
    ];
    const rights = [
      { value: "administrator", label: t("users.filter.administrators") },
      { value: "user", label: t("users.filter.users") },
    ];
    return html`<div class="tools">
      ${list.search(t("users.search"))} ${list.filterChip("status", t("users.filter.status"), t("users.filter.active"), statuses)}
      ${list.filterChip("right", t("users.filter.right"), t("users.filter.any_right"), rights)} ${this._groupFilter()}
      ${this.columns.render()}
    </div>`;
  }

  /** Response groups and feature groups in one: a person looks for "who is in …". */
  _groupFilter() {
    const { filters } = this.list.query;
    const [kind = "", value = ""] = Object.entries(filters).find(([name]) => memberFilters.some((one) => one === name)) ?? [];
    const chosen = kind === "" ? "" : `${kind} ${value}`;
    const codes = groupsOfScheme(session.current?.organisation.featureScheme ?? "ex");
    const option = (value: string, label: string) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
    return html`<span class="chip-select ${chosen ? "on" : ""}"
      ><select aria-label=${t("users.filter.group")} @change=${this._groupChosen}>
        ${option("", t("users.filter.any_group"))}
        ${this.groups.length > 0 ? html`<optgroup label=${t("users.memberships")}>${this.groups.map(({ id, name }) => option(`group ${id}`, name))}</optgroup>` : nothing}
        ${this.lists.length > 0 ? html`<optgroup label=${t("section.contacts")}>${this.lists.map(({ id, name }) => option(`list ${id}`, name))}</optgroup>` : nothing}
        <optgroup label=${t("users.features")}>${codes.map((code) => option(`feature ${code}`, featureGroups[code].name))}</optgroup>
      </select></span
    >`;
  }

  _rows() {
    const { list } = this;
    return list.rows(
      {
        label: t("users.title"),
        columns: userColumns(this.columns.chosen, list.query.open !== null),
        selectable: true,
        actions: [
          // Beside an open row there is no room for all, and what is open has them.
          ...(list.query.open === null
            ? [sendAction("app_install", MessageSquareText), sendAction("softphone_install", Mail)]
            : []),
          { key: "edit", icon: Pencil, label: ({ name }) => t("users.edit", { name }) },
        ],
        act: (action, row) => (isInstall(action) ? this._send(action, row) : list.open(row.id)),
      },
      html`<button slot="bulk" class="button small" type="button" @click=${this._bulk}>${icon(Pencil, 16)}${t("users.bulk.open")}</button>
        ${this._sendMany("app_install", MessageSquareText)} ${this._sendMany("softphone_install", Mail)}
        ${list.selectAllButton(t("users.bulk.everybody", { count: list.paged.rows.length }))}
        <div slot="empty" class="empty">
          <p>${t("users.empty")}</p>
          <a class="button" href=${pathTo("newUser")}>${t("users.empty.first")}</a>
        </div>`,
    );
  }

  _sendMany(kind: InstallKind, picture: IconNode) {
    const send = async () => {
      const { sendToMany } = await import("../../messages/send-many-dialog.ts");
      await sendToMany({ people: this.list.selectedNames(), kind, changed: this.list.reloadSoon });
    };
    return html`<button slot="bulk" class="button small" type="button" @click=${send}>${icon(picture, 16)}${t(`messages.bulk.${kind}`)}</button>`;
  }

  async _send(kind: InstallKind, row: UserListView): Promise<void> {
    if (await sendOne(row, kind)) this.list.paged.reload();
  }

  _tab(): TabKey {
    const tab = this.list.query.beside?.category ?? "";
    return isTab(tab) ? tab : "details";
  }

  _groupChosen(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const [kind = "", value = ""] = event.target.value.split(" ");
    const none = { group: "", feature: "", list: "" };
    this.list.filter(kind === "" ? none : { ...none, [kind]: value });
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

  /** Something was taken back or set outside the form. */
  _changed(): void {
    this.list.paged.reload();
    void this._panel()?.reload();
  }

  async _bulk(): Promise<void> {
    const { editMany } = await import("./bulk-dialog.ts");
    await editMany({
      people: this.list.selectedNames(),
      scheme: session.current?.organisation.featureScheme ?? "ex",
      lists: this.lists,
      changed: () => this._changed(),
    });
    this._changed();
  }

  _panel(): UserPanel | null {
    return this.renderRoot.querySelector("user-panel");
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

const isInstall = (action: string): action is InstallKind => installKinds.some((kind) => kind === action);

/** The seed's SMS and Mejl on the row. */
function sendAction(kind: InstallKind, picture: IconNode): RowAction<UserListView> {
  return {
    ...{ key: kind, icon: picture },
    label: (row) => [t(`messages.send.${kind}`, { name: row.name }), lastOf(kind, row)].filter(Boolean).join(". "),
    mark: ({ message }) => (message?.channel === installChannel[kind] ? toneOf(message) : null),
    refused: ({ name, cannotSend }) => {
      const code = cannotSend[kind];
      return code === null ? null : t(`messages.cannot.${kind}`, { name, why: whyNot(code) });
    },
  };
}

/** What became of the latest message that went this way, in words. */
function lastOf(kind: InstallKind, { message }: UserListView): string {
  return message?.channel === installChannel[kind] ? stateText(message) : "";
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
