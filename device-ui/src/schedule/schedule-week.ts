import { html, nothing } from "lit";
import { Plus } from "lucide";
import { wallClock } from "../../../domain/local-time.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { longDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { type DayBand, dayMinutes, instantIn, type Piece, pieceAt, timeAt, wallMinute } from "./bands.ts";
import { dayRemarks, shortName } from "./day-words.ts";
import { toneStyles } from "./tone-styles.ts";
import { type Tone, toneClass } from "./tones.ts";
import { weekStyles } from "./week-styles.ts";

/** A stretch of a day, by the wall clock, for which an entry is wanted. */
export type Span = { readonly date: string; readonly start: number; readonly end: number };

type At = { readonly day: number; readonly piece: number };
type Drag = { readonly day: number; readonly from: number; readonly to: number };

const step = 15;
const slack = 6;

/**
 * A week as bands, a day a row. Arrows go from stretch to stretch and day to day, Page Up and Page Down by week; Enter picks
 * the stretch's beginning, N wants an entry there. A press picks that moment, two want an entry for its hour, a drag one for what was dragged over.
 * Tells `moment-pick` with a Date, `span-add` with a Span, `week-turn` with −1 or 1.
 */
export class ScheduleWeek extends KlykaElement {
  static override properties = {
    bands: { attribute: false },
    tones: { attribute: false },
    names: { attribute: false },
    zone: {},
    now: { attribute: false },
    picked: { attribute: false },
    heading: {},
    readonly: { type: Boolean },
    cursor: { state: true },
    drag: { state: true },
    span: { state: true },
  };
  declare bands: readonly DayBand[];
  declare tones: ReadonlyMap<string, Tone>;
  /** What each key is called, with what is done: `Lunch, stängt`. */
  declare names: ReadonlyMap<string, string>;
  declare zone: string;
  declare now: Date;
  declare picked: Date | null;
  declare heading: string;
  declare readonly: boolean;
  declare cursor: At | null;
  declare drag: Drag | null;
  /** What the button at the picked moment makes an entry for. */
  declare span: Span | null;
  #follow = false;
  #press: { readonly x: number; readonly day: number; readonly from: number } | null = null;

