import { html, nothing } from "lit";
import { CopyPlus, LayoutGrid, Redo2, Undo2 } from "lucide";
import { formatPlace, type KeyPlace } from "../../../domain/phone-key.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import "../components/modal-dialog.ts";
import { state } from "../components/states.ts";
import type { KeySource, Subject } from "../data/keys.ts";
import { keysInShape } from "../drawing/drawing.ts";
import "../drawing/phone-drawing.ts";
import type { KeyCommand } from "../drawing/phone-drawing.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";
import { type Carried, carriedIn, keyClipboard } from "./carried.ts";
import { KeyDesk } from "./desk.ts";
import { beneathAt, dataAt, type Edits, emptied, ownAt, placeOf, swapped } from "./draft.ts";
import { editorStyles } from "./editor-styles.ts";
import "./key-form.ts";
import type { FormCommand, KeyEdit } from "./key-form.ts";
import "./key-palette.ts";
import { firstFree, laid } from "./lay.ts";
import { shortcutOf } from "./shortcuts.ts";
import { contentOf, shownAt, shownKeys } from "./shown.ts";
import { strays } from "./strays.ts";
import { waiting } from "./waiting.ts";
import { placeName } from "./words.ts";

/** What the page around it may want to show. */
export type DeskView = {
  /** As the server gives it. */
  readonly row: unknown;
  readonly subject: Subject | null;
  readonly version: string | null;
  readonly edits: Edits;
  /** How many edits a save would change something by. */
  readonly pending: number;
};

/**
 * Programs the keys of a phone or a layout on its drawing: by click, by dragging, by keyboard alone. `source` says which;
 * with `mine` it is the person's own phone, and locked keys are only shown. Nothing is saved before one says so. Slot `head`:
 * the heading beside the buttons; `below`: facts under the drawing. Tells `desk-change` with the row as the server gives it and the number of unsaved edits.
 */
export class KeyEditor extends KlykaElement {
  static override properties = {
    source: { attribute: false },
    mine: { type: Boolean },
    heading: {},
    subtitle: {},
    wanted: {},
    selected: { state: true },
    sheet: { state: true },
    small: { state: true },
    said: { state: true },
  };
  declare source: KeySource | null;
  declare mine: boolean;
  /** On the phone's own screen: whose it is. */
  declare heading: string;
  declare subtitle: string;
  /** `0/7`: the key to begin at, from an address. Empty: none. */
  declare wanted: string;
  declare selected: KeyPlace | null;
  /** On a small screen the form lies over the keys. */
  declare sheet: boolean;
  declare small: boolean;
  /** For a screen reader: what has just been done. */
  declare said: string;
  readonly desk = new KeyDesk(this, () => this._told());
  readonly #narrow = matchMedia("(max-width: 720px)");
  /** The wanted key that has been gone to. */
  #begun = "";

