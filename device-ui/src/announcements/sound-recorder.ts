import { css, html, nothing } from "lit";
import { Check, CircleStop, Mic, RotateCcw } from "lucide";
import { resample } from "../../../domain/resample.ts";
import { wavOfPcm } from "../../../domain/wav.ts";
import { soundingPart } from "../../../domain/waveform.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { Microphone, MicrophoneError, type MicrophoneFault, mostRecorded, type Recorded } from "./microphone.ts";
import "./trim-view.ts";
import type { Stretch } from "./trim-view.ts";
import { secondsText } from "./words.ts";

type Phase = "rest" | "asking" | "ready" | "recording" | "cut" | "making";
/** Of what is sent: what the best telephones carry. */
const sentRate = 16_000;
/** Seconds that stay before and after what is heard. */
const margin = 0.15;
/** From here on it may be clipped. */
const tooLoud = 0.97;

/**
 * Records with the browser's microphone: asks for it, shows how loud it is, records, lets the ends be cut. Tells
 * `sound-chosen` with a WAV. Nothing leaves the page before that.
 */
export class SoundRecorder extends KlykaElement {
  static override properties = {
    phase: { state: true },
    fault: { state: true },
    level: { state: true },
    loud: { state: true },
    seconds: { state: true },
    recorded: { state: true },
    stretch: { state: true },
  };
  declare phase: Phase;
  declare fault: MicrophoneFault | null;
  /** Of what is heard just now, 0…1. */
  declare level: number;
  declare loud: boolean;
  declare seconds: number;
  declare recorded: Recorded | null;
  declare stretch: Stretch;
  #microphone: Microphone | null = null;

  constructor() {
    super();
    this.phase = "rest";
    this.fault = null;
    this.level = 0;
    this.loud = false;
    this.seconds = 0;
    this.recorded = null;
    this.stretch = { from: 0, to: 0 };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._release();
  }

  override render() {
    if (this.phase === "cut" || this.phase === "making") return this._cut();
    return html`<div class="recorder">
      ${this._state()}
      ${this.fault ? html`<p class="notice stop" role="alert">${t(`announcements.microphone.${this.fault}`)}</p>` : nothing}
    </div>`;
  }

  _state() {
    const { phase } = this;
    if (phase === "rest" || phase === "asking") {
      return html`<p>${t("announcements.record.text", { length: secondsText(mostRecorded) })}</p>
        <div class="row">
          <button class="button" type="button" ?disabled=${phase === "asking"} @click=${this._open}>${icon(Mic, 18)}${t("announcements.record.open")}</button>
          <span class="soft" role="status">${phase === "asking" ? t("announcements.record.asking") : ""}</span>
        </div>`;
    }
    const recording = phase === "recording";
    return html`<div class="meter ${this.loud ? "loud" : ""}" role="img" aria-label=${t("announcements.record.level")}>
        <span .style=${`width:${Math.round(Math.min(1, this.level ** 0.5) * 100)}%`}></span>
      </div>
      <div class="row">
        ${
          recording
            ? html`<button class="button danger" type="button" @click=${this._stop}>${icon(CircleStop, 18)}${t("announcements.record.stop")}</button>
                <strong class="time">${secondsText(this.seconds)}</strong>`
            : html`<button class="button" type="button" @click=${this._start}><span class="dot" aria-hidden="true"></span>${t("announcements.record.start")}</button>
                <span class="soft">${t("announcements.record.try")}</span>`
        }
        <span class="hidden" role="status">${recording ? t("announcements.record.on") : t("announcements.record.ready")}</span>
        ${this.loud ? html`<span class="warn" role="status">${t("announcements.record.loud")}</span>` : nothing}
      </div>`;
  }

  _cut() {
    const making = this.phase === "making";
    return html`<div class="recorder">
      <trim-view .recorded=${this.recorded} .stretch=${this.stretch} @trim-change=${(event: CustomEvent<Stretch>) => {
        this.stretch = event.detail;
      }}></trim-view>
      <p class="soft">${t("announcements.trim.text")}</p>
      <div class="row">
        <button class="button" type="button" ?disabled=${making} @click=${this._use}>${icon(Check, 18)}${t("announcements.record.use")}</button>
        <button class="button quiet" type="button" ?disabled=${making} @click=${this._open}>${icon(RotateCcw, 18)}${t("announcements.record.again")}</button>
      </div>
    </div>`;
  }

  async _open(): Promise<void> {
    this.phase = "asking";
    this.fault = null;
    this.recorded = null;
    try {
      const microphone = await Microphone.open();
      if (!this.isConnected) return microphone.close();
      this.#microphone = microphone;
      microphone.onLevel = (peak) => this._heard(peak);
      microphone.onEnd = () => this._lost();
      this.phase = "ready";
      await this.updateComplete;
      this.renderRoot.querySelector("button")?.focus();
    } catch (error) {
      this.fault = error instanceof MicrophoneError ? error.fault : "failed";
      this.phase = "rest";
    }
  }

  _heard(peak: number): void {
    // It falls slowly, so that it can be seen.
    this.level = Math.max(peak, this.level * 0.85);
    if (peak >= tooLoud) this.loud = true;
    if (!this.#microphone?.recording) return;
    this.seconds = this.#microphone.seconds;
    if (this.seconds >= mostRecorded) this._stop();
  }

  _start(): void {
    this.loud = false;
    this.seconds = 0;
    this.#microphone?.start();
    this.phase = "recording";
  }

  _stop(): void {
    const recorded = this.#microphone?.stop();
    this._release();
    if (!recorded || recorded.samples.length === 0) {
      this.phase = "rest";
      return;
    }
    const length = recorded.samples.length / recorded.rate;
    const { from, to } = soundingPart(recorded.samples, recorded.rate);
    this.recorded = recorded;
    this.stretch = { from: Math.max(0, from - margin), to: Math.min(length, to + margin) };
    this.phase = "cut";
    void this.updateComplete.then(() => this.renderRoot.querySelector("trim-view")?.updateComplete.then((_) => this._focusUse()));
  }

  _focusUse(): void {
    this.renderRoot.querySelector("button")?.focus();
  }

  /** What has been recorded until then is there. */
  _lost(): void {
    if (this.phase === "recording") this._stop();
    else {
      this._release();
      this.phase = "rest";
    }
    this.fault = "none";
  }

  async _use(): Promise<void> {
    const { recorded } = this;
    if (!recorded) return;
    this.phase = "making";
    await new Promise(requestAnimationFrame);
    const { samples, rate } = recorded;
    const cut = samples.slice(Math.floor(this.stretch.from * rate), Math.ceil(this.stretch.to * rate));
    const wav = wavOfPcm(resample(cut, rate, sentRate), sentRate);
    this.phase = "cut";
    this.tell("sound-chosen", new Blob([new Uint8Array(wav)], { type: "audio/wav" }));
  }

  _release(): void {
    this.#microphone?.close();
    this.#microphone = null;
    this.level = 0;
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      .recorder {
        display: grid;
        gap: 12px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
      }
      .meter {
        height: 12px;
        border-radius: 6px;
        background: var(--sunk);
        overflow: hidden;
      }
      .meter span {
        display: block;
        height: 100%;
        border-radius: 6px;
        background: var(--live);
      }
      .meter.loud span {
        background: var(--stop);
      }
      .button .dot {
        background: var(--stop);
        width: 12px;
        height: 12px;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      .warn {
        color: var(--stop-ink);
        font-weight: 600;
      }
      p {
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("sound-recorder", SoundRecorder);
declare global {
  interface HTMLElementTagNameMap {
    "sound-recorder": SoundRecorder;
  }
}
