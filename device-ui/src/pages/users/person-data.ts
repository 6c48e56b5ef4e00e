import { css, html, nothing } from "lit";
import { Download } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { eraseUser, personCopyAddress } from "../../data/retention.ts";
import type { UserView } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared } from "../../style/controls.ts";

/** What anybody may ask for: a copy of all that is kept about them, and that it is erased. Tells `panel-close` when it has been. */
export class PersonData extends KlykaElement {
  static override properties = { user: { attribute: false } };
  declare user: UserView;

  override render() {
    const { id, status } = this.user;
    const left = status === "deactivated";
    return html`<h3>${t("retention.person")}</h3>
      <p class="soft">${t("retention.person.text")}</p>
      <div class="row">
        <a class="button" href=${personCopyAddress(id)} download>${icon(Download, 18)}${t("retention.person.copy")}</a>
        <button class="button danger" type="button" ?disabled=${!left} aria-describedby=${left ? nothing : "first"} @click=${this._erase}>
          ${t("retention.person.erase")}
        </button>
      </div>
      ${left ? nothing : html`<p class="soft" id="first">${t("retention.person.first")}</p>`}`;
  }

  async _erase(): Promise<void> {
    const { id, name } = this.user;
    const effects = (["gone", "log", "invoices", "never"] as const).map((one) => t(`retention.person.effect.${one}`));
    const run = async () => void (await eraseUser(api, id));
    const asked = { heading: t("retention.person.heading", { name }), effects, danger: true };
    if (!(await confirm({ ...asked, action: t("retention.person.action", { name }), run, failure: failureText }))) return;
    toast({ text: t("retention.person.done") });
    this.tell("panel-close", null);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: grid;
        gap: 12px;
        margin-top: 20px;
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
      }
    `,
  ];
}

customElements.define("person-data", PersonData);
declare global {
  interface HTMLElementTagNameMap {
    "person-data": PersonData;
  }
}
