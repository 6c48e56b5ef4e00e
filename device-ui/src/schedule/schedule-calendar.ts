import { css, html, nothing } from "lit";
import { ChevronLeft, ChevronRight } from "lucide";
import { dayAndMonth, monthName } from "../../../domain/calendar-words.ts";
import { addDays, addMonths, wallClock } from "../../../domain/local-time.ts";
import type { Schedule } from "../../../domain/schedule.ts";
import { mondayOf } from "../../../domain/schedule-rules.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { buttons, shared, surfaces } from "../style/controls.ts";
import { bandsOf, type DayBand, weekNumber } from "./bands.ts";
import { weeksOfMonth } from "./schedule-month.ts";
import "./schedule-month.ts";
import "./schedule-week.ts";
import { toneStyles } from "./tone-styles.ts";
import { type Tone, toneClass } from "./tones.ts";

export const calendarLooks = ["week", "month"] as const;
export type CalendarLook = (typeof calendarLooks)[number];
/** Which week or month is looked at: the one of that day. */
export type LookAt = { readonly look: CalendarLook; readonly day: string };

/**
 * The week or the month of a schedule as bands, with what each colour stands for. Tells `look-change` with a LookAt, and what
 * `schedule-week` tells.
 */
export class ScheduleCalendar extends KlykaElement {
  static override properties = {
    schedule: { attribute: false },
    tones: { attribute: false },
    names: { attribute: false },
    look: {},
    day: {},
    now: { attribute: false },
    picked: { attribute: false },
    readonly: { type: Boolean },
  };
  declare schedule: Schedule | null;
  declare tones: ReadonlyMap<string, Tone>;
  declare names: ReadonlyMap<string, string>;
  declare look: CalendarLook;
  declare day: string;
  declare now: Date;
  declare picked: Date | null;
  declare readonly: boolean;
  #bands: readonly DayBand[] = [];

  constructor() {
    super();
    this.schedule = null;
    this.tones = new Map();
    this.names = new Map();
    this.look = "week";
    this.day = "";
    this.now = new Date();
    this.picked = null;
    this.readonly = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (this.day === "" && this.schedule) this.day = wallClock(this.now, this.schedule.zone).date;
    if (!this.schedule || !["schedule", "look", "day"].some((name) => changed.has(name))) return;
    const weeks = this.look === "week" ? [mondayOf(this.day)] : weeksOfMonth(this.day);
    this.#bands = bandsOf(this.schedule, weeks[0] ?? this.day, weeks.length * 7);
  }

  override render() {
    const { schedule, look } = this;
    if (!schedule) return nothing;
    const heading = this._heading();
    return html`<div class="head">
        <h2 aria-live="polite">${heading}</h2>
        ${this._legend()}
        <div class="tools">
          <span class="segments" role="group" aria-label=${t("calendar.look")}>
            ${calendarLooks.map((one) => html`<button type="button" aria-pressed=${one === look} @click=${() => this._look({ look: one, day: this.day })}>${t(`calendar.look.${one}`)}</button>`)}
          </span>
          <span class="turn">
            <button class="button small icon-only" type="button" aria-label=${t(`calendar.previous.${look}`)} @click=${() => this._turn(-1)}>${icon(ChevronLeft, 18)}</button>
            <button class="button small" type="button" @click=${this._today}>${t("calendar.today")}</button>
            <button class="button small icon-only" type="button" aria-label=${t(`calendar.next.${look}`)} @click=${() => this._turn(1)}>${icon(ChevronRight, 18)}</button>
          </span>
        </div>
      </div>
      ${look === "week" ? this._week(schedule, heading) : this._month(schedule, heading)}`;
  }

  _week({ zone }: Schedule, heading: string) {
    return html`<schedule-week
      .bands=${this.#bands}
      .tones=${this.tones}
      .names=${this.names}
      .zone=${zone}
      .now=${this.now}
      .picked=${this.picked}
      .heading=${heading}
      .readonly=${this.readonly}
      @week-turn=${(event: CustomEvent<number>) => this._turn(event.detail)}
    ></schedule-week>`;
  }

