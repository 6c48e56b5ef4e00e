import { css, html, nothing } from "lit";
import { Pause, Play } from "lucide";
import { lengthText } from "../../../domain/announcement.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { PlaybackWatch, playback } from "./playback.ts";
import { waveform } from "./waveform.ts";

/** Seconds that an arrow goes; with Page Up and Page Down five times as far. */
const step = 1;

/**
 * Plays sound in place, drawn as its waveform: a click or the arrows go to another part of it.
 *
 *     <audio-player .address=${…} .durationMs=${4200} .heights=${[…]} label="Stängt"></audio-player>
 */
export class AudioPlayer extends KlykaElement {
  static override properties = {
    address: { attribute: false },
    durationMs: { attribute: false },
    heights: { attribute: false },
    label: {},
  };
  declare address: string;
  declare durationMs: number;
  /** 0…100, of equal parts. */
  declare heights: readonly number[];
  /** What is heard, as it is called. */
  declare label: string;
  readonly watch = new PlaybackWatch(this);

  constructor() {
    super();
    this.address = "";
    this.durationMs = 0;
    this.heights = [];
    this.label = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    playback.stop(this.address);
  }

  override render() {
    const playing = playback.isPlaying(this.address);
    const seconds = this.durationMs / 1000;
    const time = Math.min(seconds, this._time());
    const says = playing ? t("announcements.pause") : t("announcements.play", { name: this.label });
    return html`<div class="player">
        <button class="button icon-only" type="button" aria-label=${says} title=${says} @click=${() => playback.toggle(this.address)}>
          ${icon(playing ? Pause : Play, 18)}
        </button>
        <div
          class="wave"
          role="slider"
          tabindex="0"
          aria-label=${t("announcements.place", { name: this.label })}
          aria-valuemin="0"
          aria-valuemax=${Math.round(seconds)}
          aria-valuenow=${Math.round(time)}
          aria-valuetext=${t("announcements.place.of", { at: lengthText(time * 1000), length: lengthText(this.durationMs) })}
          @keydown=${this._key}
          @pointerdown=${this._press}
        >
          ${waveform(this.heights, 0, seconds > 0 ? time / seconds : 0)}
        </div>
        <span class="time" aria-hidden="true">${time > 0 ? `${lengthText(time * 1000)} / ` : ""}${lengthText(this.durationMs)}</span>
      </div>
      ${playback.failed === this.address ? html`<p class="failed" role="alert">${t("announcements.play.failed")}</p>` : nothing}`;
  }

  /** Seconds. */
  _time(): number {
    return playback.address === this.address ? playback.time : 0;
  }

  _key(event: KeyboardEvent): void {
    const seconds = this.durationMs / 1000;
    const by: Readonly<Record<string, number>> = {
      ArrowRight: step,
      ArrowUp: step,
      ArrowLeft: -step,
      ArrowDown: -step,
      PageUp: step * 5,
      PageDown: -step * 5,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const move = by[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      playback.toggle(this.address);
    } else if (move !== undefined) {
      event.preventDefault();
      playback.seek(this.address, Math.max(0, Math.min(seconds - 0.1, this._time() + move)));
    }
  }

  _press(event: PointerEvent): void {
    const wave = event.currentTarget;
    if (!(wave instanceof HTMLElement) || event.button !== 0) return;
    const go = ({ clientX }: PointerEvent) => {
      const { left, width } = wave.getBoundingClientRect();
      const share = Math.max(0, Math.min(0.999, (clientX - left) / width));
      playback.seek(this.address, (share * this.durationMs) / 1000);
    };
    go(event);
    wave.setPointerCapture(event.pointerId);
    wave.addEventListener("pointermove", go);
    wave.addEventListener("lostpointercapture", () => wave.removeEventListener("pointermove", go), { once: true });
  }

  static override styles = [
    shared,
    buttons,
    css`
      .player {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 12px;
        align-items: center;
        padding: 8px 14px 8px 8px;
        border-radius: var(--radius-large);
        background: var(--sunk);
      }
      .button {
        border-radius: 50%;
        background: var(--surface);
        color: var(--accent);
      }
      .wave {
        height: 44px;
        border-radius: 4px;
        cursor: pointer;
        touch-action: none;
      }
      .wave svg {
        display: block;
        width: 100%;
        height: 100%;
        overflow: visible;
      }
      .wave path {
        fill: none;
        stroke-width: 2px;
        stroke-linecap: round;
      }
      .rest {
        stroke: var(--field-line);
      }
      .part {
        stroke: var(--accent);
      }
      .time {
        font-size: var(--size-small);
        color: var(--ink);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .failed {
        margin-top: 4px;
        font-size: var(--size-small);
        color: var(--stop-ink);
      }
      @media (forced-colors: active) {
        .rest {
          stroke: GrayText;
        }
        .part {
          stroke: Highlight;
        }
      }
    `,
  ];
}

customElements.define("audio-player", AudioPlayer);
declare global {
  interface HTMLElementTagNameMap {
    "audio-player": AudioPlayer;
  }
}
