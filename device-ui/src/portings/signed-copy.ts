import { css, html, nothing } from "lit";
import { Download, FileCheck2, FileUp } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { letterAddress, type PortingView, sendSignedCopy, signedCopyAddress } from "../data/portings.ts";
import { failureText } from "../i18n/failure.ts";
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
  static override properties = {
    porting: { attribute: false },
    sign: { type: Boolean },
    sent: { state: true },
    problem: { state: true },
    over: { state: true },
  };
  declare porting: PortingView;
  declare sign: boolean;
  /** How much is out, 0…1; null: nothing is being sent. */
  declare sent: number | null;
  declare problem: string | null;
  /** A file is held over it. */
  declare over: boolean;
  #abort = new AbortController();

  constructor() {
    super();
    this.sign = false;
    this.sent = null;
    this.problem = null;
    this.over = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override render() {
    const { porting, sign, sent } = this;
    return html`<h2 id="letter">${t("portings.letter.heading")}</h2>
      ${sign && porting.signedCopy === null ? html`<p>${t("portings.letter.sign", { signer: porting.signer })}</p>` : nothing}
      <p><a class="button" href=${letterAddress(porting.id)} download>${icon(Download, 18)}${t("portings.letter.download")}</a></p>
      ${porting.signedCopy === null ? nothing : this._there(porting, porting.signedCopy)}
      ${sign ? this._drop() : nothing}
      ${
        sent === null
          ? nothing
          : html`<div class="sending" role="status">
              <progress max="1" value=${sent} aria-label=${t("portings.letter.upload")}></progress>
              <span>${t("portings.letter.sending", { percent: Math.round(sent * 100) })}</span>
            </div>`
      }
      ${this.problem ? html`<p class="notice stop" role="alert">${this.problem}</p>` : nothing}`;
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
    return html`<div class="drop ${this.over ? "over" : ""}" ?hidden=${this.sent !== null} @dragover=${this._dragOver} @dragleave=${() => {
      this.over = false;
    }} @drop=${this._dropped}>
      <button class="button" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click()}>${icon(FileUp, 18)}${word}</button>
      <p class="soft">${t("portings.letter.kinds")}</p>
      <p class="soft">${t("portings.letter.kept")}</p>
      <input type="file" hidden accept=${kinds} aria-label=${word} @change=${this._chosen} />
    </div>`;
  }

  _chosen(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    target.value = "";
    if (file) void this._send(file);
  }

  _dragOver(event: DragEvent): void {
    event.preventDefault();
    this.over = true;
  }

  _dropped(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void this._send(file);
  }

  async _send(file: File): Promise<void> {
    this.problem = null;
    if (file.size > mostBytes) {
      this.problem = t("portings.letter.too_large");
      return;
    }
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.sent = 0;
    try {
      const onProgress = (share: number) => {
        this.sent = share;
      };
      const porting = await sendSignedCopy(api, this.porting, file, onProgress, signal);
      toast({ text: t("portings.letter.taken") });
      this.tell("copy-sent", porting);
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
      .drop {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 20px 16px;
        border: 1px dashed var(--field-line);
        border-radius: var(--radius);
        text-align: center;
        font-size: var(--size-small);
      }
      .drop[hidden] {
        display: none;
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-ground);
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
