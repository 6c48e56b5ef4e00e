import { css, html, nothing } from "lit";
import { weekdayAndDate } from "../../../../domain/calendar-words.ts";
import { mostNoteCharacters } from "../../../../domain/diversion.ts";
import { returnHint } from "../../../../domain/diversion-ends.ts";
import { diversionReasons, isReasonCode, type ReasonCode, reasonCodes } from "../../../../domain/diversion-reasons.ts";
import { wallClock } from "../../../../domain/local-time.ts";
import { dayNames } from "../../../../domain/red-days.ts";
import { readBack, spokenEnd, spokenTime } from "../../../../domain/spoken-time.ts";
import type { WorkingHours } from "../../../../domain/working-hours.ts";
import { KlykaElement } from "../../components/element.ts";
import { areaField, selectField } from "../../components/fields.ts";
import "../../components/moment-entry.ts";
import type { Moment, MomentEntry } from "../../components/moment-entry.ts";
import type { DiversionFields, DiversionView } from "../../data/absence.ts";
import type { FieldError } from "../../data/problem.ts";
import { errorText } from "../../i18n/errors.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { buttons, fields, shared } from "../../style/controls.ts";

/** `now`: away at once, with any end. `plan`: from a time ahead. `change`: one that is there. */
export type FormPurpose =
  | { readonly kind: "now"; readonly reason: ReasonCode }
  | { readonly kind: "plan"; readonly reason: ReasonCode | null }
  | { readonly kind: "change"; readonly diversion: DiversionView };

/** Reason, beginning, end and note, typed as people say them and read back. Tells `form-saved` with the fields, `form-left`. */
export class DiversionForm extends KlykaElement {
  static override properties = {
    purpose: { attribute: false },
    clock: { attribute: false },
    hours: { attribute: false },
    shares: { type: Boolean },
    busy: { type: Boolean },
    errors: { attribute: false },
    reason: { state: true },
    start: { state: true },
    end: { state: true },
    note: { state: true },
    asked: { state: true },
  };
  declare purpose: FormPurpose;
  declare clock: () => Date;
  declare hours: WorkingHours;
  /** Colleagues see reasons of health and family, and their notes. */
  declare shares: boolean;
  declare busy: boolean;
  declare errors: readonly FieldError[];
  declare reason: ReasonCode;
  declare start: Moment;
  declare end: Moment;
  declare note: string;
  /** Saving has been tried: what is missing is said from then on. */
  declare asked: boolean;
  #texts = { start: "", end: "" };

