import { html } from "lit";
import { KlykaElement } from "../components/element.ts";
import { session } from "../data/client.ts";
import { t } from "../i18n/index.ts";
import { pathTo } from "../router/paths.ts";
import { buttons, shared, surfaces } from "../style/controls.ts";
import { cardPage } from "./card-page.ts";
import { cardStyles } from "./card-styles.ts";
import "./sign-in-form.ts";

/** Where one signs in. It stands at whatever address was wanted, so that the wanted page follows it. */
export class SignInPage extends KlykaElement {
  #end: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = session.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  override render() {
    return cardPage(html`<h1 tabindex="-1">${t("frame.sign_in")}</h1>
      <sign-in-form .name=${session.givenName}></sign-in-form>
      ${
        session.offers.resetByMail
          ? html`<p><a href=${pathTo("forgotPassword")}>${t("frame.sign_in.forgot")}</a></p>`
          : html`<p class="soft hint">${t("frame.sign_in.ask_administrator")}</p>`
      }`);
  }

  static override styles = [shared, buttons, surfaces, cardStyles];
}

customElements.define("sign-in-page", SignInPage);
declare global {
  interface HTMLElementTagNameMap {
    "sign-in-page": SignInPage;
  }
}
