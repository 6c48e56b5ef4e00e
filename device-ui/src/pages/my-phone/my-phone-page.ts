import { css, html, nothing } from "lit";
import type { PhoneView } from "../../../../portal/phone-views.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { state } from "../../components/states.ts";
import { anySource, type KeySource, myPhoneKeys } from "../../data/keys.ts";
import { t } from "../../i18n/index.ts";
import "../../keys/key-editor.ts";
import type { DeskView } from "../../keys/key-editor.ts";
import { guardLeaving } from "../../router/navigate.ts";
import { shared, states } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";

/** The person's own desk phone: what is on its keys, and those that the administrator has left open to be changed. */
export class MyPhonePage extends KlykaElement {
  static override properties = { params: { attribute: false }, phone: { state: true }, source: { state: true } };
  declare params: Readonly<Record<string, string>>;
  /** As the editor has it; null: not fetched, or not the person's. */
  declare phone: PhoneView | null;
  declare source: KeySource | null;
  #pending = 0;
  #unguard: () => void = () => undefined;

  constructor() {
    super();
    this.params = {};
    this.phone = null;
    this.source = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this.#pending > 0,
      () =>
        confirm({
          heading: t("account.phone.leave"),
          text: t("account.phone.leave.text"),
          action: t("account.phone.leave.action"),
        }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("params")) return;
    const { phone } = this.params;
    if (phone !== undefined && this.source?.id !== `mine/${phone}`) this.source = anySource(myPhoneKeys(phone));
  }

  override render() {
    const { phone } = this;
    return html`<key-editor
      mine
      .source=${this.source}
      .heading=${phone?.user?.name ?? ""}
      .subtitle=${phone?.modelName ?? ""}
      @desk-change=${this._changed}
    >
      <div slot="head">
        <h1 tabindex="-1">${t("account.phone")}</h1>
        <p class="soft">${phone ? this._facts(phone) : t("account.phone.text")}</p>
      </div>
      ${phone ? html`<span slot="state">${this._delivery(phone)}</span>` : nothing}
    </key-editor>`;
  }

  _facts({ modelName, label, layout }: PhoneView): string {
    const named = label ? `${modelName} · ${label}` : modelName;
    return layout ? t("account.phone.with_layout", { phone: named, layout: layout.name }) : named;
  }

  _delivery({ delivery }: PhoneView) {
    if (delivery === "fetched") return state("live", t("account.phone.fetched"));
    return state("waiting", t(delivery === "waiting" ? "account.phone.waiting" : "account.phone.never"));
  }

  _changed(event: CustomEvent<DeskView>): void {
    this.#pending = event.detail.pending;
    // The source of this page gives the phone, or nothing yet.
    this.phone = event.detail.row as PhoneView | null;
  }

  static override styles = [
    shared,
    states,
    pageStyles,
    css`
      :host {
        max-width: none;
      }
    `,
  ];
}

customElements.define("my-phone-page", MyPhonePage);
declare global {
  interface HTMLElementTagNameMap {
    "my-phone-page": MyPhonePage;
  }
}
