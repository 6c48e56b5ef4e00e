import { html, nothing } from "lit";
import { addDays, startOfDay, wallClock } from "../../../domain/local-time.ts";
import { spokenEnd } from "../../../domain/spoken-time.ts";
import type { WorkingHours } from "../../../domain/working-hours.ts";
import "../announcements/announcement-field.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import "../components/moment-entry.ts";
import type { Moment } from "../components/moment-entry.ts";
import { currentLanguage, t } from "../i18n/index.ts";

export type CloseAnswer = {
  readonly end: { readonly kind: "nextOpening" | "restOfDay" } | { readonly kind: "at"; readonly at: string };
  readonly announcementId: string | null;
};
export type CloseQuestion = {
  /** Of the group or menu, with its number. */
  readonly name: string;
  readonly now: Date;
  readonly hours: WorkingHours;
  /** When the schedule opens next by itself; null: it does not. */
  readonly nextOpening: Date | null;
  readonly isOpen: boolean;
  readonly announcementId: string | null;
  /** Does it; the dialog stays open and says why it could not be done. */
  readonly run: (answer: CloseAnswer) => Promise<void>;
};
type Kind = CloseAnswer["end"]["kind"];

/** Stäng nu: until when, and what callers hear. What it comes to is said before it is done. Knows no API. */
export class CloseNowDialog extends FormDialog<true> {
  static override properties = {
    question: { attribute: false },
    kind: { state: true },
    moment: { state: true },
    announcementId: { state: true },
    problem: { state: true },
  };
  declare question: CloseQuestion;
  declare kind: Kind | null;
  declare moment: Moment;
  declare announcementId: string | null | undefined;
  declare problem: string | null;

  constructor() {
    super();
    this.kind = null;
    this.moment = { kind: "none" };
    this.announcementId = undefined;
    this.problem = null;
  }

  override _heading() {
    return t("calendar.close.heading", { name: this.question.name });
  }

  override _action() {
    return t("calendar.close.do");
  }

  override _fields() {
    const until = this._until();
    const { isOpen } = this.question;
    return html`<div class="stack" @change=${this._changed}>
        <p>${t(isOpen ? "calendar.close.text" : "calendar.close.already")}</p>
        <fieldset>
          <legend>${t("calendar.close.until")}</legend>
          ${this._choices().map(
            ({ kind, says, disabled }) => html`<label class="check"
              ><input type="radio" name="end" value=${kind} .checked=${this._kind() === kind} ?disabled=${disabled} /><span
                >${t(`calendar.close.${kind}`)} ${says ? html`<span class="soft">${says}</span>` : nothing}</span
              ></label
            >`,
          )}
        </fieldset>
        ${this._kind() === "at" ? this._moment() : nothing}
        <announcement-field
          .label=${t("calendar.entry.announcement")}
          .hint=${t("calendar.entry.announcement_closed")}
          .value=${this._announcement()}
          @announcement-change=${(event: CustomEvent<string | null>) => {
            this.announcementId = event.detail;
          }}
        ></announcement-field>
        <p class="notice waiting" role="status">${until ? t("calendar.close.says", { end: this._spoken(until) }) : t("calendar.close.choose")}</p>
    </div>`;
  }

  _moment() {
    const { now, hours } = this.question;
    return html`<moment-entry
      kind="end"
      .label=${t("calendar.close.at_label")}
      .now=${now}
      .hours=${hours}
      .problem=${this.problem}
      @moment-change=${(event: CustomEvent<Moment>) => {
        this.moment = event.detail;
        this.problem = null;
      }}
    ></moment-entry>`;
  }

  _choices() {
    const { nextOpening } = this.question;
    const says = (at: Date | null) => (at ? this._spoken(at) : t("calendar.close.never"));
    return [
      { kind: "nextOpening", says: says(nextOpening), disabled: nextOpening === null },
      { kind: "restOfDay", says: says(this._midnight()), disabled: false },
      { kind: "at", says: "", disabled: false },
    ] as const;
  }

  _kind(): Kind {
    return this.kind ?? (this.question.nextOpening ? "nextOpening" : "restOfDay");
  }

  _announcement(): string | null {
    return this.announcementId === undefined ? this.question.announcementId : this.announcementId;
  }

  _midnight(): Date {
    const { now, hours } = this.question;
    return startOfDay(addDays(wallClock(now, hours.zone).date, 1), hours.zone);
  }

  _until(): Date | null {
    const kind = this._kind();
    if (kind === "nextOpening") return this.question.nextOpening;
    if (kind === "restOfDay") return this._midnight();
    return this.moment.kind === "at" ? new Date(this.moment.at) : null;
  }

  _spoken(until: Date): string {
    return spokenEnd(until, this.question.now, this.question.hours.zone, currentLanguage());
  }

  _changed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.name !== "end") return;
    this.kind = target.value === "at" ? "at" : target.value === "restOfDay" ? "restOfDay" : "nextOpening";
  }

  override async _run() {
    const kind = this._kind();
    const until = this._until();
    if (until === null) {
      this.problem = t("calendar.close.choose");
      this.renderRoot.querySelector("moment-entry")?.focus();
      return null;
    }
    const end = kind === "at" ? { kind, at: until.toISOString() } : { kind };
    await this.question.run({ end, announcementId: this._announcement() });
    return true as const;
  }
}

/** @returns true when it is closed */
export function askCloseNow(question: CloseQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("close-now-dialog"), { question })).then(Boolean);
}

customElements.define("close-now-dialog", CloseNowDialog);
declare global {
  interface HTMLElementTagNameMap {
    "close-now-dialog": CloseNowDialog;
  }
}
