import { css, html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import type { WorkHoursView } from "../../data/absence.ts";
import { t } from "../../i18n/index.ts";
import { shared } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./shown-number-editor.ts";
import "./work-hours-editor.ts";

/** The number that called people see, and the hours that may change it. */
export class ShownNumberPage extends KlykaElement {
  static override properties = { hours: { state: true } };
  declare hours: WorkHoursView | null;

  constructor() {
    super();
    this.hours = null;
  }

  override render() {
    return html`<div class="page-head"><h1 tabindex="-1">${t("away.shown")}</h1></div>
      <div class="column">
        <shown-number-editor subject="me" .hours=${this.hours}></shown-number-editor>
        <work-hours-editor
          subject="me"
          @hours-change=${(event: CustomEvent<WorkHoursView>) => {
            this.hours = event.detail;
          }}
        ></work-hours-editor>
      </div>`;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .column {
        display: grid;
        gap: 24px;
        max-width: 640px;
      }
    `,
  ];
}

customElements.define("shown-number-page", ShownNumberPage);
declare global {
  interface HTMLElementTagNameMap {
    "shown-number-page": ShownNumberPage;
  }
}
