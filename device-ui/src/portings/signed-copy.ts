import { css, html, nothing } from "lit";
import { Download, FileCheck2 } from "lucide";
import { KlykaElement } from "../components/element.ts";
import "../components/file-drop.ts";
import { icon } from "../components/icon.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { letterAddress, type PortingView, sendSignedCopy, signedCopyAddress } from "../data/portings.ts";
import { Sending } from "../data/sending.ts";
import { formatInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";

const kinds = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png";
const mostBytes = 10_000_000;

/**
 * The letter of authority: fetched, signed, sent back. Tells `copy-sent` with the porting as it is then.
 *
 * @param porting `sign`: whether it may be sent now
 */
export class SignedCopy extends KlykaElement {
  static override properties = { porting: { attribute: false }, sign: { type: Boolean } };
  declare porting: PortingView;
  declare sign: boolean;
  readonly sending = new Sending(this);

  constructor() {
    super();
    this.sign = false;
  }

  override render() {
    const { porting, sign } = this;
    const { share, problem } = this.sending;
    return html`<h2 id="letter">${t("portings.letter.heading")}</h2>
      ${sign && porting.signedCopy === null ? html`<p>${t("portings.letter.sign", { signer: porting.signer })}</p>` : nothing}
      <p><a class="button" href=${letterAddress(porting.id)} download>${icon(Download, 18)}${t("portings.letter.download")}</a></p>
      ${porting.signedCopy === null ? nothing : this._there(porting, porting.signedCopy)}
      ${sign ? this._drop() : nothing}
      ${
        share === null
          ? nothing
          : html`<div class="sending" role="status">
              <progress max="1" value=${share} aria-label=${t("portings.letter.upload")}></progress>
              <span>${t("portings.letter.sending", { percent: Math.round(share * 100) })}</span>
            </div>`
      }
      ${problem ? html`<p class="notice stop" role="alert">${problem}</p>` : nothing}`;
  }

  _there({ id }: PortingView, copy: NonNullable<PortingView["signedCopy"]>) {
    const when = formatInstant(new Date(copy.receivedAt));
    return html`<div class="copy">
      ${icon(FileCheck2, 22)}
      <div class="grow">
        <a href=${signedCopyAddress(id)} download>${copy.name}</a>
        <p class="soft">${t("portings.letter.received", { size: sizeText(copy.size), when, name: copy.receivedBy })}</p>
      </div>
    </div>`;
  }

  _drop() {
    const word = t(this.porting.signedCopy === null ? "portings.letter.upload" : "portings.letter.replace");
    return html`<file-drop
      label=${word}
      accept=${kinds}
      ?hidden=${this.sending.share !== null}
      @file-chosen=${(event: CustomEvent<File>) => this._send(event.detail)}
    >
      <p class="soft">${t("portings.letter.kinds")}</p>
      <p class="soft">${t("portings.letter.kept")}</p>
    </file-drop>`;
  }

  async _send(file: File): Promise<void> {
    if (file.size > mostBytes) return this.sending.refuse(t("portings.letter.too_large"));
    const porting = await this.sending.run((onProgress, signal) => sendSignedCopy(api, this.porting, file, onProgress, signal));
    if (porting === null) return;
    toast({ text: t("portings.letter.taken") });
    this.tell("copy-sent", porting);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .copy {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--field);
        overflow-wrap: anywhere;
      }
      .copy .icon {
        flex: none;
        color: var(--live-ink);
      }
      .sending {
        display: flex;
        gap: 12px;
        align-items: center;
      }
      progress {
        flex: 1;
        accent-color: var(--accent);
      }
    `,
  ];
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
}

customElements.define("signed-copy", SignedCopy);
declare global {
  interface HTMLElementTagNameMap {
    "signed-copy": SignedCopy;
  }
}
