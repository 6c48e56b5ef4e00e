import { css, html } from "lit";
import { Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { listRollouts, type RolloutRowView } from "../../data/rollouts.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import "../../rollouts/ring-bar.ts";
import { changeText, countsText, rolloutBadge, valueName } from "../../rollouts/words.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

const rules = { sorts: ["created"], descending: true, openAs: "rollout", filters: {} } as const;

export const about = css`
  .about {
    max-width: 70ch;
    margin-bottom: 16px;
  }
`;

/** What is being given to phones ring by ring, and what has been. */
export class RolloutsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly list = new ListPage<RolloutRowView>(this, {
    path: () => pathTo("rollouts"),
    rules,
    load: ({ offset, limit }, _, signal) => listRollouts(api, { offset, limit }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, {
    rollout: () => this.list.reloadSoon(),
    reload: () => this.list.reloadSoon(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const go = html`<a class="button filled" href=${pathTo("newRollout")}>${icon(Plus, 18)}${t("rollouts.new")}</a>`;
    const empty = html`<div slot="empty" class="empty">
      <p>${t("rollouts.empty")}</p>
      <a class="button" href=${pathTo("newRollout")}>${t("rollouts.new")}</a>
    </div>`;
    return html`<split-view>
      <div class="head">${list.heading(t("rollouts.title"))}<div class="actions">${go}</div></div>
      <p class="soft about">${t("rollouts.text")}</p>
      ${list.rows({ label: t("rollouts.title"), columns: rolloutColumns<RolloutRowView>(), pick: ({ id }) => goTo(pathTo("rollout", { rollout: id })) }, empty)}
    </split-view>`;
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, about];
}

/** What lists of roll-outs show of each. */
export function rolloutColumns<Row extends RolloutRowView>(): readonly Column<Row>[] {
  return [
    {
      ...{ key: "name", label: t("rollouts.column.name"), width: "minmax(220px, 1.8fr)", narrow: "title" },
      cell: (row) => html`<span>${row.name}</span> <span class="soft">${whatText(row)}</span>`,
    },
    {
      ...{ key: "state", label: t("rollouts.column.state"), width: "minmax(200px, 1fr)", narrow: "detail" },
      cell: (row) =>
        html`${rolloutBadge(row)}${row.ring === null ? "" : html` <span class="soft">${t("rollouts.ring_of", { ring: row.ring, rings: row.rings })}</span>`}`,
    },
    {
      ...{ key: "progress", label: t("rollouts.column.progress"), width: "minmax(200px, 1.2fr)", narrow: "hide" },
      cell: ({ counts }) => html`<ring-bar .counts=${counts} label=${countsText(counts)}></ring-bar>`,
    },
    {
      ...{ key: "created", label: t("rollouts.column.by"), width: "minmax(180px, 1fr)", narrow: "hide" },
      cell: ({ createdBy, createdAt }) =>
        html`${createdBy} <span class="soft">${spokenInstant(new Date(createdAt), new Date())}</span>`,
    },
  ];
}

/** What it gives: of one value the change itself. */
function whatText({ values }: RolloutRowView): string {
  const [first] = values;
  if (!first) return "";
  return values.length === 1 ? `${valueName(first)}: ${changeText(first)}` : values.map(valueName).join(", ");
}

customElements.define("rollouts-page", RolloutsPage);
declare global {
  interface HTMLElementTagNameMap {
    "rollouts-page": RolloutsPage;
  }
}
