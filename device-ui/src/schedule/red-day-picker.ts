import { css, html } from "lit";
import { wallClock } from "../../../domain/local-time.ts";
import { bridgeDays, type DayKey, dayNames, eves, halfDays, type NamedDay, redDays } from "../../../domain/red-days.ts";
import { KlykaElement } from "../components/element.ts";
import { shortDay } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { fields, shared } from "../style/controls.ts";
import { type DaySet, daySets } from "./form-state.ts";

export type RedDayChoice = { readonly days: readonly DayKey[]; readonly bridgeDays: boolean };

const named: Readonly<Record<DaySet, (year: number) => readonly NamedDay[]>> = { public: redDays, eves, halfDays };

/** Which days off an entry is for: whole sets or single days, each with when it next comes. Tells `red-days-change`. */
export class RedDayPicker extends KlykaElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = {
    days: { attribute: false },
    bridgeDays: { attribute: false },
    now: { attribute: false },
    zone: {},
  };
  declare days: readonly DayKey[];
  declare bridgeDays: boolean;
  declare now: Date;
  declare zone: string;

  constructor() {
    super();
    this.days = [];
    this.bridgeDays = false;
    this.now = new Date();
    this.zone = "Europe/Stockholm";
  }

  override render() {
    const today = wallClock(this.now, this.zone).date;
    const year = Number(today.slice(0, 4));
    const next = [year, year + 1].flatMap((one) => bridgeDays(one)).find((date) => date >= today);
    return html`<div @change=${this._changed}>
      ${(["public", "eves", "halfDays"] as const).map((set) => this._set(set, comingDays(set, today)))}
      <label class="check"
        ><input type="checkbox" name="bridgeDays" .checked=${this.bridgeDays} /><span
          >${t("calendar.red.bridge")} <span class="soft">${next ? t("calendar.red.next", { day: shortDay(next) }) : ""}</span></span
        ></label
      >
    </div>`;
  }

  _set(set: DaySet, coming: readonly NamedDay[]) {
    const chosen = daySets[set].filter((key) => this.days.includes(key)).length;
    const { length: all } = daySets[set];
    return html`<div class="set">
      <label class="check"
        ><input type="checkbox" name="set" value=${set} .checked=${chosen === all} .indeterminate=${chosen > 0 && chosen < all} /><span
          >${t(`calendar.red.${set}`)}</span
        ></label
      >
      <details ?open=${chosen > 0 && chosen < all}>
        <summary>${t("calendar.red.chosen", { chosen, all })}</summary>
        <div class="days">
          ${coming.map(
            ({ key, date }) => html`<label class="check"
              ><input type="checkbox" name="day" value=${key} .checked=${this.days.includes(key)} /><span class="day"
                >${dayNames[key][currentLanguage()]} <span class="soft">${shortDay(date)}</span></span
              ></label
            >`,
          )}
        </div>
      </details>
    </div>`;
  }

  _changed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const { name, value, checked } = target;
    const keys = name === "set" ? setNamed(value) : allKeys.filter((key) => name === "day" && key === value);
    const days = allKeys.filter((key) => (keys.includes(key) ? checked : this.days.includes(key)));
    this._tell(days, name === "bridgeDays" ? checked : this.bridgeDays);
  }

  _tell(days: readonly DayKey[], withBridges: boolean): void {
    this.days = days;
    this.bridgeDays = withBridges;
    this.tell<RedDayChoice>("red-days-change", { days, bridgeDays: withBridges });
  }

  static override styles = [
    shared,
    fields,
    css`
      :host {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: 4px 12px;
      }
      .set {
        padding: 4px 0 8px;
        border-bottom: 1px solid var(--line);
      }
      .set > .check {
        font-weight: 600;
      }
      summary {
        width: fit-content;
        min-height: 24px;
        margin-left: 28px;
        color: var(--accent);
        font-size: var(--size-small);
        cursor: pointer;
      }
      .days {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(210px, 100%), 1fr));
        gap: 0 16px;
        padding: 0 0 10px 28px;
      }
      .day::first-letter {
        text-transform: uppercase;
      }
      .soft {
        font-size: var(--size-small);
      }
    `,
  ];
}

const allKeys: readonly DayKey[] = [...daySets.public, ...daySets.eves, ...daySets.halfDays];

function setNamed(name: string): readonly DayKey[] {
  return name === "public" || name === "eves" || name === "halfDays" ? daySets[name] : [];
}

/** Each day of the set once, in the order in which they come next. */
function comingDays(set: DaySet, today: string): readonly NamedDay[] {
  const year = Number(today.slice(0, 4));
  const all = [year, year + 1].flatMap((one) => named[set](one)).filter(({ date }) => date >= today);
  return daySets[set].flatMap((key) => all.find((day) => day.key === key) ?? []).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

customElements.define("red-day-picker", RedDayPicker);
declare global {
  interface HTMLElementTagNameMap {
    "red-day-picker": RedDayPicker;
  }
}
