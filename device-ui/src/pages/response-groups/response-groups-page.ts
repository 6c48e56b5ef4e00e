import { html, nothing } from "lit";
import { CalendarClock, Pencil, Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { type GroupRowView, listGroupRows } from "../../data/response-groups.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { askGroup } from "../../response-groups/new-group-dialog.ts";
import { goTo } from "../../router/navigate.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { groupColumns, sorts } from "./columns.ts";
import "./response-group-panel.ts";

const rules = { sorts, openAs: "group", filters: { state: ["open", "closed"] } } as const;

/** Every response group: open or closed now, who is logged in; and beside the list the one that is open. */
export class ResponseGroupsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly clock = new ServerClock(this);
  readonly list = new ListPage<GroupRowView>(this, {
    path: () => pathTo("responseGroups"),
    rules,
    load: async (ask, filters, signal) => {
      const page = await listGroupRows({ ...ask, ...filters }, signal);
      this.clock.set(page.now);
      // Calendars open and close by the clock, which no event tells of.
      this.clock.wakeAt(page.changesAt, this.list.reloadSoon);
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, {
    group: this.list.reloadSoon,
    schedule: this.list.reloadSoon,
    members: this.list.reloadSoon,
    organisation: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    const chosen = rules.filters.state.map((value) => ({ value, label: t(`answer.state.${value}`) }));
    return html`<split-view ?open=${open !== null} label=${t("answer.group")} @beside-close=${() => list.open(null)}>
      <div class="head">
        ${list.heading(t("answer.title"))}
        <div class="actions">
          <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("answer.new")}</button>
        </div>
      </div>
      <div class="tools">
        ${list.search(t("answer.search"))} ${list.filterChip("state", t("answer.column.state"), t("answer.state.all"), chosen)}
      </div>
      ${this._rows()}
      ${
        open === null
          ? nothing
          : html`<response-group-panel
              slot="beside"
              .groupId=${open}
              @panel-close=${() => list.open(null)}
              @group-changed=${list.reloadSoon}
            ></response-group-panel>`
      }
    </split-view>`;
  }

  _rows() {
    const empty = html`<div slot="empty" class="empty">
      <p>${t("answer.empty")}</p>
      <button class="button" type="button" @click=${this._create}>${t("answer.empty.first")}</button>
    </div>`;
    const to = (page: "responseGroup" | "groupCalendar", group: string) => goTo(addressOf(page, { group }) ?? "/");
    return this.list.rows(
      {
        label: t("answer.title"),
        columns: groupColumns(this.clock.now()),
        actions: [
          { key: "calendar", icon: CalendarClock, label: ({ name }) => t("answer.calendar_of", { name }) },
          { key: "edit", icon: Pencil, label: ({ name }) => t("answer.edit_of", { name }) },
        ],
        act: (action, { id }) => to(action === "edit" ? "responseGroup" : "groupCalendar", id),
      },
      empty,
    );
  }

  async _create(): Promise<void> {
    const made = await askGroup();
    if (!made) return;
    const { id, name } = made.value;
    undoToast(api, t("answer.created", { name }), made.auditId, () => goTo(pathTo("responseGroups")));
    goTo(pathTo("responseGroup", { group: id }));
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

customElements.define("response-groups-page", ResponseGroupsPage);
declare global {
  interface HTMLElementTagNameMap {
    "response-groups-page": ResponseGroupsPage;
  }
}
