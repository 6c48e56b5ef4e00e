import { css, html, nothing } from "lit";
import { Mic, X } from "lucide";
import { lengthText, mostTranscript } from "../../../../domain/announcement.ts";
import { askAnnouncement } from "../../announcements/announcement-dialog.ts";
import "../../announcements/audio-player.ts";
import { announcementsChanged } from "../../announcements/known.ts";
import { languageChoices, languageText, ownerNames, useAddress, useText, warningText } from "../../announcements/words.ts";
import { agreeOn } from "../../components/agreement.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { areaField, focusFirstError, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { type AnnouncementView, deleteAnnouncement, readAnnouncement, saveAnnouncement } from "../../data/announcements.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import "./earlier-recordings.ts";

const editable = ["name", "transcript", "language"] as const;
type Name = (typeof editable)[number];
type Values = Readonly<Record<Name, string>>;

/** One announcement beside the list: what is heard, what is said, and where. Tells `panel-close` and `announcement-changed`. */
export class AnnouncementPanel extends KlykaElement {
  static override properties = {
    announcementId: { attribute: false },
    typed: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare announcementId: string;
  declare typed: Partial<Values>;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  readonly loaded = new Loaded<AnnouncementView>(this, (signal) => readAnnouncement(api, this.announcementId, signal));
  readonly events = listen(this, {
    announcement: () => void this.loaded.reload(),
    schedule: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.announcementId = "";
    this._reset();
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("announcementId")) return;
    this._reset();
    this.loaded.restart();
  }

  override render() {
    const { value: one } = this.loaded;
    return html`<div class="top">
        <h2 tabindex="-1">${one?.name ?? t("announcements.field")}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </div>
      ${missing(this.loaded)} ${one ? this._all(one) : nothing}`;
  }

  _all(one: AnnouncementView) {
    const { audio } = one;
    return html`<div class="stack">
      <audio-player .address=${audio.address} .durationMs=${audio.durationMs} .heights=${audio.waveform} label=${one.name}></audio-player>
      ${audio.warnings.length > 0 ? html`<ul class="notice waiting">${audio.warnings.map((warning) => html`<li>${warningText(warning)}</li>`)}</ul>` : nothing}
      <div class="buttons">
        <button class="button filled" type="button" @click=${() => this._replace(one)}>${icon(Mic, 18)}${t("announcements.again")}</button>
      </div>
      ${this._facts(one)} ${this._uses(one)} ${this._edit(one)}
      <earlier-recordings class="part" .announcement=${one} @recording-restored=${this._restored}></earlier-recordings>
      ${this._end(one)}
    </div>`;
  }

  _facts({ audio, language, source, recordedAt, recordedBy }: AnnouncementView) {
    const files = [
      ["wav16", "16 kHz"],
      ["wav8", "8 kHz"],
      ["alaw", "A-law"],
    ] as const;
    const loud =
      audio.loudness === null ? t("announcements.silence") : t("announcements.lufs", { value: Math.round(audio.loudness) });
    return html`<dl class="facts">
      <dt>${t("announcements.length")}</dt><dd>${lengthText(audio.durationMs)}</dd>
      <dt>${t("announcements.loudness")}</dt><dd>${loud}</dd>
      <dt>${t("announcements.language")}</dt><dd>${languageText(language)}</dd>
      <dt>${t("announcements.recorded")}</dt><dd>${formatInstant(new Date(recordedAt))} · ${recordedBy} · ${t(`announcements.source.${source}`)}</dd>
      <dt>${t("announcements.files")}</dt>
      <dd class="files">${files.map(([format, label]) => html`<a href="${audio.address}?format=${format}" download="${format}.wav" aria-label=${t("announcements.files.one", { form: label })}>${label}</a>`)}</dd>
    </dl>`;
  }

  _uses({ usedIn }: AnnouncementView) {
    const row = (use: AnnouncementView["usedIn"][number]) => {
      const href = useAddress(use);
      return html`<li>${href ? html`<a href=${href}>${use.ownerName}</a>` : html`<strong>${use.ownerName}</strong>`}<span class="soft">${useText(use)}</span></li>`;
    };
    return html`<section class="part" aria-labelledby="uses">
      <h3 id="uses">${t("announcements.used")}</h3>
      ${usedIn.length === 0 ? html`<p class="small soft">${t("announcements.unused.text")}</p>` : html`<ul class="uses">${usedIn.map(row)}</ul>`}
    </section>`;
  }

  _edit(one: AnnouncementView) {
    const of = (name: Name) => ({ name, value: this._now(one, name), errors: this.errors.filter(({ field }) => field === name) });
    const dirty = Object.keys(this._changes(one)).length > 0;
    return html`<form class="part" @submit=${this._save} @input=${this._type} novalidate aria-label=${t("announcements.about")}>
      ${areaField({ ...of("transcript"), label: t("announcements.transcript"), hint: t("announcements.transcript.hint"), maxlength: mostTranscript, rows: 4 })}
      ${textField({ ...of("name"), label: t("announcements.name"), maxlength: 100, required: true })}
      ${selectField({ ...of("language"), label: t("announcements.language"), choices: languageChoices(this._now(one, "language")) })}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${
        dirty
          ? html`<div class="buttons">
              <button class="button" type="submit" ?disabled=${this.busy}>${t("action.save")}</button>
              <button class="button quiet" type="button" @click=${this._reset}>${t("action.cancel")}</button>
            </div>`
          : nothing
      }
    </form>`;
  }

  _end(one: AnnouncementView) {
    const used = one.usedIn.length > 0;
    return html`<section class="part">
      <h3>${t("announcements.delete")}</h3>
      <p class="small soft" id="why">${used ? t("announcements.delete.used", { places: ownerNames(one.usedIn) }) : t("announcements.delete.text")}</p>
      <div>
        <button class="button danger" type="button" aria-describedby="why" aria-disabled=${used ? "true" : nothing} @click=${() => (used ? undefined : this._delete(one))}>
          ${t("announcements.delete.do")}
        </button>
      </div>
    </section>`;
  }

  _now(one: AnnouncementView, name: Name): string {
    return this.typed[name] ?? one[name];
  }

  _changes(one: AnnouncementView): Partial<Values> {
    const changed = editable.filter((name) => this._now(one, name) !== one[name]);
    return Object.fromEntries(changed.map((name) => [name, this._now(one, name)]));
  }

  _type({ target }: Event): void {
    const field =
      target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
    if (!field) return;
    this.typed = { ...this.typed, [target.name]: target.value };
    this.errors = this.errors.filter((error) => error.field !== target.name);
  }

  readonly _reset = (): void => {
    this.typed = {};
    this.errors = [];
    this.failure = null;
  };

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const one = this.loaded.value;
    if (one && !this.busy) await this._write(this._changes(one), one);
  }

