import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ChevronDown, ChevronUp, CopyPlus, GripVertical, ListPlus, Pencil, Plus, Trash2, TriangleAlert } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { badge } from "../components/states.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import type { EntryState } from "./draft.ts";
import { entriesStyles } from "./entries-styles.ts";
import { OrderDrag } from "./order-drag.ts";
import "./row-menu.ts";
import type { RowMenuItem } from "./row-menu.ts";
import { toneStyles } from "./tone-styles.ts";
import { type Tone, toneClass } from "./tones.ts";

/** What is wrong with an entry or may be meant otherwise, and what sets it right. */
export type RowFinding = {
  readonly key: string;
  readonly text: string;
  /** What the button says; null: there is nothing to press. */
  readonly repair: string | null;
  readonly severe: boolean;
};
export type EntryRow = {
  readonly id: string;
  /** When it matches. */
  readonly sentence: string;
  readonly label: string;
  /** What is done then. */
  readonly detail: string;
  readonly enabled: boolean;
  readonly tone: Tone | undefined;
  readonly state: EntryState | null;
  readonly findings: readonly RowFinding[];
};
export const entryActions = ["edit", "copy", "spread", "duplicate", "remove"] as const;
export type EntryAction = (typeof entryActions)[number];

/**
 * Entries in the order in which they are read, the default last. Rows are moved by their handle, by their arrows, or with Alt
 * and the arrow keys anywhere in them. Tells `entry-move` {id, to}, `entry-switch` {id, enabled}, `entry-do` {id, action},
 * `entry-add`, `default-edit` and `finding-repair` with the finding's key.
 */
export class ScheduleEntries extends KlykaElement {
  static override properties = {
    rows: { attribute: false },
    otherwise: { attribute: false },
    current: {},
    lit: {},
    readonly: { type: Boolean },
  };
  declare rows: readonly EntryRow[];
  declare otherwise: EntryRow | null;
  /** The entry that applies now; the default's id or none. */
  declare current: string;
  /** The entry that decides at the picked moment. */
  declare lit: string;
  declare readonly: boolean;
  readonly drag = new OrderDrag(this, "li.movable", (from, to) => this._dropped(from, to));
  #focus: { readonly id: string; readonly part: string } | null = null;

  constructor() {
    super();
    this.rows = [];
    this.otherwise = null;
    this.current = "";
    this.lit = "";
    this.readonly = false;
  }

  /** A row that has been laid elsewhere has lost the focus on its way. */
  override updated(changed: Map<string, unknown>): void {
    if (!changed.has("rows")) return;
    const wanted = this.#focus;
    this.#focus = null;
    if (wanted) this.#focusPart(wanted.id, wanted.part);
  }

