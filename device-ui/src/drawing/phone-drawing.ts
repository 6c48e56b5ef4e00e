import { html, nothing, svg, type TemplateResult } from "lit";
import { KlykaElement } from "../components/element.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { drawBody, viewBox } from "./body.ts";
import {
  isProgrammable,
  type KeyContent,
  type KeyPlace,
  keysInSight,
  type Pages,
  type PhoneShape,
  type Programmable,
  pageCount,
  samePlace,
} from "./drawing.ts";
import { drawingStyles } from "./drawing-styles.ts";
import { KeyDrag } from "./key-drag.ts";
import { keyList } from "./key-list.ts";
import { drawKey, drawPageKey } from "./keys.ts";
import { keyName } from "./labels.ts";
import { directionOf, neighbour } from "./spatial.ts";

export type KeyCommand = "clear" | "copy" | "cut" | "paste" | "undo" | "redo";
/** Narrower than this (CSS pixels) keys would be too small to hit: they stand in a list, and the drawing above it. */
const narrowest = 520;

/**
 * A desk phone drawn to scale. A key is chosen by a click or by arrows (`key-select`), opened by Enter or a double click
 * (`key-open`), moved by dragging (`key-move`) and takes what is dragged on to it from outside (`key-drop`, with its
 * DataTransfer). Delete, Ctrl-C, X, V, Z and Y tell `key-command`, and a letter or digit typed on a key tells `key-type`
 * before it is written anywhere. It changes nothing by itself but the page shown (`page-change`).
 */
export class PhoneDrawing extends KlykaElement {
  static override properties = {
    shape: { attribute: false },
    keys: { attribute: false },
    selected: { attribute: false },
    pages: { attribute: false },
    heading: {},
    subtitle: {},
    readonly: { type: Boolean },
    locks: { type: Boolean },
    over: { state: true },
    narrow: { state: true },
  };
  declare shape: PhoneShape | null;
  declare keys: readonly KeyContent[];
  declare selected: KeyPlace | null;
  declare pages: Pages;
  /** What the phone's own screen says: whose it is. */
  declare heading: string;
  declare subtitle: string;
  declare readonly: boolean;
  /** Locked keys cannot be changed: whoever looks is no administrator. */
  declare locks: boolean;
  declare over: KeyPlace | null;
  declare narrow: boolean;
  readonly drag = new KeyDrag(this);
  #sizes: ResizeObserver | null = null;

