import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import "../../schedule/schedule-editor.ts";
import { shared } from "../../style/controls.ts";

/** When a menu is open. */
export class MenuCalendarPage extends KlykaElement {
  static override properties = { params: { attribute: false }, query: { attribute: false } };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
  }

  override render() {
    return html`<schedule-editor .owner=${{ kind: "menu", id: this.params.menu ?? "" }} .query=${this.query}></schedule-editor>`;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
    `,
  ];
}

customElements.define("menu-calendar-page", MenuCalendarPage);
declare global {
  interface HTMLElementTagNameMap {
    "menu-calendar-page": MenuCalendarPage;
  }
}
