import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import "../../schedule/schedule-editor.ts";
import { shared } from "../../style/controls.ts";

/** When a response group is open. */
export class GroupCalendarPage extends KlykaElement {
  static override properties = { params: { attribute: false }, query: { attribute: false } };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
  }

  override render() {
    return html`<schedule-editor .owner=${{ kind: "group", id: this.params.group ?? "" }} .query=${this.query}></schedule-editor>`;
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

customElements.define("group-calendar-page", GroupCalendarPage);
declare global {
  interface HTMLElementTagNameMap {
    "group-calendar-page": GroupCalendarPage;
  }
}
