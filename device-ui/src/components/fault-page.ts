import { html, nothing } from "lit";
import { t } from "../i18n/index.ts";
import { pageStyles } from "../pages/page-styles.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";

/** What stands where a page should: its code has not arrived, or the address leads nowhere. Loaded with the app itself. */
export class FaultPage extends KlykaElement {
  static override properties = { fault: {}, path: {} };
  declare fault: "failed" | "missing";
  declare path: string;

  constructor() {
    super();
    this.fault = "missing";
    this.path = "";
  }

  override render() {
    const failed = this.fault === "failed";
    return html`<div class="page-head">
        <h1 tabindex="-1">${t(failed ? "page.failed" : "page.missing")}</h1>
        <p class="soft">${failed ? t("page.failed.text") : t("page.missing.text", { path: this.path })}</p>
      </div>
      ${failed ? html`<button class="button filled" type="button" @click=${this._again}>${t("page.failed.reload")}</button>` : nothing}
      ${failed ? nothing : html`<a class="button" href="/">${t("page.missing.home")}</a>`}`;
  }

  _again(): void {
    this.tell("page-again", null);
  }

  static override styles = [shared, buttons, pageStyles];
}

customElements.define("fault-page", FaultPage);
declare global {
  interface HTMLElementTagNameMap {
    "fault-page": FaultPage;
  }
}
