import { html, nothing } from "lit";
import { monthName } from "../../../domain/calendar-words.ts";
import type { RuleKind, ScheduleAction, ScheduleEntry } from "../../../domain/schedule.ts";
import { readTime } from "../../../domain/schedule-times.ts";
import "../announcements/announcement-field.ts";
import { KlykaElement } from "../components/element.ts";
import { checkField, segmentField, selectField, textField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import "../components/modal-dialog.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import "./day-entry.ts";
import { shortWeekday } from "./day-words.ts";
import { entryDialogStyles } from "./entry-dialog-styles.ts";
import { type FormField, type FormProblems, type FormState, readForm } from "./form-state.ts";
import "./red-day-picker.ts";
import type { RedDayChoice } from "./red-day-picker.ts";

export type EntryQuestion = {
  readonly state: FormState;
  readonly id: string;
  readonly isNew: boolean;
  /** In the schedule's zone: what "i morgon" counts from. */
  readonly today: string;
  readonly now: Date;
  readonly zone: string;
  /** The entry as a sentence, and what it would change. */
  readonly says: (entry: ScheduleEntry) => {
    readonly sentence: string;
    readonly effect: string;
    readonly warning: string | null;
  };
};

const kinds: readonly RuleKind[] = ["weekly", "once", "redDays", "daily", "monthly", "yearly"];
const isKind = (text: string): text is RuleKind => kinds.some((kind) => kind === text);
type TextName = "label" | "from" | "to" | "everyWeeks" | "days" | "day";
const texts: readonly TextName[] = ["label", "from", "to", "everyWeeks", "days", "day"];

/** One entry: when it matches, what is done then, and what is heard. What is typed is read back as a sentence. Knows no API. */
export class EntryDialog extends KlykaElement {
  static override properties = { question: { attribute: false }, form: { state: true }, tried: { state: true } };
  declare question: EntryQuestion;
  declare form: FormState | null;
  /** Somebody has tried to take it over: from then on everything wrong is said. */
  declare tried: boolean;
  declare answer: (entry: ScheduleEntry | null) => void;

  constructor() {
    super();
    this.form = null;
    this.tried = false;
    this.answer = () => undefined;
  }

  override render() {
    const form = this._form();
    const { entry, problems } = this._read();
    const { isNew } = this.question;
    return html`<modal-dialog heading=${t(isNew ? "calendar.entry.new" : "calendar.entry.edit")} open wide @dialog-close=${() => this.answer(null)}>
      <form id="entry" novalidate @submit=${this._take} @input=${this._typed} @change=${this._typed} @focusout=${this._left}>
        <div class="columns">
          <div class="column">
            ${this._kind(form)} ${this._when(form, this.tried ? (problems ?? {}) : {})} ${this._valid(form, this.tried ? (problems ?? {}) : {})}
          </div>
          <div class="column">${this._what(form)}</div>
        </div>
        ${entry ? this._says(entry) : html`<p class="says soft" role="status">${t("calendar.entry.unfinished")}</p>`}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="entry">${t(isNew ? "calendar.entry.add" : "calendar.entry.take")}</button>
    </modal-dialog>`;
  }

  _form(): FormState {
    return this.form ?? this.question.state;
  }

  _read() {
    return readForm(this._form(), this.question.id, this.question.today);
  }

  _kind(form: FormState) {
    return selectField({
      name: "kind",
      label: t("calendar.entry.kind"),
      value: form.kind,
      choices: kinds.map((value) => ({ value, label: t(`calendar.kind.${value}`) })),
    });
  }

  _when(form: FormState, problems: FormProblems) {
    return html`<fieldset>
      <legend>${t("calendar.entry.when")}</legend>
      ${form.kind === "weekly" ? this._weekly(form, problems) : nothing} ${form.kind === "redDays" ? this._red(form, problems) : nothing}
      ${form.kind === "monthly" ? this._text("days", t("calendar.entry.days"), problems, t("calendar.entry.days_hint")) : nothing}
      ${form.kind === "yearly" ? this._yearly(form, problems) : nothing}
      ${
        form.kind === "once"
          ? html`<div class="pair">${this._day("fromDay", t("calendar.entry.from_day"), problems)} ${this._text("from", t("calendar.entry.from"), problems)}</div>
              <div class="pair">${this._day("toDay", t("calendar.entry.to_day"), problems)} ${this._text("to", t("calendar.entry.to"), problems)}</div>`
          : html`<div class="times">
              ${this._text("from", t("calendar.entry.from"), problems)} ${this._text("to", t("calendar.entry.to"), problems)}
              <button class="button small" type="button" @click=${() => this._set({ from: "00:00", to: "24:00" })}>${t("calendar.entry.whole_day")}</button>
            </div>`
      }
      <span class="hint">${t("calendar.entry.time_hint")}</span>
    </fieldset>`;
  }

  _weekly(form: FormState, problems: FormProblems) {
    const every = Number(form.everyWeeks) === 1;
    return html`<div class="field">
        <span class="label" id="weekdays-label">${t("calendar.entry.weekdays")}</span>
        <div class="weekdays" role="group" aria-labelledby="weekdays-label" aria-describedby=${problems.weekdays ? "weekdays-error" : nothing}>
          ${[1, 2, 3, 4, 5, 6, 7].map(
            (day) =>
              html`<label class="weekday"><input type="checkbox" name="weekday" value=${day} .checked=${form.weekdays.includes(day)} /><span>${shortWeekday(day)}</span></label>`,
          )}
        </div>
        <span class="shortcuts">
          ${this._days(t("calendar.entry.working_days"), [1, 2, 3, 4, 5])} ${this._days(t("calendar.entry.weekend"), [6, 7])} ${this._days(t("calendar.entry.all_days"), [1, 2, 3, 4, 5, 6, 7])}
        </span>
        ${this._problem("weekdays", problems)}
      </div>
      <div class="pair">
        ${this._text("everyWeeks", t("calendar.entry.every_weeks"), problems, t("calendar.entry.every_weeks_hint"))}
        ${every ? nothing : this._day("firstWeek", t("calendar.entry.first_week"), problems)}
      </div>`;
  }

  _days(label: string, weekdays: readonly number[]) {
    return html`<button class="chip" type="button" @click=${() => this._set({ weekdays })}>${label}</button>`;
  }

  _yearly(form: FormState, problems: FormProblems) {
    const months = Array.from({ length: 12 }, (_, at) => ({
      value: String(at + 1),
      label: monthName(at + 1, currentLanguage()),
    }));
    return html`<div class="pair">
      ${this._text("day", t("calendar.entry.day"), problems)}
      ${selectField({ name: "month", label: t("calendar.entry.month"), value: String(form.month), choices: months })}
    </div>`;
  }

  _red(form: FormState, problems: FormProblems) {
    return html`<red-day-picker
        .days=${form.redDays}
        .bridgeDays=${form.bridgeDays}
        .now=${this.question.now}
        .zone=${this.question.zone}
        @red-days-change=${(event: CustomEvent<RedDayChoice>) => this._set({ redDays: event.detail.days, bridgeDays: event.detail.bridgeDays })}
      ></red-day-picker>
      ${this._problem("redDays", problems)}`;
  }

  _valid(form: FormState, problems: FormProblems) {
    if (form.kind === "once") return nothing;
    const limited = form.firstDay !== "" || form.lastDay !== "";
    return html`<details ?open=${limited}>
      <summary>${t("calendar.entry.validity")}</summary>
      <div class="pair">${this._day("firstDay", t("calendar.entry.first_day"), problems)} ${this._day("lastDay", t("calendar.entry.last_day"), problems)}</div>
      <span class="hint">${t("calendar.entry.validity_hint")}</span>
    </details>`;
  }

  _what(form: FormState) {
    const actions = (["open", "closed"] as const).map((value) => ({ value, label: t(`calendar.action.${value}`) }));
    return html`<fieldset>
      <legend>${t("calendar.entry.what")}</legend>
      ${segmentField({ name: "action", label: t("calendar.entry.action"), value: form.action, choices: actions })}
      <announcement-field
        .label=${t("calendar.entry.announcement")}
        .hint=${t(form.action === "open" ? "calendar.entry.announcement_open" : "calendar.entry.announcement_closed")}
        .value=${form.announcementId}
        @announcement-change=${(event: CustomEvent<string | null>) => this._set({ announcementId: event.detail })}
      ></announcement-field>
      ${this._text("label", t("calendar.entry.label"), {}, t("calendar.entry.label_hint"))}
      ${checkField({ name: "enabled", label: t("calendar.entry.enabled"), checked: form.enabled, kind: "switch" })}
    </fieldset>`;
  }

  _says(entry: ScheduleEntry) {
    const { sentence, effect, warning } = this.question.says(entry);
    return html`<div class="says" role="status">
      <strong>${sentence}</strong>
      <span>${effect}</span>
      ${warning ? html`<span class="warning">${warning}</span>` : nothing}
    </div>`;
  }

  _text(name: TextName, label: string, problems: FormProblems, hint?: string) {
    const problem = problems[name];
    const shown = { name, label, value: this._form()[name], problem: problem ? t(`calendar.problem.${problem}`) : null };
    const short = name === "from" || name === "to" ? { maxlength: 8 } : { maxlength: 100 };
    return textField({ ...shown, ...short, ...(hint ? { hint } : {}) });
  }

  _day(name: "fromDay" | "toDay" | "firstWeek" | "firstDay" | "lastDay", label: string, problems: FormProblems) {
    const problem = problems[name];
    return html`<day-entry
      name=${name}
      .label=${label}
      .text=${this._form()[name]}
      .today=${this.question.today}
      .problem=${problem ? t(`calendar.problem.${problem}`) : null}
      @day-change=${(event: CustomEvent<string>) => this._set({ [name]: event.detail })}
    ></day-entry>`;
  }

  _problem(field: FormField, problems: FormProblems) {
    const problem = problems[field];
    return problem ? html`<span class="error" id="${field}-error">${t(`calendar.problem.${problem}`)}</span>` : nothing;
  }

  _set(say: Partial<FormState>): void {
    this.form = { ...this._form(), ...say };
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const { name, value } = target;
    const text = texts.find((one) => one === name);
    if (text) this._set({ [text]: value });
    else if (name === "kind" && isKind(value)) this._set(this._kindChosen(value));
    else if (name === "month") this._set({ month: Number(value) });
    else if (name === "action") this._set({ action: value === "open" ? "open" : ("closed" satisfies ScheduleAction) });
    else if (target instanceof HTMLInputElement && name === "enabled") this._set({ enabled: target.checked });
    else if (target instanceof HTMLInputElement && name === "weekday") this._weekday(Number(value), target.checked);
  }

  /** What was understood stands in the field, in the form that everybody reads alike. */
  _left(event: FocusEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || (target.name !== "from" && target.name !== "to")) return;
    const time = readTime(target.value);
    if (time !== null && time !== target.value) this._set({ [target.name]: time });
  }

  /** Days off are whole days, as a rule. */
  _kindChosen(kind: RuleKind): Partial<FormState> {
    const { kind: before, from, to } = this._form();
    const untouched = before !== "redDays" && from === "08:00" && to === "17:00";
    return kind === "redDays" && untouched ? { kind, from: "00:00", to: "24:00" } : { kind };
  }

  _weekday(day: number, on: boolean): void {
    const others = this._form().weekdays.filter((one) => one !== day);
    this._set({ weekdays: on ? [...others, day].sort((a, b) => a - b) : others });
  }

  async _take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { entry, problems } = this._read();
    if (entry) return this.answer(entry);
    this.tried = true;
    await this.updateComplete;
    const [first = ""] = Object.keys(problems);
    const selector = first === "weekdays" ? '[name="weekday"]' : first === "redDays" ? "red-day-picker" : `[name="${first}"]`;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  static override styles = [shared, buttons, fields, states, entryDialogStyles];
}

/** @returns the entry as it shall be, or null when nothing shall be changed */
export function askEntry(question: EntryQuestion): Promise<ScheduleEntry | null> {
  return answerOf(Object.assign(document.createElement("entry-dialog"), { question }));
}

customElements.define("entry-dialog", EntryDialog);
declare global {
  interface HTMLElementTagNameMap {
    "entry-dialog": EntryDialog;
  }
}
