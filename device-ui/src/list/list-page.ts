import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from "lit";
import { type Choice, searchField } from "../components/fields.ts";
import { type Page, PagedRows } from "../data/paged-rows.ts";
import { failureText } from "../i18n/failure.ts";
import { formatCount } from "../i18n/format.ts";
import { goTo } from "../router/navigate.ts";
import { BesideFocus } from "./beside-focus.ts";
import { chipSelect } from "./chip-select.ts";
import "./data-list.ts";
import type { Column, RowAction } from "./column.ts";
import { isFiltered, type ListQuery, type ListRules, readListQuery, type Sort, writeListQuery } from "./list-query.ts";
import { Every } from "./selection.ts";

/** What the server is asked for a part of the rows. */
export type Ask = {
  readonly q: string;
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly offset: number;
  readonly limit: number;
};
type Filters = ListQuery["filters"];
export type ListPageOf<Row> = {
  /** The address of the page, without what its list adds. */
  readonly path: () => string;
  readonly rules: ListRules;
  readonly load: (ask: Ask, filters: Filters, signal?: AbortSignal) => Promise<Page<Row>>;
  readonly keyOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  /** How many rows are asked for at once; 100 unless said. */
  readonly pageSize?: number;
  /** Asked before another row is opened or the open one is closed; false keeps it. */
  readonly mayLeave?: () => Promise<boolean>;
};
export type ListLooks<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly selectable?: boolean;
  readonly actions?: readonly RowAction<Row>[];
  readonly act?: (action: string, row: Row) => unknown;
  /** What a click on a row does; it opens beside the list unless said. */
  readonly pick?: (row: Row) => unknown;
};
type ListEvent<T> = CustomEvent<T>;

/** Milliseconds before a list that others change is read anew, and while somebody types. */
const settle = 1500;
const pause = 200;

/**
 * A page that is a list: search, filters, order and the open row stand in its address (`query`, which the router sets); the
 * rows come in parts as they are looked at. The page draws `heading`, `search`, `filterChip` and `rows` where it wants them.
 */
export class ListPage<Row> implements ReactiveController {
  readonly paged: PagedRows<Row>;
  selected: ReadonlySet<string> = new Set();
  readonly #host: LitElement & { query: URLSearchParams };
  readonly #of: ListPageOf<Row>;
  readonly #focus: BesideFocus;
  /** Of every row that has been read: one may be selected and out of sight. */
  readonly #names = new Map<string, string>();
  #shown = "";
  #typing = 0;
  #settling = 0;

