import { html, nothing } from "lit";
import type { UserView } from "../../../../portal/user-views.ts";
import { askWhoseStands } from "../../components/conflict-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, formValues, textField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import type { Versioned } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { mergeChanges } from "../../data/merge.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { formLook } from "./account-styles.ts";

/** Where the person gets mail. Tells `me-saved` with the person as saved. */
export class ContactForm extends KlykaElement {
  static override properties = {
    me: { attribute: false },
    typed: { state: true },
    busy: { state: true },
    failure: { state: true },
    errors: { state: true },
  };
  declare me: Versioned<UserView>;
  /** What stands in the field; null: nothing has been typed. */
  declare typed: string | null;
  declare busy: boolean;
  declare failure: string | null;
  declare errors: readonly FieldError[];

  constructor() {
    super();
    this.typed = null;
    this.busy = false;
    this.failure = null;
    this.errors = [];
  }

  override render() {
    const { value: me } = this.me;
    const shown = this.typed ?? me.email ?? "";
    const same = shown.trim() === (me.email ?? "");
    return html`<form novalidate @submit=${this._submit} @input=${this._input}>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${textField({ name: "email", label: t("account.email"), type: "email", autocomplete: "email", value: shown, hint: t("account.email.hint"), errors: this.errors })}
      <div class="row">
        <button class="button" type="submit" ?disabled=${same || this.busy}>${this.busy ? t("account.saving") : t("action.save")}</button>
      </div>
    </form>`;
  }

  _input(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value;
    this.errors = [];
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !(event.target instanceof HTMLFormElement)) return;
    const { email = null } = formValues(event.target);
    if (email === (this.me.value.email ?? null)) return;
    this.busy = true;
    [this.failure, this.errors] = [null, []];
    const before = this.me.value.email;
    try {
      if (await this.#save(email)) toast({ text: t("account.did.saved"), undo: () => void this.#back(before) });
    } catch (error) {
      const found = error instanceof ApiError ? error.fields : [];
      // From here on it can be tried again.
      this.busy = false;
      [this.errors, this.failure] = [found, found.length > 0 ? null : failureText(error)];
      await this.updateComplete;
      focusFirstError(this.renderRoot, found);
    } finally {
      this.busy = false;
    }
  }

  /** @returns false when the person goes back to the form */
  async #save(email: string | null): Promise<boolean> {
    try {
      const saved = await api.patch<UserView>("/me", { email }, this.me.version);
      this.#take(saved);
      return true;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // The row as it is now comes with the refusal.
      const theirs = error.theirs as UserView;
      const { clashes } = mergeChanges({ email: this.me.value.email }, { email }, { email: theirs.email });
      const asked = { field: "email", label: t("account.email"), mine: email ?? "", theirs: theirs.email ?? "" };
      const agreed = clashes.length === 0 ? { email: "mine" } : await askWhoseStands([asked], error.saved);
      if (agreed === null) return false;
      this.me = { value: theirs, version: error.version };
      if (agreed.email === "mine" && theirs.email !== email) return this.#save(email);
      this.#take(this.me);
      return true;
    }
  }

  async #back(email: string | null): Promise<void> {
    try {
      await this.#save(email);
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  #take(me: Versioned<UserView>): void {
    this.me = me;
    this.typed = null;
    this.tell("me-saved", me);
  }

  static override styles = [shared, buttons, fields, states, surfaces, formLook];
}

customElements.define("contact-form", ContactForm);
declare global {
  interface HTMLElementTagNameMap {
    "contact-form": ContactForm;
  }
}
