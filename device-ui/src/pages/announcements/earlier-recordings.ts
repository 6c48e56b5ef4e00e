import { css, html, nothing } from "lit";
import { Undo2 } from "lucide";
import "../../announcements/audio-player.ts";
import { useText } from "../../announcements/words.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { type AnnouncementView, listRecordings, type RecordingView, restoreRecording } from "../../data/announcements.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";

/** What callers heard during the last 30 days, to be listened to and taken back. Tells `recording-restored`. */
export class EarlierRecordings extends KlykaElement {
  static override properties = { announcement: { attribute: false } };
  declare announcement: AnnouncementView;
  readonly loaded = new Loaded<readonly RecordingView[]>(this, (signal) => listRecordings(api, this.announcement.id, signal));
  #shown = "";

  override willUpdate(): void {
    const { id, audio, recordedAt } = this.announcement;
    const shown = `${id} ${audio.id} ${recordedAt}`;
    if (shown === this.#shown) return;
    const other = !this.#shown.startsWith(id);
    this.#shown = shown;
    if (other) this.loaded.restart();
    else void this.loaded.reload();
  }

  override render() {
    const earlier = (this.loaded.value ?? []).filter(({ replacedAt }) => replacedAt !== null);
    return html`<h3>${t("announcements.earlier")}</h3>
      ${missing(this.loaded)}
      ${
        this.loaded.face === "ready" && earlier.length === 0
          ? html`<p class="small soft">${t("announcements.earlier.none")}</p>`
          : html`<ul>${earlier.map((one) => this._row(one))}</ul>`
      }`;
  }

  _row(one: RecordingView) {
    const { audio, madeAt, madeBy, replacedAt } = one;
    const made = formatInstant(new Date(madeAt));
    const label = t("announcements.earlier.restore", { when: made });
    return html`<li>
      <audio-player .address=${audio.address} .durationMs=${audio.durationMs} .heights=${audio.waveform} label=${t("announcements.earlier.one", { when: made })}></audio-player>
      <div class="line">
        <span class="small soft">${made} · ${madeBy}${replacedAt ? html`<br />${t("announcements.earlier.until", { when: formatInstant(new Date(replacedAt)) })}` : nothing}</span>
        <button class="button quiet small" type="button" aria-label=${label} @click=${() => this._restore(one)}>${icon(Undo2, 16)}${t("announcements.earlier.do")}</button>
      </div>
    </li>`;
  }

  async _restore({ id, madeAt }: RecordingView): Promise<void> {
    const { announcement } = this;
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("announcements.earlier.restore", { when: formatInstant(new Date(madeAt)) }),
      text: t(announcement.usedIn.length > 0 ? "announcements.replace.places" : "announcements.earlier.unused"),
      effects: announcement.usedIn.map((use) => `${use.ownerName} · ${useText(use)}`),
      action: t("announcements.earlier.do"),
      run: async () => {
        ({ auditId } = await restoreRecording(api, announcement.id, id, announcement.version));
      },
      failure: failureText,
    });
    if (agreed) this.tell("recording-restored", { auditId });
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      ul {
        display: grid;
        gap: 16px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .line {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        align-items: start;
        margin-top: 4px;
      }
    `,
  ];
}

customElements.define("earlier-recordings", EarlierRecordings);
declare global {
  interface HTMLElementTagNameMap {
    "earlier-recordings": EarlierRecordings;
  }
}
