import { html } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { t } from "../../i18n/index.ts";
import { shared } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./my-groups.ts";

/** In and out of the groups that one answers for. */
export class MyGroupsPage extends KlykaElement {
  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("groups.page")}</h1>
        <p class="soft">${t("groups.page.text")}</p>
      </div>
      <my-groups></my-groups>`;
  }

  static override styles = [shared, pageStyles];
}

customElements.define("my-groups-page", MyGroupsPage);
declare global {
  interface HTMLElementTagNameMap {
    "my-groups-page": MyGroupsPage;
  }
}
