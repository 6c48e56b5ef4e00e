import { html, nothing } from "lit";
import { Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listen } from "../../data/live.ts";
import { type HouseRolloutRowView, listHouseRollouts } from "../../data/rollouts.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { rolloutPaths } from "../../rollouts/whose.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { about, rolloutColumns } from "../rollouts/rollouts-page.ts";
import { enterAndGo } from "./enter.ts";

const rules = { sorts: ["created"], descending: true, openAs: "rollout", filters: {} } as const;
/** Of organisations that are not entered little is heard: the list looks for itself. Milliseconds. */
const looks = 15_000;

/** Roll-outs over all organisations, and what each of them has under way itself. */
export class OperatorRolloutsPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    mayStart: { state: true },
  };
  declare query: URLSearchParams;
  /** The asker looks after all organisations. */
  declare mayStart: boolean;
  readonly list = new ListPage<HouseRolloutRowView>(this, {
    path: () => pathTo("operatorRollouts"),
    rules,
    load: async ({ offset, limit }, _, signal) => {
      const { mayStart, ...page } = await listHouseRollouts(api, { offset, limit }, signal);
      this.mayStart = mayStart;
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly again = new Every(this, looks, () => this.list.paged.reload());
  readonly events = listen(this, {
    rollout: () => this.list.reloadSoon(),
    reload: () => this.list.reloadSoon(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.mayStart = false;
  }

  override render() {
    const { list } = this;
    const begin = html`<a class="button filled" href=${rolloutPaths.house.fresh()}>${icon(Plus, 18)}${t("rollouts.new")}</a>`;
    return html`<split-view>
      <div class="head">${list.heading(t("rollouts.title"))}${this.mayStart ? html`<div class="actions">${begin}</div>` : nothing}</div>
      <p class="soft about">${t("rollouts.house.text")}</p>
      ${list.rows({ label: t("rollouts.title"), columns: columns(), pick: open }, html`<p slot="empty">${t("rollouts.empty")}</p>`)}
    </split-view>`;
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, about];
}

/** One of an organisation is seen and acted on there. */
function open({ id, organisation }: HouseRolloutRowView): void {
  if (organisation === null) goTo(rolloutPaths.house.one(id));
  else void enterAndGo(organisation.id, rolloutPaths.own.one(id));
}

function columns(): readonly Column<HouseRolloutRowView>[] {
  const [name, ...rest] = rolloutColumns<HouseRolloutRowView>();
  const whose: Column<HouseRolloutRowView> = {
    ...{ key: "organisation", label: t("operator.organisation"), width: "minmax(130px, 0.8fr)", narrow: "hide" },
    cell: whoseText,
  };
  // On a small screen there is one line for details: whose it is stands behind how it stands.
  const behind = (column: Column<HouseRolloutRowView>): Column<HouseRolloutRowView> =>
    column.narrow === "detail"
      ? { ...column, cell: (row) => html`${column.cell(row)}<span class="narrow-only soft"> · ${whoseText(row)}</span>` }
      : column;
  return name ? [name, whose, ...rest.map(behind)] : rest;
}

function whoseText({ organisation }: HouseRolloutRowView): string {
  return organisation?.title ?? t("rollouts.at.operator");
}

customElements.define("operator-rollouts-page", OperatorRolloutsPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-rollouts-page": OperatorRolloutsPage;
  }
}
