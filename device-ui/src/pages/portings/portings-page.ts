import { html, nothing } from "lit";
import { Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { listPortings, type PortingRowView } from "../../data/portings.ts";
import { formatDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { askPortOut } from "../../portings/out-dialog.ts";
import { numbersText, operatorText, portingBadge, whenText } from "../../portings/words.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

const filters = ["open", "waiting", "done", "out"] as const;
const rules = {
  sorts: ["created", "wanted", "state"],
  descending: true,
  openAs: "porting",
  filters: { filter: filters },
} as const;

/** Numbers on their way here or from here. */
export class PortingsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<PortingRowView>(this, {
    path: () => pathTo("portings"),
    rules,
    load: (ask, chosen, signal) => listPortings(api, { ...ask, ...chosen }, signal),
    keyOf: ({ id }) => id,
    nameOf: numbersText,
  });
  readonly events = listen(this, {
    porting: () => this.list.paged.reload(),
    reload: () => this.list.reloadSoon(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const choices = filters.map((value) => ({ value, label: t(`portings.filter.${value}`) }));
    const go = html`<a class="button filled" href=${pathTo("newPorting")}>${icon(Plus, 18)}${t("portings.new")}</a>`;
    const empty = html`<div slot="empty" class="empty">
      <p>${t("portings.empty")}</p>
      <a class="button" href=${pathTo("newPorting")}>${t("portings.new")}</a>
    </div>`;
    return html`<split-view>
      <div class="head">${list.heading(t("portings.title"))}<div class="actions">${this._out()}${go}</div></div>
      <div class="tools">
        ${list.search(t("portings.search"))}
        ${list.filterChip("filter", t("portings.filter"), t("portings.filter.all"), choices)}
      </div>
      ${list.rows({ label: t("portings.title"), columns: columns(), pick: ({ id }) => goTo(pathTo("porting", { porting: id })) }, empty)}
    </split-view>`;
  }

  /** Operator staff that has entered the organisation writes down what leaves. */
  _out() {
    if (!session.current?.operating) return nothing;
    return html`<button class="button" type="button" @click=${this._register}>${t("portings.out.new")}</button>`;
  }

  async _register(): Promise<void> {
    const porting = await askPortOut(session.current?.organisation.id ?? "");
    if (!porting) return;
    toast({ text: t("portings.out.saved") });
    goTo(pathTo("porting", { porting: porting.id }));
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

function columns(): readonly Column<PortingRowView>[] {
  return [
    {
      ...{ key: "numbers", label: t("portings.column.numbers"), width: "minmax(200px, 1.6fr)", narrow: "title" },
      cell: (row) => html`<span class="figures">${numbersText(row)}</span>`,
    },
    {
      ...{ key: "state", label: t("portings.column.state"), width: "minmax(180px, 1fr)", narrow: "detail", sortable: true },
      cell: portingBadge,
    },
    {
      ...{ key: "operator", label: t("portings.column.operator"), width: "minmax(140px, 1fr)", narrow: "hide" },
      cell: (row) => operatorText(row) || nothing,
    },
    {
      ...{ key: "wanted", label: t("portings.column.when"), width: "minmax(180px, 1fr)", narrow: "hide", sortable: true },
      cell: (row) => html`<span class=${row.agreedAt === null ? "soft" : "figures"}>${whenText(row)}</span>`,
    },
    {
      ...{ key: "created", label: t("portings.column.created"), width: "112px", narrow: "hide", sortable: true },
      cell: ({ createdAt }) => html`<span class="figures">${formatDay(new Date(createdAt))}</span>`,
    },
  ];
}

customElements.define("portings-page", PortingsPage);
declare global {
  interface HTMLElementTagNameMap {
    "portings-page": PortingsPage;
  }
}
