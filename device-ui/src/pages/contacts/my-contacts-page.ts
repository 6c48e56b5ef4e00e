import { css, html, nothing } from "lit";
import { Copy, Phone } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { listMyContacts, type MyContactsView, type MyContactView } from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { myContactColumns } from "./columns.ts";
import "./my-contact-panel.ts";
import { inTheHand, reach } from "./reach.ts";

const rules = { sorts: ["name"], openAs: "contact", filters: { list: null } } as const;

/** Externa kontakter of the lists that one is in: found, called, written to. */
export class MyContactsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false }, lists: { state: true } };
  declare query: URLSearchParams;
  declare lists: MyContactsView["lists"] | null;
  readonly list = new ListPage<MyContactView>(this, {
    path: () => pathTo("myContacts"),
    rules,
    load: async ({ q, offset, limit }, { list }, signal) => {
      const page = await listMyContacts(api, { q, list, offset, limit }, signal);
      this.lists = page.lists;
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, { phonebook: () => this.list.reloadSoon(), reload: () => this.list.reloadSoon() });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.lists = null;
  }

  override render() {
    const { list, lists } = this;
    const { open } = list.query;
    const choices = (lists ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return html`<split-view ?open=${open !== null} label=${t("contacts.contact")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("section.contacts"))}</div>
      <p class="soft lead">${t("contacts.mine.text")}</p>
      <div class="tools">
        ${list.search(t("contacts.search"))}
        ${choices.length > 1 ? list.filterChip("list", t("contacts.mine.list"), t("contacts.mine.all"), choices) : nothing}
      </div>
      ${list.rows(
        {
          label: t("section.contacts"),
          columns: myContactColumns(choices.length > 1),
          actions: [
            {
              key: "reach",
              icon: inTheHand() ? Phone : Copy,
              label: ({ name }) => t(inTheHand() ? "contacts.mine.call" : "contacts.mine.copy", { name }),
            },
          ],
          act: (_reach, { numbers }) => numbers[0] && reach(numbers[0]),
        },
        html`<p slot="empty">${t(lists?.length === 0 ? "contacts.mine.empty" : "contacts.mine.empty_list")}</p>`,
      )}
      ${open === null ? nothing : html`<my-contact-panel slot="beside" .contactId=${open} @panel-close=${() => list.open(null)}></my-contact-panel>`}
    </split-view>`;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    css`
      .head {
        margin-bottom: 4px;
      }
      .lead {
        margin-bottom: 16px;
        max-width: 70ch;
      }
    `,
  ];
}

customElements.define("my-contacts-page", MyContactsPage);
declare global {
  interface HTMLElementTagNameMap {
    "my-contacts-page": MyContactsPage;
  }
}
