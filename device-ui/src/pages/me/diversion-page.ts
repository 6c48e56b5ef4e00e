import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { t } from "../../i18n/index.ts";
import { shared } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./diversion-editor.ts";
import "./sharing-choice.ts";
import "./work-hours-editor.ts";

/** Hänvisning with everything: every reason, all that is planned, what has been, and the hours of work. */
export class DiversionPage extends KlykaElement {
  override render() {
    return html`<div class="page-head"><h1 tabindex="-1">${t("away.diversion")}</h1></div>
      <div class="column">
        <diversion-editor subject="me" past></diversion-editor>
        <work-hours-editor subject="me"></work-hours-editor>
        <sharing-choice></sharing-choice>
      </div>`;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .column {
        display: grid;
        gap: 16px;
        max-width: 640px;
      }
    `,
  ];
}

customElements.define("diversion-page", DiversionPage);
declare global {
  interface HTMLElementTagNameMap {
    "diversion-page": DiversionPage;
  }
}