  constructor() {
    super();
    this.shape = null;
    this.keys = [];
    this.selected = null;
    this.pages = { 0: 1 };
    this.heading = "";
    this.subtitle = "";
    this.readonly = false;
    this.locks = false;
    this.over = null;
    this.narrow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => {
      this.narrow = (entry?.contentRect.width ?? narrowest) < narrowest;
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  override render() {
    const { shape } = this;
    if (!shape) return nothing;
    const any = shape.keys.some(isProgrammable);
    return html`${this.narrow ? this._asList(shape) : this._drawn(shape)}
      ${any ? this._below(shape) : html`<p class="facts">${t("phone.no_keys")}</p>`}`;
  }

  _drawn(shape: PhoneShape) {
    return html`<svg class="phone ${this.drag.active ? "dragging" : ""}" viewBox=${viewBox(shape)} @keydown=${this._key}>
      ${drawBody(shape)} ${this._title(shape)}
      <g role="group" aria-label=${t("phone.pages")}>${this._pageKeys(shape)}</g>
      <g role="listbox" aria-label=${t("phone.drawing", { phone: shape.name })}>${keysInSight(shape, this.pages).map((spot) => this._keyOf(shape, spot))}</g>
    </svg>`;
  }

  _asList(shape: PhoneShape) {
    return html`<svg class="phone small-phone" viewBox=${viewBox(shape)} aria-hidden="true">
        ${drawBody(shape)}
        ${keysInSight(shape, this.pages).map((spot) => svg`<g>${drawKey(shape, spot, { content: this.contentOf(spot), selected: false, over: false })}</g>`)}
      </svg>
      <div @keydown=${this._key}>
        ${keyList(shape, this.pages, { content: (spot) => this.contentOf(spot), isSelected: (spot) => this._isSelected(spot), tabindex: (spot) => this._tabIndex(spot), choose: (spot) => this._tapped(spot), open: (spot) => this.tell("key-open", placeOf(spot)) })}
      </div>`;
  }

  _keyOf(shape: PhoneShape, spot: Programmable): TemplateResult {
    const content = this.contentOf(spot);
    const selected = this._isSelected(spot);
    return svg`<g
      class="key"
      role="option"
      data-place=${`${spot.module}/${spot.index}`}
      tabindex=${this._tabIndex(spot)}
      aria-selected=${selected}
      @click=${() => this._choose(spot)}
      @dblclick=${() => this.tell("key-open", placeOf(spot))}
      @pointerdown=${(event: PointerEvent) => this._mayMove(content) && this.drag.start(event, placeOf(spot))}
      @dragover=${(event: DragEvent) => this._dragOver(event, spot)}
      @dragleave=${() => this._dragLeave(spot)}
      @drop=${(event: DragEvent) => this._drop(event, spot)}
    ><title>${keyName(spot, content, pageCount(shape, 0))}</title><g aria-hidden="true">${drawKey(shape, spot, { content, selected, over: samePlace(this.over, spot) })}</g></g>`;
  }

  _pageKeys(shape: PhoneShape) {
    return shape.keys
      .filter((spot) => spot.index === null && (spot.module > 0 || spot.page === (this.pages[0] ?? 1)))
      .map((spot) => {
        const shown = this.pages[spot.module] ?? 1;
        const to = spot.module > 0 ? spot.page : (spot.page % pageCount(shape, 0)) + 1;
        const name = spot.module > 0 ? t("phone.module_page", { module: spot.module, page: to }) : t("phone.page", { page: to });
        const label = spot.module > 0 ? String(to) : t("phone.next_page", { page: to });
        const current = spot.module > 0 && to === shown;
        return svg`<g class="page-key" role="button" tabindex="0" aria-pressed=${spot.module > 0 ? String(current) : nothing}
          @click=${() => this.turn(spot.module, to)}
          @keydown=${(event: KeyboardEvent) => this._pageKey(event, spot.module, to)}><title>${name}</title><g aria-hidden="true">${drawPageKey(shape, spot, label, current)}</g></g>`;
      });
  }

  /** Between the columns of labels, where the phone shows whose it is. */
  _title(shape: PhoneShape) {
    const { screen } = shape;
    const touched = shape.keys.some((spot) => spot.side === "screen" && spot.module === 0);
    if (!screen || touched || !this.heading || screen.h < 22) return nothing;
    const has = (side: string) => shape.keys.some((spot) => spot.module === 0 && spot.side === side);
    const free = { from: has("left") ? 0.36 : 0.04, to: has("right") ? 0.64 : 0.96 };
    const w = Math.min(54, (free.to - free.from) * screen.w);
    // Too little room between the labels: then the labels alone are shown.
    if (w < 24) return nothing;
    const [x, y] = [screen.x + ((free.from + free.to) / 2) * screen.w, screen.y + screen.h / 2];
    const size = Math.min(5.4, (w / Math.max(6, this.heading.length)) * 1.6);
    return svg`<g aria-hidden="true"><rect class="plate" x=${x - w / 2} y=${y - 9} width=${w} height="18" rx="1.6"></rect>
      <text class="title" x=${x} y=${y - 2} font-size=${size}>${this.heading}</text>
      <text class="subtitle" x=${x} y=${y + 4.4} font-size="3">${this.subtitle}</text></g>`;
  }

  _below(shape: PhoneShape) {
    const pages = pageCount(shape, 0);
    const total = shape.keys.filter(isProgrammable).length;
    const used = shape.keys.filter(isProgrammable).filter((spot) => (this.contentOf(spot)?.kind ?? "blank") !== "blank").length;
    const facts = [
      t("phone.used", { used, total }),
      ...(shape.labelChars ? [t("phone.label_room", { count: shape.labelChars })] : []),
    ];
    return html`<div class="below">
      ${
        pages > 1
          ? html`<div class="segments" role="group" aria-label=${t("phone.pages")}>
              ${Array.from({ length: pages }, (_, at) => at + 1).map(
                (page) =>
                  html`<button type="button" aria-pressed=${page === (this.pages[0] ?? 1)} @click=${() => this.turn(0, page)}>${t("phone.page", { page })}</button>`,
              )}
            </div>`
          : nothing
      }<slot name="tools"></slot><span class="facts">${facts.join(" · ")}</span>
    </div>`;
  }

  /** Shows a page of the phone (module 0) or of a module. */
  turn(module: number, page: number): void {
    this.pages = { ...this.pages, [module]: page };
    this.tell("page-change", { module, page });
  }

  /** Turns to the page of a key. */
  show(place: KeyPlace): void {
    const spot = this.shape?.keys.filter(isProgrammable).find((one) => samePlace(one, place));
    if (spot) this.turn(spot.module, spot.page);
  }

  contentOf(spot: KeyPlace): KeyContent | null {
    return this.keys.find((key) => samePlace(key, spot)) ?? null;
  }

  /** Puts the keyboard on the chosen key, or on the first. */
  async focusKey(place: KeyPlace | null = this.selected): Promise<void> {
    await this.updateComplete;
    const wanted = place ? `[data-place="${place.module}/${place.index}"]` : '[tabindex="0"][data-place]';
    const key = this.renderRoot.querySelector(wanted);
    if (key instanceof SVGElement || key instanceof HTMLElement) key.focus();
  }

  _isSelected(spot: Programmable): boolean {
    return samePlace(this.selected, placeOf(spot));
  }

  /** One stop for the Tab key: the chosen key, or the first in sight. */
  _tabIndex(spot: Programmable): number {
    const inSight = this.shape ? keysInSight(this.shape, this.pages) : [];
    const stop = inSight.find((one) => this._isSelected(one)) ?? inSight[0];
    return stop === spot ? 0 : -1;
  }

  _choose(spot: Programmable): void {
    if (this.drag.justMoved) return;
    this.selected = placeOf(spot);
    this.tell("key-select", this.selected);
    void this.focusKey();
  }

  /** In a list there is no room beside it: a row that is hit opens. */
  _tapped(spot: Programmable): void {
    this._choose(spot);
    this.tell("key-open", placeOf(spot));
  }

  _mayMove(content: KeyContent | null): boolean {
    return !this.readonly && content !== null && !(this.locks && content.locked);
  }

  _key(event: KeyboardEvent): void {
    const { shape } = this;
    if (!shape || !(event.target instanceof Element) || !event.target.closest("[data-place]")) return;
    const inSight = keysInSight(shape, this.pages);
    const here = inSight.find((spot) => this._isSelected(spot)) ?? inSight[0];
    if (!here) return;
    const to = this.narrow ? alongList(event.key, here, inSight) : this._across(event.key, here, inSight);
    const command = commandOf(event);
    if (to) this._choose(to);
    else if (event.key === "Enter" || event.key === " ") this.tell("key-open", placeOf(here));
    else if (event.key === "PageDown" || event.key === "PageUp") this._turnFrom(here, event.key === "PageDown" ? 1 : -1);
    else if (command && !this.readonly) this.tell("key-command", { command, ...placeOf(here) });
    else {
      // What is typed lands in the field that takes the focus now.
      if (isTyped(event) && !this.readonly) this.tell("key-type", placeOf(here));
      return;
    }
    event.preventDefault();
  }

  _across(key: string, here: Programmable, inSight: readonly Programmable[]): Programmable | null {
    const direction = directionOf[key];
    if (direction) return neighbour(here, direction, inSight) ?? here;
    if (key === "Home") return inSight[0] ?? null;
    return key === "End" ? (inSight.at(-1) ?? null) : null;
  }

  /** The same place on the next page. */
  _turnFrom(here: Programmable, by: 1 | -1): void {
    const { shape } = this;
    if (!shape) return;
    const count = pageCount(shape, here.module);
    const page = ((here.page - 1 + by + count) % count) + 1;
    this.turn(here.module, page);
    const onPage = keysInSight(shape, this.pages).filter((spot) => spot.module === here.module);
    const to = onPage.find((spot) => spot.x === here.x && spot.y === here.y) ?? onPage[0];
    if (to) this._choose(to);
  }

  _pageKey(event: KeyboardEvent, module: number, page: number): void {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.turn(module, page);
  }

  _dragOver(event: DragEvent, spot: Programmable): void {
    if (this.readonly || (this.locks && this.contentOf(spot)?.locked)) return;
    event.preventDefault();
    this.over = placeOf(spot);
  }

  _dragLeave(spot: Programmable): void {
    if (samePlace(this.over, placeOf(spot))) this.over = null;
  }

  _drop(event: DragEvent, spot: Programmable): void {
    event.preventDefault();
    this.over = null;
    this.tell("key-drop", { ...placeOf(spot), data: event.dataTransfer });
  }

  static override styles = [shared, buttons, states, drawingStyles];
}

function placeOf({ module, index }: Programmable): KeyPlace {
  return { module, index };
}

function alongList(key: string, here: Programmable, inSight: readonly Programmable[]): Programmable | null {
  const at = inSight.indexOf(here);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: inSight.length - 1 }[key];
  return to === undefined ? null : (inSight[Math.max(0, Math.min(inSight.length - 1, to))] ?? null);
}

function commandOf(event: KeyboardEvent): KeyCommand | null {
  if (event.key === "Delete" || event.key === "Backspace") return "clear";
  if (!event.ctrlKey && !event.metaKey) return null;
  const commands: Readonly<Record<string, KeyCommand>> = { c: "copy", x: "cut", v: "paste", z: "undo", y: "redo" };
  const command = commands[event.key.toLowerCase()] ?? null;
  return command === "undo" && event.shiftKey ? "redo" : command;
}

/** A letter or a digit; `/` opens the search of everything. */
function isTyped({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && /^[\p{L}\p{N}+*#]$/u.test(key);
}

customElements.define("phone-drawing", PhoneDrawing);
declare global {
  interface HTMLElementTagNameMap {
    "phone-drawing": PhoneDrawing;
  }
}
