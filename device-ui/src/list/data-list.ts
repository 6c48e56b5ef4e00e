import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ArrowDown, ArrowUp } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import type { Face } from "../data/paged-rows.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";
import { actionButton } from "./action-button.ts";
import type { Column, RowAction } from "./column.ts";
import { columnsThatFit, narrowest } from "./fit.ts";
import { listFace } from "./list-face.ts";
import type { Sort } from "./list-query.ts";
import { listStyles } from "./list-styles.ts";
import { between, extended, toggled } from "./selection.ts";
import { rowAfterKey, rowsToDraw, windowOf } from "./window.ts";

/**
 * A list of rows that may be very long: only what is in sight is drawn. Four faces; keyboard first: arrows move, Enter opens
 * the row beside the list, Space selects, Shift extends, Ctrl-A selects all. The list shows and tells; sorting, filtering
 * and fetching are the page's: `list-open`, `list-sort`, `list-select`, `list-range`, `list-action`, `list-retry`,
 * `list-clear-filter`. Slots: `empty` (the next step), `bulk` (what can be done to many).
 */
export class DataList<T = unknown> extends KlykaElement {
  static override properties = {
    label: {},
    columns: { attribute: false },
    rows: { attribute: false },
    keyOf: { attribute: false },
    nameOf: { attribute: false },
    actions: { attribute: false },
    face: {},
    failure: {},
    sort: { attribute: false },
    selectable: { type: Boolean },
    selected: { attribute: false },
    open: {},
    filtered: { type: Boolean },
    at: { state: true },
    top: { state: true },
    view: { state: true },
    wide: { state: true },
  };
  declare label: string;
  declare columns: readonly Column<T>[];
  declare rows: readonly (T | undefined)[];
  declare keyOf: (row: T) => string;
  declare nameOf: (row: T) => string;
  declare actions: readonly RowAction<T>[];
  declare face: Face;
  /** What went wrong, as a sentence. */
  declare failure: string;
  declare sort: Sort;
  declare selectable: boolean;
  declare selected: ReadonlySet<string>;
  /** Key of the row that is open beside the list. */
  declare open: string | null;
  declare filtered: boolean;
  declare at: number;
  declare top: number;
  declare view: number;
  /** Of the list itself, in pixels; 0 before it is known. */
  declare wide: number;
  #anchor: number | null = null;
  #rowHeight = 48;
  #sizes: ResizeObserver | null = null;
  #fitting: readonly Column<T>[] = [];
  #range = "";
  /** Where the open row stood when it was last seen among the rows; null: none is open. */
  #openAt: number | null = null;