  constructor() {
    super();
    this.source = null;
    this.mine = false;
    this.heading = "";
    this.subtitle = "";
    this.wanted = "";
    this.selected = null;
    this.sheet = false;
    this.small = this.#narrow.matches;
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#narrow.addEventListener("change", this.#resized);
    // Also when the focus is nowhere: after a click beside the phone, say.
    window.addEventListener("keydown", this.#shortcut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#narrow.removeEventListener("change", this.#resized);
    window.removeEventListener("keydown", this.#shortcut);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("source")) this.desk.use(this.source);
  }

  override updated(): void {
    const drawing = this.renderRoot.querySelector("phone-drawing");
    if (this.wanted === this.#begun || !drawing) return;
    this.#begun = this.wanted;
    if (!/^\d\/\d{1,3}$/.test(this.wanted)) return;
    this.selected = placeOf(this.wanted);
    drawing.show(this.selected);
    void this._focusKey();
  }

  override render() {
    const { face } = this.desk;
    return html`<div class="head"><slot name="head"></slot>${face === "ready" ? this._bar() : nothing}</div>
      ${this.desk.refusal ? html`<p class="notice stop" role="alert">${this.desk.refusal}</p>` : nothing}
      ${this.desk.overtaken ? html`<p class="notice waiting">${t("keys.overtaken")}</p>` : nothing}
      ${face === "ready" ? this._desk() : waiting(this.desk)}
      <p class="hidden" role="status">${this.said}</p>`;
  }

  /** How many edits wait, and what can be done with them. */
  _bar() {
    const { draft, saving, pending, subject } = this.desk;
    if (!subject || subject.readonly) return nothing;
    const count = pending.length;
    return html`<div class="bar ${count > 0 ? "pending" : ""}">
      <span class="count" role="status">${count > 0 ? state("waiting", t("keys.pending", { count })) : nothing}</span>
      <slot name="state"></slot>
      <span class="row">
        <button class="button icon-only" type="button" aria-label=${t("keys.undo")} title=${t("keys.undo")} ?disabled=${draft.past.length === 0 || saving} @click=${() => this._undo()}>${icon(Undo2, 18)}</button>
        <button class="button icon-only" type="button" aria-label=${t("keys.redo")} title=${t("keys.redo")} ?disabled=${draft.future.length === 0 || saving} @click=${() => this._redo()}>${icon(Redo2, 18)}</button>
        ${count > 0 ? html`<button class="button discard" type="button" ?disabled=${saving} @click=${() => this.desk.discard()}>${t("keys.discard")}</button>` : nothing}
        <button class="button filled" type="button" ?disabled=${count === 0 || saving} @click=${this._save}>${saving ? t("keys.saving") : t("keys.save")}</button>
      </span>
    </div>`;
  }

  _desk() {
    const { subject, draft } = this.desk;
    if (!subject) return nothing;
    if (!subject.shape) return html`<p class="surface failed">${t("keys.no_model")}</p>`;
    const keys = shownKeys(subject, draft.edits);
    return html`<div class="desk">
      <div class="phone">
        <phone-drawing
          .shape=${subject.shape}
          .keys=${keys.map((key) => contentOf(subject, key))}
          .selected=${this.selected}
          .heading=${this.heading}
          .subtitle=${this.subtitle}
          .readonly=${subject.readonly}
          .locks=${this.mine}
          @key-select=${this._selected}
          @key-open=${this._opened}
          @key-type=${this._typed}
          @key-command=${(event: CustomEvent<KeyPlace & { command: KeyCommand }>) => this._command(event.detail.command, event.detail)}
          @key-move=${(event: CustomEvent<{ from: KeyPlace; to: KeyPlace }>) => this._move(event.detail.from, event.detail.to)}
          @key-drop=${this._dropped}
        >
          ${this._tools()}
        </phone-drawing>
        ${strays(subject, keys, this.mine ? null : (at) => this._put(new Map([[at, null]])))}
        <slot name="below"></slot>
      </div>
      ${this._beside()}
    </div>`;
  }

  /** What is done to many keys at once. */
  _tools() {
    const { subject } = this.desk;
    if (this.mine || !subject || subject.readonly || !subject.shape || keysInShape(subject.shape).length === 0) return nothing;
    return html`<span slot="tools" class="row">
      <button class="button small" type="button" @click=${this._fill}>${icon(LayoutGrid, 16)}${t("keys.fill")}</button>
      <button class="button small" type="button" @click=${this._copyMany}>${icon(CopyPlus, 16)}${t("keys.copy_many")}</button>
    </span>`;
  }

  _beside() {
    if (!this.small)
      return html`<aside class="surface side" aria-label=${t("keys.beside")}>${this._form()}${this._palette()}</aside>`;
    if (!this.sheet || !this.selected) return nothing;
    const subject = this.desk.subject;
    const heading = subject ? placeName(subject, formatPlace(this.selected)) : "";
    return html`<modal-dialog heading=${heading} open @dialog-close=${this._sheetClosed}>
      <div class="sheet">${this._form()}${this._palette()}</div>
      <button slot="actions" class="button filled" type="button" @click=${this._sheetClosed}>${t("keys.done")}</button>
    </modal-dialog>`;
  }

  _form() {
    const { subject, draft } = this.desk;
    if (!subject || !this.selected) return nothing;
    const at = formatPlace(this.selected);
    const own = draft.edits.has(at) ? draft.edits.get(at) !== null : ownAt(subject, at) !== null;
    return html`<key-form
      .subject=${subject}
      .at=${at}
      .shown=${shownAt(subject, draft.edits, at)}
      .beneath=${beneathAt(subject, at)}
      .own=${own}
      .mine=${this.mine}
      .titled=${this.small}
      .pasteable=${keyClipboard.get() !== null}
      @key-edit=${(event: CustomEvent<KeyEdit>) => this._put(new Map([[at, event.detail.data]]), event.detail.about)}
      @form-command=${(event: CustomEvent<FormCommand>) => this._formCommand(event.detail)}
      @target-wanted=${() => this._search()}
    ></key-form>`;
  }

  _palette() {
    const { subject } = this.desk;
    if (!subject || subject.readonly || this._isLocked(this.selected)) return nothing;
    return html`<key-palette
        .source=${this.source}
        .keyKinds=${subject.keyKinds}
        .heading=${this.selected ? t("keys.palette.on") : t("keys.palette.heading")}
        @palette-pick=${(event: CustomEvent<Carried>) => this._pick(event.detail)}
        @palette-leave=${() => void this._focusKey()}
      ></key-palette>
      ${this.small ? nothing : html`<p class="hint">${t("keys.palette.hint")}</p>`}`;
  }

  _told(): void {
    const { row, subject, version, draft, pending } = this.desk;
    this.tell<DeskView>("desk-change", { row, subject, version, edits: draft.edits, pending: pending.length });
  }

  _selected(event: CustomEvent<KeyPlace>): void {
    this.selected = event.detail;
  }

  async _opened(event: CustomEvent<KeyPlace>): Promise<void> {
    this.selected = event.detail;
    if (this.small) this.sheet = true;
    else await this._focusForm();
  }

  /** The first field of the form; where it is locked, nothing to write in. */
  async _focusForm(): Promise<void> {
    await this.updateComplete;
    const form = this.renderRoot.querySelector("key-form");
    await form?.updateComplete;
    form?.renderRoot.querySelector("select")?.focus();
  }

  _sheetClosed(): void {
    this.sheet = false;
    void this._focusKey();
  }

  /** The letter that was typed on the key is written in the field that gets the focus here. */
  _typed(event: CustomEvent<KeyPlace>): void {
    this.selected = event.detail;
    if (this.small || this._isLocked(event.detail)) return;
    this._search();
  }

  _search(): void {
    this.renderRoot.querySelector("key-palette")?.focusSearch();
  }

  async _focusKey(): Promise<void> {
    await this.updateComplete;
    await this.renderRoot.querySelector("phone-drawing")?.focusKey();
  }

  _isLocked(place: KeyPlace | null): boolean {
    const { subject, draft } = this.desk;
    return this.mine && place !== null && subject !== null && (dataAt(subject, draft.edits, formatPlace(place))?.locked ?? false);
  }

  _put(changes: Edits, about: string | null = null): void {
    if ([...changes.keys()].some((at) => this._isLocked(placeOf(at)))) this.said = t("keys.locked_mine");
    else this.desk.edit(changes, about);
  }

  /** Puts it on the chosen key, else on the first free one in sight. */
  _pick(carried: Carried): void {
    const place = this.selected ?? (this.desk.subject && firstFree(this.desk.subject, this.desk.draft.edits));
    if (place) {
      this.selected = place;
      this._lay(carried, place, true);
      if (!this.small) void this._focusKey();
    } else this.said = t("keys.no_room");
  }

  /** @param keep the key's kind stays where it takes such a target */
  _lay(carried: Carried, place: KeyPlace, keep: boolean): void {
    const { subject, draft } = this.desk;
    if (subject) this._put(laid(subject, draft.edits, carried, place, keep));
  }

  _dropped(event: CustomEvent<KeyPlace & { data: DataTransfer | null }>): void {
    const carried = carriedIn(event.detail.data);
    if (!carried) return;
    const { module, index } = event.detail;
    this.selected = { module, index };
    this._lay(carried, { module, index }, false);
    if (!this.small) void this._focusKey();
  }

  _move(from: KeyPlace, to: KeyPlace): void {
    const { subject, draft } = this.desk;
    if (!subject) return;
    this._put(swapped(subject, draft.edits, formatPlace(from), formatPlace(to)));
    this.selected = { module: to.module, index: to.index };
    void this._focusKey();
  }

  _formCommand(command: FormCommand): void {
    if (!this.selected) return;
    if (command === "revert") this._put(new Map([[formatPlace(this.selected), null]]));
    else this._command(command, this.selected);
  }

  _command(command: KeyCommand, place: KeyPlace): void {
    const { subject, draft } = this.desk;
    if (!subject) return;
    const at = formatPlace(place);
    const here = dataAt(subject, draft.edits, at);
    if (command === "undo") this._undo();
    else if (command === "redo") this._redo();
    else if (command === "paste") this._paste(at, here?.locked ?? false);
    else if (here && here.kind !== "blank") {
      if (command === "copy" || command === "cut") keyClipboard.set(here);
      if (command === "copy") this.said = t("keys.copied", { place: placeName(subject, at) });
      else this._put(new Map([[at, emptied(subject, draft.edits, at)]]));
      this.requestUpdate();
    }
  }

  _paste(at: string, locked: boolean): void {
    const copied = keyClipboard.get();
    // Who may edit is said of the place, not of what lies on it.
    if (copied) this._put(new Map([[at, { ...copied, place: placeOf(at), locked }]]));
  }

  _undo(): void {
    this.desk.undo();
    this.said = t("keys.undone");
  }

  _redo(): void {
    this.desk.redo();
    this.said = t("keys.redone");
  }

  async _save(): Promise<void> {
    const { unfinished } = this.desk;
    if (unfinished === null) return void (await this.desk.save());
    this.selected = placeOf(unfinished);
    this.renderRoot.querySelector("phone-drawing")?.show(this.selected);
    if (this.small) this.sheet = true;
    this.said = t("keys.unfinished");
    await this._focusForm();
  }

  async _fill(): Promise<void> {
    const { subject, draft, source } = this.desk;
    if (!subject || !source) return;
    const { askFill } = await import("./fill-dialog.ts");
    const changes = await askFill({ subject, edits: draft.edits, source, from: this.selected });
    if (changes) this._put(changes);
  }

  async _copyMany(): Promise<void> {
    const { subject, draft, source } = this.desk;
    if (!subject || !source) return;
    const { askCopy } = await import("./copy-dialog.ts");
    const answer = await askCopy({ subject, edits: draft.edits, id: source.id });
    if (answer?.direction === "from") this._put(answer.changes);
    else if (answer) await (await import("./copy-to.ts")).copyTo(answer.peer, subject, answer.changes);
  }

  readonly #resized = () => {
    this.small = this.#narrow.matches;
  };

  readonly #shortcut = (event: KeyboardEvent) => {
    const command = shortcutOf(event);
    if (command === null) return;
    event.preventDefault();
    if (command === "save") void this._save();
    else if (command === "undo") this._undo();
    else this._redo();
  };

  static override styles = [shared, buttons, states, surfaces, editorStyles];
}

customElements.define("key-editor", KeyEditor);
declare global {
  interface HTMLElementTagNameMap {
    "key-editor": KeyEditor;
  }
}
