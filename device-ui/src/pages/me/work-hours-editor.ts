import { css, html, nothing } from "lit";
import { weekdayName } from "../../../../domain/calendar-words.ts";
import { usualHours } from "../../../../domain/working-hours.ts";
import { KlykaElement } from "../../components/element.ts";
import { textField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import { readWorkHours, type Subject, saveWorkHours, type WorkHoursView } from "../../data/absence.ts";
import { api } from "../../data/client.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { parseTime } from "../../i18n/when.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { SubjectPart } from "./subject-part.ts";

type Hours = Pick<WorkHoursView, "days" | "from" | "to">;

/** When a person works: decides what 'gone for the day' means, and when another number is shown. */
export class WorkHoursEditor extends KlykaElement {
  static override properties = {
    subject: {},
    days: { state: true },
    times: { state: true },
    asked: { state: true },
    errors: { state: true },
  };
  declare subject: Subject;
  declare days: readonly number[];
  declare times: Readonly<Record<"from" | "to", string>>;
  declare asked: boolean;
  declare errors: readonly FieldError[];
  readonly kept = new SubjectPart<WorkHoursView>(
    this,
    (subject) => readWorkHours(api, subject),
    (hours) => this._take(hours),
  );

  constructor() {
    super();
    this.subject = "me";
    this.days = [];
    this.times = { from: "", to: "" };
    this.asked = false;
    this.errors = [];
  }

  override render() {
    return html`<section class="surface" aria-labelledby="hours">
      <h2 id="hours">${t("away.hours")}</h2>
      <p class="soft">${t("away.hours.text")}</p>
      ${this.kept.read ? this._form() : this.kept.missing()}
    </section>`;
  }

  _form() {
    const { value } = this.kept.read ?? {};
    return html`<form novalidate @submit=${this._save}>
      <fieldset>
        <legend>${t("away.hours.days")}</legend>
        <div class="days">
          ${[1, 2, 3, 4, 5, 6, 7].map((day) => {
            const name = weekdayName(day, currentLanguage());
            return html`<label class="day"
              ><input type="checkbox" .checked=${this.days.includes(day)} aria-label=${name} @change=${() => this._toggle(day)} /><span
                aria-hidden="true"
                >${name.slice(0, 3)}</span
              ></label
            >`;
          })}
        </div>
        ${this.days.length === 0 ? html`<p class="error">${t("away.hours.no_days")}</p>` : nothing}
      </fieldset>
      <div class="times">${this._time("from")} ${this._time("to")}</div>
      <div class="row">
        <button class="button" type="submit" ?disabled=${this.kept.busy || !this._changed()}>${t("action.save")}</button>
        ${
          value?.usual
            ? nothing
            : html`<button class="button quiet" type="button" ?disabled=${this.kept.busy} @click=${() => this._put(null)}>
                ${t("away.hours.usual")} ${usualHours.from}–${usualHours.to}
              </button>`
        }
      </div>
    </form>`;
  }

  _time(which: "from" | "to") {
    const wrong = this.asked && parseTime(this.times[which]) === null;
    return html`<div @input=${(event: Event) => this._typed(which, event)}>
      ${textField({
        name: which,
        label: t(`away.hours.${which}`),
        value: this.times[which],
        problem: wrong ? t("away.hours.time_invalid") : null,
        errors: this.errors.filter(({ field }) => field === `hours.${which}`),
      })}
    </div>`;
  }

  _toggle(day: number): void {
    this.days = this.days.includes(day) ? this.days.filter((one) => one !== day) : [...this.days, day].sort((a, b) => a - b);
  }

  _typed(which: "from" | "to", event: Event): void {
    if (event.target instanceof HTMLInputElement) this.times = { ...this.times, [which]: event.target.value };
  }

  _changed(): boolean {
    const { value } = this.kept.read ?? {};
    if (!value) return false;
    return value.days.join() !== this.days.join() || value.from !== this.times.from || value.to !== this.times.to;
  }

  _save(event: SubmitEvent): void {
    event.preventDefault();
    this.asked = true;
    const [from, to] = [parseTime(this.times.from), parseTime(this.times.to)];
    if (from === null || to === null || this.days.length === 0) return;
    void this._put({ days: [...this.days], from, to });
  }

  async _put(hours: Hours | null): Promise<void> {
    const before = this.kept.read?.value;
    if (before === undefined) return;
    this.errors = [];
    try {
      if (!(await this.kept.write((version) => saveWorkHours(api, this.subject, hours, version)))) return;
      const was = before.usual ? null : { days: before.days, from: before.from, to: before.to };
      toast({ text: t("away.hours.saved"), undo: () => void this._put(was) });
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else toast({ text: failureText(error), tone: "failed" });
    }
  }

  _take(hours: WorkHoursView): void {
    this.days = hours.days;
    this.times = { from: hours.from, to: hours.to };
    this.asked = false;
    this.tell("hours-change", hours);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    surfaces,
    states,
    css`
      section {
        display: grid;
        gap: 8px;
        padding: 16px;
      }
      form {
        display: grid;
        gap: 16px;
        margin-top: 8px;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 6px;
        font-weight: 600;
        font-size: var(--size-small);
        color: var(--soft);
      }
      .days {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .day {
        position: relative;
        display: inline-flex;
      }
      .day input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        opacity: 0;
        cursor: pointer;
      }
      .day span {
        min-width: 44px;
        min-height: 40px;
        display: grid;
        place-items: center;
        padding: 0 8px;
        border: 1px solid var(--field-line);
        border-radius: var(--radius);
        font-weight: 600;
      }
      .day input:checked + span {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .day input:focus-visible + span {
        outline: var(--focus);
        outline-offset: 2px;
      }
      .times {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 140px));
        gap: 12px;
      }
      @media (forced-colors: active) {
        .day input:checked + span {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ];
}

customElements.define("work-hours-editor", WorkHoursEditor);
declare global {
  interface HTMLElementTagNameMap {
    "work-hours-editor": WorkHoursEditor;
  }
}
