import { html, nothing } from "lit";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { type PhoneView, setAccounts } from "../../data/phones.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { findAccounts } from "./finders.ts";
import { panelStyles } from "./panel-styles.ts";

/** What the phone registers with, position by position. Tells `phone-saved` after each change, which can be undone. */
export class AccountsPart extends KlykaElement {
  static override properties = {
    phone: { attribute: false },
    version: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  };
  declare phone: PhoneView;
  declare version: string | null;
  declare busy: boolean;
  declare failure: string | null;

  constructor() {
    super();
    this.version = null;
    this.busy = false;
    this.failure = null;
  }

  override render() {
    const { accounts, most } = this.phone;
    const room = accounts.length < most.accounts;
    return html`<section>
      <h3>${t("phones.accounts")}</h3>
      ${
        accounts.length === 0
          ? html`<p class="small soft">${t("phones.accounts.none")}</p>`
          : html`<ul class="accounts">
              ${accounts.map(
                ({ position, accountId, sipUser, label }) => html`<li>
                  <span class="soft">${position}</span><span>${label || sipUser}</span>
                  <button class="button quiet small icon-only" type="button" ?disabled=${this.busy} aria-label=${t("phones.accounts.remove", { account: label || sipUser })} @click=${() => this._remove(accountId)}>
                    ${icon(X, 16)}
                  </button>
                </li>`,
              )}
            </ul>`
      }
      ${
        room
          ? html`<search-combobox label=${t("phones.accounts.add")} .find=${findAccounts} .value=${null} ?disabled=${this.busy} @combo-change=${this._add}></search-combobox>`
          : html`<p class="small soft">${t("phones.accounts.full", { count: most.accounts })}</p>`
      }
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
    </section>`;
  }

  /** By position, gaps as null. */
  _list(): (string | null)[] {
    const list: (string | null)[] = [];
    for (const { position, accountId } of this.phone.accounts) list[position - 1] = accountId;
    return Array.from(list, (one) => one ?? null);
  }

  async _add(event: CustomEvent<ComboOption | null>): Promise<void> {
    const chosen = event.detail;
    // The field is for the next one.
    const field = this.renderRoot.querySelector("search-combobox");
    if (field) field.value = null;
    if (!chosen) return;
    const list = this._list();
    const gap = list.indexOf(null);
    if (gap === -1) list.push(chosen.key);
    else list[gap] = chosen.key;
    await this._save(list);
  }

  _remove(accountId: string): Promise<void> {
    return this._save(this._list().filter((one) => one !== accountId));
  }

  async _save(list: readonly (string | null)[]): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      const { auditId } = await setAccounts(api, this.phone.id, list, this.version);
      this.tell("phone-saved", { auditId, text: t("phones.accounts.saved") });
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [shared, buttons, fields, states, panelStyles];
}

customElements.define("accounts-part", AccountsPart);
declare global {
  interface HTMLElementTagNameMap {
    "accounts-part": AccountsPart;
  }
}