  #focusPart(id: string, part: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] [data-part="${part}"]`)?.focus();
  }

  /** The keyboard goes to that entry. */
  async focusEntry(id: string): Promise<void> {
    await this.updateComplete;
    this.#focusPart(id, "text");
  }

  override render() {
    return html`<div class="head">
        <p>${t("calendar.read_from_top")}</p>
        ${this.readonly ? nothing : html`<button class="button quiet small" type="button" @click=${() => this.tell("entry-add", null)}>${icon(Plus, 16)}${t("calendar.new_entry")}</button>`}
      </div>
      ${this.rows.length === 0 ? html`<p class="empty">${t("calendar.no_entries")}</p>` : nothing}
      <ol aria-label=${t("calendar.entries")} class=${this.drag.from === null ? "" : "dragging"}>
        ${repeat(
          this.rows,
          ({ id }) => id,
          (row, at) => this._row(row, at),
        )}
        ${this.otherwise ? this._otherwise(this.otherwise) : nothing}
      </ol>
      ${this.readonly ? nothing : html`<p class="hidden" id="move-keys">${t("calendar.move_keys")}</p>`}`;
  }

  _row(row: EntryRow, at: number) {
    const { from, over, moved } = this.drag;
    const lifted = from === at;
    const marks = [
      lifted ? "lifted" : "",
      from !== null && over === at && over !== from && over !== from + 1 ? "before" : "",
      from !== null && over === this.rows.length && at === this.rows.length - 1 && from !== at ? "after" : "",
      row.enabled ? "" : "off",
      row.id === this.current ? "current" : "",
      row.id === this.lit ? "lit" : "",
    ];
    return html`<li
      class="entry movable ${marks.filter(Boolean).join(" ")}"
      data-id=${row.id}
      .style=${lifted ? `translate: 0 ${moved}px` : ""}
      @keydown=${(event: KeyboardEvent) => this._key(event, row, at)}
    >
      ${
        this.readonly
          ? html`<span class="handle"></span>`
          : html`<span class="handle" aria-hidden="true" title=${t("calendar.drag")} @pointerdown=${(event: PointerEvent) => this.drag.start(event, at)}>${icon(GripVertical, 18)}</span>`
      }
      <span class="swatch ${toneClass(row.tone)}" aria-hidden="true"></span>
      ${this._text(row, "edit")} ${this._badges(row)} ${this._order(row, at)} ${this.readonly ? nothing : this._tools(row)}
      ${row.findings.length > 0 ? this._findings(row) : nothing}
    </li>`;
  }

  _otherwise(row: EntryRow) {
    return html`<li class="entry otherwise ${row.id === this.current ? "current" : ""} ${row.id === this.lit ? "lit" : ""}" data-id=${row.id}>
      <span class="handle"></span><span class="swatch ${toneClass(row.tone)}" aria-hidden="true"></span>
      ${this._text(row, "default")} ${this._badges(row)}
      <span class="order"><span class="position">${this.rows.length + 1}</span></span>
      ${
        this.readonly
          ? nothing
          : html`<span class="tools"><button class="button quiet small icon-only" type="button" aria-label=${t("calendar.default_edit")} @click=${() => this.tell("default-edit", null)}>${icon(Pencil, 16)}</button></span>`
      }
      ${row.findings.length > 0 ? this._findings(row) : nothing}
    </li>`;
  }

  _text(row: EntryRow, what: "edit" | "default") {
    const inner = html`<span class="sentence">${row.label ? html`<strong>${row.label}</strong> ` : nothing}<span class=${row.label ? "soft" : "strong"}>${row.sentence}</span></span>
      <span class="detail">${row.detail}</span>`;
    if (this.readonly) return html`<span class="text">${inner}</span>`;
    return html`<button
      class="text"
      type="button"
      data-part="text"
      aria-describedby=${what === "edit" ? "move-keys" : nothing}
      @click=${() => (what === "edit" ? this._do(row.id, "edit") : this.tell("default-edit", null))}
    >
      ${inner}
    </button>`;
  }

  _badges(row: EntryRow) {
    return html`<span class="badges">
      ${row.id === this.current ? badge("live", t("calendar.applies_now"), false) : nothing}
      ${row.state ? badge("waiting", t(`calendar.state.${row.state}`), false) : nothing} ${row.enabled ? nothing : badge("off", t("calendar.state.off"), false)}
    </span>`;
  }

  /** Its place, between the arrows that change it. */
  _order(row: EntryRow, at: number) {
    const name = row.label || row.sentence;
    const arrow = (part: "up" | "down", to: number, disabled: boolean) =>
      html`<button
        class="arrow"
        type="button"
        data-part=${part}
        aria-label=${t(`calendar.move.${part}`, { name })}
        aria-disabled=${disabled ? "true" : nothing}
        @click=${() => !disabled && this._move(row.id, to, part)}
      >
        ${icon(part === "up" ? ChevronUp : ChevronDown, 16)}
      </button>`;
    return html`<span class="order">
      ${this.readonly ? nothing : arrow("up", at - 1, at === 0)}
      <span class="position"><span class="hidden">${t("calendar.position")} </span>${at + 1}</span>
      ${this.readonly ? nothing : arrow("down", at + 1, at === this.rows.length - 1)}
    </span>`;
  }

  _tools(row: EntryRow) {
    const name = row.label || row.sentence;
    const items: readonly RowMenuItem[] = [
      { key: "edit", label: t("calendar.do.edit"), icon: Pencil },
      { key: "copy", label: t("calendar.do.copy"), icon: CopyPlus },
      { key: "spread", label: t("calendar.do.spread"), icon: ListPlus },
      { key: "duplicate", label: t("calendar.do.duplicate"), icon: Plus },
      { key: "remove", label: t("calendar.do.remove"), icon: Trash2, danger: true },
    ];
    return html`<span class="tools">
      <input
        type="checkbox"
        role="switch"
        data-part="switch"
        aria-label=${t("calendar.switch", { name })}
        .checked=${row.enabled}
        @change=${(event: Event) => event.target instanceof HTMLInputElement && this.tell("entry-switch", { id: row.id, enabled: event.target.checked })}
      />
      <row-menu label=${t("calendar.more", { name })} .items=${items} @menu-choose=${(event: CustomEvent<EntryAction>) => this._do(row.id, event.detail)}></row-menu>
    </span>`;
  }

  _findings({ findings }: EntryRow) {
    return html`<ul class="findings">
      ${findings.map(
        (finding) => html`<li class=${finding.severe ? "severe" : ""}>
          ${icon(TriangleAlert, 16)}<span>${finding.text}</span>
          ${
            finding.repair && !this.readonly
              ? html`<button class="button small" type="button" @click=${() => this.tell("finding-repair", finding.key)}>${finding.repair}</button>`
              : nothing
          }
        </li>`,
      )}
    </ul>`;
  }

  _do(id: string, action: EntryAction): void {
    this.tell("entry-do", { id, action });
  }

  _dropped(from: number, to: number): void {
    const row = this.rows[from];
    if (row) this._move(row.id, to, "text");
  }

  /** @param part where the keyboard stands afterwards */
  _move(id: string, to: number, part: string): void {
    this.#focus = { id, part };
    this.tell("entry-move", { id, to });
  }

  _key(event: KeyboardEvent, row: EntryRow, at: number): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || this.readonly) return;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= this.rows.length || to === at) return;
    const under = event.composedPath().find((one) => one instanceof HTMLElement && one.dataset.part !== undefined);
    this._move(row.id, to, under instanceof HTMLElement ? (under.dataset.part ?? "text") : "text");
  }

  static override styles = [shared, buttons, fields, states, toneStyles, entriesStyles];
}

customElements.define("schedule-entries", ScheduleEntries);
declare global {
  interface HTMLElementTagNameMap {
    "schedule-entries": ScheduleEntries;
  }
}
