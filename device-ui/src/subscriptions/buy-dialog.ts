import { html } from "lit";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import type { Answered } from "../data/api.ts";
import { api } from "../data/client.ts";
import { buyData, type PackageView, type Side, type SubscriptionView } from "../data/subscriptions.ts";
import { formatMoney } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { choiceList, choiceListStyles } from "./choice-list.ts";
import { lastDayText, quotaText } from "./words.ts";

type About = { readonly one: SubscriptionView; readonly packages: readonly PackageView[]; readonly side: Side };
export type Bought = { readonly answered: Answered<SubscriptionView>; readonly bytes: number };

/** Buys data for this month. Asked twice with the same dialog, it is bought once. */
export class BuyDialog extends FormDialog<Bought> {
  static override properties = { about: { attribute: false }, chosen: { state: true } };
  declare about: About;
  declare chosen: string;
  /** Names this purchase, whatever becomes of the first answer. */
  readonly #key = crypto.randomUUID();

  constructor() {
    super();
    this.chosen = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.chosen = this.about.packages[0]?.id ?? "";
  }

  override _heading() {
    return t("subscriptions.buy.heading", { name: this.about.one.name });
  }

  override _action() {
    return t("subscriptions.buy.do");
  }

  override _ready() {
    return this.chosen !== "";
  }

  override _fields() {
    const { one, packages } = this.about;
    if (packages.length === 0) return html`<p>${t("subscriptions.buy.none")}</p>`;
    return html`<p>${t("subscriptions.buy.text", { day: lastDayText(one.data.period) })}</p>
      ${choiceList({
        name: "package",
        label: t("subscriptions.buy.package"),
        value: this.chosen,
        choices: packages.map(({ id, bytes, priceOre }) => ({ value: id, title: quotaText(bytes), side: formatMoney(priceOre) })),
        onChange: (value) => {
          this.chosen = value;
        },
      })}
      <p class="soft">${t("subscriptions.buy.vat")}</p>`;
  }

  override async _run(): Promise<Bought> {
    const { one, packages, side } = this.about;
    const answered = await buyData(api, side, one.id, { packageId: this.chosen, key: this.#key });
    return { answered, bytes: packages.find(({ id }) => id === this.chosen)?.bytes ?? 0 };
  }

  static override styles = [FormDialog.styles, choiceListStyles];
}

export function askPurchase(side: Side, one: SubscriptionView, packages: readonly PackageView[]): Promise<Bought | null> {
  return answerOf(Object.assign(document.createElement("buy-dialog"), { about: { one, packages, side } }));
}

customElements.define("buy-dialog", BuyDialog);
declare global {
  interface HTMLElementTagNameMap {
    "buy-dialog": BuyDialog;
  }
}