  /** Somebody else has saved: what both changed is asked about, the rest goes on top. */
  async _write(changes: Partial<Values>, one: AnnouncementView): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      const saved = await saveAnnouncement(api, one.id, changes, one.version);
      this._reset();
      this.loaded.take(saved.value);
      this._took(saved.auditId, t("announcements.saved", { name: saved.value.name }));
    } catch (error) {
      if (error instanceof ConflictError) await this._settle(changes, one, error);
      else if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  async _settle(changes: Partial<Values>, one: AnnouncementView, { theirs, saved }: ConflictError): Promise<void> {
    // The server answers a conflict with the row as it is now, of the same kind as it was read.
    const now = theirs as AnnouncementView;
    const labels: Readonly<Record<string, string>> = {
      name: t("announcements.name"),
      transcript: t("announcements.transcript"),
      language: t("announcements.language"),
    };
    const agreed = await agreeOn({
      ...{ before: valuesOf(one), changes, theirs: valuesOf(now), saved },
      label: (field) => labels[field] ?? field,
      shown: (field, value) => (field === "language" ? languageText(String(value)) : String(value ?? "")),
    });
    void this.loaded.reload();
    if (agreed === null) return;
    if (Object.keys(agreed).length === 0) return this._reset();
    await this._write(agreed, now);
  }

  async _replace(one: AnnouncementView): Promise<void> {
    const made = await askAnnouncement({ replace: one });
    if (made) this._took(made.auditId, t("announcements.replaced", { name: one.name }));
  }

  _restored(event: CustomEvent<{ readonly auditId: string | null }>): void {
    this._took(event.detail.auditId, t("announcements.restored", { name: this.loaded.value?.name ?? "" }));
  }

  async _delete(one: AnnouncementView): Promise<void> {
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("announcements.delete.ask", { name: one.name }),
      text: t("announcements.delete.text"),
      action: t("announcements.delete.do"),
      danger: true,
      run: async () => {
        ({ auditId } = await deleteAnnouncement(api, one.id, one.version));
      },
      failure: failureText,
    });
    if (!agreed) return void this.loaded.reload();
    announcementsChanged();
    undoToast(api, t("announcements.deleted", { name: one.name }), auditId, () => this.tell("announcement-changed", one.id));
    this.tell("announcement-changed", one.id);
    this.tell("panel-close", null);
  }

  /** It is saved: said, with the way back, and shown as it is now. */
  _took(auditId: string | null, text: string): void {
    const again = () => {
      announcementsChanged();
      void this.loaded.reload();
      this.tell("announcement-changed", this.announcementId);
    };
    undoToast(api, text, auditId, again);
    again();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      :host {
        padding: 24px;
      }
      ul.notice {
        margin: 0;
        padding-left: 32px;
        font-size: var(--size-small);
      }
      .files {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
      }
      .uses {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
      }
      .uses li {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
      }
    `,
  ];
}

function valuesOf({ name, transcript, language }: AnnouncementView): Values {
  return { name, transcript, language };
}

customElements.define("announcement-panel", AnnouncementPanel);
declare global {
  interface HTMLElementTagNameMap {
    "announcement-panel": AnnouncementPanel;
  }
}
