import { html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { textField } from "../components/fields.ts";
import { api, session } from "../data/client.ts";
import { cardPage } from "../frame/card-page.ts";
import { cardStyles } from "../frame/card-styles.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";

/** Asks for a link to a new password. The same is said whether there is such a person or not. */
export class ForgotPasswordPage extends KlykaElement {
  static override properties = { phase: { state: true }, failure: { state: true }, empty: { state: true } };
  declare phase: "asking" | "busy" | "sent";
  declare failure: string | null;
  declare empty: boolean;

  constructor() {
    super();
    this.phase = "asking";
    this.failure = null;
    this.empty = false;
  }

  override render() {
    return cardPage(
      html`${this.phase === "sent" ? this._sent() : this._form()}
        <p><a href="/sign-in">${t("frame.to_sign_in")}</a></p>`,
    );
  }

  _form() {
    const head = html`<div class="head">
      <h1 tabindex="-1">${t("frame.forgot")}</h1>
      <p class="soft">${session.offers.resetByMail ? t("frame.forgot.text") : t("frame.forgot.off")}</p>
    </div>`;
    if (!session.offers.resetByMail) return head;
    return html`${head}
      <form novalidate @submit=${this._submit}>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        ${textField({
          name: "name",
          label: t("frame.sign_in.name"),
          autocomplete: "username",
          value: session.givenName,
          required: true,
          problem: this.empty ? t("field.required") : null,
        })}
        <button class="button filled wide" type="submit" aria-disabled=${this.phase === "busy" ? "true" : nothing}>
          ${this.phase === "busy" ? t("frame.forgot.busy") : t("frame.forgot.send")}
        </button>
      </form>`;
  }

  _sent() {
    return html`<div class="head" role="status">
      <h1 tabindex="-1">${t("frame.forgot.sent")}</h1>
      <p class="soft">${t("frame.forgot.sent_text")}</p>
    </div>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.phase === "busy" || !(event.target instanceof HTMLFormElement)) return;
    const name = String(new FormData(event.target).get("name") ?? "").trim();
    this.empty = name === "";
    if (this.empty) return this.renderRoot.querySelector("input")?.focus();
    [this.phase, this.failure] = ["busy", null];
    try {
      await api.post("/password-resets", { name });
      this.phase = "sent";
      await this.updateComplete;
      this.renderRoot.querySelector("h1")?.focus();
    } catch (error) {
      [this.phase, this.failure] = ["asking", failureText(error)];
    }
  }

  static override styles = [shared, buttons, fields, states, surfaces, cardStyles];
}

customElements.define("forgot-password-page", ForgotPasswordPage);
declare global {
  interface HTMLElementTagNameMap {
    "forgot-password-page": ForgotPasswordPage;
  }
}
