import { css, html, nothing } from "lit";
import { CalendarDays, CircleAlert } from "lucide";
import { dayAndMonth } from "../../../domain/calendar-words.ts";
import { mostMonthsAhead } from "../../../domain/diversion.ts";
import { addMonths, wallClock } from "../../../domain/local-time.ts";
import { readSpokenEnd, type SpokenInput } from "../../../domain/spoken-input.ts";
import { shiftNotice, spokenEnd, spokenTime } from "../../../domain/spoken-time.ts";
import { usualHours, type WorkingHours } from "../../../domain/working-hours.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";
import "./month-calendar.ts";

/** What stands in the field, understood: `open` has no end, `at` is ISO UTC, `shift` what a clock change did to it. */
export type Moment =
  | { readonly kind: "at"; readonly at: string; readonly shift: "none" | "missing" | "twice" }
  | { readonly kind: "open" }
  | { readonly kind: "none" };

/**
 * A moment as people say it: `13`, `1300`, `fre 8`, `7 december`, `tills vidare`, read back in words below the field; or a
 * day from the calendar. Tells `moment-change` with a `Moment`, and `moment-enter` when Enter is pressed in the field.
 */
export class MomentEntry extends KlykaElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = {
    label: {},
    hint: {},
    text: {},
    now: { attribute: false },
    today: { attribute: false },
    hours: { attribute: false },
    problem: {},
    kind: {},
    openEnd: { type: Boolean },
    calendar: { state: true },
    left: { state: true },
  };
  declare label: string;
  declare hint: string;
  /** What stands in the field. */
  declare text: string;
  /** What "tomorrow" counts from when it is written: the start of what ends, say; the browser's clock unless given. */
  declare now: Date | null;
  /** What "tomorrow" counts from when it is read; what is written counts from unless given. */
  declare today: Date | null;
  declare hours: WorkingHours;
  /** What is wrong, as a sentence. */
  declare problem: string | null;
  /** `end` is read back as `till 13:00`, `start` as `13:00`. */
  declare kind: "start" | "end";
  /** May have no end. */
  declare openEnd: boolean;
  declare calendar: boolean;
  /** Only what has been left is corrected. */
  declare left: boolean;

  constructor() {
    super();
    this.label = "";
    this.hint = "";
    this.text = "";
    this.now = null;
    this.today = null;
    this.hours = usualHours;
    this.problem = null;
    this.kind = "end";
    this.openEnd = false;
    this.calendar = false;
    this.left = false;
  }

  get moment(): Moment {
    const read = this._read();
    if (read === null) return { kind: "none" };
    return read.kind === "open" ? read : { kind: "at", at: read.instant.toISOString(), shift: read.shift };
  }

  override render() {
    const read = this._read();
    const unreadable = (this.left || this.problem !== null) && this.text.trim() !== "" && read === null;
    const wrong = unreadable ? t("away.moment.invalid") : this.problem;
    return html`<div class="field">
        <label for="text">${this.label}</label>
        <span class="line">
          <input
            class="input"
            id="text"
            autocomplete="off"
            spellcheck="false"
            .value=${this.text}
            aria-invalid=${wrong ? "true" : nothing}
            aria-describedby=${wrong ? "says error" : "says hint"}
            @input=${this._typed}
            @keydown=${this._key}
            @blur=${() => {
              this.left = true;
            }}
          />
          <button
            class="button icon-only"
            type="button"
            aria-label=${t("away.moment.calendar", { label: this.label })}
            aria-expanded=${this.calendar ? "true" : "false"}
            @click=${() => {
              this.calendar = !this.calendar;
            }}
          >
            ${icon(CalendarDays)}
          </button>
        </span>
        ${wrong ? html`<span class="error" id="error">${icon(CircleAlert, 16)}<span>${wrong}</span></span>` : nothing}
        <span class="says" id="says" role="status">${read ? this._says(read) : nothing}</span>
        ${read ? nothing : html`<span class="hint" id="hint">${this.hint || t("away.moment.hint")}</span>`}
      </div>
      ${this.calendar ? this._calendar(read) : nothing}`;
  }

  _says(read: SpokenInput) {
    const language = currentLanguage();
    const { zone } = this.hours;
    if (read.kind === "open") return spokenEnd(null, this._now(), zone, language);
    const sameDay = wallClock(read.instant, zone).date === wallClock(this._now(), zone).date;
    const from = sameDay ? this._now() : (this.today ?? this._now());
    const said = (this.kind === "end" ? spokenEnd : spokenTime)(read.instant, from, zone, language);
    const notice = shiftNotice(read.entered, read, language);
    return html`${said}${notice ? html`<span class="shift">${notice}</span>` : nothing}`;
  }

  _calendar(read: SpokenInput | null) {
    const today = wallClock(this._now(), this.hours.zone).date;
    const chosen = read?.kind === "at" ? wallClock(read.instant, this.hours.zone).date : "";
    return html`<month-calendar
      .label=${this.label}
      .value=${chosen}
      .today=${today}
      .first=${today}
      .last=${addMonths(today, mostMonthsAhead)}
      @day-chosen=${(event: CustomEvent<string>) => this._chose(event.detail, read)}
    ></month-calendar>`;
  }

  /** A day from the calendar keeps the time that stood there. */
  _chose(day: string, read: SpokenInput | null): void {
    const today = wallClock(this._now(), this.hours.zone).date;
    const time = read?.kind === "at" ? wallClock(read.instant, this.hours.zone).time : this.hours.from;
    this._take(`${dayAndMonth(day, today, currentLanguage())} ${time}`);
    this.calendar = false;
    this.renderRoot.querySelector("input")?.focus();
  }

  _typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this._take(event.target.value);
  }

  /** A form in another tree hears nothing of Enter in here. */
  _key(event: KeyboardEvent): void {
    if (event.key === "Enter") this.tell("moment-enter", null);
  }

  _take(text: string): void {
    this.text = text;
    this.problem = null;
    this.tell("moment-change", this.moment);
  }

  _read(): SpokenInput | null {
    const read = readSpokenEnd(this.text, this._now(), this.hours);
    return read?.kind === "open" && !this.openEnd ? null : read;
  }

  _now(): Date {
    return this.now ?? new Date();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      .line {
        display: flex;
        gap: 8px;
      }
      .line .input {
        flex: 1;
        min-width: 0;
      }
      .says {
        font-weight: 600;
        color: var(--live-ink);
      }
      .says:empty {
        display: none;
      }
      .shift {
        display: block;
        font-weight: 400;
        color: var(--waiting-ink);
      }
      month-calendar {
        margin-top: 8px;
      }
    `,
  ];
}

customElements.define("moment-entry", MomentEntry);
declare global {
  interface HTMLElementTagNameMap {
    "moment-entry": MomentEntry;
  }
}
