import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { t } from "../../i18n/index.ts";
import { shared } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./forwarding-editor.ts";

/** Vidarekoppling: where the person's calls go on to. */
export class ForwardingPage extends KlykaElement {
  override render() {
    return html`<div class="page-head"><h1 tabindex="-1">${t("away.forwarding")}</h1></div>
      <forwarding-editor subject="me"></forwarding-editor>`;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      forwarding-editor {
        max-width: 640px;
      }
    `,
  ];
}

customElements.define("forwarding-page", ForwardingPage);
declare global {
  interface HTMLElementTagNameMap {
    "forwarding-page": ForwardingPage;
  }
}
