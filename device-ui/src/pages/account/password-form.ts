import { html, nothing } from "lit";
import { leastPasswordCharacters } from "../../../../domain/password.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, passwordField } from "../../components/fields.ts";
import { toast } from "../../components/toasts.ts";
import { session } from "../../data/client.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { formLook } from "./account-styles.ts";

/** Another password. Every other session ends with it: tells `password-changed`. */
export class PasswordForm extends KlykaElement {
  static override properties = { busy: { state: true }, failure: { state: true }, errors: { state: true } };
  declare busy: boolean;
  declare failure: string | null;
  declare errors: readonly FieldError[];

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
    this.errors = [];
  }

  override render() {
    const of = (name: string) => this.errors.filter(({ field }) => field === name);
    return html`<form method="post" action="/account" novalidate @submit=${this._submit}>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${passwordField({
        name: "currentPassword",
        label: t("account.password.current"),
        autocomplete: "current-password",
        required: true,
        errors: of("currentPassword"),
      })}
      ${passwordField({
        name: "password",
        label: t("frame.password.new"),
        hint: t("frame.password.hint", { least: leastPasswordCharacters }),
        autocomplete: "new-password",
        required: true,
        errors: of("password"),
      })}
      <div class="row">
        <button class="button" type="submit" ?disabled=${this.busy}>${this.busy ? t("account.saving") : t("account.password.save")}</button>
      </div>
    </form>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target;
    if (this.busy || !(form instanceof HTMLFormElement)) return;
    const typed = new FormData(form);
    this.busy = true;
    [this.failure, this.errors] = [null, []];
    try {
      await session.choosePassword(String(typed.get("currentPassword") ?? ""), String(typed.get("password") ?? ""));
      form.reset();
      toast({ text: t("account.did.password") });
      this.tell("password-changed", null);
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

  static override styles = [shared, buttons, fields, states, surfaces, formLook];
}

customElements.define("password-form", PasswordForm);
declare global {
  interface HTMLElementTagNameMap {
    "password-form": PasswordForm;
  }
}
