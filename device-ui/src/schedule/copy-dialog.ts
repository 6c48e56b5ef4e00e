import { css, html, nothing } from "lit";
import { weekdayName } from "../../../domain/calendar-words.ts";
import { selectField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { shortWeekday } from "./day-words.ts";

export type CopyQuestion = {
  /** The entry's name; null: a whole day is copied. */
  readonly entry: string | null;
  /** Days that the entry is for already. */
  readonly has: readonly number[];
  /** The day to copy from, to begin with. */
  readonly from: number;
  /** What a copy would come to, in words. */
  readonly says: (answer: CopyAnswer) => string;
};
export type CopyAnswer = { readonly from: number; readonly weekdays: readonly number[]; readonly how: "same" | "own" };

const week = [1, 2, 3, 4, 5, 6, 7] as const;

/** Which days get the times of another day, or of one entry. Knows no API. */
export class CopyDaysDialog extends FormDialog<CopyAnswer> {
  static override properties = {
    ...FormDialog.properties,
    question: { attribute: false },
    from: { state: true },
    weekdays: { state: true },
    how: { state: true },
  };
  declare question: CopyQuestion;
  declare from: number | null;
  declare weekdays: readonly number[];
  declare how: CopyAnswer["how"];

  constructor() {
    super();
    this.from = null;
    this.weekdays = [];
    this.how = "same";
  }

  _heading(): string {
    const { entry } = this.question;
    return entry === null ? t("calendar.copy.day") : t("calendar.copy.entry", { name: entry });
  }

  _action(): string {
    return t("calendar.copy.do");
  }

  override _ready(): boolean {
    return this._answer().weekdays.length > 0;
  }

  async _run(): Promise<CopyAnswer> {
    return this._answer();
  }

  _fields() {
    const { entry, says } = this.question;
    const answer = this._answer();
    return html`<div class="all" @change=${this._changed}>
      ${entry === null ? this._from(answer.from) : nothing}
      <fieldset>
        <legend>${t("calendar.copy.to")}</legend>
        <div class="days">${week.map((day) => this._day(day, answer.from))}</div>
      </fieldset>
      ${entry === null ? nothing : this._how()}
      <p class="notice" role="status">${answer.weekdays.length > 0 ? says(answer) : t("calendar.copy.none")}</p>
    </div>`;
  }

  _from(from: number) {
    return selectField({
      name: "from",
      label: t("calendar.copy.from"),
      value: String(from),
      choices: week.map((day) => ({ value: String(day), label: weekdayName(day, currentLanguage()) })),
    });
  }

  _day(day: number, from: number) {
    const { entry, has } = this.question;
    const fixed = entry === null ? day === from : has.includes(day) && this.how === "same";
    return html`<label class="check"
      ><input type="checkbox" name="day" value=${day} .checked=${fixed || this.weekdays.includes(day)} ?disabled=${fixed} /><span>${shortWeekday(day)}</span></label
    >`;
  }

  _how() {
    return html`<fieldset>
      <legend>${t("calendar.copy.how")}</legend>
      ${(["same", "own"] as const).map(
        (how) =>
          html`<label class="check"><input type="radio" name="how" value=${how} .checked=${this.how === how} /><span>${t(`calendar.copy.${how}`)}</span></label>`,
      )}
    </fieldset>`;
  }

  _answer(): CopyAnswer {
    const from = this.from ?? this.question.from;
    const { entry, has } = this.question;
    const taken = entry === null ? [from] : this.how === "same" ? has : [];
    return { from, weekdays: this.weekdays.filter((day) => !taken.includes(day)), how: this.how };
  }

  _changed(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLSelectElement) this.from = Number(target.value);
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "how") this.how = target.value === "own" ? "own" : "same";
    else {
      const others = this.weekdays.filter((day) => day !== Number(target.value));
      this.weekdays = target.checked ? [...others, Number(target.value)].sort((a, b) => a - b) : others;
    }
  }

  static override styles = [
    FormDialog.styles,
    css`
      .all {
        display: grid;
        gap: 16px;
      }
      .days {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 18px;
      }
    `,
  ];
}

/** @returns which days, or null when nothing shall be copied */
export function askCopyDays(question: CopyQuestion): Promise<CopyAnswer | null> {
  return answerOf(Object.assign(document.createElement("copy-days-dialog"), { question }));
}

customElements.define("copy-days-dialog", CopyDaysDialog);
declare global {
  interface HTMLElementTagNameMap {
    "copy-days-dialog": CopyDaysDialog;
  }
}
