import { html } from "lit";
import { KlykaElement } from "../components/element.ts";
import "../components/modal-dialog.ts";
import { session, sessionGate } from "../data/client.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, surfaces } from "../style/controls.ts";
import "./sign-in-form.ts";

/** Over the page when the session has ended: what has been typed below stays, and what waited is sent afterwards. */
export class SignInAgain extends KlykaElement {
  override render() {
    const name = session.current?.user.name ?? "";
    return html`<modal-dialog heading=${t("frame.again")} open @dialog-close=${() => sessionGate.gaveUp()}>
      <div class="stack">
        <p>${t("frame.again.text", { name })}</p>
        <sign-in-form .name=${session.givenName} @signed-in=${() => sessionGate.signedIn()}></sign-in-form>
      </div>
      <button slot="actions" class="button" type="button" @click=${() => sessionGate.gaveUp()}>${t("frame.again.not_now")}</button>
    </modal-dialog>`;
  }

  static override styles = [shared, buttons, surfaces];
}

customElements.define("sign-in-again", SignInAgain);
declare global {
  interface HTMLElementTagNameMap {
    "sign-in-again": SignInAgain;
  }
}
