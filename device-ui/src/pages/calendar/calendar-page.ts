import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import "../../schedule/schedule-editor.ts";
import { shared } from "../../style/controls.ts";

/** When a response group or a menu is open: the calendar of whichever the address names. */
export abstract class CalendarPage extends KlykaElement {
  static override properties = { params: { attribute: false }, query: { attribute: false } };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;
  protected abstract readonly kind: "group" | "menu";

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
  }

  override render() {
    const { kind } = this;
    return html`<schedule-editor .owner=${{ kind, id: this.params[kind] ?? "" }} .query=${this.query}></schedule-editor>`;
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
