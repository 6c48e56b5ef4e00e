import { css, html, nothing } from "lit";
import { Download, FileUp, Pencil, Plus, Trash2, Users } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import {
  type ContactListView,
  type ContactRowView,
  exportAddress,
  listContactLists,
  listContacts,
  type OneListView,
  readContactList,
} from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { ApiError } from "../../data/problem.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { contactColumns } from "./columns.ts";
import type { ContactPanel } from "./contact-panel.ts";
import { editList, removeList } from "./list-acts.ts";

const rules = { sorts: ["name", "company"], openAs: "contact", filters: { tag: null, show: ["duplicates"] } } as const;
const [fresh, members] = ["new", "members"];

/** The contacts of one list, and beside them the one that is open, a new one, or who sees the list. */
export class ContactListPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    of: { state: true },
    lists: { state: true },
    gone: { state: true },
  };
  declare query: URLSearchParams;
  declare params: Readonly<Record<string, string>>;
  declare of: OneListView | null;
  declare lists: readonly ContactListView[];
  declare gone: boolean;
  readonly list = new ListPage<ContactRowView>(this, {
    path: () => pathTo("contactList", { list: this._id() }),
    rules,
    load: (ask, filters, signal) => listContacts(api, this._id(), { ...ask, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    mayLeave: async () => !this._panel()?.dirty || (await this._mayDiscard()),
  });
  readonly events = listen(this, { phonebook: () => this._soon(), members: () => void this._read(), reload: () => this._soon() });
  #unguard: (() => void) | null = null;
  #shown = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.params = {};
    this.of = null;
    this.lists = [];
    this.gone = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this._panel()?.dirty ?? false,
      () => this._mayDiscard(),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override willUpdate(): void {
    const { open } = this.list.query;
    // The panel's code comes when it is opened: the list is there before it.
    if (open !== null) void loadPanel(open === members);
    if (this._id() === this.#shown) return;
    const other = this.#shown !== "";
    this.#shown = this._id();
    this.of = null;
    void this._read();
    if (other) this.list.paged.reload();
  }

  override render() {
    if (this.gone) {
      return html`<div class="gone"><h1 tabindex="-1">${t("contacts.list_gone")}</h1><p>${t("contacts.list_gone.text")}</p>
        <p><a class="button" href=${pathTo("contactLists")}>${t("contacts.to_lists")}</a></p></div>`;
    }
    const { open } = this.list.query;
    const label = t(open === members ? "contacts.members" : "contacts.contact");
    return html`<split-view ?open=${open !== null} label=${label} @beside-close=${() => this.list.open(null)}>
      ${this._head()} ${this._tools()} ${this._rows()} ${open === null ? nothing : this._beside(open)}
    </split-view>`;
  }

  _head() {
    const { of, list } = this;
    const { face, rows } = list.paged;
    const acts = of
      ? html`<button class="button" type="button" @click=${() => list.open(members)}>${icon(Users, 18)}${t("contacts.members.count", { count: of.members })}</button>
          ${this._export(of)}
          <a class="button" href=${pathTo("contactsImport", { list: of.id })}>${icon(FileUp, 18)}${t("contacts.import")}</a>
          <button class="button filled" type="button" @click=${() => list.open(fresh)}>${icon(Plus, 18)}${t("contacts.new")}</button>`
      : nothing;
    return html`<nav class="crumbs" aria-label=${t("section.contacts")}><a href=${pathTo("contactLists")}>${t("section.contacts")}</a></nav>
      <div class="head">
        <h1 tabindex="-1">${of?.name ?? t("contacts.list")} <span class="number">${face === "rows" ? formatCount(rows.length) : ""}</span>
          ${of ? this._ofList(of) : nothing}</h1>
        <div class="actions">${acts}</div>
      </div>`;
  }

  _ofList(of: OneListView) {
    const button = (label: string, picture: typeof Pencil, click: () => unknown) =>
      html`<button class="button quiet small icon-only" type="button" aria-label=${label} title=${label} @click=${click}>${icon(picture, 18)}</button>`;
    return html`<span>${button(t("contacts.list.edit", { name: of.name }), Pencil, () => editList(of, () => this._read()))}${button(t("contacts.list.delete", { name: of.name }), Trash2, () => this._remove(of))}</span>`;
  }

  _export({ id }: OneListView) {
    const file = (format: "csv" | "vcard") =>
      html`<a href=${exportAddress(id, format)} download @click=${this._closeMenu}>${t(`contacts.export.${format}`)}</a>`;
    return html`<details class="menu" @keydown=${this._menuKey}>
      <summary class="button">${icon(Download, 18)}${t("contacts.export")}</summary>
      <div class="sheet">${file("csv")}${file("vcard")}</div>
    </details>`;
  }

  _tools() {
    const { list, of } = this;
    const chosen = list.query.filters.tag;
    const tags = [...new Set([...(of?.tags ?? []), ...(chosen ? [chosen] : [])])].map((value) => ({ value, label: value }));
    const shows = [{ value: "duplicates", label: t("contacts.filter.duplicates") }];
    return html`<div class="tools">
      ${list.search(t("contacts.search"))}
      ${tags.length > 0 ? list.filterChip("tag", t("contacts.filter.tag"), t("contacts.filter.any_tag"), tags) : nothing}
      ${list.filterChip("show", t("contacts.filter.show"), t("contacts.filter.all"), shows)}
    </div>`;
  }

  _rows() {
    const { list } = this;
    return list.rows(
      {
        label: this.of?.name ?? t("contacts.list"),
        columns: contactColumns(list.paged.rows.some((row) => (row?.sameNumbers.length ?? 0) > 0)),
        selectable: true,
        actions: [{ key: "edit", icon: Pencil, label: ({ name }) => t("contacts.edit", { name }) }],
        act: (_edit, { id }) => list.open(id),
      },
      html`<button slot="bulk" class="button small" type="button" @click=${this._bulk}>${icon(Pencil, 16)}${t("contacts.bulk.open")}</button>
        ${list.selectAllButton(t("contacts.bulk.all", { count: list.paged.rows.length }))}
        <div slot="empty" class="empty">
          <p>${t("contacts.empty")}</p>
          <p class="actions"><button class="button" type="button" @click=${() => list.open(fresh)}>${t("contacts.new")}</button>
            <a class="button" href=${pathTo("contactsImport", { list: this._id() })}>${t("contacts.import")}</a></p>
        </div>`,
    );
  }

  _beside(open: string) {
    const close = () => this.list.open(null);
    if (open === members) {
      return html`<contact-members-panel slot="beside" .list=${this.of} @panel-close=${close} @members-changed=${this._read}></contact-members-panel>`;
    }
    return html`<contact-panel
      slot="beside"
      .contactId=${open}
      .listId=${this._id()}
      .lists=${this.lists}
      @panel-close=${close}
      @contact-open=${({ detail }: CustomEvent<string>) => this.list.open(detail)}
      @contact-changed=${this._changed}
    ></contact-panel>`;
  }

  _id(): string {
    return this.params.list ?? "";
  }

  readonly _read = async (): Promise<void> => {
    const id = this._id();
    try {
      const [of, lists] = await Promise.all([readContactList(api, id), listContactLists(api)]);
      if (id !== this._id()) return;
      this.of = of;
      this.lists = lists;
    } catch (error) {
      // What cannot be read is said where the contacts stand.
      if (error instanceof ApiError && error.status === 404) this.gone = true;
    }
  };

  _soon(): void {
    this.list.reloadSoon();
    void this._read();
  }

  readonly _changed = (): void => {
    this.list.paged.reload();
    void this._read();
  };

  async _remove(of: OneListView): Promise<void> {
    const back = pathTo("contactList", { list: of.id });
    if (await removeList(of, () => goTo(back))) goTo(pathTo("contactLists"));
    else void this._read();
  }

  async _bulk(): Promise<void> {
    const { changeContacts } = await import("./bulk-dialog.ts");
    await changeContacts({
      contacts: this.list.selectedNames(),
      lists: this.lists.filter(({ id }) => id !== this._id()),
      tags: this.of?.tags ?? [],
      changed: () => this._changed(),
    });
    this.list.select(new Set());
    this._changed();
  }

  async _mayDiscard(): Promise<boolean> {
    const agreed = await confirm({
      heading: t("contacts.leave.heading"),
      text: t("contacts.leave.text"),
      action: t("contacts.discard"),
      danger: true,
    });
    if (agreed) this._panel()?.discard();
    return agreed;
  }

  _closeMenu(event: Event): void {
    if (event.target instanceof Element) event.target.closest("details")?.removeAttribute("open");
  }

  _menuKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !(event.currentTarget instanceof HTMLDetailsElement)) return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  }

  _panel(): ContactPanel | null {
    return this.renderRoot.querySelector("contact-panel");
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    titleStyles,
    css`
      .crumbs {
        margin-bottom: 4px;
      }
      .actions .menu {
        display: block;
      }
      .menu .sheet {
        left: auto;
        right: 0;
      }
      .sheet a {
        padding: 6px 0;
      }
      .gone {
        padding: 32px 28px;
        display: grid;
        gap: 12px;
        align-content: start;
      }
      .empty .actions {
        justify-content: center;
      }
    `,
  ];
}

/** The server may be away, or have another version of the app since the list was drawn. */
function loadPanel(ofMembers: boolean): Promise<unknown> {
  const panel = ofMembers ? import("./members-panel.ts") : import("./contact-panel.ts");
  return panel.catch(() => toast({ text: t("page.failed.text"), tone: "failed" }));
}

customElements.define("contact-list-page", ContactListPage);
declare global {
  interface HTMLElementTagNameMap {
    "contact-list-page": ContactListPage;
  }
}
