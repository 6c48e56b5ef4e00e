import { html } from "lit";
import { Copy, Phone } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type ColleagueView, listColleagues } from "../../data/colleagues.ts";
import { listen } from "../../data/live.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { colleagueColumns } from "./columns.ts";

const rules = { sorts: ["name"], filters: { now: ["here", "away"] } } as const;

/** Who is here, who is away and till when, and how to reach them: as much as colleagues tell each other. */
export class ColleaguesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly clock = new ServerClock(this);
  readonly list = new ListPage<ColleagueView>(this, {
    path: () => pathTo("colleagues"),
    rules,
    load: async ({ q, offset, limit }, { now }, signal) => {
      const page = await listColleagues(api, { q, now, offset, limit }, signal);
      this.clock.set(page.now);
      this.clock.wakeAt(page.changesAt, this.list.reloadSoon);
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, {
    colleagues: this.list.reloadSoon,
    presence: this.list.reloadSoon,
    phonebook: this.list.reloadSoon,
    picture: this.list.reloadSoon,
    reload: this.list.reloadSoon,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override render() {
    const { list } = this;
    const states = rules.filters.now.map((value) => ({ value, label: t(`colleagues.filter.${value}`) }));
    return html`<split-view>
      <div class="head">${list.heading(t("colleagues.page"))}</div>
      <div class="tools">
        ${list.search(t("colleagues.search"))}
        ${list.filterChip("now", t("colleagues.filter"), t("colleagues.filter.all"), states)}
      </div>
      ${list.rows(
        {
          label: t("colleagues.page"),
          columns: colleagueColumns(this.clock.now()),
          actions: [reach],
          act: (_reach, row) => this._reach(row),
          pick: (row) => this._reach(row),
        },
        html`<p slot="empty">${t("colleagues.empty")}</p>`,
      )}
    </split-view>`;
  }

  /** A phone in the hand calls, anything else takes the number along. */
  async _reach({ name, number, extension }: ColleagueView): Promise<void> {
    const shown = number?.display ?? extension;
    if (shown === null) return toast({ text: t("colleagues.no_number", { name }) });
    if (inTheHand()) {
      location.assign(`tel:${number?.e164 ?? extension}`);
      return;
    }
    try {
      await navigator.clipboard.writeText(shown);
      toast({ text: t("colleagues.copied", { number: shown }) });
    } catch {
      // Not every browser lets a page write there: the number is said all the same.
      toast({ text: shown });
    }
  }

  static override styles = [shared, buttons, fields, states, listPageStyles];
}

const inTheHand = (): boolean => matchMedia("(pointer: coarse)").matches;

const reach = {
  key: "reach",
  icon: inTheHand() ? Phone : Copy,
  label: ({ name }: ColleagueView) => t(inTheHand() ? "colleagues.call" : "colleagues.copy", { name }),
};

customElements.define("colleagues-page", ColleaguesPage);
declare global {
  interface HTMLElementTagNameMap {
    "colleagues-page": ColleaguesPage;
  }
}
