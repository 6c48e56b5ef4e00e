import { css, html, nothing } from "lit";
import { RotateCcw } from "lucide";
import { mostAudioBytes } from "../../../domain/announcement.ts";
import { KlykaElement } from "../components/element.ts";
import { segmentField } from "../components/fields.ts";
import "../components/file-drop.ts";
import { icon } from "../components/icon.ts";
import { type AudioView, takeAudio } from "../data/announcements.ts";
import { api } from "../data/client.ts";
import { Sending } from "../data/sending.ts";
import { errorText } from "../i18n/errors.ts";
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
  };
  declare label: string;
  declare way: Way;
  declare sound: Sound | null;
  readonly sending = new Sending(this);

  constructor() {
    super();
    this.label = "";
    this.way = "record";
    this.sound = null;
  }

  override render() {
    const { share, problem } = this.sending;
    return html`<div class="source">
      ${this.sound ? this._ready(this.sound) : this._choose()}
      ${share === null ? nothing : this._sending(share)}
      ${problem ? html`<p class="notice stop" role="alert">${problem}</p>` : nothing}
    </div>`;
  }

  _choose() {
    const choices = [
      { value: "record", label: t("announcements.way.record") },
      { value: "upload", label: t("announcements.way.upload") },
    ];
    const onChange = (value: string) => {
      this.way = value === "upload" ? "upload" : "record";
      this.sending.refuse(null);
    };
    return html`${segmentField({ name: "way", label: t("announcements.way"), value: this.way, choices, onChange })}
      ${
        this.way === "record"
          ? html`<sound-recorder
              ?hidden=${this.sending.share !== null}
              @sound-chosen=${(event: CustomEvent<Blob>) => this._take(event.detail, "browser", "")}
            ></sound-recorder>`
          : this._drop()
      }`;
  }

  _drop() {
    return html`<file-drop
      label=${t("announcements.upload.choose")}
      accept=${kinds}
      ?hidden=${this.sending.share !== null}
      @file-chosen=${({ detail }: CustomEvent<File>) => this._take(detail, "upload", detail.name)}
    ><p class="soft">${t("announcements.upload.hint")}</p></file-drop>`;
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

  async _take(file: Blob, source: Sound["source"], fileName: string): Promise<void> {
    if (file.size > mostAudioBytes) {
      return this.sending.refuse(errorText("audio_too_large", { megabytes: mostAudioBytes / 1_000_000 }));
    }
    const audio = await this.sending.run((onProgress, signal) => takeAudio(api, file, onProgress, signal));
    if (audio === null) return;
    this.sound = { audio, source, fileName };
    this.tell("sound-ready", this.sound);
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