  _month({ zone }: Schedule, heading: string) {
    return html`<schedule-month
      .bands=${this.#bands}
      .tones=${this.tones}
      .names=${this.names}
      .day=${this.day}
      .zone=${zone}
      .now=${this.now}
      .heading=${heading}
      @day-stand=${(event: CustomEvent<string>) => this._look({ look: "month", day: event.detail })}
      @day-open=${(event: CustomEvent<string>) => void this._open(event.detail)}
    ></schedule-month>`;
  }

  /** What decides in sight, each once, in the order in which it comes. */
  _legend() {
    const keys = [...new Set(this.#bands.flatMap(({ pieces }) => pieces.map(({ key }) => key)))];
    const order = [...this.names.keys()];
    return html`<ul class="legend" aria-label=${t("calendar.legend")}>
      ${keys
        .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
        .slice(0, 8)
        .map(
          (key) =>
            html`<li><span class="swatch ${toneClass(this.tones.get(key))}" aria-hidden="true"></span>${this.names.get(key)}</li>`,
        )}
    </ul>`;
  }

  _heading(): string {
    const language = currentLanguage();
    if (this.look === "month") return `${monthName(Number(this.day.slice(5, 7)), language)} ${this.day.slice(0, 4)}`;
    const monday = mondayOf(this.day);
    const sunday = addDays(monday, 6);
    const today = wallClock(this.now, this.schedule?.zone ?? "Europe/Stockholm").date;
    const last = dayAndMonth(sunday, today, language);
    const first =
      monday.slice(0, 7) === sunday.slice(0, 7) ? String(Number(monday.slice(8))) : dayAndMonth(monday, sunday, language);
    return t("calendar.week_heading", {
      week: weekNumber(monday),
      days: first.includes(" ") ? `${first} – ${last}` : `${first}–${last}`,
    });
  }

  _turn(by: number): void {
    this._look({ look: this.look, day: this.look === "week" ? addDays(this.day, by * 7) : addMonths(this.day, by) });
  }

  _today(): void {
    this._look({ look: this.look, day: wallClock(this.now, this.schedule?.zone ?? "Europe/Stockholm").date });
  }

  /** A day of the month is opened as its week, with the keyboard on that day. */
  async _open(day: string): Promise<void> {
    this._look({ look: "week", day });
    await this.updateComplete;
    this.renderRoot.querySelector("schedule-week")?.focusDay(day);
  }

  _look(at: LookAt): void {
    this.look = at.look;
    this.day = at.day;
    this.tell<LookAt>("look-change", at);
  }

  static override styles = [
    shared,
    buttons,
    surfaces,
    toneStyles,
    css`
      :host {
        padding: 14px 18px 10px;
      }
      .head {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 8px 20px;
        align-items: center;
        margin-bottom: 14px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        justify-content: flex-end;
        margin: 0;
        padding: 0;
        list-style: none;
        color: var(--soft);
        font-size: var(--size-small);
      }
      .legend li {
        display: flex;
        align-items: center;
        gap: 7px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .swatch {
        flex: none;
        width: 15px;
        height: 13px;
        border-radius: 4px;
      }
      .tools,
      .turn {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .turn {
        gap: 4px;
      }
      .segments > * {
        min-height: 30px;
      }
      @media (max-width: 1280px) {
        .head {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .legend {
          grid-column: 1 / -1;
          grid-row: 2;
          justify-content: flex-start;
        }
      }
      @media (max-width: 720px) {
        :host {
          padding: 12px;
        }
        .head {
          grid-template-columns: minmax(0, 1fr);
        }
        .legend {
          grid-row: 3;
        }
        .tools {
          justify-content: space-between;
          flex-wrap: wrap;
        }
        .segments > * {
          min-height: 38px;
        }
      }
    `,
  ];
}

customElements.define("schedule-calendar", ScheduleCalendar);
declare global {
  interface HTMLElementTagNameMap {
    "schedule-calendar": ScheduleCalendar;
  }
}
