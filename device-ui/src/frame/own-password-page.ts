import { html, nothing } from "lit";
import { leastPasswordCharacters } from "../../../domain/password.ts";
import { KlykaElement } from "../components/element.ts";
import { focusFirstError, passwordField } from "../components/fields.ts";
import { session } from "../data/client.ts";
import { ApiError, type FieldError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";
import { cardPage } from "./card-page.ts";
import { cardStyles } from "./card-styles.ts";

/** Nothing else can be done before an own password has been chosen. What was just signed in with is not asked for again. */
export class OwnPasswordPage extends KlykaElement {
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
    return cardPage(html`<div class="head">
        <h1 tabindex="-1">${t("frame.own_password")}</h1>
        <p class="soft">${t("frame.own_password.text")}</p>
      </div>
      <form method="post" action="/" novalidate @submit=${this._submit}>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        <input class="hidden" type="text" name="username" autocomplete="username" .value=${session.givenName} tabindex="-1" aria-hidden="true" />
        ${
          session.givenPassword === null
            ? passwordField({
                name: "currentPassword",
                label: t("frame.password.current"),
                autocomplete: "current-password",
                required: true,
                errors: of("currentPassword"),
              })
            : nothing
        }
        ${passwordField({
          name: "password",
          label: t("frame.password.new"),
          hint: t("frame.password.hint", { least: leastPasswordCharacters }),
          autocomplete: "new-password",
          required: true,
          errors: of("password"),
        })}
        <button class="button filled wide" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? t("frame.password.busy") : t("frame.password.save")}
        </button>
        <button class="button quiet wide" type="button" @click=${() => this.tell("sign-out-wanted", null)}>${t("frame.menu.sign_out")}</button>
      </form>`);
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !(event.target instanceof HTMLFormElement)) return;
    const form = new FormData(event.target);
    const [current, password] = [
      session.givenPassword ?? String(form.get("currentPassword") ?? ""),
      String(form.get("password") ?? ""),
    ];
    this.busy = true;
    [this.failure, this.errors] = [null, []];
    try {
      await session.choosePassword(current, password);
    } catch (error) {
      await this._failed(error);
    } finally {
      this.busy = false;
    }
  }

  async _failed(error: unknown): Promise<void> {
    if (error instanceof ApiError && error.code === "password_wrong") session.givenPassword = null;
    const fields = error instanceof ApiError ? error.fields : [];
    [this.failure, this.errors] = [fields.length > 0 ? null : failureText(error), fields];
    await this.updateComplete;
    focusFirstError(this.renderRoot, fields);
  }

  static override styles = [shared, buttons, fields, states, surfaces, cardStyles];
}

customElements.define("own-password-page", OwnPasswordPage);
declare global {
  interface HTMLElementTagNameMap {
    "own-password-page": OwnPasswordPage;
  }
}