  constructor() {
    super();
    this.label = "";
    this.columns = [];
    this.rows = [];
    this.keyOf = String;
    this.nameOf = String;
    this.actions = [];
    this.face = "loading";
    this.failure = "";
    this.sort = { key: "", descending: false };
    this.selectable = false;
    this.selected = new Set();
    this.open = null;
    this.filtered = false;
    this.at = 0;
    this.top = 0;
    this.view = 600;
    this.wide = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(() => this._measure());
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  override render() {
    const [pick, actions] = [this.selectable ? [36] : [], this.actions.length ? [this.actions.length * 32] : []];
    this.#fitting = columnsThatFit(this.columns, this.wide, [...pick, ...actions], this.sort.key);
    const px = (width: number) => `${width}px`;
    const tracks = [...pick.map(px), ...this.#fitting.map(({ width }) => width), ...actions.map(px)];
    return html`<div class="frame surface" .style=${`--columns: ${tracks.join(" ")}; --row: ${this.#rowHeight}px`}>
      ${this._bulk()} ${this.face === "rows" && this.rows.length > 0 ? this._grid() : this._face()}
    </div>`;
  }

  override updated(): void {
    if (this.face !== "rows" || this.rows.length === 0) return;
    this._measure();
    this._follow();
    const { first, last } = windowOf(this.top, this.view, this.#rowHeight, this.rows.length);
    const range = `${first}-${last}-${this.rows.length}`;
    if (range === this.#range && this.rows.slice(first, last + 1).every((row) => row !== undefined)) return;
    this.#range = range;
    this.tell("list-range", { first, last });
  }

  /** Puts the keyboard on a row and brings it into sight. */
  async focusRow(at: number): Promise<void> {
    this.at = at;
    this._reveal(at);
    await this.updateComplete;
    const row = this.renderRoot.querySelector(`[data-at="${at}"]`);
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  }

  _grid() {
    const total = this.rows.length;
    const drawn = rowsToDraw(windowOf(this.top, this.view, this.#rowHeight, total), Math.min(this.at, total - 1), total);
    return html`<div
      class="scroll"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${total + 1}
      aria-multiselectable=${this.selectable ? "true" : nothing}
      @scroll=${this._scrolled}
      @keydown=${this._key}
    >
      <div role="rowgroup" class="head">${this._head()}</div>
      <div role="rowgroup" class="space" .style=${`height: ${total * this.#rowHeight}px`}>
        ${repeat(
          drawn,
          (at) => at,
          (at) => this._row(at),
        )}
      </div>
    </div>`;
  }

  _head() {
    return html`<div class="line" role="row" aria-rowindex="1">
      ${
        this.selectable
          ? html`<span role="columnheader" class="pick"
              ><input type="checkbox" aria-label=${t("list.select_all")} .checked=${this._allSelected()} @change=${this._toggleAll}
            /></span>`
          : nothing
      }
      ${this.#fitting.map((column) => this._heading(column))}
      ${this.actions.length ? html`<span role="columnheader" class="actions"><span class="hidden">${t("list.actions")}</span></span>` : nothing}
    </div>`;
  }

  _heading(column: Column<T>) {
    const sorted = column.key === this.sort.key;
    const direction = this.sort.descending ? "descending" : "ascending";
    const inside = column.sortable
      ? html`<button type="button" @click=${() => this._sortBy(column.key)}>
          ${column.label}${sorted ? icon(this.sort.descending ? ArrowDown : ArrowUp, 14) : nothing}
        </button>`
      : column.label;
    return html`<span role="columnheader" class="cell ${column.narrow} ${column.figures ? "figures" : ""}" aria-sort=${column.sortable && sorted ? direction : nothing}>${inside}</span>`;
  }

  _row(at: number) {
    const row = this.rows[at];
    const key = row === undefined ? "" : this.keyOf(row);
    const current = at === this.at;
    return html`<div
      class="line ${key !== "" && key === this.open ? "open" : ""}"
      role="row"
      data-at=${at}
      tabindex=${current ? 0 : -1}
      aria-rowindex=${at + 2}
      aria-selected=${this.selectable ? String(this.selected.has(key)) : nothing}
      aria-current=${key !== "" && key === this.open ? "true" : nothing}
      .style=${`transform: translateY(${at * this.#rowHeight}px)`}
      @click=${(event: Event) => this._clicked(event, at)}
      @focusin=${() => {
        this.at = at;
      }}
    >
      ${row === undefined ? html`<span role="gridcell" class="cell title missing">${t("list.row_loading")}</span>` : this._cells(row, at, current)}
    </div>`;
  }

  _cells(row: T, at: number, current: boolean) {
    const name = this.nameOf(row);
    return html`${
      this.selectable
        ? html`<span role="gridcell" class="pick"
            ><input
              type="checkbox"
              tabindex="-1"
              aria-label=${t("list.select_row", { name })}
              .checked=${this.selected.has(this.keyOf(row))}
              @click=${(event: MouseEvent) => this._picked(event, at)}
          /></span>`
        : nothing
    }${this.#fitting.map((column) => html`<span role="gridcell" class="cell ${column.narrow} ${column.figures ? "figures" : ""}">${column.cell(row)}</span>`)}${
      this.actions.length
        ? html`<span role="gridcell" class="actions"
            >${this.actions.map((action) => actionButton(action, row, { current, act: (event) => this._act(event, action.key, row) }))}</span
          >`
        : nothing
    }`;
  }

  _bulk() {
    if (!this.selectable || this.selected.size === 0) return nothing;
    return html`<div class="bulk" role="status">
      <strong>${t("list.selected", { count: this.selected.size })}</strong><slot name="bulk"></slot>
      <button class="button quiet small" type="button" @click=${() => this._select(new Set())}>${t("action.clear")}</button>
    </div>`;
  }

  _face() {
    const retry = () => this.tell("list-retry", null);
    const clear = () => this.tell("list-clear-filter", null);
    return listFace({ face: this.face, failure: this.failure, filtered: this.filtered, retry, clear });
  }

  _key(event: KeyboardEvent): void {
    const path = event.composedPath();
    const row = path.find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset.at !== undefined);
    if (!row || event.altKey) return;
    const onRow = path[0] === row;
    const to = rowAfterKey(event.key, this.at, this.rows.length, Math.max(1, Math.floor(this.view / this.#rowHeight) - 2));
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey && this.selectable) this._extend(to);
      else this.#anchor = null;
      void this.focusRow(to);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey) && this.selectable) {
      event.preventDefault();
      this._toggleAll();
    } else if (onRow && event.key === "Enter") this._openRow(this.at);
    else if (onRow && event.key === " " && this.selectable) {
      event.preventDefault();
      this._toggle(this.at);
    } else if (!onRow && event.key === "Escape") {
      event.stopPropagation();
      void this.focusRow(this.at);
    }
  }

  _clicked(event: Event, at: number): void {
    const inside = event.composedPath().some((one) => one instanceof HTMLElement && /^(A|BUTTON|INPUT|LABEL)$/.test(one.tagName));
    if (!inside) this._openRow(at);
  }

  _openRow(at: number): void {
    const row = this.rows[at];
    if (row === undefined) return;
    this.at = at;
    this.tell("list-open", { key: this.keyOf(row), row });
  }

  _act(event: Event, action: string, row: T): void {
    event.stopPropagation();
    this.tell("list-action", { action, key: this.keyOf(row), row });
  }

  _sortBy(key: string): void {
    const descending = key === this.sort.key && !this.sort.descending;
    this.tell("list-sort", { key, descending });
  }

  _picked(event: MouseEvent, at: number): void {
    if (event.shiftKey) this._extend(at);
    else this._toggle(at);
  }

  _toggle(at: number): void {
    const key = this._keyAt(at);
    if (key === null) return;
    this.#anchor = at;
    this._select(toggled(this.selected, key));
  }

  /** From where the selection began to here. */
  _extend(to: number): void {
    this.#anchor ??= this.at;
    const keys = between(this.#anchor, to).map((at) => this._keyAt(at));
    this._select(
      extended(
        this.selected,
        keys.filter((key) => key !== null),
      ),
    );
  }

  _toggleAll(): void {
    const keys = this.rows.flatMap((row) => (row === undefined ? [] : [this.keyOf(row)]));
    this._select(this._allSelected() ? new Set() : new Set(keys));
  }

  _allSelected(): boolean {
    return this.rows.length > 0 && this.selected.size >= this.rows.length;
  }

  _select(selected: ReadonlySet<string>): void {
    this.selected = selected;
    this.tell("list-select", selected);
  }

  _keyAt(at: number): string | null {
    const row = this.rows[at];
    return row === undefined ? null : this.keyOf(row);
  }

  _scrolled(event: Event): void {
    if (event.target instanceof HTMLElement) this.top = event.target.scrollTop;
  }

  /** Rows grow with the text size that the person has chosen, and are two lines high where the list is narrow. */
  _measure(): void {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    this.wide = this.clientWidth;
    const height = Math.round(rem * (this.wide < narrowest ? 4.25 : 3));
    if (height !== this.#rowHeight) {
      this.#rowHeight = height;
      this.requestUpdate();
    }
    const scroll = this.renderRoot.querySelector(".scroll");
    if (scroll && scroll.clientHeight !== this.view) this.view = scroll.clientHeight;
  }

  /** The open row stays in sight when the rows are sorted anew around it, unless the person had scrolled away from it. */
  _follow(): void {
    const before = this.open === null ? null : this.#openAt;
    const at = this.open === null ? -1 : this.rows.findIndex((row) => row !== undefined && this.keyOf(row) === this.open);
    // One that is not among the rows may come with the next part of them.
    this.#openAt = at === -1 ? before : at;
    if (before === null || at === -1 || at === before) return;
    const from = before * this.#rowHeight;
    if (from > this.top - this.#rowHeight && from < this.top + this.view) this._reveal(at);
  }

  _reveal(at: number): void {
    const scroll = this.renderRoot.querySelector(".scroll");
    if (!scroll) return;
    const head = this.renderRoot.querySelector(".head")?.clientHeight ?? 0;
    const from = at * this.#rowHeight;
    if (from < scroll.scrollTop) scroll.scrollTop = from;
    const room = scroll.clientHeight - head - this.#rowHeight;
    if (from > scroll.scrollTop + room) scroll.scrollTop = from - room;
    this.top = scroll.scrollTop;
  }

  static override styles = [shared, buttons, fields, states, surfaces, listStyles];
}

customElements.define("data-list", DataList);
declare global {
  interface HTMLElementTagNameMap {
    "data-list": DataList;
  }
}
