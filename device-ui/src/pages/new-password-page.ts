import { html, nothing } from "lit";
import { leastPasswordCharacters } from "../../../domain/password.ts";
import { KlykaElement } from "../components/element.ts";
import { focusFirstError, passwordField } from "../components/fields.ts";
import { api, session } from "../data/client.ts";
import { ApiError, type FieldError } from "../data/problem.ts";
import { cardPage } from "../frame/card-page.ts";
import { cardStyles } from "../frame/card-styles.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { pathTo } from "../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";

/** Where the link in the mail leads. Its token stands after `#`, which no browser sends to any server. */
export class NewPasswordPage extends KlykaElement {
  static override properties = { phase: { state: true }, failure: { state: true }, errors: { state: true } };
  declare phase: "asking" | "busy" | "done";
  declare failure: { readonly text: string; readonly over: boolean } | null;
  declare errors: readonly FieldError[];
  #token = "";

  constructor() {
    super();
    this.phase = "asking";
    this.failure = null;
    this.errors = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#token = location.hash.slice(1);
  }

  override render() {
    return cardPage(this.phase === "done" ? this._done() : this.#token === "" ? this._bad() : this._form());
  }

  _done() {
    return html`<div class="head" role="status">
        <h1 tabindex="-1">${t("frame.new_password.done")}</h1>
        <p class="soft">${t("frame.new_password.done_text")}</p>
      </div>
      <a class="button filled" href="/sign-in">${t("frame.to_sign_in")}</a>`;
  }

  _bad() {
    return html`<div class="head">
        <h1 tabindex="-1">${t("frame.new_password")}</h1>
        <p class="soft">${t("frame.new_password.bad")}</p>
      </div>
      ${this._askAnew()}`;
  }

  _form() {
    return html`<div class="head">
        <h1 tabindex="-1">${t("frame.new_password")}</h1>
        <p class="soft">${t("frame.new_password.text")}</p>
      </div>
      <form novalidate @submit=${this._submit}>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure.text}</p>` : nothing}
        ${passwordField({
          name: "password",
          label: t("frame.password.new"),
          hint: t("frame.password.hint", { least: leastPasswordCharacters }),
          autocomplete: "new-password",
          required: true,
          errors: this.errors,
        })}
        <button class="button filled wide" type="submit" aria-disabled=${this.phase === "busy" ? "true" : nothing}>
          ${this.phase === "busy" ? t("frame.password.busy") : t("frame.password.save")}
        </button>
      </form>
      ${this.failure?.over ? this._askAnew() : nothing}`;
  }

  _askAnew() {
    return session.offers.resetByMail
      ? html`<p><a href=${pathTo("forgotPassword")}>${t("frame.new_password.ask_anew")}</a></p>`
      : html`<p><a href="/sign-in">${t("frame.to_sign_in")}</a></p>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.phase === "busy" || !(event.target instanceof HTMLFormElement)) return;
    const password = String(new FormData(event.target).get("password") ?? "");
    this.phase = "busy";
    [this.failure, this.errors] = [null, []];
    try {
      await api.post("/password-resets/use", { token: this.#token, password });
      await this._used();
    } catch (error) {
      await this._failed(error);
    }
  }

  /** The token is good for nothing any longer, and need not stand in the history. */
  async _used(): Promise<void> {
    history.replaceState(history.state, "", location.pathname);
    this.phase = "done";
    // Whoever was signed in in this browser is not any longer.
    if (session.current) await session.signOut().catch(() => undefined);
    await this.updateComplete;
    this.renderRoot.querySelector("h1")?.focus();
  }

  async _failed(error: unknown): Promise<void> {
    this.phase = "asking";
    const fields = error instanceof ApiError ? error.fields : [];
    const over = error instanceof ApiError && error.code === "reset_link_invalid";
    this.failure = fields.length > 0 ? null : { text: failureText(error), over };
    this.errors = fields.filter(({ field }) => field === "password");
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  static override styles = [shared, buttons, fields, states, surfaces, cardStyles];
}

customElements.define("new-password-page", NewPasswordPage);
declare global {
  interface HTMLElementTagNameMap {
    "new-password-page": NewPasswordPage;
  }
}
