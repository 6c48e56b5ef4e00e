import { css, html, nothing } from "lit";
import { weekdayName } from "../../../domain/calendar-words.ts";
import { addDays, addMonths, wallClock, weekday } from "../../../domain/local-time.ts";
import { mondayOf } from "../../../domain/schedule-rules.ts";
import { KlykaElement } from "../components/element.ts";
import { longDay } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import { type DayBand, dayMinutes, timeAt, weekNumber } from "./bands.ts";
import { dayRemarks } from "./day-words.ts";
import { toneStyles } from "./tone-styles.ts";
import { type Tone, toneClass } from "./tones.ts";

/** The Mondays of the weeks that have a day of that month. @param month any day of it */
export function weeksOfMonth(month: string): readonly string[] {
  const first = `${month.slice(0, 7)}-01`;
  const after = addMonths(first, 1);
  const mondays: string[] = [];
  for (let monday = mondayOf(first); monday < after; monday = addDays(monday, 7)) mondays.push(monday);
  return mondays;
}

/**
 * A month, each day with its band. Arrows go by day and week, Page Up and Page Down by month, Home and End to the week's ends;
 * Enter opens the day's week. Tells `day-open` and `day-stand` with the day.
 */
export class ScheduleMonth extends KlykaElement {
  static override properties = {
    bands: { attribute: false },
    tones: { attribute: false },
    names: { attribute: false },
    day: {},
    zone: {},
    now: { attribute: false },
    heading: {},
  };
  /** From the Monday of its first week to the Sunday of its last. */
  declare bands: readonly DayBand[];
  declare tones: ReadonlyMap<string, Tone>;
  declare names: ReadonlyMap<string, string>;
  /** Where the keyboard stands; says which month it is. */
  declare day: string;
  declare zone: string;
  declare now: Date;
  declare heading: string;
  #follow = false;

  constructor() {
    super();
    this.bands = [];
    this.tones = new Map();
    this.names = new Map();
    this.day = "";
    this.zone = "Europe/Stockholm";
    this.now = new Date();
    this.heading = "";
  }

  override updated(): void {
    if (!this.#follow) return;
    this.#follow = false;
    this.renderRoot.querySelector<HTMLElement>('.cell[tabindex="0"]')?.focus();
  }

  override render() {
    const weeks = weeksOfMonth(this.day);
    return html`<table role="grid" aria-label=${this.heading} @keydown=${this._key}>
      <thead>
        <tr>
          <th scope="col" class="week"><span class="hidden">${t("calendar.week")}</span></th>
          ${[1, 2, 3, 4, 5, 6, 7].map((number) => {
            const name = weekdayName(number, currentLanguage());
            return html`<th scope="col"><abbr title=${name}>${name.slice(0, 3)}</abbr></th>`;
          })}
        </tr>
      </thead>
      <tbody>
        ${weeks.map(
          (monday, row) => html`<tr>
            <th scope="row" class="week">${weekNumber(monday)}</th>
            ${this.bands.slice(row * 7, row * 7 + 7).map((band) => this._cell(band))}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  _cell(band: DayBand) {
    const { words, rest } = dayRemarks(band);
    const outside = band.date.slice(0, 7) !== this.day.slice(0, 7);
    const today = band.date === wallClock(this.now, this.zone).date;
    const stretches = band.pieces.map(({ start, end, key }) => `${timeAt(start)}–${timeAt(end)} ${this.names.get(key) ?? ""}`);
    const label = [longDay(band.date), ...words, today ? t("calendar.today") : ""].filter(Boolean).join(", ");
    return html`<td class=${outside ? "outside" : ""}>
      <button
        class="cell ${rest ? "rest" : ""} ${today ? "today" : ""}"
        type="button"
        tabindex=${band.date === this.day ? "0" : "-1"}
        aria-label="${label}. ${stretches.join("; ")}"
        @click=${() => this.tell("day-open", band.date)}
      >
        <span class="number">${Number(band.date.slice(8))}</span>
        <span class="remark">${words.length > 0 ? words[0] : nothing}</span>
        <span class="band" aria-hidden="true"
          >${band.pieces.map((piece) => html`<span class="piece ${toneClass(this.tones.get(piece.key))} ${piece.pass}" .style=${`left:${(piece.start / dayMinutes) * 100}%;width:${((piece.end - piece.start) / dayMinutes) * 100}%`}></span>`)}</span
        >
      </button>
    </td>`;
  }

  _key(event: KeyboardEvent): void {
    const { day } = this;
    const to = {
      ArrowLeft: () => addDays(day, -1),
      ArrowRight: () => addDays(day, 1),
      ArrowUp: () => addDays(day, -7),
      ArrowDown: () => addDays(day, 7),
      Home: () => mondayOf(day),
      End: () => addDays(day, 7 - weekday(day)),
      PageUp: () => addMonths(day, event.shiftKey ? -12 : -1),
      PageDown: () => addMonths(day, event.shiftKey ? 12 : 1),
    }[event.key];
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#follow = true;
    this.tell("day-stand", to());
  }

  static override styles = [
    shared,
    toneStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        padding: 0 0 6px;
        font-size: var(--size-small);
        font-weight: 600;
        color: var(--soft);
      }
      thead th:not(.week) {
        text-align: left;
        padding-left: 9px;
      }
      th abbr {
        text-decoration: none;
      }
      .week {
        width: 36px;
        font-weight: 400;
        text-align: left;
        vertical-align: top;
      }
      tbody .week {
        padding-top: 7px;
      }
      td {
        padding: 2px;
      }
      .cell {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 6px;
        align-items: baseline;
        width: 100%;
        min-height: 64px;
        padding: 6px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: none;
        color: var(--ink);
        font: 500 var(--size-text) / 1.3 var(--text);
        font-variant-numeric: tabular-nums;
        text-align: left;
        cursor: pointer;
      }
      .cell:hover {
        border-color: var(--field-line);
      }
      .rest .number {
        color: var(--stop-ink);
      }
      .today {
        border-color: var(--accent);
      }
      .today .number {
        font-weight: 750;
        color: var(--accent);
      }
      .outside .number {
        color: var(--soft);
        font-weight: 400;
      }
      .remark {
        color: var(--soft);
        font-size: 0.75rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .band {
        position: relative;
        grid-column: 1 / -1;
        align-self: end;
        height: 16px;
        border-radius: 4px;
        overflow: hidden;
      }
      .piece {
        position: absolute;
        top: 0;
        bottom: 0;
      }
      .piece.first {
        bottom: 50%;
      }
      .piece.second {
        top: 50%;
      }
      @media (max-width: 720px) {
        td {
          padding: 1px;
        }
        thead th:not(.week) {
          padding-left: 5px;
        }
        .week {
          width: 24px;
        }
        .cell {
          min-height: 52px;
          padding: 4px;
        }
        .remark {
          display: none;
        }
      }
    `,
  ];
}

customElements.define("schedule-month", ScheduleMonth);
declare global {
  interface HTMLElementTagNameMap {
    "schedule-month": ScheduleMonth;
  }
}
