import { html, nothing } from "lit";
import { Download } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";

/** The person's own copy of what is kept about them. */
export class DataCopy extends KlykaElement {
  static override properties = { busy: { state: true }, failure: { state: true } };
  declare busy: boolean;
  declare failure: string | null;

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
  }

  override render() {
    return html`${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <button class="button" type="button" ?disabled=${this.busy} @click=${this._fetch}>
        ${icon(Download, 18)}${this.busy ? t("account.copy.busy") : t("account.copy.fetch")}
      </button>`;
  }

  async _fetch(): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      const copy = await api.get<Readonly<Record<string, unknown>>>("/me/export");
      save(`klyka-${formatDay(new Date())}.json`, JSON.stringify(copy, null, 2));
      toast({ text: t("account.did.copy") });
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [shared, buttons, states];
}

/** Hands the text over to the browser as a file. */
function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

customElements.define("data-copy", DataCopy);
declare global {
  interface HTMLElementTagNameMap {
    "data-copy": DataCopy;
  }
}
