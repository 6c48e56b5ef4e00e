import { html, nothing } from "lit";
import { checkField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { type Account, accountsOf, givePhone, type PhoneView } from "../../data/phones.ts";
import { t } from "../../i18n/index.ts";
import { panelStyles } from "./panel-styles.ts";
import { phoneName } from "./words.ts";

export type Given = { readonly auditId: string | null; readonly text: string };
type Say = { readonly phone: PhoneView; readonly version: string | null; readonly to: ComboOption | null };

/** A phone gets somebody else: with whose accounts, and whether the keys that the one before had stay. */
export class GiveDialog extends FormDialog<Given> {
  static override properties = {
    say: { attribute: false },
    accounts: { state: true },
    clearKeys: { state: true },
    takeAccounts: { state: true },
  };
  declare say: Say;
  /** Of whoever gets it; null: not known yet. */
  declare accounts: readonly Account[] | null;
  declare clearKeys: boolean;
  declare takeAccounts: boolean;

  constructor() {
    super();
    this.accounts = null;
    this.clearKeys = true;
    this.takeAccounts = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { to } = this.say;
    if (!to) this.accounts = [];
    else
      accountsOf(api, to.key).then(
        (rows) => this._set(rows),
        (error: unknown) => this._tell(error),
      );
  }

  override _heading() {
    const { phone, to } = this.say;
    const name = phoneName(phone);
    return to ? t("phones.give.heading", { name, user: to.title }) : t("phones.give.nobody", { name });
  }

  override _action() {
    const { to } = this.say;
    return to ? t("phones.give.do", { user: to.title }) : t("phones.give.do_nobody");
  }

  override _ready() {
    return this.accounts !== null;
  }

  override _fields() {
    const { phone, to } = this.say;
    return html`<div class="stack" @change=${this._changed}>
      ${phone.user && to ? html`<p>${t("phones.give.before", { user: phone.user.name })}</p>` : nothing} ${this._accounts()} ${this._keys()}
    </div>`;
  }

  _accounts() {
    const { phone, to } = this.say;
    if (this.accounts === null) return html`<p class="soft" role="status">${t("list.row_loading")}</p>`;
    if (this.accounts.length === 0) {
      if (to) return html`<p class="notice waiting">${t("phones.give.no_account", { user: to.title })}</p>`;
      if (phone.accounts.length === 0) return nothing;
      return checkField({ name: "takeAccounts", label: t("phones.give.drop_accounts"), checked: this.takeAccounts });
    }
    const label = t("phones.give.accounts", { accounts: this.accounts.map((one) => one.label || one.sipUser).join(", ") });
    return checkField({ name: "takeAccounts", label, hint: t("phones.give.accounts.hint"), checked: this.takeAccounts });
  }

  _keys() {
    const own = this._own();
    if (own === 0) return nothing;
    return checkField({
      name: "clearKeys",
      label: t("phones.give.clear", { count: own }),
      hint: t("phones.give.clear.hint"),
      checked: this.clearKeys,
    });
  }

  _own(): number {
    return this.say.phone.keys.filter((key) => key.from === "phone").length;
  }

  _changed(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (event.target.name === "clearKeys") this.clearKeys = event.target.checked;
    else this.takeAccounts = event.target.checked;
  }

  override async _run() {
    const { phone, version, to } = this.say;
    const { accounts } = this;
    if (accounts === null) return null;
    const mayTake = to === null || accounts.length > 0;
    const ids = accounts.map(({ id }) => id).slice(0, phone.most.accounts);
    const taken = this.takeAccounts && mayTake ? { accounts: ids } : {};
    const body = { userId: to?.key ?? null, clearKeys: this.clearKeys && this._own() > 0, ...taken };
    const { auditId } = await givePhone(api, phone.id, body, version);
    const name = phoneName(phone);
    return { auditId, text: to ? t("phones.give.done", { name, user: to.title }) : t("phones.give.done_nobody", { name }) };
  }

  _set(rows: readonly Account[]): void {
    this.accounts = rows;
  }

  static override styles = [FormDialog.styles, panelStyles];
}

/** @returns what was written, or null when the person thought better of it */
export function askGive(say: Say): Promise<Given | null> {
  return answerOf(Object.assign(document.createElement("give-dialog"), { say }));
}

customElements.define("give-dialog", GiveDialog);
declare global {
  interface HTMLElementTagNameMap {
    "give-dialog": GiveDialog;
  }
}
