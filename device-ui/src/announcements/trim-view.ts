import { css, html } from "lit";
import { Pause, Play } from "lucide";
import { wavOfPcm } from "../../../domain/wav.ts";
import { waveformOf } from "../../../domain/waveform.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import type { Recorded } from "./microphone.ts";
import { PlaybackWatch, playback } from "./playback.ts";
import { waveform } from "./waveform.ts";
import { secondsText } from "./words.ts";

export type Stretch = { readonly from: number; readonly to: number };
type End = "from" | "to";

/** Seconds that an arrow moves an end, and what must be left between them. */
const [step, least] = [0.1, 0.3];

/** A recording whose beginning and end are cut by two handles, with the mouse or by keyboard. Tells `trim-change` with what is left. */
export class TrimView extends KlykaElement {
  static override properties = { recorded: { attribute: false }, stretch: { attribute: false } };
  declare recorded: Recorded;
  /** Seconds. */
  declare stretch: Stretch;
  readonly watch = new PlaybackWatch(this);
  #heights: readonly number[] = [];
  /** Of what is kept, while it is listened to. */
  #address: string | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("recorded")) this.#heights = waveformOf(this.recorded.samples, 220);
    if (changed.has("recorded") || changed.has("stretch")) this._forget();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._forget();
  }

  override render() {
    const length = this._length();
    const { from, to } = this.stretch;
    const playing = this.#address !== null && playback.isPlaying(this.#address);
    const at = this.#address !== null && playback.address === this.#address ? from + playback.time : null;
    const says = t(playing ? "announcements.pause" : "announcements.record.listen");
    return html`<div class="trim">
      <button class="button icon-only" type="button" aria-label=${says} title=${says} @click=${this._play}>${icon(playing ? Pause : Play, 18)}</button>
      <div class="wave">
        ${waveform(this.#heights, from / length, to / length)} ${this._handle("from", from / length)} ${this._handle("to", to / length)}
        ${at === null ? "" : html`<span class="at" .style=${`left:${(at / length) * 100}%`}></span>`}
      </div>
      <span class="time">${secondsText(to - from)}</span>
    </div>`;
  }

  _handle(end: End, share: number) {
    const { from, to } = this.stretch;
    return html`<span
      class="handle ${end}"
      role="slider"
      tabindex="0"
      aria-label=${t(end === "from" ? "announcements.trim.from" : "announcements.trim.to")}
      aria-valuemin=${end === "from" ? 0 : round(from + least)}
      aria-valuemax=${end === "from" ? round(to - least) : round(this._length())}
      aria-valuenow=${round(this.stretch[end])}
      aria-valuetext=${secondsText(this.stretch[end])}
      .style=${`left:${share * 100}%`}
      @keydown=${(event: KeyboardEvent) => this._key(event, end)}
      @pointerdown=${(event: PointerEvent) => this._press(event, end)}
    ></span>`;
  }

  _length(): number {
    return this.recorded.samples.length / this.recorded.rate;
  }

  _key(event: KeyboardEvent, end: End): void {
    const by: Readonly<Record<string, number>> = {
      ArrowRight: step,
      ArrowUp: step,
      ArrowLeft: -step,
      ArrowDown: -step,
      PageUp: step * 10,
      PageDown: -step * 10,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const move = by[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this._move(end, this.stretch[end] + move);
  }

  _press(event: PointerEvent, end: End): void {
    const handle = event.currentTarget;
    const wave = this.renderRoot.querySelector(".wave");
    if (!(handle instanceof HTMLElement) || !wave || event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    const go = ({ clientX }: PointerEvent) => {
      const { left, width } = wave.getBoundingClientRect();
      this._move(end, ((clientX - left) / width) * this._length());
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", go);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", go), { once: true });
  }

  _move(end: End, wanted: number): void {
    const { from, to } = this.stretch;
    const stretch =
      end === "from"
        ? { from: round(Math.max(0, Math.min(wanted, to - least))), to }
        : { from, to: Math.min(this._length(), Math.max(wanted, from + least)) };
    this.stretch = stretch;
    this.tell("trim-change", stretch);
  }

  _play(): void {
    const { samples, rate } = this.recorded;
    if (this.#address === null) {
      const cut = samples.subarray(Math.floor(this.stretch.from * rate), Math.ceil(this.stretch.to * rate));
      this.#address = URL.createObjectURL(new Blob([new Uint8Array(wavOfPcm(cut, rate))], { type: "audio/wav" }));
    }
    playback.toggle(this.#address);
  }

  _forget(): void {
    if (this.#address === null) return;
    playback.stop(this.#address);
    URL.revokeObjectURL(this.#address);
    this.#address = null;
  }

  static override styles = [
    shared,
    buttons,
    css`
      .trim {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 20px;
        align-items: center;
        padding: 12px 14px 12px 8px;
        border-radius: var(--radius-large);
        background: var(--sunk);
      }
      .button {
        border-radius: 50%;
        background: var(--surface);
        color: var(--accent);
      }
      .wave {
        position: relative;
        height: 72px;
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
        stroke: var(--line);
      }
      .part {
        stroke: var(--accent);
      }
      .handle {
        position: absolute;
        top: -4px;
        bottom: -4px;
        width: 24px;
        translate: -50% 0;
        cursor: ew-resize;
        touch-action: none;
        border-radius: 6px;
      }
      .handle::before {
        content: "";
        position: absolute;
        inset: 0 10px;
        border-radius: 2px;
        background: var(--ink);
      }
      .handle::after {
        content: "";
        position: absolute;
        left: 4px;
        right: 4px;
        top: calc(50% - 14px);
        height: 28px;
        border-radius: 6px;
        background: var(--ink);
      }
      .at {
        position: absolute;
        top: 0;
        bottom: 0;
        width: 2px;
        background: var(--live);
      }
      .time {
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
    `,
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

customElements.define("trim-view", TrimView);
declare global {
  interface HTMLElementTagNameMap {
    "trim-view": TrimView;
  }
}
