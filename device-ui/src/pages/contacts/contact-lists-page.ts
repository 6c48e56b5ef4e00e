import { html } from "lit";
import { Pencil, Trash2 } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { api } from "../../data/client.ts";
import { type ContactListView, listContactLists } from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { countLink, rowButton, shortTablePage } from "../../list/short-table.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { editList, makeList, removeList } from "./list-acts.ts";

/** Externa kontakter: which lists there are, how much is in each, and who sees it. */
export class ContactListsPage extends KlykaElement {
  readonly loaded = new Loaded<readonly ContactListView[]>(this, (signal) => listContactLists(api, signal));
  readonly events = listen(this, { phonebook: () => this._reload(), reload: () => this._reload() });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return shortTablePage({
      heading: t("section.contacts"),
      text: t("contacts.text"),
      create: { label: t("contacts.new_list"), click: () => this._create() },
      empty: t("contacts.lists.empty"),
      loaded: this.loaded,
      columns: [
        { label: t("contacts.list") },
        { label: t("contacts.who"), look: "wide-only" },
        { label: t("contacts.contacts"), look: "number" },
        { label: t("contacts.members"), look: "number wide-only" },
      ],
      row: (row) => this._row(row),
    });
  }

  _row(row: ContactListView) {
    const { id, name, contacts, members, forEveryone } = row;
    return html`<tr>
      <td class="name"><a href=${pathTo("contactList", { list: id })}>${name}</a></td>
      <td class="wide-only">${t(forEveryone ? "contacts.who.everyone" : "contacts.who.some")}</td>
      <td class="number">${formatCount(contacts)}</td>
      <td class="number wide-only">${countLink(members, pathTo("users", { list: id }), t("contacts.members.show", { count: members, name }))}</td>
      <td class="acts">
        ${rowButton(t("contacts.list.edit", { name }), Pencil, () => editList(row, this._reload))}${rowButton(t("contacts.list.delete", { name }), Trash2, () => this._remove(row))}
      </td>
    </tr>`;
  }

  async _create(): Promise<void> {
    const id = await makeList(this._reload);
    if (id !== null) goTo(pathTo("contactList", { list: id }));
  }

  async _remove(row: ContactListView): Promise<void> {
    // What was pressed is gone.
    if (await removeList(row, this._reload)) this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
    await this.loaded.reload();
  }

  readonly _reload = () => void this.loaded.reload();

  static override styles = [shared, buttons, states, surfaces, pageStyles, shortTableStyles];
}

customElements.define("contact-lists-page", ContactListsPage);
declare global {
  interface HTMLElementTagNameMap {
    "contact-lists-page": ContactListsPage;
  }
}
