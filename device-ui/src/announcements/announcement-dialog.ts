import { css, html, nothing } from "lit";
import { mostTranscript } from "../../../domain/announcement.ts";
import { confirm } from "../components/confirm-dialog.ts";
import { KlykaElement } from "../components/element.ts";
import { areaField, focusFirstError, selectField, textField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { type AnnouncementView, createAnnouncement, replaceRecording } from "../data/announcements.ts";
import type { Answered } from "../data/api.ts";
import { api } from "../data/client.ts";
import { ApiError, ConflictError, type FieldError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { announcementsChanged } from "./known.ts";
import "./sound-source.ts";
import type { Sound } from "./sound-source.ts";
import { languageChoices, useText } from "./words.ts";

/** A new announcement (`replace` null), or another recording for one. */
export type AnnouncementQuestion = { readonly replace: AnnouncementView | null };
type Made = Answered<AnnouncementView>;
type Values = { readonly name: string; readonly language: string; readonly transcript: string };

/**
 * Records or uploads sound and saves it: as a new announcement with its name and what is said, or in the place of what
 * callers hear now, after having said where that is.
 */
export class AnnouncementDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    agreed: { state: true },
    sound: { state: true },
    values: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare question: AnnouncementQuestion;
  /** The places where it is heard have been seen. */
  declare agreed: boolean;
  declare sound: Sound | null;
  declare values: Values;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare answer: (made: Made | null) => void;

  constructor() {
    super();
    this.agreed = false;
    this.sound = null;
    this.values = { name: "", language: "sv", transcript: "" };
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.answer = () => undefined;
  }

  override render() {
    const { replace } = this.question;
    const heading = replace ? t("announcements.replace", { name: replace.name }) : t("announcements.new");
    const first = replace !== null && replace.usedIn.length > 0 && !this.agreed;
    return html`<modal-dialog heading=${heading} open @dialog-cancel=${this._leave} @dialog-close=${() => this.answer(null)}>
      ${first && replace ? this._places(replace) : this._sound(replace)}
      <button slot="actions" class="button" type="button" @click=${this._leave}>${t("action.cancel")}</button>
      ${
        first
          ? html`<button slot="actions" class="button filled" type="button" @click=${this._agree}>${t("announcements.replace.go")}</button>`
          : html`<button slot="actions" class="button filled" type="submit" form="announcement" ?disabled=${this.busy || this.sound === null || (replace === null && this.values.name.trim() === "")}>
              ${t(replace ? "announcements.replace.do" : "announcements.create")}
            </button>`
      }
    </modal-dialog>`;
  }

  _places({ usedIn }: AnnouncementView) {
    return html`<div class="stack">
      <p>${t("announcements.replace.places")}</p>
      <ul>${usedIn.map((use) => html`<li><strong>${use.ownerName}</strong> · ${useText(use)}</li>`)}</ul>
      <p class="soft">${t("announcements.replace.kept")}</p>
    </div>`;
  }

  _sound(replace: AnnouncementView | null) {
    return html`<form id="announcement" class="stack" @submit=${this._save} @input=${this._type} novalidate>
      <sound-source label=${replace?.name ?? this.values.name} @sound-ready=${this._got}></sound-source>
      ${replace ? nothing : this._fields()}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
    </form>`;
  }

  _fields() {
    const { name, language, transcript } = this.values;
    const of = (field: string) => this.errors.filter((error) => error.field === field);
    return html`${textField({ name: "name", label: t("announcements.name"), value: name, hint: t("announcements.name.hint"), maxlength: 100, required: true, errors: of("name") })}
      ${areaField({ name: "transcript", label: t("announcements.transcript"), value: transcript, hint: t("announcements.transcript.hint"), maxlength: mostTranscript, errors: of("transcript") })}
      ${selectField({ name: "language", label: t("announcements.language"), value: language, choices: languageChoices(language), errors: of("language") })}`;
  }

  /** What has been recorded is not lost by a key that was pressed too much. */
  async _leave(event: Event): Promise<void> {
    if (this.sound === null || this.busy) {
      if (event.type === "click" && !this.busy) this.answer(null);
      return;
    }
    event.preventDefault();
    const heading = t("announcements.leave");
    const text = t("announcements.leave.text");
    if (await confirm({ heading, text, action: t("announcements.leave.do"), danger: true })) this.answer(null);
  }

  _agree(): void {
    this.agreed = true;
  }

  _got(event: CustomEvent<Sound | null>): void {
    this.sound = event.detail;
    if (this.sound && this.values.name === "" && this.sound.fileName) {
      this.values = {
        ...this.values,
        name: this.sound.fileName
          .replace(/\.[^.]+$/, "")
          .replace(/[_-]+/g, " ")
          .slice(0, 100),
      };
    }
  }

  _type({ target }: Event): void {
    const field =
      target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
    if (!field || !Object.hasOwn(this.values, target.name)) return;
    this.values = { ...this.values, [target.name]: target.value };
    this.errors = this.errors.filter((error) => error.field !== target.name);
  }

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.sound) return;
    this.busy = true;
    this.failure = null;
    try {
      const made = await this._write(this.sound);
      announcementsChanged();
      this.answer(made);
    } catch (error) {
      this.errors = error instanceof ApiError ? error.fields : [];
      if (this.errors.length === 0) this.failure = failureText(error);
      await this.updateComplete;
      focusFirstError(this.renderRoot, this.errors);
    } finally {
      this.busy = false;
    }
  }

  async _write({ audio, source }: Sound): Promise<Made> {
    const { replace } = this.question;
    if (!replace) return createAnnouncement(api, { ...this.values, name: this.values.name.trim(), audio: audio.id, source });
    const said = { audio: audio.id, source };
    try {
      return await replaceRecording(api, replace.id, said, replace.version);
    } catch (error) {
      // Its name or text has become another meanwhile; only another recording stands in the way.
      const now = error instanceof ConflictError ? (error.theirs as AnnouncementView | null) : null;
      if (!now || now.audio.id !== replace.audio.id) throw error;
      return replaceRecording(api, replace.id, said, now.version);
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 16px;
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 12px 16px 12px 32px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
    `,
  ];
}

/** @returns what was saved; null: nothing */
export function askAnnouncement(question: AnnouncementQuestion): Promise<Made | null> {
  return answerOf(Object.assign(document.createElement("announcement-dialog"), { question }));
}

customElements.define("announcement-dialog", AnnouncementDialog);
declare global {
  interface HTMLElementTagNameMap {
    "announcement-dialog": AnnouncementDialog;
  }
}