  constructor() {
    super();
    this.shares = false;
    this.busy = false;
    this.errors = [];
    this.reason = "mote";
    this.start = { kind: "none" };
    this.end = { kind: "none" };
    this.note = "";
    this.asked = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("purpose")) return;
    const { purpose } = this;
    const before = purpose.kind === "change" ? purpose.diversion : null;
    this.reason = before?.reason ?? (purpose.kind === "change" ? "mote" : (purpose.reason ?? "mote"));
    this.note = before?.note ?? "";
    this.start = before ? at(before.startsAt) : { kind: "none" };
    this.end = before ? (before.endsAt === null ? { kind: "open" } : at(before.endsAt)) : { kind: "none" };
    this.#texts = { start: this._textOf(this.start), end: this._textOf(this.end) };
    this.asked = false;
  }

  override render() {
    const { kind } = this.purpose;
    const picks = kind !== "now";
    return html`<form novalidate @submit=${this._save} @moment-enter=${this._entered}>
      ${picks ? this._reasonField() : nothing} ${this._startsAhead() ? this._startField() : nothing} ${this._endField()} ${this._noteField()}
      <p class="says" role="status">${this._says()}</p>
      ${this._others()}
      <div class="row">
        <button class="button filled" type="submit" ?disabled=${this.busy}>${this._verb()}</button>
        <button class="button" type="button" @click=${() => this.tell("form-left", null)}>${t("away.close")}</button>
      </div>
    </form>`;
  }

  override focus(): void {
    const first = this.renderRoot.querySelector<HTMLElement>("select, moment-entry");
    first?.focus();
  }

  _reasonField() {
    const choices = reasonCodes.map((value) => ({ value, label: diversionReasons[value].words[currentLanguage()] }));
    const problem = this._problem("reason");
    return html`<div @change=${this._reasoned}>
      ${selectField({ name: "reason", label: t("away.form.reason"), value: this.reason, choices, problem })}
    </div>`;
  }

  _startField() {
    return html`<moment-entry
      name="startsAt"
      kind="start"
      label=${t("away.form.start")}
      hint=${t("away.form.start_hint")}
      .text=${this.#texts.start}
      .now=${this.clock()}
      .hours=${this.hours}
      .problem=${this._problem("startsAt")}
      @moment-change=${(event: CustomEvent<Moment>) => {
        this.start = event.detail;
      }}
    ></moment-entry>`;
  }

  _endField() {
    const open = diversionReasons[this.reason].openEnd;
    return html`<moment-entry
        name="endsAt"
        kind="end"
        label=${t("away.form.end")}
        hint=${t(open ? "away.form.end_hint_open" : "away.form.end_hint")}
        ?openEnd=${open}
        .text=${this.#texts.end}
        .now=${this._from()}
        .today=${this.clock()}
        .hours=${this.hours}
        .problem=${this._problem("endsAt")}
        @moment-change=${(event: CustomEvent<Moment>) => {
          this.end = event.detail;
        }}
      ></moment-entry>
      ${this._hint()}`;
  }

  /** An end on a day on which nobody works: probably the day before the return was meant. */
  _hint() {
    if (this.end.kind !== "at") return nothing;
    const hint = returnHint(new Date(this.end.at), this.hours);
    if (hint === null) return nothing;
    const language = currentLanguage();
    const day = hint.day === "weekend" ? t("away.form.weekend") : dayNames[hint.day][language];
    const when = spokenTime(hint.worksAgain, this.clock(), this.hours.zone, language);
    return html`<p class="hint">${t("away.form.returns", { day, when })}</p>`;
  }

  _noteField() {
    const left = mostNoteCharacters - [...this.note].length;
    const problem = left < 0 ? t("away.form.note_hint_over", { over: -left }) : this._problem("note");
    const hidden = diversionReasons[this.reason].private && !this.shares;
    const hint = t(hidden ? "away.form.note_private" : "away.form.note_hint", { left: Math.max(0, left) });
    return html`<div @input=${this._noted}>
      ${areaField({ name: "note", label: t("away.form.note"), value: this.note, rows: 2, hint, problem })}
    </div>`;
  }

  /** What will be saved, in words. */
  _says() {
    const { startsAt, endsAt } = this._instants();
    if (endsAt === undefined || (this._startsAhead() && startsAt === undefined)) return nothing;
    const now = this.clock();
    const what = { words: diversionReasons[this.reason].words, startsAt: startsAt ?? now, endsAt };
    return t("away.form.says", { what: readBack(what, now, this.hours.zone, currentLanguage()) });
  }

  /** What the server says that is about no field. */
  _others() {
    const others = this.errors.filter(({ field }) => !["reason", "startsAt", "endsAt", "note"].includes(field));
    return others.map(({ code, detail }) => html`<p class="error" role="alert">${errorText(code, detail)}</p>`);
  }

  _verb(): string {
    const { kind } = this.purpose;
    if (kind === "change") return t("away.form.save_change");
    if (kind === "plan") return t("away.form.save_plan");
    const { endsAt } = this._instants();
    const until = endsAt === undefined ? "" : spokenEnd(endsAt, this.clock(), this.hours.zone, currentLanguage());
    return t("away.form.save_now", { until }).trim();
  }

  _problem(field: string): string | null {
    const said = this.errors.filter((error) => error.field === field).map(({ code, detail }) => errorText(code, detail));
    if (said.length > 0) return said.join(" ");
    if (!this.asked) return null;
    const missing = field === "endsAt" ? this.end.kind === "none" : field === "startsAt" && this.start.kind === "none";
    return missing ? t("away.form.missing") : null;
  }

  /** A planned one, or one that is to be. */
  _startsAhead(): boolean {
    return this.purpose.kind === "plan" || (this.purpose.kind === "change" && this.purpose.diversion.state === "planned");
  }

  /** What "13" of the end counts from. */
  _from(): Date {
    const now = this.clock();
    const start = this.start.kind === "at" ? new Date(this.start.at) : now;
    return start > now ? start : now;
  }

  /** Undefined: not said. */
  _instants(): { startsAt: Date | undefined; endsAt: Date | null | undefined } {
    const endsAt = this.end.kind === "open" ? null : this.end.kind === "at" ? new Date(this.end.at) : undefined;
    return { startsAt: this.start.kind === "at" ? new Date(this.start.at) : undefined, endsAt };
  }

  _textOf(moment: Moment): string {
    const language = currentLanguage();
    if (moment.kind === "none") return "";
    if (moment.kind === "open") return spokenEnd(null, this.clock(), this.hours.zone, language);
    const { date, time } = wallClock(new Date(moment.at), this.hours.zone);
    const today = wallClock(this.clock(), this.hours.zone).date;
    return date === today ? time : `${weekdayAndDate(date, today, language)} ${time}`;
  }

  _reasoned(event: Event): void {
    if (event.target instanceof HTMLSelectElement && isReasonCode(event.target.value)) this.reason = event.target.value;
  }

  _noted(event: Event): void {
    if (event.target instanceof HTMLTextAreaElement) this.note = event.target.value;
  }

  _entered(): void {
    this.renderRoot.querySelector("form")?.requestSubmit();
  }

  _save(event: SubmitEvent): void {
    event.preventDefault();
    this.asked = true;
    const { startsAt, endsAt } = this._instants();
    const ahead = this._startsAhead();
    if (endsAt === undefined || (ahead && startsAt === undefined)) {
      void this.updateComplete.then(() => this._focusMissing());
      return;
    }
    if ([...this.note].length > mostNoteCharacters) {
      this.renderRoot.querySelector("textarea")?.focus();
      return;
    }
    const saved: DiversionFields = {
      reason: this.reason,
      endsAt: endsAt?.toISOString() ?? null,
      note: this.note.trim() || null,
      ...(ahead ? { startsAt: startsAt?.toISOString() ?? null } : {}),
    };
    this.tell("form-saved", saved);
  }

  _focusMissing(): void {
    const entries = [...this.renderRoot.querySelectorAll<MomentEntry>("moment-entry")];
    entries.find((entry) => entry.moment.kind === "none")?.focus();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .says {
        font-weight: 650;
      }
      .says:empty {
        display: none;
      }
    `,
  ];
}

function at(instant: string): Moment {
  return { kind: "at", at: instant, shift: "none" };
}

customElements.define("diversion-form", DiversionForm);
declare global {
  interface HTMLElementTagNameMap {
    "diversion-form": DiversionForm;
  }
}
