import { css, html, nothing } from "lit";
import { Pause, Play } from "lucide";
import { lengthText } from "../../../domain/announcement.ts";
import { AnnouncementWatch, knownAnnouncements } from "../announcements/known.ts";
import { PlaybackWatch, playback } from "../announcements/playback.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";

/**
 * An announcement in a line of its own: play, its name and how long it is; with `text` also what is said.
 *
 *     <listen-button .announcementId=${id} text></listen-button>
 */
export class ListenButton extends KlykaElement {
  static override properties = { announcementId: { attribute: false }, text: { type: Boolean }, all: { state: true } };
  declare announcementId: string | null;
  declare text: boolean;
  declare all: readonly AnnouncementView[];
  readonly watch = new AnnouncementWatch(this, () => void this._load());
  readonly playing = new PlaybackWatch(this);

  constructor() {
    super();
    this.announcementId = null;
    this.text = false;
    this.all = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._load();
  }

  override render() {
    const one = this.all.find(({ id }) => id === this.announcementId);
    if (!one) return nothing;
    const { name, transcript, audio } = one;
    const on = playback.isPlaying(audio.address);
    const length = lengthText(audio.durationMs);
    const says = on ? `${t("announcements.pause")} ${name}` : t("announcements.play", { name });
    return html`<button class="button small" type="button" aria-label="${says} ${length}" title=${says} @click=${() => playback.toggle(audio.address)}>
        ${icon(on ? Pause : Play, 14)}<span class="name">${name}</span> <span class="soft">${length}</span>
      </button>
      ${this.text && transcript ? html`<q class="said">${transcript}</q>` : nothing}
      ${playback.failed === audio.address ? html`<p class="failed" role="alert">${t("announcements.play.failed")}</p>` : nothing}`;
  }

  async _load(): Promise<void> {
    // What cannot be had now comes with the next change.
    this.all = await knownAnnouncements().catch(() => this.all);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: inline-grid;
        gap: 4px;
        min-width: 0;
        max-width: 100%;
        justify-items: start;
      }
      .button {
        max-width: 100%;
        gap: 6px;
        padding: 2px 10px 2px 8px;
        border-radius: 999px;
        font-weight: 500;
      }
      .button .icon {
        color: var(--accent);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .said {
        color: var(--soft);
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      .failed {
        font-size: var(--size-small);
        color: var(--stop-ink);
      }
    `,
  ];
}

customElements.define("listen-button", ListenButton);
declare global {
  interface HTMLElementTagNameMap {
    "listen-button": ListenButton;
  }
}
