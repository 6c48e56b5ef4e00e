import { css, html, nothing } from "lit";
import { FileUp, RotateCcw } from "lucide";
import { mostAudioBytes } from "../../../domain/announcement.ts";
import { KlykaElement } from "../components/element.ts";
import { segmentField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import { type AudioView, takeAudio } from "../data/announcements.ts";
import { api } from "../data/client.ts";
import { errorText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import "./audio-player.ts";
import "./sound-recorder.ts";
import { warningText } from "./words.ts";

/** Sound that the server has taken in. */
export type Sound = { readonly audio: AudioView; readonly source: "browser" | "upload"; readonly fileName: string };
type Way = "record" | "upload";

const kinds = ".wav,.mp3,.ogg,.oga,.opus,.m4a,audio/*";

/**
 * Records sound or takes a file, lets the server make it ready, and shows how it will be heard. Tells `sound-ready` with the
 * sound, or null when it is to be made anew. `label`: what it is called.
 */
export class SoundSource extends KlykaElement {
  static override properties = {
    label: {},
    way: { state: true },
    sound: { state: true },
    sent: { state: true },
    problem: { state: true },
    over: { state: true },
  };
  declare label: string;
  declare way: Way;
  declare sound: Sound | null;
  /** How much of it is out, 0…1; null: nothing is being sent. */
  declare sent: number | null;
  declare problem: string | null;
  /** A file is held over it. */
  declare over: boolean;
  #abort = new AbortController();

  constructor() {
    super();
    this.label = "";
    this.way = "record";
    this.sound = null;
    this.sent = null;
    this.problem = null;
    this.over = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override render() {
    return html`<div class="source">
      ${this.sound ? this._ready(this.sound) : this._choose()}
      ${this.sent === null ? nothing : this._sending(this.sent)}
      ${this.problem ? html`<p class="notice stop" role="alert">${this.problem}</p>` : nothing}
    </div>`;
  }

  _choose() {
    const choices = [
      { value: "record", label: t("announcements.way.record") },
      { value: "upload", label: t("announcements.way.upload") },
    ];
    const onChange = (value: string) => {
      this.way = value === "upload" ? "upload" : "record";
      this.problem = null;
    };
    return html`${segmentField({ name: "way", label: t("announcements.way"), value: this.way, choices, onChange })}
      ${
        this.way === "record"
          ? html`<sound-recorder
              ?hidden=${this.sent !== null}
              @sound-chosen=${(event: CustomEvent<Blob>) => this._take(event.detail, "browser", "")}
            ></sound-recorder>`
          : this._drop()
      }`;
  }

  _drop() {
    return html`<div class="drop ${this.over ? "over" : ""}" ?hidden=${this.sent !== null} @dragover=${this._dragOver} @dragleave=${() => {
      this.over = false;
    }} @drop=${this._dropped}>
      <button class="button" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click()}>${icon(FileUp, 18)}${t("announcements.upload.choose")}</button>
      <p class="soft">${t("announcements.upload.hint")}</p>
      <input type="file" hidden accept=${kinds} aria-label=${t("announcements.upload.choose")} @change=${this._chosen} />
    </div>`;
  }

  _sending(share: number) {
    const percent = Math.round(share * 100);
    return html`<div class="sending" role="status">
      <progress max="100" value=${share < 1 ? percent : nothing} aria-label=${t("announcements.sending")}></progress>
      <span>${share < 1 ? t("announcements.sending.percent", { percent }) : t("announcements.making")}</span>
    </div>`;
  }

  _ready({ audio }: Sound) {
    return html`<audio-player
        .address=${audio.address}
        .durationMs=${audio.durationMs}
        .heights=${audio.waveform}
        label=${this.label || t("announcements.sound")}
      ></audio-player>
      ${
        audio.warnings.length === 0
          ? html`<p class="soft">${t("announcements.sound.good")}</p>`
          : html`<ul class="notice waiting">${audio.warnings.map((warning) => html`<li>${warningText(warning)}</li>`)}</ul>`
      }
      <div><button class="button quiet small" type="button" @click=${this._again}>${icon(RotateCcw, 16)}${t("announcements.sound.again")}</button></div>`;
  }

  _again(): void {
    this.sound = null;
    this.tell("sound-ready", null);
  }

  _chosen(event: Event): void {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = "";
    if (file) void this._take(file, "upload", file.name);
  }

  _dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files") || this.sent !== null) return;
    event.preventDefault();
    this.over = true;
  }

  _dropped(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    if (file && this.sent === null) void this._take(file, "upload", file.name);
  }

  async _take(file: Blob, source: Sound["source"], fileName: string): Promise<void> {
    this.problem = null;
    if (file.size > mostAudioBytes) {
      this.problem = errorText("audio_too_large", { megabytes: mostAudioBytes / 1_000_000 });
      return;
    }
    this.sent = 0;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const audio = await takeAudio(
        api,
        file,
        (share) => {
          this.sent = share;
        },
        signal,
      );
      if (signal.aborted) return;
      this.sound = { audio, source, fileName };
      this.tell("sound-ready", this.sound);
    } catch (error) {
      if (!signal.aborted) this.problem = failureText(error);
    } finally {
      this.sent = null;
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      .source {
        display: grid;
        gap: 12px;
      }
      .drop {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 24px 16px;
        border: 1.5px dashed var(--field-line);
        border-radius: var(--radius-large);
        text-align: center;
      }
      .drop[hidden] {
        display: none;
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
      .sending {
        display: grid;
        gap: 6px;
        font-size: var(--size-small);
      }
      progress {
        width: 100%;
        height: 8px;
        accent-color: var(--accent);
      }
      p {
        font-size: var(--size-small);
      }
      ul {
        margin: 0;
        padding-left: 32px;
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("sound-source", SoundSource);
declare global {
  interface HTMLElementTagNameMap {
    "sound-source": SoundSource;
  }
}
