import { html } from "lit";
import { t } from "../i18n/index.ts";
import { pageStyles } from "../pages/page-styles.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";

export type Fault = "failed" | "missing" | "forbidden" | "away";

/**
 * What stands where a page should: its code has not arrived, the address leads nowhere, it is not for this person, or the server
 * is away. Loaded with the app itself. Tells `page-again`.
 */
export class FaultPage extends KlykaElement {
  static override properties = { fault: {}, path: {}, reason: {} };
  declare fault: Fault;
  declare path: string;
  /** Why it is forbidden. */
  declare reason: string;

  constructor() {
    super();
    this.fault = "missing";
    this.path = "";
    this.reason = "";
  }

  override render() {
    const [heading, text] = this._words();
    return html`<div class="page-head">
        <h1 tabindex="-1">${heading}</h1>
        <p class="soft">${text}</p>
      </div>
      ${this._way()}`;
  }

  _words(): readonly [heading: string, text: string] {
    if (this.fault === "failed") return [t("page.failed"), t("page.failed.text")];
    if (this.fault === "away") return [t("frame.away"), t("frame.away.text")];
    if (this.fault === "forbidden") return [t("frame.forbidden"), this.reason];
    return [t("page.missing"), t("page.missing.text", { path: this.path })];
  }

  _way() {
    const again = { failed: t("page.failed.reload"), away: t("action.retry"), missing: null, forbidden: null }[this.fault];
    if (again === null) return html`<a class="button" href="/">${t("page.missing.home")}</a>`;
    return html`<button class="button filled" type="button" @click=${this._again}>${again}</button>`;
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
