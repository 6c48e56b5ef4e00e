import { html, nothing, type PropertyValues } from "lit";
import { KlykaElement } from "../components/element.ts";
import { passwordField, textField } from "../components/fields.ts";
import { session } from "../data/client.ts";
import { ApiError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { formStyles } from "./card-styles.ts";

/** Name and password: on a page of its own, and over a page whose session has ended. Tells `signed-in`. */
export class SignInForm extends KlykaElement {
  static override properties = {
    name: {},
    busy: { state: true },
    failure: { state: true },
    empty: { state: true },
  };
  /** What stands in the first field from the start. */
  declare name: string;
  declare busy: boolean;
  declare failure: string | null;
  declare empty: readonly string[];
  #timer = 0;

  constructor() {
    super();
    this.name = "";
    this.busy = false;
    this.failure = null;
    this.empty = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override firstUpdated(_: PropertyValues): void {
    this._input(this.name ? "password" : "name")?.focus();
  }

  override render() {
    const problem = (field: string) => (this.empty.includes(field) ? t("field.required") : null);
    return html`<form method="post" action="/sign-in" novalidate @submit=${this._submit}>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${textField({
        name: "name",
        label: t("frame.sign_in.name"),
        hint: t("frame.sign_in.name_hint"),
        value: this.name,
        autocomplete: "username",
        required: true,
        problem: problem("name"),
      })}
      ${passwordField({
        name: "password",
        label: t("frame.sign_in.password"),
        autocomplete: "current-password",
        required: true,
        problem: problem("password"),
      })}
      <button class="button filled wide" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
        ${this.busy ? t("frame.sign_in.busy") : t("frame.sign_in")}
      </button>
    </form>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const [name, password] = [this._input("name")?.value.trim() ?? "", this._input("password")?.value ?? ""];
    this.name = name;
    this.empty = [...(name ? [] : ["name"]), ...(password ? [] : ["password"])];
    const [first] = this.empty;
    if (first) return this._input(first)?.focus();
    this.busy = true;
    this.failure = null;
    try {
      await session.signIn(name, password);
      this.tell("signed-in", null);
    } catch (error) {
      this._failed(error);
    } finally {
      this.busy = false;
    }
  }

  _failed(error: unknown): void {
    this.failure = failureText(error);
    const seconds = error instanceof ApiError ? error.retryAfter : null;
    clearTimeout(this.#timer);
    if (seconds !== null) this.#timer = window.setTimeout(() => this._waited(), seconds * 1000);
    this._input("password")?.select();
  }

  _waited(): void {
    this.failure = null;
  }

  _input(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  }

  static override styles = [shared, buttons, fields, states, formStyles];
}

customElements.define("sign-in-form", SignInForm);
declare global {
  interface HTMLElementTagNameMap {
    "sign-in-form": SignInForm;
  }
}
