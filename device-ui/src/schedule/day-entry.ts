import { css, html, nothing } from "lit";
import { CalendarDays, CircleAlert } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import "../components/month-calendar.ts";
import { longDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { parseDay } from "../i18n/when.ts";
import { buttons, fields, shared } from "../style/controls.ts";

/** A day, typed as people say it or taken from a month. Tells `day-change` with what stands there. */
export class DayEntry extends KlykaElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = { label: {}, text: {}, today: {}, problem: {}, calendar: { state: true } };
  declare label: string;
  declare text: string;
  /** What "i morgon" counts from. */
  declare today: string;
  /** What is wrong, as a sentence. */
  declare problem: string | null;
  declare calendar: boolean;

  constructor() {
    super();
    this.label = "";
    this.text = "";
    this.today = "";
    this.problem = null;
    this.calendar = false;
  }

  override render() {
    const day = parseDay(this.text, this.today);
    const said = day === null ? "" : longDay(day);
    return html`<div class="field">
      <label for="text">${this.label}</label>
      <span class="line">
        <input
          class="input"
          id="text"
          autocomplete="off"
          spellcheck="false"
          .value=${this.text}
          aria-invalid=${this.problem ? "true" : nothing}
          aria-describedby=${this.problem ? "error" : "says"}
          @input=${(event: Event) => event.target instanceof HTMLInputElement && this._take(event.target.value)}
          @blur=${() => day && this._take(day)}
        />
        <button class="button icon-only" type="button" aria-label=${t("away.moment.calendar", { label: this.label })} aria-expanded=${this.calendar} @click=${this._toggle}>
          ${icon(CalendarDays)}
        </button>
      </span>
      ${this.problem ? html`<span class="error" id="error">${icon(CircleAlert, 16)}<span>${this.problem}</span></span>` : html`<span class="hint" id="says">${said || t("when.day_hint")}</span>`}
      ${
        this.calendar
          ? html`<month-calendar .label=${this.label} .value=${day ?? ""} .today=${this.today} @day-chosen=${(event: CustomEvent<string>) => this._chose(event.detail)}></month-calendar>`
          : nothing
      }
    </div>`;
  }

  _toggle(): void {
    this.calendar = !this.calendar;
  }

  _chose(day: string): void {
    this._take(day);
    this.calendar = false;
    this.renderRoot.querySelector("input")?.focus();
  }

  _take(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.tell("day-change", text);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      :host {
        min-width: 0;
      }
      .line {
        display: flex;
        gap: 8px;
      }
      .line .input {
        flex: 1;
        min-width: 0;
      }
    `,
  ];
}

customElements.define("day-entry", DayEntry);
declare global {
  interface HTMLElementTagNameMap {
    "day-entry": DayEntry;
  }
}