  constructor() {
    super();
    this.bands = [];
    this.tones = new Map();
    this.names = new Map();
    this.zone = "Europe/Stockholm";
    this.now = new Date();
    this.picked = null;
    this.heading = "";
    this.readonly = false;
    this.cursor = null;
    this.drag = null;
    this.span = null;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("picked") && this.picked === null) this.span = null;
    const there = this.cursor && this.bands[this.cursor.day]?.pieces[this.cursor.piece];
    if (!there) this.cursor = pieceAt(this.bands, this.picked ?? this.now) ?? { day: 0, piece: 0 };
  }

  override updated(): void {
    this.#placeChip();
    if (!this.#follow) return;
    this.#follow = false;
    this.renderRoot.querySelector<HTMLElement>('.piece[tabindex="0"]')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  /** The keyboard goes to the stretch of that day. */
  focusDay(date: string): void {
    const day = this.bands.findIndex((band) => band.date === date);
    if (day < 0) return;
    this.cursor = { day, piece: 0 };
    this.#follow = true;
    this.requestUpdate();
  }

  override render() {
    return html`<div class="board">
      <div class="week" role="grid" aria-label=${this.heading} aria-describedby="keys" @keydown=${this._key}>
        ${this.bands.map((band, day) => this._day(band, day))}
      </div>
      <div class="axis" aria-hidden="true">
        ${[0, 4, 8, 12, 16, 20, 24].map((hour) => html`<span .style=${`left:${(hour / 24) * 100}%`}>${String(hour).padStart(2, "0")}</span>`)}
      </div>
      <p class="hidden" id="keys">${t("calendar.week.keys")}</p>
      ${this._chip()}
    </div>`;
  }

  _day(band: DayBand, day: number) {
    const today = wallClock(this.now, this.zone).date === band.date;
    const remarks = dayRemarks(band);
    return html`<div class="day ${today ? "today" : ""} ${remarks.rest ? "rest" : ""}" role="row">
      <div class="name" role="rowheader" aria-label=${[longDay(band.date), ...remarks.words].join(", ")}>
        <span class="date">${shortName(band.date)}</span>${remarks.words.length > 0 ? html`<span class="remark">${remarks.words.join(", ")}</span>` : nothing}
      </div>
      <div class="band" role="presentation" data-day=${day} @pointerdown=${(event: PointerEvent) => this._down(event, day)} @dblclick=${this._addPicked}>
        ${band.missing ? this._missing(band.missing) : nothing}
        ${band.pieces.map((piece, at) => this._piece(band, piece, day, at))}
        ${today ? this._line("now", wallMinute(this.now, this.zone)) : nothing} ${this._picked(day)} ${this._dragged(day)}
      </div>
    </div>`;
  }

  _piece(band: DayBand, piece: Piece, day: number, at: number) {
    const here = this.cursor?.day === day && this.cursor.piece === at;
    const name = this.names.get(piece.key) ?? "";
    const times = `${timeAt(piece.start)}–${timeAt(piece.end)}`;
    const pass = piece.pass === "whole" ? "" : ` ${t(`calendar.pass.${piece.pass}`)}`;
    return html`<div
      class="piece ${toneClass(this.tones.get(piece.key))} ${piece.pass}"
      role="gridcell"
      tabindex=${here ? "0" : "-1"}
      data-piece=${at}
      title="${name}, ${times}"
      aria-label="${shortName(band.date)} ${times}${pass}: ${name}"
      .style=${`left:${share(piece.start)};width:${share(piece.end - piece.start)}`}
      @focus=${() => this._stand({ day, piece: at })}
    >
      <span class="word" aria-hidden="true">${name.split(",")[0]}</span>
    </div>`;
  }

  _missing([from, to]: readonly [number, number]) {
    return html`<div class="missing" aria-hidden="true" title=${t("calendar.missing", { from: timeAt(from), to: timeAt(to) })} .style=${`left:${share(from)};width:${share(to - from)}`}></div>`;
  }

  _line(kind: "now" | "picked", minute: number) {
    return html`<div class="line ${kind}" aria-hidden="true" .style=${`left:${share(minute)}`}></div>`;
  }

  _picked(day: number) {
    if (!this.picked) return nothing;
    const at = pieceAt(this.bands, this.picked);
    return at?.day === day ? this._line("picked", wallMinute(this.picked, this.zone)) : nothing;
  }

  _dragged(day: number) {
    if (this.drag?.day !== day) return nothing;
    const { start, end } = ordered(this.drag);
    return html`<div class="range" aria-hidden="true" .style=${`left:${share(start)};width:${share(end - start)}`}>
      <span>${timeAt(start)}–${timeAt(end)}</span>
    </div>`;
  }

  _chip() {
    const { span } = this;
    if (!span || this.readonly || this.drag) return nothing;
    const label = t("calendar.add_here", { times: `${timeAt(span.start)}–${timeAt(span.end)}` });
    return html`<button class="button small chip-add" type="button" @click=${() => this.tell("span-add", span)}>${icon(Plus, 16)}${label}</button>`;
  }

  /** Under the picked moment, never beyond the edge. */
  #placeChip(): void {
    const chip = this.renderRoot.querySelector<HTMLElement>(".chip-add");
    const day = this.bands.findIndex(({ date }) => date === this.span?.date);
    const band = this.renderRoot.querySelector<HTMLElement>(`.band[data-day="${day}"]`);
    const board = this.renderRoot.querySelector<HTMLElement>(".board");
    if (!chip || !band || !board || !this.span) return;
    const [outer, inner] = [board.getBoundingClientRect(), band.getBoundingClientRect()];
    const middle = inner.left - outer.left + ((this.span.start + this.span.end) / 2 / dayMinutes) * inner.width;
    const left = Math.max(0, Math.min(middle - chip.offsetWidth / 2, outer.width - chip.offsetWidth));
    chip.style.left = `${left}px`;
    chip.style.top = `${inner.bottom - outer.top + 4}px`;
  }

  _stand(at: At): void {
    if (this.cursor?.day !== at.day || this.cursor.piece !== at.piece) this.cursor = at;
  }

  _key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.cursor) return;
    const turn = event.key === "PageUp" ? -1 : event.key === "PageDown" ? 1 : 0;
    if (turn !== 0) this.#turn(turn);
    else if (event.key === "Enter" || event.key === " ") this.#pickPiece();
    else if (event.key.toLowerCase() === "n" && !this.readonly) this.#addAtCursor();
    else if (!this.#go(event.key)) return;
    event.preventDefault();
  }

  #turn(weeks: number): void {
    this.#follow = true;
    this.tell("week-turn", weeks);
  }

  #here(): { readonly band: DayBand; readonly piece: Piece } | null {
    const band = this.cursor ? this.bands[this.cursor.day] : undefined;
    const piece = band?.pieces[this.cursor?.piece ?? 0];
    return band && piece ? { band, piece } : null;
  }

  #pickPiece(): void {
    const here = this.#here();
    if (!here) return;
    this.span = { date: here.band.date, start: here.piece.start, end: here.piece.end };
    this.tell("moment-pick", here.piece.from);
  }

  #addAtCursor(): void {
    const here = this.#here();
    if (here) this.tell<Span>("span-add", { date: here.band.date, start: here.piece.start, end: here.piece.end });
  }

  /** @returns false when the key leads nowhere */
  #go(key: string): boolean {
    const { cursor, bands } = this;
    if (!cursor) return false;
    const last = (day: number) => (bands[day]?.pieces.length ?? 1) - 1;
    const { day, piece } = cursor;
    const to: At | "before" | "after" | undefined = {
      ArrowLeft: piece > 0 ? { day, piece: piece - 1 } : day > 0 ? { day: day - 1, piece: last(day - 1) } : ("before" as const),
      ArrowRight:
        piece < last(day) ? { day, piece: piece + 1 } : day < bands.length - 1 ? { day: day + 1, piece: 0 } : ("after" as const),
      ArrowUp: day > 0 ? { day: day - 1, piece: this.#beside(day - 1) } : ("before" as const),
      ArrowDown: day < bands.length - 1 ? { day: day + 1, piece: this.#beside(day + 1) } : ("after" as const),
      Home: { day, piece: 0 },
      End: { day, piece: last(day) },
    }[key];
    if (to === undefined) return false;
    if (to === "before" || to === "after") this.#leave(to);
    else this.cursor = to;
    this.#follow = true;
    return true;
  }

  /** Beyond the first and the last day lies another week. */
  #leave(side: "before" | "after"): void {
    this.cursor = side === "before" ? { day: this.bands.length - 1, piece: 0 } : { day: 0, piece: 0 };
    this.tell("week-turn", side === "before" ? -1 : 1);
  }

  /** The piece of another day at the same time of the day. */
  #beside(day: number): number {
    const here = this.#here()?.piece.start ?? 0;
    return Math.max(0, this.bands[day]?.pieces.findLastIndex(({ start }) => start <= here) ?? 0);
  }

  _down(event: PointerEvent, day: number): void {
    if (event.button !== 0) return;
    this.#press = { x: event.clientX, day, from: this.#minuteAt(event, day) };
    addEventListener("pointermove", this.#move);
    addEventListener("pointerup", this.#up);
    addEventListener("pointercancel", this.#letGo);
    addEventListener("keydown", this.#escape, { capture: true });
  }

  readonly #move = (event: PointerEvent) => {
    const press = this.#press;
    if (!press || this.readonly || event.pointerType === "touch") return;
    if (!this.drag && Math.abs(event.clientX - press.x) <= slack) return;
    this.drag = { day: press.day, from: press.from, to: this.#minuteAt(event, press.day) };
  };

  readonly #up = (event: PointerEvent) => {
    const [press, drag] = [this.#press, this.drag];
    this.#letGo();
    if (!press) return;
    const { start, end } = ordered(drag ?? press.from);
    const date = this.bands[press.day]?.date;
    if (drag && date && start < end) this.tell<Span>("span-add", { date, start, end });
    else if (!drag) this.#pressed(event, press.day, press.from);
  };

  #pressed(event: PointerEvent, day: number, minute: number): void {
    const under = event.composedPath().find((one) => one instanceof HTMLElement && one.dataset.piece !== undefined);
    const at = under instanceof HTMLElement ? Number(under.dataset.piece) : -1;
    const band = this.bands[day];
    const piece = band?.pieces[at];
    if (!band || !piece) return;
    const within = Math.max(piece.start, Math.min(minute, piece.end - 1));
    const hour = Math.floor(within / 60) * 60;
    this.cursor = { day, piece: at };
    this.span = { date: band.date, start: Math.max(hour, piece.start), end: Math.min(hour + 60, piece.end) };
    this.tell("moment-pick", instantIn(piece, within));
  }

  /** Pressed twice: an entry for the hour that was picked by the first press. */
  _addPicked(): void {
    if (this.span && !this.readonly) this.tell("span-add", this.span);
  }

  readonly #escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#letGo();
  };

  readonly #letGo = () => {
    this.#press = null;
    this.drag = null;
    removeEventListener("pointermove", this.#move);
    removeEventListener("pointerup", this.#up);
    removeEventListener("pointercancel", this.#letGo);
    removeEventListener("keydown", this.#escape, { capture: true });
  };

  #minuteAt({ clientX }: PointerEvent, day: number): number {
    const box = this.renderRoot.querySelector(`.band[data-day="${day}"]`)?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    const at = ((clientX - box.left) / box.width) * dayMinutes;
    return Math.max(0, Math.min(dayMinutes, Math.round(at / step) * step));
  }

  static override styles = [shared, buttons, toneStyles, weekStyles];
}

function share(minutes: number): string {
  return `${(minutes / dayMinutes) * 100}%`;
}

function ordered(drag: Drag | number): { start: number; end: number } {
  if (typeof drag === "number") return { start: drag, end: drag };
  return { start: Math.min(drag.from, drag.to), end: Math.max(drag.from, drag.to) };
}

customElements.define("schedule-week", ScheduleWeek);
declare global {
  interface HTMLElementTagNameMap {
    "schedule-week": ScheduleWeek;
  }
}
