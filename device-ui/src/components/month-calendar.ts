import { css, html } from "lit";
import { ChevronLeft, ChevronRight } from "lucide";
import { monthName, weekdayName } from "../../../domain/calendar-words.ts";
import { addDays, addMonths, weekday } from "../../../domain/local-time.ts";
import { dayNames, eveOn, redDayOn } from "../../../domain/red-days.ts";
import { longDay } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/**
 * A month to choose a day from, with weeks and red days. Arrows go by day and week, Page Up and Page Down by month (with
 * Shift by year), Home and End to the week's ends; Enter takes. Tells `day-chosen` with `2026-11-27`.
 */
export class MonthCalendar extends KlykaElement {
  static override properties = {
    value: {},
    today: {},
    first: {},
    last: {},
    may: { attribute: false },
    label: {},
    cursor: { state: true },
  };
  /** The chosen day; empty: none. */
  declare value: string;
  declare today: string;
  /** Days outside are not to be chosen; empty: no limit. */
  declare first: string;
  declare last: string;
  /** Which of the days between them may be chosen; null: each. */
  declare may: ((day: string) => boolean) | null;
  declare label: string;
  /** The day that the keyboard stands on. */
  declare cursor: string;
  #follow = false;

  constructor() {
    super();
    this.value = "";
    this.today = new Date().toISOString().slice(0, 10);
    this.first = "";
    this.last = "";
    this.may = null;
    this.label = "";
    this.cursor = "";
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (this.cursor === "" || (changed.has("value") && this.value !== "")) this.cursor = this.value || this._within(this.today);
  }

  /** To the day that the keyboard stands on. */
  override focus(): void {
    this.#follow = true;
    this.requestUpdate();
  }

  override updated(): void {
    if (!this.#follow) return;
    this.#follow = false;
    this.renderRoot.querySelector<HTMLElement>('button[tabindex="0"].day')?.focus();
  }

  override render() {
    const [year = "", month = ""] = this.cursor.split("-");
    const title = `${monthName(Number(month), currentLanguage())} ${year}`;
    return html`<div class="top">
        <button class="button quiet icon-only small" type="button" aria-label=${t("away.calendar.previous")} @click=${() => this._turn(-1)}>
          ${icon(ChevronLeft)}
        </button>
        <p class="title" aria-live="polite">${title}</p>
        <button class="button quiet icon-only small" type="button" aria-label=${t("away.calendar.next")} @click=${() => this._turn(1)}>
          ${icon(ChevronRight)}
        </button>
      </div>
      <table role="grid" aria-label=${this.label ? `${this.label}, ${title}` : title} @keydown=${this._key}>
        <thead>
          <tr>
            <th class="week" scope="col"><abbr title=${t("away.calendar.week")}>${t("away.calendar.week_short")}</abbr></th>
            ${[1, 2, 3, 4, 5, 6, 7].map((day) => {
              const name = weekdayName(day, currentLanguage());
              return html`<th scope="col"><abbr title=${name}>${name.slice(0, 2)}</abbr></th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${weeksOf(this.cursor).map(
            (monday) => html`<tr>
              <th class="week" scope="row">${weekNumber(monday)}</th>
              ${[0, 1, 2, 3, 4, 5, 6].map((n) => this._day(addDays(monday, n)))}
            </tr>`,
          )}
        </tbody>
      </table>`;
  }

  _day(day: string) {
    if (day.slice(0, 7) !== this.cursor.slice(0, 7)) return html`<td></td>`;
    const named = redDayOn(day) ?? eveOn(day);
    const rest = named !== null || weekday(day) === 7;
    const name = [
      longDay(day),
      named ? dayNames[named][currentLanguage()] : "",
      day === this.today ? t("away.calendar.today") : "",
    ];
    return html`<td>
      <button
        class="day ${rest ? "rest" : ""} ${day === this.today ? "today" : ""}"
        type="button"
        tabindex=${day === this.cursor ? "0" : "-1"}
        aria-label=${name.filter(Boolean).join(", ")}
        aria-pressed=${day === this.value ? "true" : "false"}
        ?disabled=${!this._may(day)}
        @click=${() => this._choose(day)}
      >
        ${Number(day.slice(8))}
      </button>
    </td>`;
  }

  _may(day: string): boolean {
    const within = (this.first === "" || day >= this.first) && (this.last === "" || day <= this.last);
    return within && (this.may === null || this.may(day));
  }

  _choose(day: string): void {
    if (!this._may(day)) return;
    this.value = day;
    this.tell("day-chosen", day);
  }

  _turn(months: number): void {
    this.cursor = this._within(addMonths(this.cursor, months));
  }

  _within(day: string): string {
    if (this.first !== "" && day < this.first) return this.first;
    return this.last !== "" && day > this.last ? this.last : day;
  }

  _key(event: KeyboardEvent): void {
    const to = target(event, this.cursor);
    if (to === null) return;
    event.preventDefault();
    this.#follow = true;
    this.cursor = this._within(to);
    this.requestUpdate();
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        max-width: 340px;
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      .title {
        font: 650 var(--size-text) / 1.4 var(--heading);
      }
      .title::first-letter {
        text-transform: uppercase;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        padding: 4px 0;
        font-size: var(--size-small);
        font-weight: 600;
        color: var(--soft);
      }
      th abbr {
        text-decoration: none;
      }
      .week {
        font-weight: 400;
      }
      td {
        padding: 1px;
      }
      .day {
        width: 100%;
        min-height: 36px;
        padding: 0;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        color: var(--ink);
        font: 500 var(--size-text) / 1 var(--text);
        font-variant-numeric: tabular-nums;
        cursor: pointer;
      }
      .day:hover {
        border-color: var(--field-line);
      }
      .day.rest {
        color: var(--stop-ink);
      }
      .day.today {
        border-color: var(--accent);
      }
      .day[aria-pressed="true"] {
        background: var(--accent);
        color: var(--on-accent);
      }
      .day:disabled {
        color: var(--soft);
        opacity: 0.55;
        cursor: default;
        border-color: transparent;
      }
      @media (forced-colors: active) {
        .day[aria-pressed="true"] {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ];
}

/** Where a key leads; null: nowhere. */
function target({ key, shiftKey }: KeyboardEvent, from: string): string | null {
  switch (key) {
    case "ArrowLeft":
      return addDays(from, -1);
    case "ArrowRight":
      return addDays(from, 1);
    case "ArrowUp":
      return addDays(from, -7);
    case "ArrowDown":
      return addDays(from, 7);
    case "Home":
      return addDays(from, 1 - weekday(from));
    case "End":
      return addDays(from, 7 - weekday(from));
    case "PageUp":
      return addMonths(from, shiftKey ? -12 : -1);
    case "PageDown":
      return addMonths(from, shiftKey ? 12 : 1);
    default:
      return null;
  }
}

/** The Mondays of the weeks that have a day of that month. */
function weeksOf(day: string): string[] {
  const first = `${day.slice(0, 7)}-01`;
  const after = addMonths(first, 1);
  const mondays: string[] = [];
  for (let monday = addDays(first, 1 - weekday(first)); monday < after; monday = addDays(monday, 7)) mondays.push(monday);
  return mondays;
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function weekNumber(monday: string): number {
  const thursday = addDays(monday, 3);
  const days = (Date.parse(`${thursday}T00:00Z`) - Date.parse(`${thursday.slice(0, 4)}-01-01T00:00Z`)) / 86_400_000;
  return Math.floor(days / 7) + 1;
}

customElements.define("month-calendar", MonthCalendar);
declare global {
  interface HTMLElementTagNameMap {
    "month-calendar": MonthCalendar;
  }
}