  constructor(host: LitElement & { query: URLSearchParams }, of: ListPageOf<Row>) {
    this.#host = host;
    this.#of = of;
    this.paged = new PagedRows<Row>(host, (offset, limit, signal) => this.#load(offset, limit, signal), of.pageSize);
    this.#focus = new BesideFocus(host);
    host.addController(this);
  }

  /** What the address says. */
  get query(): ListQuery {
    return readListQuery(this.#host.query, this.#of.rules);
  }

  hostUpdate(): void {
    const { q, sort, filters } = this.query;
    const shown = JSON.stringify([q.trim(), sort, filters]);
    if (shown === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = shown;
    if (!first) this.paged.reload();
  }

  hostDisconnected(): void {
    clearTimeout(this.#typing);
    clearTimeout(this.#settling);
  }

  /** Others have changed something: the rows are read anew when they have done. */
  readonly reloadSoon = (): void => {
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => this.paged.reload(), settle);
  };

  /** @param replace false: a step for the back button */
  go(changed: Partial<ListQuery>, replace = true): void {
    goTo(this.#of.path() + writeListQuery({ ...this.query, ...changed }, this.#of.rules), { replace });
  }

  /** A row beside the list, or none, and the keyboard there. From one row to the next is no step for the back button. */
  async open(id: string | null): Promise<void> {
    const { open } = this.query;
    if (id !== open) {
      if (this.#of.mayLeave && !(await this.#of.mayLeave())) return;
      const other = open !== null && id !== null;
      this.go(other ? { open: id } : { open: id, beside: {} }, other);
    }
    this.#focus.want(id !== null);
  }

  /** An empty value takes the filter away. */
  filter(changed: Readonly<Record<string, string>>): void {
    const filters = { ...this.query.filters, ...changed };
    this.selected = new Set();
    this.go({ filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== "")) });
  }

  select(selected: ReadonlySet<string>): void {
    this.selected = selected;
    this.#host.requestUpdate();
  }

  /** Also those whose rows have not been looked at. */
  async selectAll(): Promise<void> {
    const all = new Set<string>();
    for (let offset = 0; offset < this.paged.rows.length; offset += 500) {
      const { rows } = await this.#load(offset, 500);
      for (const row of rows) all.add(this.#of.keyOf(row));
    }
    this.select(all);
  }

  /** All that fit, without reading them: for what the server can be asked to do by the filter itself. */
  selectEvery(): void {
    this.select(new Every(this.paged.rows.length));
  }

  /** The selected with their names. */
  selectedNames(): readonly { readonly id: string; readonly name: string }[] {
    return [...this.selected].map((id) => ({ id, name: this.#names.get(id) ?? "" }));
  }

  heading(title: string): TemplateResult {
    const { face, rows } = this.paged;
    return html`<h1 tabindex="-1">${title} <span class="soft">${face === "rows" ? formatCount(rows.length) : ""}</span></h1>`;
  }

  search(label: string): TemplateResult {
    const onInput = (q: string) => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => {
        this.selected = new Set();
        this.go({ q });
      }, pause);
    };
    return searchField({ name: "q", label, value: this.query.q, onInput });
  }

  /** @param all what is said when nothing is filtered */
  filterChip(name: string, label: string, all: string, choices: readonly Choice[]): TemplateResult {
    const value = this.query.filters[name] ?? "";
    return chipSelect(label, value, [{ value: "", label: all }, ...choices], (chosen) => this.filter({ [name]: chosen }));
  }

  /** For the slot `bulk`: selects also what has not been looked at; nothing when all are selected. */
  selectAllButton(label: string): TemplateResult | typeof nothing {
    if (this.selected.size >= this.paged.rows.length) return nothing;
    return html`<button slot="bulk" class="button quiet small" type="button" @click=${() => this.selectAll()}>${label}</button>`;
  }

  /** The list. @param slots `empty` (the next step), `bulk` (what can be done to many) */
  rows(looks: ListLooks<Row>, slots: unknown): TemplateResult {
    const { paged, query } = this;
    const { keyOf, nameOf } = this.#of;
    return html`<data-list
      label=${looks.label}
      ?selectable=${looks.selectable ?? false}
      .columns=${looks.columns}
      .rows=${paged.rows}
      .face=${paged.face}
      .failure=${paged.error ? failureText(paged.error) : ""}
      .keyOf=${keyOf}
      .nameOf=${nameOf}
      .actions=${looks.actions ?? []}
      .sort=${query.sort}
      .open=${query.open}
      .selected=${this.selected}
      .filtered=${isFiltered(query)}
      @list-open=${({ detail: { row } }: ListEvent<{ row: Row }>) => (looks.pick ? looks.pick(row) : this.open(keyOf(row)))}
      @list-action=${({ detail: { action, row } }: ListEvent<{ action: string; row: Row }>) => looks.act?.(action, row)}
      @list-sort=${(event: ListEvent<Sort>) => this.go({ sort: event.detail })}
      @list-select=${(event: ListEvent<ReadonlySet<string>>) => this.select(event.detail)}
      @list-range=${({ detail: { first, last } }: ListEvent<{ first: number; last: number }>) => paged.ensure(first, last)}
      @list-clear-filter=${() => this.go({ q: "", filters: {} })}
      @list-retry=${() => paged.reload()}
      >${slots}</data-list
    >`;
  }

  async #load(offset: number, limit: number, signal?: AbortSignal): Promise<Page<Row>> {
    const { q, sort, filters } = this.query;
    const order = sort.descending ? "desc" : "asc";
    const ask = { q: q.trim().slice(0, 200), sort: sort.key, order, offset, limit } as const;
    const page = await this.#of.load(ask, filters, signal);
    for (const row of page.rows) this.#names.set(this.#of.keyOf(row), this.#of.nameOf(row));
    return page;
  }
}
