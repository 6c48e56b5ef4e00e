import { html, nothing } from "lit";
import { Copy, Pencil, Plus } from "lucide";
import { openText } from "../../calls/open-state.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import "../../components/split-view.ts";
import { state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { listMenus, type MenuView } from "../../data/menus.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import "../../menus/menu-panel.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { copyOne, deleteOne } from "./menu-acts.ts";

const rules = { sorts: ["name"], openAs: "menu", filters: {} } as const;

/** The menus of the organisation, and beside them the one that is open. */
export class MenusPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly clock = new ServerClock(this);
  readonly list = new ListPage<MenuView>(this, {
    path: () => pathTo("menus"),
    rules,
    load: async ({ q, order, offset, limit }, _filters, signal) => {
      const page = await listMenus(api, { q, order, offset, limit }, signal);
      const next = page.rows.flatMap(({ state: open }) => open?.until ?? []).sort()[0];
      // Open and closed turn by the clock, which no event tells of.
      this.clock.wakeAt(next ?? null, this.list.reloadSoon);
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, {
    menu: this.list.reloadSoon,
    schedule: this.list.reloadSoon,
    group: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    return html`<split-view ?open=${open !== null} label=${t("menus.page")} @beside-close=${() => list.open(null)}>
      <div class="head">
        ${list.heading(t("menus.title"))}
        <div class="actions"><a class="button filled" href=${pathTo("newMenu")}>${icon(Plus, 18)}${t("menus.new")}</a></div>
      </div>
      <div class="tools">${list.search(t("menus.search"))}</div>
      ${list.rows(
        {
          label: t("menus.title"),
          columns: columns(this.clock.now(), open !== null),
          actions: [edit, copy],
          act: (action, row) => (action === "copy" ? copyOne(row) : goTo(pathTo("menu", { menu: row.id }))),
        },
        html`<div slot="empty" class="empty">
          <p>${t("menus.empty")}</p>
          <a class="button" href=${pathTo("newMenu")}>${t("menus.empty.first")}</a>
        </div>`,
      )}
      ${
        open === null
          ? nothing
          : html`<menu-panel
              slot="beside"
              .menuId=${open}
              .now=${this.clock.now()}
              @panel-close=${() => list.open(null)}
              @panel-copy=${({ detail }: CustomEvent<MenuView>) => copyOne(detail)}
              @panel-delete=${({ detail }: CustomEvent<MenuView>) => deleteOne(detail, () => this._gone())}
            ></menu-panel>`
      }
    </split-view>`;
  }

  async _gone(): Promise<void> {
    await this.list.open(null);
    this.list.paged.reload();
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

const edit = { key: "edit", icon: Pencil, label: ({ name }: MenuView) => t("menus.open", { name }) };
const copy = { key: "copy", icon: Copy, label: ({ name }: MenuView) => t("menus.copy.heading", { name }) };

function columns(now: Date, beside: boolean): readonly Column<MenuView>[] {
  const all: readonly Column<MenuView>[] = [
    {
      ...{ key: "name", label: t("menus.column.name"), width: "minmax(160px, 1.4fr)", narrow: "title", sortable: true },
      cell: ({ name }) => html`<span class="text" title=${name}>${name}</span>`,
    },
    {
      ...{ key: "state", label: t("menus.column.state"), width: "minmax(180px, 1.4fr)", narrow: "detail" },
      cell: ({ state: open }) => (open ? state(open.open ? "live" : "off", openText(open, now)) : nothing),
    },
    {
      ...{ key: "number", label: t("menus.column.number"), width: "140px", narrow: "hide" },
      cell: ({ number }) => (number ? phoneNumber(number.e164) : nothing),
    },
    {
      ...{ key: "keys", label: t("menus.column.keys"), width: "minmax(140px, 1fr)", narrow: "hide" },
      cell: ({ keys }) => keys.map((one) => one.key).join(" "),
    },
  ];
  return beside ? all.slice(0, 3) : all;
}

customElements.define("menus-page", MenusPage);
declare global {
  interface HTMLElementTagNameMap {
    "menus-page": MenusPage;
  }
}
