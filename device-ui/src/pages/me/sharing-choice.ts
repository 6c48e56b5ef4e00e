import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { checkField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { readSharing, saveSharing } from "../../data/colleagues.ts";
import { Loaded } from "../../data/loaded.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";

/** Whether colleagues see that one is ill or has a sick child at home: off until the person chooses otherwise. */
export class SharingChoice extends KlykaElement {
  static override properties = { busy: { state: true } };
  declare busy: boolean;
  readonly loaded = new Loaded<boolean>(this, (signal) => readSharing(api, signal));

  constructor() {
    super();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return html`<section class="surface" aria-labelledby="sharing">
      <h2 id="sharing">${t("colleagues.sharing")}</h2>
      <p class="soft">${t("colleagues.sharing.text")}</p>
      ${this._face()}
    </section>`;
  }

  _face() {
    const { face, value } = this.loaded;
    if (face !== "ready") return missing(this.loaded, t("away.loading"));
    return html`<div @change=${this._changed}>
      ${checkField({
        ...{ name: "sharing-choice", kind: "switch", label: t("colleagues.sharing.choose"), checked: value === true },
        ...{ hint: t("colleagues.sharing.hint"), disabled: this.busy },
      })}
    </div>`;
  }

  _changed(event: Event): void {
    if (event.target instanceof HTMLInputElement) void this._save(event.target.checked);
  }

  async _save(shares: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await saveSharing(api, shares);
      toast({ text: t(shares ? "colleagues.sharing.on" : "colleagues.sharing.off"), undo: () => void this._save(!shares) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
      await this.loaded.reload();
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    surfaces,
    states,
    css`
      section {
        display: grid;
        gap: 8px;
        padding: 16px;
      }
    `,
  ];
}

customElements.define("sharing-choice", SharingChoice);
declare global {
  interface HTMLElementTagNameMap {
    "sharing-choice": SharingChoice;
  }
}
