import { html, nothing } from "lit";
import { Check, Copy } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import { type PhoneView, readAddress, readPasswords } from "../../data/phones.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { panelStyles } from "./panel-styles.ts";
import "./holds-part.ts";
import "./window-part.ts";
import { phoneName } from "./words.ts";

type Secret = { readonly key: "url" | "admin" | "user"; readonly value: string };

/** How the phone is let in: its first-contact window, its own address, the passwords of its menus. What is read stands in the log. */
export class ContactPart extends KlykaElement {
  static override properties = {
    phone: { attribute: false },
    secrets: { state: true },
    copied: { state: true },
    failure: { state: true },
  };
  declare phone: PhoneView;
  declare secrets: readonly Secret[];
  declare copied: string;
  declare failure: string | null;

  constructor() {
    super();
    this.secrets = [];
    this.copied = "";
    this.failure = null;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get("phone");
    const another = typeof before === "object" && before !== null && "id" in before && before.id !== this.phone.id;
    if (another) this.secrets = [];
  }

  override render() {
    return html`<section>
      <h3>${t("phones.contact")}</h3>
      <holds-part .phone=${this.phone}></holds-part>
      <window-part .phone=${this.phone}></window-part>
      <div class="buttons">
        <button class="button small" type="button" @click=${this._address}>${t("phones.contact.address")}</button>
        <button class="button small" type="button" @click=${this._passwords}>${t("phones.contact.passwords")}</button>
      </div>
      ${this.secrets.map((one) => this._secret(one))}
      ${this.secrets.length > 0 ? html`<p class="small soft">${t("phones.contact.logged")}</p>` : nothing}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
    </section>`;
  }

  _secret({ key, value }: Secret) {
    const label = t(`phones.contact.${key}`);
    const copied = this.copied === key;
    return html`<div class="field">
      <span class="label">${label}</span>
      <span class="row-line"><code class="secret">${value}</code>
        <button class="button quiet small" type="button" aria-label=${t("phones.contact.copy", { what: label })} @click=${() => this._copy(key, value)}>
          ${icon(copied ? Check : Copy, 16)}${t(copied ? "phones.contact.copied" : "phones.contact.copy_short")}
        </button></span>
    </div>`;
  }

  async _address(): Promise<void> {
    this.failure = null;
    try {
      const value = await readAddress(api, this.phone.id);
      this.secrets = [...this.secrets.filter(({ key }) => key !== "url"), { key: "url", value }];
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  async _passwords(): Promise<void> {
    await confirm({
      heading: t("phones.contact.passwords.ask", { name: phoneName(this.phone) }),
      text: t("phones.contact.passwords.text"),
      action: t("phones.contact.passwords.do"),
      run: async () => {
        const { admin, user } = await readPasswords(api, this.phone.id);
        const rest = this.secrets.filter(({ key }) => key === "url");
        this.secrets = [...rest, { key: "admin", value: admin }, { key: "user", value: user }];
      },
      failure: failureText,
    });
  }

  async _copy(key: string, value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      this.copied = key;
    } catch {
      // Without the right to copy it is marked, so that the keyboard copies it.
      const shown = [...this.renderRoot.querySelectorAll("code")].find((one) => one.textContent === value);
      if (shown) getSelection()?.selectAllChildren(shown);
    }
  }

  static override styles = [shared, buttons, fields, states, panelStyles];
}

customElements.define("contact-part", ContactPart);
declare global {
  interface HTMLElementTagNameMap {
    "contact-part": ContactPart;
  }
}
