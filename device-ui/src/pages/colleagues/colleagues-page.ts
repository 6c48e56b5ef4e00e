import { html } from "lit";
import { Copy, Phone } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type ColleagueView, listColleagues } from "../../data/colleagues.ts";
import { listen } from "../../data/live.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { isFiltered, type ListQuery, readListQuery, writeListQuery } from "../../list/list-query.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { colleagueColumns } from "./columns.ts";

const rules = { sorts: ["name"], filters: { now: ["here", "away"] } } as const;

/** Milliseconds between two looks at a list that others change. */
const settle = 1500;
/** How long somebody types before the list follows. */
const pause = 200;

/** Who is here, who is away and till when, and how to reach them: as much as colleagues tell each other. */
export class ColleaguesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  readonly clock = new ServerClock(this);
  readonly paged = new PagedRows<ColleagueView>(this, async (offset, limit, signal) => {
    const page = await listColleagues(api, { ...this._ask(), offset, limit }, signal);
    this.clock.set(page.now);
    this.clock.wakeAt(page.changesAt, this._later);
    return page;
  });
  readonly events = listen(this, {
    colleagues: () => this._later(),
    presence: () => this._later(),
    phonebook: () => this._later(),
    picture: () => this._later(),
    reload: () => this._later(),
  });
  #shown = "";
  #timer = 0;
  #typing = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    clearTimeout(this.#typing);
  }

  override willUpdate(): void {
    const shown = JSON.stringify(this._ask());
    if (shown === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = shown;
    if (!first) this.paged.reload();
  }

  override render() {
    const query = this._place();
    const { rows, face, error } = this.paged;
    return html`<split-view>
      <div class="head">
        <h1 tabindex="-1">${t("colleagues.page")} <span class="soft">${face === "rows" ? formatCount(rows.length) : ""}</span></h1>
      </div>
      <div class="tools">
        ${searchField({ name: "q", label: t("colleagues.search"), value: query.q, onInput: (q) => this._search(q) })}
        ${chipSelect(
          t("colleagues.filter"),
          query.filters.now ?? "",
          [
            { value: "", label: t("colleagues.filter.all") },
            { value: "here", label: t("colleagues.filter.here") },
            { value: "away", label: t("colleagues.filter.away") },
          ],
          (value) => this._filter(value),
        )}
      </div>
      <data-list
        label=${t("colleagues.page")}
        .columns=${colleagueColumns(this.clock.now())}
        .rows=${rows}
        .face=${face}
        .failure=${error ? failureText(error) : ""}
        .keyOf=${(row: ColleagueView) => row.id}
        .nameOf=${(row: ColleagueView) => row.name}
        .actions=${[reach]}
        .sort=${query.sort}
        .filtered=${isFiltered(query)}
        @list-open=${(event: CustomEvent<{ row: ColleagueView }>) => this._reach(event.detail.row)}
        @list-action=${(event: CustomEvent<{ row: ColleagueView }>) => this._reach(event.detail.row)}
        @list-range=${(event: CustomEvent<{ first: number; last: number }>) => this.paged.ensure(event.detail.first, event.detail.last)}
        @list-clear-filter=${() => this._go({ ...query, q: "", filters: {} })}
        @list-retry=${() => this.paged.reload()}
      >
        <p slot="empty">${t("colleagues.empty")}</p>
      </data-list>
    </split-view>`;
  }

  _place(): ListQuery {
    return readListQuery(this.query, rules);
  }

  _ask() {
    const { q, filters } = this._place();
    return { q: q.trim().slice(0, 200), now: filters.now };
  }

  _go(query: ListQuery): void {
    goTo(pathTo("colleagues") + writeListQuery(query, rules), { replace: true });
  }

  _search(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this._go({ ...this._place(), q }), pause);
  }

  _filter(now: string): void {
    this._go({ ...this._place(), filters: now ? { now } : {} });
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

  readonly _later = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.paged.reload(), settle);
  };

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
