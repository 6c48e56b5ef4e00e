import { css, html, nothing } from "lit";
import { formatDay, longDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { parseDay, parseTime } from "../i18n/when.ts";
import { fields, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";

/**
 * A day and a time, typed as people say them, and read back in words. Its value is wall clock, `2026-11-27T08:00`, or empty
 * while something is missing or cannot be read. Takes part in a form under its `name`; tells `when-change`.
 */
export class DateTimeEntry extends KlykaElement {
  static formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = {
    name: { reflect: true },
    label: {},
    value: {},
    now: { attribute: false },
    problem: {},
    day: { state: true },
    time: { state: true },
    left: { state: true },
  };
  declare name: string;
  declare label: string;
  declare value: string;
  /** What "tomorrow" counts from; the browser's clock unless given. */
  declare now: Date | null;
  declare problem: string | null;
  declare day: string;
  declare time: string;
  /** Fields that have been left: only then are they corrected. */
  declare left: ReadonlySet<"day" | "time">;
  readonly #internals = this.attachInternals();

  constructor() {
    super();
    this.name = "";
    this.label = "";
    this.value = "";
    this.now = null;
    this.problem = null;
    this.day = "";
    this.time = "";
    this.left = new Set();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("value") && this.value !== this._read()) {
      const [day, time] = this.value.split("T");
      this.day = day ?? "";
      this.time = time ?? "";
    }
    this.#internals.setFormValue(this._read() || null);
  }

  override render() {
    const day = this._readDay();
    const time = parseTime(this.time);
    return html`<fieldset>
      <legend>${this.label}</legend>
      <div class="pair">
        ${this._input("day", t("when.day"), this.day, t("when.day_hint"))} ${this._input("time", t("when.time"), this.time, t("when.time_hint"))}
      </div>
      <p class="says" role="status">${day && time ? t("when.says", { day: longDay(day), time }) : nothing}</p>
      ${this._errors()}
    </fieldset>`;
  }

  _input(which: "day" | "time", label: string, value: string, hint: string) {
    const wrong = this._wrong(which);
    return html`<div class="field">
      <label for=${which}>${label}</label>
      <input
        class="input"
        id=${which}
        .value=${value}
        autocomplete="off"
        inputmode=${which === "time" ? "text" : nothing}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby="${which}-hint${wrong ? ` ${which}-error` : ""}"
        @input=${(event: Event) => this._typed(which, event)}
        @blur=${() => this._blurred(which)}
      />
      <span class="hint" id="${which}-hint">${hint}</span>
    </div>`;
  }

  _errors() {
    const sentences = {
      day: t("when.day_invalid"),
      time: t("when.time_invalid"),
    };
    const wrong = (["day", "time"] as const).filter((which) => this._wrong(which));
    return html`${wrong.map((which) => html`<p class="error" id="${which}-error">${sentences[which]}</p>`)}${
      this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing
    }`;
  }

  _typed(which: "day" | "time", event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this[which] = event.target.value;
    this.value = this._read();
    this.tell("when-change", this.value);
  }

  /** What was understood stands in the field, in the form that everybody reads alike. */
  _blurred(which: "day" | "time"): void {
    this.left = new Set([...this.left, which]);
    if (which === "day") this.day = this._readDay() ?? this.day;
    else this.time = parseTime(this.time) ?? this.time;
  }

  _wrong(which: "day" | "time"): boolean {
    const text = this[which].trim();
    if (!this.left.has(which) || text === "") return false;
    return which === "day" ? this._readDay() === null : parseTime(text) === null;
  }

  _readDay(): string | null {
    return parseDay(this.day, formatDay(this.now ?? new Date()));
  }

  _read(): string {
    const day = this._readDay();
    const time = parseTime(this.time);
    return day && time ? `${day}T${time}` : "";
  }

  static override styles = [
    shared,
    fields,
    css`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 6px;
        font-weight: 650;
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: 12px;
      }
      .says {
        min-height: 1.5em;
        margin-top: 8px;
        font-weight: 600;
        color: var(--live-ink);
      }
      @media (max-width: 360px) {
        .pair {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];
}

customElements.define("date-time-entry", DateTimeEntry);
declare global {
  interface HTMLElementTagNameMap {
    "date-time-entry": DateTimeEntry;
  }
}
